"""Seal the records that wait (G2): sign each, and bind those of a partner together in a checkpoint. Runs by schedule.

The archive decides what a checkpoint is: whatever lies there under its number first. So a run that comes later, or
side by side, writes the very same rows, and one that was cut short is finished by the next.
"""

from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from shared.domain import ids
from shared.domain.errors import DomainError
from shared.domain.tenant import Tenant
from shared.evidence.checkpoint import Checkpoint, new_checkpoint
from shared.evidence.record import Record
from shared.evidence.seal import ALGORITHM, SealedCheckpoint, SignedCheckpoint, SignedRecord
from shared.observability import logger, place_of
from shared.ports import Checkpoints, Clock, Documents, Signer, WaitingEvidence

LIMIT_PER_SHARD = 100
# With its seal and its pointer each takes two writes of a transaction, which holds a hundred.
MOST_IN_A_CHECKPOINT = 40
TOO_LONG = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealing:
    """What sealing needs beside the rows; `is_time_left` is asked before each checkpoint.

    `years_of` tells how long a partner keeps the personal data beside what is sealed now.
    """

    archive: Documents
    signer: Signer
    now: Clock
    is_time_left: Callable[[], bool]
    years_of: Callable[[Tenant], int]


@dataclass(slots=True)
class Swept:
    """`sealed` and `overdue` are records, `failed` partners."""

    sealed: int = 0
    failed: int = 0
    overdue: int = 0


def sweep_waiting(*, waiting: WaitingEvidence, checkpoints: Callable[[Tenant], Checkpoints], sealing: Sealing) -> Swept:
    """One partner's failure leaves its records for the next run and the others alone."""
    swept = Swept()
    for tenant, record_ids in _by_partner(waiting.due(sealing.now(), LIMIT_PER_SHARD)):
        settled: set[str] = set()
        try:
            settled = seal_records(tenant, record_ids, checkpoints=checkpoints(tenant), sealing=sealing)
        except DomainError as refusal:
            swept.failed += 1
            logger.warning("records not sealed", partner_id=tenant.partner_id, code=refusal.code)
        except Exception as error:  # noqa: BLE001 - logged by its place, never with the data that it may quote
            swept.failed += 1
            logger.error("records not sealed", partner_id=tenant.partner_id, **place_of(error))
        swept.sealed += len(settled)
        long_ago = sealing.now() - TOO_LONG
        swept.overdue += sum(ids.made_at(one) <= long_ago for one in record_ids if one not in settled)
    return swept


def _by_partner(found: Iterable[tuple[Tenant, str]]) -> list[tuple[Tenant, list[str]]]:
    """Whoever has waited longest comes first, so that nobody waits for ever where time is short."""
    waiting: dict[Tenant, list[str]] = {}
    for tenant, record_id in found:
        waiting.setdefault(tenant, []).append(record_id)
    return sorted(waiting.items(), key=lambda one: min(one[1]))


def seal_records(
    tenant: Tenant, record_ids: Collection[str], *, checkpoints: Checkpoints, sealing: Sealing
) -> set[str]:
    """Which are sealed then: these, and what an earlier run had begun. Oldest first, which is the order of the ids.

    Raises Unavailable; ConcurrentChange where another run is at it.
    """
    settled, damaged = set[str](), set[str]()
    while (waiting := sorted({*record_ids} - settled - damaged)) and sealing.is_time_left():
        asked = waiting[:MOST_IN_A_CHECKPOINT]
        # In this order: what isn't sealed after the newest checkpoint was read is in none up to that one, and whatever
        # the archive holds under the next number is the only one that may take it.
        previous = checkpoints.newest()
        stored = checkpoints.unsealed(asked)
        records = _readable(stored)
        settled |= {*asked} - stored.keys()
        damaged |= stored.keys() - {record.id for record in records}
        if records:
            found = _archived(tenant, records, previous, sealing)
            checkpoints.add(found, sealing.years_of(tenant))
            settled |= {one.record_id for one in found.records}
    return settled


def _readable(stored: Mapping[str, bytes]) -> list[Record]:
    """What was altered, or is gone, is never sealed, and keeps no other record from it."""
    records = []
    for record_id in sorted(stored):
        try:
            record = Record.read(stored[record_id])
        except ValueError:
            logger.error("damaged record", record_id=record_id)
            continue
        if record.id == record_id:
            records.append(record)
        else:
            logger.error("record in the place of another", record_id=record_id)
    return records


def _archived(
    tenant: Tenant, records: Sequence[Record], previous: Checkpoint | None, sealing: Sealing
) -> SealedCheckpoint:
    """The next checkpoint: of these records, unless another run has put one there. Raises Unavailable."""
    made = _sealed(tenant, records, previous, sealing)
    key = f"checkpoints/{tenant.partner_id}/{made.signed.checkpoint.number}.json"
    found = SealedCheckpoint.read(sealing.archive.keep(key, made.stored, content_type="application/json"))
    checkpoint = found.signed.checkpoint
    if checkpoint.partner_id != tenant.partner_id or not checkpoint.follows(previous):
        raise ValueError("What lies in the archive is not the next checkpoint.")
    return found


def _sealed(
    tenant: Tenant, records: Sequence[Record], previous: Checkpoint | None, sealing: Sealing
) -> SealedCheckpoint:
    hashes = [record.record_hash for record in records]
    checkpoint = new_checkpoint(tenant.partner_id, hashes, previous=previous, now=sealing.now())

    def signature(sha256: str) -> str:
        return b64encode(sealing.signer.sign_digest(bytes.fromhex(sha256))).decode()

    return SealedCheckpoint(
        signed=SignedCheckpoint(
            checkpoint=checkpoint,
            key_id=sealing.signer.key_id,
            algorithm=ALGORITHM,
            signature=signature(checkpoint.checkpoint_hash),
        ),
        records=tuple(
            SignedRecord(record_id=one.id, record_hash=digest, signature=signature(digest))
            for one, digest in zip(records, hashes, strict=True)
        ),
    )
