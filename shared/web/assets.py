"""Static files, each under a name that holds the hash of its content: cached for ever, changed at once."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent / "static"

# One style sheet, so that no page is ever seen in Pico's clothes alone; one script, for the portal only.
SOURCES = {
    "countersign.css": ("pico.min.css", "countersign.css"),
    "portal.css": (
        "pico.min.css",
        "countersign.css",
        "portal.css",
        "records.css",
        "agreements.css",
        "storefront.css",
        "orders.css",
        "signing.css",
        "partnerships.css",
        "wizard.css",
    ),
    "portal.js": ("htmx.min.js", "portal.js", "wizard.js"),
    "icon.svg": ("icon.svg",),
}
CONTENT_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    name: str
    content_type: str
    content: bytes

    @cached_property
    def compressed(self) -> bytes:
        """HTTP APIs compress nothing themselves."""
        return gzip.compress(self.content, mtime=0)


def _build(file: str) -> Asset:
    content = b"\n".join((FOLDER / source).read_bytes() for source in SOURCES[file])
    stem, _, suffix = file.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"{stem}.{digest}.{suffix}", CONTENT_TYPES[suffix], content)


_assets = {file: _build(file) for file in SOURCES}
_by_name = {asset.name: asset for asset in _assets.values()}


def asset_url(file: str) -> str:
    """Where a file is served. Raises KeyError when there is none of that name."""
    return f"/static/{_assets[file].name}"


def find_asset(name: str) -> Asset | None:
    return _by_name.get(name)
