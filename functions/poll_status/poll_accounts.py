"""Have every account asked that is due: the schedule only fills the queue, so no slow provider delays it (D3)."""

from collections.abc import Callable, Iterable
from datetime import datetime

from shared.domain.errors import Unavailable
from shared.observability import logger
from shared.ports import Clock, DueAccounts, SigningQueue

PAGE = 500


def poll_accounts(
    shards: Iterable[int],
    *,
    accounts: DueAccounts,
    queue: SigningQueue,
    now: Clock,
    failed_only: bool,
    is_time_left: Callable[[], bool],
    after: dict[str, str] | None = None,
) -> int:
    """How many were queued. `failed_only`: those whose pause is over; the others are asked by the schedule.

    One that can't be queued now is due at the next run. Shards that there is no time for are tasks of their own, so
    however many accounts there are, all of them are queued side by side. `after` is where to go on in the first shard.
    """
    once, queued = moment(now()), 0
    for shard in shards:
        while is_time_left():
            found = accounts.due(shard, now(), limit=PAGE, after=after, failed_only=failed_only)
            taken = queue.follow_accounts(found.items, once=once)
            if taken < len(found.items):
                logger.warning("accounts not queued", accounts=len(found.items) - taken)
            queued += taken
            after = found.after
            if after is None:
                break
        else:
            _leave(shard, queue, failed_only=failed_only, after=after, once=once)
            after = None
    return queued


def _leave(shard: int, queue: SigningQueue, *, failed_only: bool, after: dict[str, str] | None, once: str) -> None:
    try:
        queue.poll_shard(shard, failed_only=failed_only, after=after, once=once)
    except Unavailable:
        logger.warning("a shard of accounts not queued", shard=shard)


def moment(at: datetime) -> str:
    """The same for a run that the schedule delivers twice."""
    return at.strftime("%Y-%m-%dT%H:%M:%S")
