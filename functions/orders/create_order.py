"""Provision: an order for a prospect or a customer, as a draft (C1)."""

from dataclasses import dataclass, replace

from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.contract import Wanted, price_wanted
from shared.domain.once import Once
from shared.domain.order import Order, draft_order
from shared.domain.tenant import Actor
from shared.ports import Clock, Orders, Products


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateOrder:
    customer_id: str
    lines: tuple[Wanted, ...]
    created_by: Actor
    permitted_users: int | None = None
    order_number: str | None = None
    order_number_not_required: bool = False


def create_order(
    command: CreateOrder, *, orders: Orders, products: Products, now: Clock, once: Once[Order] | None = None
) -> Order:
    """The draft, which has no number yet. Raises NotFound, Invalid, AlreadyAnswered, IdempotencyKeyReused."""
    ids.require("cus", command.customer_id)

    def attempt() -> Order:
        placing = orders.placing(command.customer_id, once)
        partner, at = placing.partner, now()
        lines = price_wanted(
            command.lines,
            products=products.find(frozenset(line.sku for line in command.lines)),
            markup_percent=partner.markup_percent,
            currency=partner.currency,
        )
        order = replace(
            draft_order(partner, placing.customer, lines, by=command.created_by, at=at),
            permitted_users=command.permitted_users,
            order_number=command.order_number,
            order_number_not_required=command.order_number_not_required,
        )
        orders.add(order, placing, once=once)
        return order

    return settle(attempt)
