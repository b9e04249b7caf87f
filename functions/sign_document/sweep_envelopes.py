"""Close what was not signed in time. Runs by schedule."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from shared.domain.concurrency import settle
from shared.domain.envelope import OPEN, Envelope, EnvelopeEvent
from shared.domain.errors import DomainError
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant
from shared.ports import Clock, DueEnvelopes, Envelopes, SigningQueue
from shared.tell_poll import tell_poll

LIMIT_PER_SHARD = 100


@dataclass(slots=True)
class Swept:
    expired: int = 0
    failed: int = 0


def sweep_envelopes(
    *, due: DueEnvelopes, envelopes: Callable[[Tenant], Envelopes], queue: SigningQueue, now: Clock
) -> Swept:
    """One failure leaves its envelope for the next run and the others alone."""
    swept = Swept()
    for tenant, document_id in due.due(now(), LIMIT_PER_SHARD):
        try:
            expired = settle(partial(_expire, document_id, envelopes(tenant), now))
        except DomainError:
            swept.failed += 1
            continue
        if expired is not None:
            swept.expired += 1
            tell_poll(tenant, SigningProvider.BUILTIN, expired.id, version=expired.version, queue=queue)
    return swept


def _expire(document_id: str, envelopes: Envelopes, now: Clock) -> Envelope | None:
    """None for one that was decided meanwhile: the index follows the table a moment later."""
    envelope, at = envelopes.read(document_id).envelope, now()
    if envelope.state not in OPEN or envelope.is_open(at):
        return None
    expired = envelope.moved(EnvelopeEvent.EXPIRE, now=at)
    envelopes.save(expired)
    return expired
