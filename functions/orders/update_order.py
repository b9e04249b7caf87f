"""Change a draft: lines, permitted users, the customer's order number (C1, C4)."""

from dataclasses import dataclass, replace
from typing import Any

from functions.orders.review_order import as_of_today, products_of
from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.contract import price_wanted
from shared.domain.errors import Conflict
from shared.domain.order import Order, OrderAlreadySubmitted, OrderStatus
from shared.ports import Desk, Orders, Products


class LinesConfirmed(Conflict):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOrder:
    """`changes` are the fields of `CreateOrder` that were sent, each checked."""

    order_id: str
    expected_version: int | None
    changes: dict[str, Any]


def update_order(command: UpdateOrder, *, orders: Orders, products: Products) -> Order:
    """Raises NotFound, Stale, Invalid, OrderAlreadySubmitted, LinesConfirmed."""
    ids.require("ord", command.order_id)

    def attempt() -> Order:
        desk = orders.desk(command.order_id)
        order = desk.order
        check_version(order.version, command.expected_version)
        if order.status is not OrderStatus.DRAFT:
            raise OrderAlreadySubmitted("This order was submitted. It can't be changed any more.")
        changed = _changed(desk, dict(command.changes), products)
        if changed == order:
            return order
        saved = replace(changed, version=order.version + 1)
        orders.save(saved, desk)
        return saved

    return settle(attempt)


def _changed(desk: Desk, changes: dict[str, Any], products: Products) -> Order:
    lines = changes.pop("lines", None)
    number = changes.get("order_number")
    if number is not None:
        changes.setdefault("order_number_not_required", False)
    elif changes.get("order_number_not_required"):
        changes.setdefault("order_number", None)
    changed = replace(desk.order, **changes)
    if lines is None:
        return replace(as_of_today(desk, products_of(desk.order, products)), **changes)
    if changed.quote_id is not None:
        raise LinesConfirmed("The customer confirmed these lines. Change the quote, and have it confirmed again.")
    partner = desk.partner
    priced = price_wanted(
        lines,
        products=products.find(frozenset(line.sku for line in lines)),
        markup_percent=partner.markup_percent,
        currency=partner.currency,
    )
    return replace(changed, lines=priced)
