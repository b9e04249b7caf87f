"""Give an order its number: the next of the partner's, in the order in which they came (B13)."""

import json
from collections.abc import Callable

from shared.domain.concurrency import settle
from shared.domain.errors import ConcurrentChange, Unavailable
from shared.domain.once import AlreadyAnswered
from shared.domain.order import Order
from shared.observability import logger
from shared.ports import Orders


def make_numbered(make: Callable[[], Order], *, orders: Orders) -> Order:
    """A new order with its number; without one when that can't be given this moment, for a sweep comes after.

    An answer that was kept for an Idempotency-Key was made before the number: it is put in.
    """
    try:
        order = make()
    except AlreadyAnswered as earlier:
        kept = json.loads(earlier.answer)
        added = {"number": orders.get(kept["id"]).number, "version": kept["version"] + 1}
        raise AlreadyAnswered(json.dumps(kept | added)) from None
    return with_number(order, orders=orders)


def with_number(order: Order, *, orders: Orders) -> Order:
    """The order is made: that its number can't be given this moment is no reason to refuse it."""
    try:
        return number_order(order.id, orders=orders)
    except Unavailable:
        logger.warning("order without number", order_id=order.id)
        return order


def number_order(order_id: str, *, orders: Orders) -> Order:
    """The order with its number, which it may have got from whoever numbered another one at the same moment.

    Raises NotFound, ConcurrentChange.
    """

    def attempt() -> Order:
        order = orders.get(order_id)
        if order.number is None:
            number_waiting_orders(orders=orders)
            order = orders.get(order_id)
        if order.number is None:  # more of them wait than are numbered at once
            raise ConcurrentChange
        return order

    return settle(attempt)


def number_waiting_orders(*, orders: Orders) -> int:
    """How many were numbered. Raises ConcurrentChange."""
    numbering = orders.numbering()
    orders.give_numbers(numbering)
    return len(numbering.waiting)
