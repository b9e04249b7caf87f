"""The distributor completes what it had to do by hand (B15)."""

from dataclasses import dataclass

from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.order import Order, OrderStep
from shared.domain.tenant import Actor
from shared.ports import Clock, Orders


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteOrder:
    order_id: str
    expected_version: int | None
    by: Actor


def complete_order(command: CompleteOrder, *, orders: Orders, now: Clock) -> Order:
    """Raises NotFound, Stale, OrderNotInProgress."""
    ids.require("ord", command.order_id)

    def attempt() -> Order:
        desk = orders.desk(command.order_id)
        check_version(desk.order.version, command.expected_version)
        completed = desk.order.taken(OrderStep.COMPLETE, by=command.by, at=now())
        orders.save(completed, desk)
        return completed

    return settle(attempt)
