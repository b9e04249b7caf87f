"""Seals (G2): the platform's signature of each record, and of the checkpoint that binds it to all others.

A signature is ECDSA with P-256 over the SHA-256 of what is signed: of a record its canonical bytes, so that its hash
is all that is needed to make it, and `openssl dgst -sha256 -verify` all that is needed to check it.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Self

from pydantic import TypeAdapter

from shared.evidence.canonical import Json, canonical
from shared.evidence.checkpoint import Checkpoint, Place, places_in
from shared.evidence.merkle import root_of

ALGORITHM = "ECDSA_SHA_256"
SCHEMA = "urn:countersign:sealed-checkpoint:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """Of one record; `signature` is DER in base64, `place` that in its checkpoint."""

    key_id: str
    algorithm: str
    signature: str
    place: Place

    @property
    def stored(self) -> bytes:
        """As a file of a certificate, and of an archive."""
        return canonical(asdict(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    checkpoint: Checkpoint
    key_id: str
    algorithm: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedRecord:
    record_id: str
    record_hash: str
    signature: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedCheckpoint:
    """A checkpoint with all that its sealing writes: whoever finds it can finish what somebody else began."""

    signed: SignedCheckpoint
    records: tuple[SignedRecord, ...]

    @classmethod
    def read(cls, stored: bytes) -> Self:
        """Raises ValueError for what isn't one in its canonical form, and of these very records."""
        found = _sealed_json.validate_json(stored)
        checkpoint, hashes = found.signed.checkpoint, found.hashes
        if found.stored != stored or checkpoint.count != len(hashes) or checkpoint.root != root_of(hashes):
            raise ValueError("This is not a sealed checkpoint in its canonical form.")
        return cls(signed=found.signed, records=found.records)

    @property
    def stored(self) -> bytes:
        signed = self.signed
        records: list[Json] = [
            {"record_id": one.record_id, "record_hash": one.record_hash, "signature": one.signature}
            for one in self.records
        ]
        return canonical(
            {
                "schema": SCHEMA,
                "signed": {
                    "checkpoint": signed.checkpoint.content,
                    "key_id": signed.key_id,
                    "algorithm": signed.algorithm,
                    "signature": signed.signature,
                },
                "records": records,
            }
        )

    @property
    def hashes(self) -> tuple[str, ...]:
        return tuple(one.record_hash for one in self.records)

    def seals(self) -> Iterator[tuple[str, Seal]]:
        """Each record's id, and its seal."""
        for record, place in zip(self.records, places_in(self.signed.checkpoint, self.hashes), strict=True):
            yield (
                record.record_id,
                Seal(
                    key_id=self.signed.key_id,
                    algorithm=self.signed.algorithm,
                    signature=record.signature,
                    place=place,
                ),
            )


_sealed_json = TypeAdapter(SealedCheckpoint)
seal_json = TypeAdapter(Seal)
signed_json = TypeAdapter(SignedCheckpoint)
