"""What the routes of evidence answer."""

from datetime import datetime
from typing import Any, Self

from shared.evidence.keeping import Erasure, Hold
from shared.evidence.record import Evidence
from shared.evidence.seal import Seal
from shared.models import AnswerModel


class SealAnswer(AnswerModel):
    """The platform's signature of the record: ECDSA over its hash, in DER, as base64."""

    key_id: str
    algorithm: str
    signature: str

    @classmethod
    def of(cls, seal: Seal) -> Self:
        return cls(key_id=seal.key_id, algorithm=seal.algorithm, signature=seal.signature)


class CheckpointAnswer(AnswerModel):
    """Where the record stands in the tree of its checkpoint: which leaf of how many, and the hashes up to the root."""

    number: int
    index: int
    count: int
    path: tuple[str, ...]

    @classmethod
    def of(cls, seal: Seal) -> Self:
        place = seal.place
        return cls(number=place.checkpoint, index=place.index, count=place.count, path=place.path)


class HoldAnswer(AnswerModel):
    """For as long as it is there, nothing of the record's personal data is erased."""

    at: datetime
    by: str
    reason: str

    @classmethod
    def of(cls, hold: Hold) -> Self:
        return cls(at=hold.at, by=hold.by.name, reason=hold.reason)


class ErasedAnswer(AnswerModel):
    """`names` are those of the values; `by` nobody where they had been kept long enough."""

    at: datetime
    by: str | None
    names: tuple[str, ...]
    reason: str

    @classmethod
    def of(cls, erasure: Erasure) -> Self:
        by = erasure.by.name if erasure.by else None
        return cls(at=erasure.at, by=by, names=erasure.names, reason=erasure.reason)


class EvidenceAnswer(AnswerModel):
    """`record` is exactly what was hashed, as RFC 8785 writes it; `personal` are the values behind its digests, those
    that were `erased` left out."""

    id: str
    what: str
    recorded_at: str
    sequence: int
    previous_hash: str | None
    record_hash: str
    record: dict[str, Any]
    personal: dict[str, Any]
    seal: SealAnswer | None
    checkpoint: CheckpointAnswer | None
    hold: HoldAnswer | None
    erased: tuple[ErasedAnswer, ...]

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
            seal=SealAnswer.of(evidence.seal) if evidence.seal else None,
            checkpoint=CheckpointAnswer.of(evidence.seal) if evidence.seal else None,
            hold=HoldAnswer.of(evidence.keeping.hold) if evidence.keeping.hold else None,
            erased=tuple(map(ErasedAnswer.of, evidence.keeping.erasures)),
        )
