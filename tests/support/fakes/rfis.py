"""RFIs in memory, beside their orders; a contract test holds them against the real repository."""

from datetime import datetime

from shared.domain.errors import ConcurrentChange
from shared.domain.message import Message
from shared.domain.order import Order
from shared.domain.rfi import Rfi
from shared.domain.tenant import Tenant
from shared.ports import Inquiry
from tests.support.builders import TENANT
from tests.support.fakes.orders import FakeOrders


class FakeRfis:
    def __init__(self, orders: FakeOrders) -> None:
        self.orders = orders

    def read(self, order_id: str) -> Inquiry:
        desk = self.orders.desk(order_id)
        return Inquiry(
            order=desk.order,
            partner=desk.partner,
            customer=desk.customer,
            record=desk.record,
            rfi=self.orders.rfis.get(order_id),
        )

    def save(self, rfi: Rfi, previous: Rfi, messages: tuple[Message, ...] = ()) -> None:
        if self.orders.rfis[rfi.order_id].version != previous.version:
            raise ConcurrentChange
        if any(message.id in self.orders.messages for message in messages):
            raise ConcurrentChange
        self.orders.rfis[rfi.order_id] = rfi
        self.orders.messages |= {message.id: message for message in messages}

    def complete(self, rfi: Rfi, order: Order, inquiry: Inquiry) -> None:
        if self.orders.rfis[rfi.order_id] != inquiry.rfi:
            raise ConcurrentChange
        self.orders.save(order, inquiry)
        self.orders.rfis[rfi.order_id] = rfi


class FakeDueRfis:
    def __init__(self, orders: FakeOrders) -> None:
        self.orders = orders

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        waiting = (one for one in self.orders.rfis.values() if one.due_at is not None and one.due_at <= now)
        return tuple((TENANT, one.order_id) for one in waiting)[:limit]
