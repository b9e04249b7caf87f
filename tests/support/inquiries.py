"""An order that was submitted, and that asks for its information."""

from dataclasses import replace
from typing import Any

from shared import wiring
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.order import Order, OrderStep, RfiStatus
from shared.domain.rfi import Rfi
from tests.support.builders import CUSTOMER_ID, KEYS, NOON, ORDER_ID, PARTNER_ID, SELLER, TENANT, an_order


def put_order(**changes: Any) -> Order:
    """The order as changed, new."""
    order = an_order(**{"number": None, **changes})
    orders = wiring.orders(TENANT)
    orders.add(order, orders.placing(CUSTOMER_ID))
    return order


def submit_order() -> Order:
    orders = wiring.orders(TENANT)
    desk = orders.desk(put_order().id)
    taken = desk.order.taken(OrderStep.SUBMIT, by=SELLER, at=NOON)
    submitted = replace(taken, rfi_status=RfiStatus.INCOMPLETE)
    orders.save(submitted, desk)
    return submitted


def stored() -> Rfi:
    rfi = wiring.rfis(TENANT).read(ORDER_ID).rfi
    assert rfi is not None
    return rfi


def path(**changes: Any) -> str:
    """Where the emailed link leads."""
    whole: dict[str, Any] = {"purpose": Purpose.RFI, "partner_id": PARTNER_ID, "object_id": ORDER_ID, "number": 1}
    return f"/rfi/{seal_link(Link(**(whole | changes)), KEYS)}"
