"""Erase what was kept long enough, and delete certificates once more that an erasure may have missed. By schedule."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from functions.keep_evidence.erase_values import erase_values
from functions.keep_evidence.shelf import Shelf
from shared.domain.concurrency import settle
from shared.domain.errors import DomainError
from shared.domain.tenant import Tenant
from shared.evidence.keeping import EvidenceOnHold
from shared.evidence.record import Evidence
from shared.observability import logger, place_of
from shared.ports import Clock, DueKeeping

LIMIT_PER_SHARD = 100
HELD_IS_LOOKED_AT_AGAIN_AFTER = timedelta(days=7)
BY_AGE = "retention"

type OfTenant = Callable[[Tenant], Shelf]


@dataclass(slots=True)
class Swept:
    """Each a number of records."""

    erased: int = 0
    held: int = 0
    cleared: int = 0
    failed: int = 0


def sweep_kept(*, due: DueKeeping, shelf_of: OfTenant, now: Clock, is_time_left: Callable[[], bool]) -> Swept:
    """One record's failure leaves it for the next run, and the others alone."""
    swept = Swept()
    outlived = due.outlived(now(), LIMIT_PER_SHARD)
    _each(outlived, lambda record_id, shelf: _erase(record_id, shelf, swept), shelf_of, swept, is_time_left)
    to_clear = due.to_clear(now(), LIMIT_PER_SHARD)
    _each(to_clear, lambda record_id, shelf: _clear(record_id, shelf, swept), shelf_of, swept, is_time_left)
    return swept


def _each(
    found: Iterable[tuple[Tenant, str]],
    settle_one: Callable[[str, Shelf], None],
    shelf_of: OfTenant,
    swept: Swept,
    is_time_left: Callable[[], bool],
) -> None:
    for tenant, record_id in found:
        if not is_time_left():
            return
        try:
            settle_one(record_id, shelf_of(tenant))
        except DomainError as refusal:
            swept.failed += 1
            logger.warning("evidence not swept", record_id=record_id, code=refusal.code)
        except Exception as error:  # noqa: BLE001 - logged by its place, never with the data that it may quote
            swept.failed += 1
            logger.error("evidence not swept", record_id=record_id, **place_of(error))


def _erase(record_id: str, shelf: Shelf, swept: Swept) -> None:
    """What is on hold is looked at again later, so that it keeps no other from its turn."""
    try:
        erase_values(record_id, _all_names, by=None, reason=BY_AGE, shelf=shelf)
    except EvidenceOnHold:
        shelf.keeping.look_again(record_id, shelf.now() + HELD_IS_LOOKED_AT_AGAIN_AFTER)
        swept.held += 1
    else:
        shelf.keeping.look_again(record_id, None)
        swept.erased += 1


def _all_names(evidence: Evidence) -> tuple[str, ...]:
    return tuple(one.name for one in evidence.disclosures)


def _clear(record_id: str, shelf: Shelf, swept: Swept) -> None:
    """Its time is over again only for the erasure that was the last: another one meanwhile begins anew."""

    def attempt() -> None:
        keeping = shelf.keeping.get(record_id).evidence.keeping
        if keeping.clear_at is not None and keeping.clear_at <= shelf.now():
            shelf.keeping.save(record_id, keeping.cleared())

    shelf.certificates.remove(shelf.tenant, record_id)
    settle(attempt)
    swept.cleared += 1
