"""Customer accounts in memory; a contract test holds them against the real repository."""

from collections.abc import Iterable
from typing import Any

from shared.domain import ids
from shared.domain.customer import Customer, CustomerRow, CustomerStatus, DomainTaken
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.folding import fold
from shared.domain.once import Once
from shared.domain.partner import Partner
from shared.domain.search import Query
from shared.domain.statistics import Share
from shared.ports import Listed
from tests.support.fakes.receipts import FakeReceipts


class FakeCustomers:
    def __init__(self, *customers: Customer, partner: Partner | None = None) -> None:
        self.partner = partner
        self.customers = {ids.tail(customer.id): customer for customer in customers}
        self.receipts = FakeReceipts()
        self.saved: list[Customer] = []

    def get(self, customer_id: str, once: Once[Any] | None = None) -> Customer:
        self.receipts.check(once)
        customer = self.customers.get(ids.tail(customer_id))
        if customer is None or (customer_id.startswith("cus_") and customer_id != customer.id):
            raise NotFound
        return customer

    def get_with_partner(self, customer_id: str, once: Once[Any] | None = None) -> tuple[Customer, Partner]:
        customer = self.get(customer_id, once)
        if self.partner is None:
            raise NotFound
        return customer, self.partner

    def names(self, customer_ids: Iterable[str]) -> dict[str, str]:
        known = {one: self.customers.get(ids.tail(one)) for one in customer_ids}
        return {one: customer.name for one, customer in known.items() if customer is not None}

    def page(self, *, status: CustomerStatus | None, limit: int, after: dict[str, str] | None) -> Listed[CustomerRow]:
        return self._page([one.row for one in self.customers.values() if status in {None, one.status}], limit, after)

    def transacting(self, *, limit: int, after: dict[str, str] | None) -> Listed[CustomerRow]:
        return self._page([one.row for one in self.customers.values() if Share.of(one).transacting], limit, after)

    def search(
        self, query: Query, *, status: CustomerStatus | None, limit: int, after: dict[str, str] | None
    ) -> Listed[CustomerRow]:
        """In the order of names throughout: which accounts are found is the same, not on which page."""
        rows = [one.row for one in self.customers.values() if status in {None, one.status}]
        return self._page(
            [row for row in rows if any(reading.matches(row) for reading in query.readings)], limit, after
        )

    def _page(self, rows: list[CustomerRow], limit: int, after: dict[str, str] | None) -> Listed[CustomerRow]:
        rows.sort(key=lambda row: (fold(row.name), row.id))
        start = [row.id for row in rows].index(after["id"]) + 1 if after else 0
        page = tuple(rows[start : start + limit])
        return Listed(page, {"id": page[-1].id} if start + limit < len(rows) else None)

    def add(self, customer: Customer, once: Once[Customer] | None) -> None:
        self.receipts.check(once)
        if ids.tail(customer.id) in self.customers:
            raise ConcurrentChange
        self._put(customer, once)

    def save(self, customer: Customer, previous: Customer, once: Once[Customer] | None = None) -> None:
        if self.get(customer.id).version != previous.version:
            raise ConcurrentChange
        self._put(customer, once)

    def _put(self, customer: Customer, once: Once[Customer] | None) -> None:
        others = (one for one in self.customers.values() if one.id != customer.id)
        taken = {domain for other in others for domain in other.domains}
        if taken.intersection(customer.domains):
            raise DomainTaken
        self.receipts.keep(once, customer)
        self.customers[ids.tail(customer.id)] = customer
        self.saved.append(customer)
