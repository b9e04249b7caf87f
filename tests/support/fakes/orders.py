"""Orders in memory, beside customers and their records; a contract test holds them against the real repository."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from shared.domain import ids
from shared.domain.confirmation import Confirmation
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.fulfil_order import Holding, fulfil_order
from shared.domain.message import Message
from shared.domain.once import Once
from shared.domain.order import Order, OrderStatus, RfiStatus
from shared.domain.order_messages import rfi_request_id
from shared.domain.quote import Quote
from shared.domain.rfi import Rfi, new_rfi
from shared.evidence.record import Evidence
from shared.ports import Desk, Listed, Numbering, Placing, Requested
from tests.support.builders import NOON
from tests.support.fakes.confirmations import FakeConfirmations
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.quotes import FakeQuotes


class FakeOrders:
    def __init__(
        self,
        *orders: Order,
        records: FakeDistributorRecords,
        quotes: FakeQuotes | None = None,
        confirmations: FakeConfirmations | None = None,
    ) -> None:
        self.orders = {order.id: order for order in orders}
        self.records = records
        self.quotes = quotes
        self.confirmations = confirmations
        self.messages: dict[str, Message] = {}
        self.evidence: dict[str, Evidence] = {}
        self.rfis: dict[str, Rfi] = {}
        self.last_number = max((order.number or 0 for order in orders), default=0)
        self.counter_version = 0

    def get(self, order_id: str) -> Order:
        if order_id not in self.orders:
            raise NotFound
        return self.orders[order_id]

    def placing(self, customer_id: str, once: Once[Any] | None = None) -> Placing:
        customer, partner = self.records.customers.get_with_partner(customer_id, once)
        return Placing(partner=partner, customer=customer, record=self.records.records.get(ids.tail(customer_id)))

    def desk(self, order_id: str) -> Desk:
        order = self.get(order_id)
        placing = self.placing(order.customer_id)
        return Desk(order=order, partner=placing.partner, customer=placing.customer, record=placing.record)

    def of_customer(self, customer_id: str, *, limit: int, after: dict[str, str] | None) -> Listed[Order]:
        self.records.customers.get(customer_id)
        return self._page([one for one in self.orders.values() if one.customer_id == customer_id], limit, after)

    def page(self, statuses: Iterable[OrderStatus], *, limit: int, before: str | None) -> Listed[Order]:
        wanted = set(statuses)
        found = [one for one in self.orders.values() if one.status in wanted]
        listed = self._page(found, limit, {"id": before} if before else None)
        return Listed(listed.items, {"before": listed.after["id"]} if listed.after else None)

    def underway(self, *, limit: int, after: dict[str, str] | None) -> Listed[Order]:
        return self._page([one for one in self.orders.values() if one.is_underway], limit, after)

    def with_rfi_mail(self, orders: Iterable[Order]) -> tuple[Requested, ...]:
        return tuple(Requested(one, self.messages.get(rfi_request_id(one))) for one in orders)

    def _page(self, orders: list[Order], limit: int, after: dict[str, str] | None) -> Listed[Order]:
        rest = sorted((one for one in orders if after is None or one.id < after["id"]), key=lambda one: one.id)[::-1]
        return Listed(tuple(rest[:limit]), {"id": rest[limit - 1].id} if len(rest) > limit else None)

    def add(
        self,
        order: Order,
        placing: Placing,
        messages: tuple[Message, ...] = (),
        *,
        quote: Quote | None = None,
        confirmation: Confirmation | None = None,
        evidence: Evidence | None = None,
        once: Once[Order] | None = None,
    ) -> None:
        if order.id in self.orders or (evidence is not None and evidence.record.id in self.evidence):
            raise ConcurrentChange
        self._check(placing, messages)
        if quote is not None and self.quotes is not None:
            self.quotes.save(quote, None)
        if confirmation is not None and self.confirmations is not None:
            self.confirmations.save(confirmation, evidence=evidence)
        elif evidence is not None:
            self.evidence[evidence.record.id] = evidence
        self.records.customers.receipts.keep(once, order)
        self._put(order, placing, messages)

    def save(self, order: Order, desk: Desk, messages: tuple[Message, ...] = ()) -> None:
        if self.get(order.id).version != desk.order.version:
            raise ConcurrentChange
        self._check(desk, messages)
        self._put(order, desk, messages)

    def _check(self, placing: Placing, messages: tuple[Message, ...]) -> None:
        if any(message.id in self.messages for message in messages):
            raise ConcurrentChange
        present = self.records.get(placing.customer.id)
        if (present.customer.version, present.record) != (placing.customer.version, placing.record):
            raise ConcurrentChange

    def _put(self, order: Order, placing: Placing, messages: tuple[Message, ...]) -> None:
        former = self.orders.get(order.id)
        self.orders[order.id] = order
        if order.rfi_status is RfiStatus.INCOMPLETE and order.id not in self.rfis:
            reminder = timedelta(days=placing.partner.reminder_days)
            self.rfis[order.id] = new_rfi(order, now=NOON, reminder=reminder)
        self.messages |= {message.id: message for message in messages}
        holding = fulfil_order(order, former, Holding(placing.customer, placing.record))
        if holding.customer != placing.customer:
            self.records.customers.save(holding.customer, placing.customer)
        if holding.record is not None:
            self.records.records[ids.tail(placing.customer.id)] = holding.record

    def numbering(self) -> Numbering:
        waiting = sorted((one for one in self.orders.values() if one.number is None), key=lambda one: one.id)
        return Numbering(last=self.last_number, version=self.counter_version, waiting=tuple(waiting[:49]))

    def give_numbers(self, numbering: Numbering) -> None:
        if not numbering.waiting:
            return
        stale = any(self.get(order.id).version != order.version for order in numbering.waiting)
        if stale or numbering.version != self.counter_version:
            raise ConcurrentChange
        for number, order in enumerate(numbering.waiting, numbering.last + 1):
            self.orders[order.id] = order.numbered(number)
        self.last_number = numbering.last + len(numbering.waiting)
        self.counter_version += 1
