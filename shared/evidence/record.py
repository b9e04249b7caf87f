"""An evidence record (G1): what was shown, what was decided, when, from where; written once, never edited (G2).

The records of one subject (a confirmation, a document, an order) are a chain: each names the hash of the one before.
The bytes of a record are its canonical JSON, and nothing else is hashed, stored or sealed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from shared.domain.evidence_reference import EvidenceReference
from shared.evidence.canonical import Json, canonical, sha256_of, timestamp
from shared.evidence.disclosures import Disclosure, digests_of
from shared.evidence.keeping import Keeping

if TYPE_CHECKING:
    from shared.evidence.seal import Seal

SCHEMA = "urn:countersign:evidence:1"

FIELDS: Mapping[str, tuple[type, ...]] = {
    "schema": (str,),
    "record_id": (str,),
    "partner": (dict,),
    "subject": (dict,),
    "what": (str,),
    "recorded_at": (str,),
    "sequence": (int,),
    "previous_hash": (str, type(None)),
    "facts": (dict,),
    "disclosures": (dict,),
}
"""What the JSON of a record holds, and of which types."""


class SubjectKind(StrEnum):
    CONFIRMATION = "confirmation"
    DIGITAL_DOCUMENT = "digital_document"
    ORDER = "order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`content` is the JSON of the record; its other fields are read from there."""

    content: Mapping[str, Any]

    @classmethod
    def read(cls, stored: bytes | str) -> Self:
        """Raises ValueError for what isn't a record in its canonical form."""
        raw = stored.encode() if isinstance(stored, str) else stored
        try:
            content = json.loads(raw)
        except RecursionError as error:
            raise ValueError(str(error)) from None
        if not _is_record(content) or canonical(content) != raw:
            raise ValueError("This is not a record in its canonical form.")
        return cls(content=content)

    @property
    def stored(self) -> bytes:
        return canonical(self.content)

    @property
    def record_hash(self) -> str:
        return sha256_of(self.stored)

    @property
    def id(self) -> str:
        return str(self.content["record_id"])

    @property
    def sequence(self) -> int:
        return int(self.content["sequence"])

    @property
    def previous_hash(self) -> str | None:
        found = self.content["previous_hash"]
        return None if found is None else str(found)

    @property
    def digests(self) -> Mapping[str, str]:
        return dict(self.content["disclosures"])

    @property
    def reference(self) -> EvidenceReference:
        return EvidenceReference(record_id=self.id, record_hash=self.record_hash, sequence=self.sequence)

    @property
    def subject(self) -> tuple[Any, Any]:
        """Whose, and what: a partner may have another name by now."""
        return self.content["partner"].get("id"), self.content["subject"]

    def follows(self, previous: Self | None) -> bool:
        """Whether it is the next of its chain."""
        if previous is None:
            return self.sequence == 1 and self.previous_hash is None
        same_subject = self.subject == previous.subject
        return same_subject and self.sequence == previous.sequence + 1 and self.previous_hash == previous.record_hash


def _is_record(content: object) -> bool:
    if not isinstance(content, dict) or content.keys() != FIELDS.keys() or content["schema"] != SCHEMA:
        return False
    return all(type(content[name]) in kinds for name, kinds in FIELDS.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A record with what it keeps of people, apart from it, and its seal, which it gets some minutes later.

    `keeping` is what became of those values: held, erased.
    """

    record: Record
    disclosures: tuple[Disclosure, ...]
    seal: "Seal | None" = None
    keeping: Keeping = field(default_factory=Keeping)


def new_record(
    record_id: str,
    *,
    partner: Mapping[str, Json],
    subject: Mapping[str, Json],
    what: str,
    at: datetime,
    facts: Mapping[str, Json],
    disclosures: tuple[Disclosure, ...],
    previous: EvidenceReference | None,
) -> Record:
    """`subject` holds `kind` and `id`; `facts` are what is no personal data. Raises ValueError."""
    content: dict[str, Json] = {
        "schema": SCHEMA,
        "record_id": record_id,
        "partner": dict(partner),
        "subject": dict(subject),
        "what": what,
        "recorded_at": timestamp(at),
        "sequence": previous.sequence + 1 if previous else 1,
        "previous_hash": previous.record_hash if previous else None,
        "facts": dict(facts),
        "disclosures": digests_of(disclosures),
    }
    canonical(content)
    return Record(content=content)
