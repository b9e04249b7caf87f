"""Remind implementation leads of RFIs that aren't complete (C8, in the way of A14). Runs by schedule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from shared.domain.concurrency import settle
from shared.domain.errors import DomainError
from shared.domain.order import ImplementationLeadMissing
from shared.domain.order_messages import implementation_lead, rfi_reminder
from shared.domain.rfi import Rfi
from shared.domain.tenant import Tenant
from shared.ports import Clock, DueRfis, Inquiry, Rfis

LIMIT_PER_SHARD = 100


@dataclass(slots=True)
class Swept:
    reminded: int = 0
    put_off: int = 0
    failed: int = 0


def sweep_rfis(*, due: DueRfis, rfis: Callable[[Tenant], Rfis], now: Clock) -> Swept:
    """One failure leaves its RFI for the next run and the others alone."""
    swept = Swept()
    for tenant, order_id in due.due(now(), LIMIT_PER_SHARD):
        try:
            settle(partial(_sweep, order_id, rfis(tenant), now, swept))
        except DomainError:
            swept.failed += 1
    return swept


def _sweep(order_id: str, rfis: Rfis, now: Clock, swept: Swept) -> None:
    inquiry, at = rfis.read(order_id), now()
    rfi = inquiry.rfi
    if rfi is None or rfi.due_at is None or rfi.due_at > at:
        return
    if _remind(inquiry, rfi, rfis, at):
        swept.reminded += 1
    else:
        swept.put_off += 1


def _remind(inquiry: Inquiry, rfi: Rfi, rfis: Rfis, at: datetime) -> bool:
    """Whether there was somebody to remind: a customer may have lost its lead since the order."""
    reminder = timedelta(days=inquiry.partner.reminder_days)
    try:
        lead = implementation_lead(inquiry.customer)
    except ImplementationLeadMissing:
        rfis.save(rfi.put_off(now=at, reminder=reminder), rfi)
        return False
    reminded = rfi.reminded(now=at, reminder=reminder)
    message = rfi_reminder(inquiry.order, inquiry.partner, lead, at, count=reminded.reminders)
    rfis.save(reminded, rfi, (message,))
    return True
