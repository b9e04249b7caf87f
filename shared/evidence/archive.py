"""An archive of evidence (G): all sealed records of a partner from a time, in one file that is checked without us.

    manifest.json              what it holds: each file with its size and hash (RFC 8785)
    manifest.sig               the platform's signature of the manifest, in base64
    evidence-key.pem           the public key of today; whoever checks goes by one that they have from elsewhere
    checkpoints/<number>.json  sealed checkpoints, each with the hashes and signatures of its records
    records/<record>.json      the very bytes that were hashed
    disclosures/<record>.json  what belongs to its digests, what was erased left out
    seals/<record>.json        its signature, and its place in its checkpoint
    shown/<SHA-256>            parts of what was shown that records name by their hash

The checkpoints follow one another, so no record between the first and the last can be left out unseen.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Self
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from shared.evidence.canonical import HASH, Json, canonical, sha256_of, timestamp
from shared.evidence.record import Record
from shared.evidence.seal import ALGORITHM

SCHEMA = "urn:countersign:archive:1"
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "evidence-key.pem"

_LEVEL = 9
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_READABLE_BY_ITS_OWNER = 0o600 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Listed:
    """A file, as the manifest knows it."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`first` and `last` are the checkpoints that it holds; None where nothing was sealed in the period."""

    partner_id: str
    partner_name: str
    since: str | None
    until: str | None
    made_at: str
    key_id: str
    first: int | None
    last: int | None
    records: int
    files: Mapping[str, Listed]

    @property
    def stored(self) -> bytes:
        files: list[Json] = [
            {"name": name, "size": one.size, "sha256": one.sha256} for name, one in sorted(self.files.items())
        ]
        checkpoints: Json = None if self.first is None else {"first": self.first, "last": self.last}
        return canonical(
            {
                "schema": SCHEMA,
                "partner": {"id": self.partner_id, "name": self.partner_name},
                "period": {"from": self.since, "until": self.until},
                "made_at": self.made_at,
                "key_id": self.key_id,
                "algorithm": ALGORITHM,
                "checkpoints": checkpoints,
                "records": self.records,
                "unsealed": "left_out",
                "files": files,
            }
        )

    @classmethod
    def read(cls, stored: bytes) -> Self:
        """Raises ValueError for what isn't one in its canonical form."""
        try:
            content = json.loads(stored)
            checkpoints = content["checkpoints"] or {"first": None, "last": None}
            found = cls(
                partner_id=content["partner"]["id"],
                partner_name=content["partner"]["name"],
                since=content["period"]["from"],
                until=content["period"]["until"],
                made_at=content["made_at"],
                key_id=content["key_id"],
                first=checkpoints["first"],
                last=checkpoints["last"],
                records=content["records"],
                files={one["name"]: Listed(one["size"], one["sha256"]) for one in content["files"]},
            )
            written = found.stored
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("This is not a manifest.") from error
        if written != stored:
            raise ValueError("This is not a manifest in its canonical form.")
        return found


class ArchiveWriter:
    """Writes files as they come; of each it remembers what the manifest says. The same files give the same bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED, compresslevel=_LEVEL)
        self._files: dict[str, Listed] = {}

    def add(self, name: str, content: bytes) -> None:
        if name in self._files:
            raise ValueError(f"There is a {name} already.")
        self._files[name] = Listed(len(content), sha256_of(content))
        self._write(name, content)

    def close(
        self, manifest: Callable[[Mapping[str, Listed]], Manifest], sign_digest: Callable[[bytes], bytes]
    ) -> None:
        """`sign_digest` signs what has this SHA-256."""
        stored = manifest(self._files).stored
        self._write(MANIFEST, stored)
        self._write(SIGNATURE, b64encode(sign_digest(hashlib.sha256(stored).digest())))
        self._zip.close()

    def _write(self, name: str, content: bytes) -> None:
        about = ZipInfo(name, _NO_TIME)
        about.compress_type = ZIP_DEFLATED
        about.external_attr = _READABLE_BY_ITS_OWNER
        about.create_system = _UNIX
        self._zip.writestr(about, content, compresslevel=_LEVEL)


def checkpoint_file(number: int) -> str:
    return f"checkpoints/{number:010d}.json"


def record_file(record_id: str) -> str:
    return f"records/{record_id}.json"


def disclosures_file(record_id: str) -> str:
    return f"disclosures/{record_id}.json"


def seal_file(record_id: str) -> str:
    return f"seals/{record_id}.json"


def shown_file(sha256: str) -> str:
    return f"shown/{sha256}"


def parts_kept_apart(record: Record) -> Iterator[str]:
    """The hashes of those parts of what was shown that don't stand in the record itself."""
    document = record.content["facts"].get("document")
    parts = document.get("parts") if isinstance(document, dict) else None
    for part in parts if isinstance(parts, list) else ():
        if isinstance(part, dict) and "content" not in part and HASH.fullmatch(str(part.get("sha256"))):
            yield part["sha256"]


def moment(at: datetime | None) -> str | None:
    return timestamp(at) if at else None
