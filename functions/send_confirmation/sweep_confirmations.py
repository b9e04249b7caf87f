"""Remind the customer of open confirmations, and close those whose time is over (A14). Runs by schedule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from shared.domain.approval_messages import approval_reminder
from shared.domain.concurrency import settle
from shared.domain.confirmation import OPEN
from shared.domain.errors import DomainError
from shared.domain.tenant import Tenant
from shared.ports import Clock, Confirmations, DueConfirmations

LIMIT_PER_SHARD = 100


@dataclass(slots=True)
class Swept:
    reminded: int = 0
    expired: int = 0
    failed: int = 0


def sweep_confirmations(
    *, due: DueConfirmations, confirmations: Callable[[Tenant], Confirmations], now: Clock
) -> Swept:
    """One failure leaves its confirmation for the next run and the others alone."""
    swept = Swept()
    for tenant, confirmation_id in due.due(now(), LIMIT_PER_SHARD):
        try:
            settle(partial(_sweep, confirmation_id, confirmations(tenant), now, swept))
        except DomainError:
            swept.failed += 1
    return swept


def _sweep(confirmation_id: str, confirmations: Confirmations, now: Clock, swept: Swept) -> None:
    approval = confirmations.read_approval(confirmation_id)
    confirmation, at = approval.confirmation, now()
    if confirmation.state not in OPEN or confirmation.due_at is None or confirmation.due_at > at:
        return
    if not confirmation.is_open(at):
        confirmations.save(confirmation.expired(now=at))
        swept.expired += 1
        return
    reminded = confirmation.reminded(now=at, reminder=timedelta(days=approval.partner.reminder_days))
    confirmations.save(reminded, (approval_reminder(reminded, approval.partner.id, at),))
    swept.reminded += 1
