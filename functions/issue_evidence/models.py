"""What the routes of evidence answer."""

from typing import Any, Self

from shared.evidence.record import Evidence
from shared.models import AnswerModel


class EvidenceAnswer(AnswerModel):
    """`record` is exactly what was hashed, as RFC 8785 writes it; `personal` are the values behind its digests, those
    that were erased left out."""

    id: str
    what: str
    recorded_at: str
    sequence: int
    previous_hash: str | None
    record_hash: str
    record: dict[str, Any]
    personal: dict[str, Any]

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        record = evidence.record
        return cls(
            id=record.id,
            what=record.content["what"],
            recorded_at=record.content["recorded_at"],
            sequence=record.sequence,
            previous_hash=record.previous_hash,
            record_hash=record.record_hash,
            record=dict(record.content),
            personal={one.name: one.value for one in evidence.disclosures},
        )
