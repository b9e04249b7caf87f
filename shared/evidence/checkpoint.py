"""Checkpoints (G2): now and then, the records that came since are bound together in one tree, and to the checkpoint
before; the signature of it says that all of them were there by then, and that none has been taken out since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from shared.evidence.canonical import Json, canonical, sha256_of, timestamp
from shared.evidence.merkle import path_of, root_by_path, root_of

SCHEMA = "urn:countersign:checkpoint:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """`root` is of the tree over the hashes of `count` records, in their order."""

    partner_id: str
    number: int
    previous_hash: str | None
    made_at: datetime
    root: str
    count: int

    @property
    def content(self) -> dict[str, Json]:
        return {
            "schema": SCHEMA,
            "partner_id": self.partner_id,
            "number": self.number,
            "previous_hash": self.previous_hash,
            "made_at": timestamp(self.made_at),
            "root": self.root,
            "count": self.count,
        }

    @property
    def stored(self) -> bytes:
        return canonical(self.content)

    @property
    def checkpoint_hash(self) -> str:
        return sha256_of(self.stored)

    def follows(self, previous: Self | None) -> bool:
        if previous is None:
            return self.number == 1 and self.previous_hash is None
        same_partner = self.partner_id == previous.partner_id
        return same_partner and self.number == previous.number + 1 and self.previous_hash == previous.checkpoint_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record stands in the tree of a checkpoint, and the hashes that show it."""

    checkpoint: int
    index: int
    count: int
    path: tuple[str, ...]

    def root_for(self, record_hash: str) -> str | None:
        return root_by_path(record_hash, self.index, self.count, self.path)


def new_checkpoint(
    partner_id: str, record_hashes: Sequence[str], *, previous: Checkpoint | None, now: datetime
) -> Checkpoint:
    """Raises ValueError where there are none."""
    return Checkpoint(
        partner_id=partner_id,
        number=previous.number + 1 if previous else 1,
        previous_hash=previous.checkpoint_hash if previous else None,
        made_at=now,
        root=root_of(record_hashes),
        count=len(record_hashes),
    )


def places_in(checkpoint: Checkpoint, record_hashes: Sequence[str]) -> tuple[Place, ...]:
    return tuple(
        Place(
            checkpoint=checkpoint.number,
            index=index,
            count=checkpoint.count,
            path=path_of(record_hashes, index),
        )
        for index in range(len(record_hashes))
    )
