"""Static files, each under a name that holds the hash of its content: cached for ever, changed at once."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent / "static"
CONTENT_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Asset:
    name: str
    content_type: str
    content: bytes

    @cached_property
    def compressed(self) -> bytes:
        """HTTP APIs compress nothing themselves."""
        return gzip.compress(self.content, mtime=0)


def _load(path: Path) -> Asset:
    content = path.read_bytes()
    stem, suffix = path.name.split(".", 1)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"{stem}.{digest}.{suffix}", CONTENT_TYPES[path.suffix], content)


_by_file = {path.name: _load(path) for path in sorted(FOLDER.iterdir()) if path.suffix in CONTENT_TYPES}
_by_name = {asset.name: asset for asset in _by_file.values()}


def asset_url(file: str) -> str:
    """Where a file of the `static` folder is served. Raises KeyError when there is none of that name."""
    return f"/static/{_by_file[file].name}"


def find_asset(name: str) -> Asset | None:
    return _by_name.get(name)
