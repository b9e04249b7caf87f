"""Have every account asked that is due: the schedule only fills the queue, so no slow provider delays it (D3)."""

from datetime import datetime

from shared.domain.errors import Unavailable
from shared.observability import logger
from shared.ports import Clock, DueAccounts, SigningQueue

PAGE = 500


def poll_accounts(*, accounts: DueAccounts, queue: SigningQueue, shards: int, now: Clock, failed_only: bool) -> int:
    """How many were queued. `failed_only`: those whose pause is over; the others are asked by the schedule.

    One that can't be queued now is due at the next run.
    """
    at, queued = now(), 0
    for shard in range(shards):
        after: dict[str, str] | None = None
        while True:
            found = accounts.due(shard, at, limit=PAGE, after=after, failed_only=failed_only)
            for tenant, provider in found.items:
                try:
                    queue.follow_account(tenant, provider, once=moment(at))
                except Unavailable:
                    logger.warning("account not queued", partner_id=tenant.partner_id, provider=provider)
                else:
                    queued += 1
            after = found.after
            if after is None:
                break
    return queued


def moment(at: datetime) -> str:
    """The same for runs that overlap."""
    return at.strftime("%Y-%m-%dT%H:%M")
