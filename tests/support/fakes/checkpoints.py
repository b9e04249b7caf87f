"""Checkpoints and the records that wait for one, in memory; a contract test holds them against the real ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from shared.domain import ids
from shared.domain.errors import ConcurrentChange, Unavailable
from shared.domain.tenant import Tenant
from shared.evidence.checkpoint import Checkpoint
from shared.evidence.record import Record
from shared.evidence.seal import Seal, SealedCheckpoint, SignedCheckpoint


class FakeCheckpoints:
    """`available` False: nothing can be read or written. `lagging` are records that the index still shows."""

    def __init__(self, *records: Record) -> None:
        self.available = True
        self.records = {record.id: record.stored for record in records}
        self.waiting = set(self.records)
        self.lagging: set[str] = set()
        self.seals: dict[str, Seal] = {}
        self.checkpoints: list[SignedCheckpoint] = []

    def newest(self) -> Checkpoint | None:
        self._check()
        return self.checkpoints[-1].checkpoint if self.checkpoints else None

    def after(self, number: int, limit: int) -> tuple[SignedCheckpoint, ...]:
        self._check()
        return tuple(self.checkpoints[number : number + limit])

    def unsealed(self, record_ids: Sequence[str]) -> dict[str, bytes]:
        self._check()
        return {one: self.records.get(one, b"") for one in record_ids if one not in self.seals}

    def add(self, sealed: SealedCheckpoint, years: int) -> None:
        self._check()
        seals = dict(sealed.seals())
        if sealed.signed.checkpoint.number != len(self.checkpoints) + 1 or not seals.keys() <= self.waiting:
            raise ConcurrentChange
        self.checkpoints.append(sealed.signed)
        self.seals |= seals
        self.waiting -= seals.keys()

    def _check(self) -> None:
        if not self.available:
            raise Unavailable("The table can't be reached now.")


class FakeWaitingEvidence:
    """Of some tenants' fakes, all in one shard."""

    def __init__(self, checkpoints: Mapping[Tenant, FakeCheckpoints]) -> None:
        self._checkpoints = checkpoints

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        found = (
            (tenant, one)
            for tenant, of_one in self._checkpoints.items()
            for one in sorted(of_one.waiting | of_one.lagging)
            if ids.made_at(one) <= now
        )
        return tuple(islice(found, limit))
