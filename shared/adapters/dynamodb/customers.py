"""Customer accounts with their contacts, their domain claims and their rows in the grid and in the search."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customer_search import CustomerSearch, customer_row_json, search_keys
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.receipts import Receipts
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.customer import Customer, CustomerRow, CustomerStatus, DomainTaken
from shared.domain.errors import NotFound
from shared.domain.folding import fold
from shared.domain.once import Once
from shared.domain.partner import Partner
from shared.domain.search import Query
from shared.domain.statistics import Share
from shared.domain.tenant import Tenant
from shared.ports import Clock, Listed

MAX_FOLDED_NAME = 200

customer_json = TypeAdapter(Customer)


class DynamoCustomers:
    def __init__(self, table: DynamoTable, tenant: Tenant, now: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._now = now

    def get(self, customer_id: str, once: Once[Any] | None = None) -> Customer:
        key = keys.customer(self._tenant, customer_id)
        row = self._read([key], once).get(key) if once else self._table.get(key)
        return customer_of(row, customer_id)

    def get_with_partner(self, customer_id: str, once: Once[Any] | None = None) -> tuple[Customer, Partner]:
        customer_key, partner_key = keys.customer(self._tenant, customer_id), keys.partner(self._tenant)
        rows = self._read([customer_key, partner_key], once)
        if partner_key not in rows:
            raise NotFound
        return customer_of(rows.get(customer_key), customer_id), partner_json.validate_json(rows[partner_key].data)

    def _read(self, wanted: list[keys.Key], once: Once[Any] | None) -> dict[keys.Key, Row]:
        if once is None:
            return self._table.get_all(wanted)
        receipt_key = keys.receipt(self._tenant, once.key)
        rows = self._table.get_all([*wanted, receipt_key])
        self._receipts().check(once, rows.get(receipt_key))
        return rows

    def names(self, customer_ids: Iterable[str]) -> dict[str, str]:
        wanted = {keys.customer(self._tenant, one): one for one in customer_ids}
        rows = self._table.get_all(list(wanted)) if wanted else {}
        return {wanted[key]: customer_json.validate_json(row.data).name for key, row in rows.items()}

    def page(self, *, status: CustomerStatus | None, limit: int, after: dict[str, str] | None) -> Listed[CustomerRow]:
        return self._list(status, limit, after)

    def transacting(self, *, limit: int, after: dict[str, str] | None) -> Listed[CustomerRow]:
        return self._list(keys.TRANSACTING, limit, after)

    def _list(self, which: str | None, limit: int, after: dict[str, str] | None) -> Listed[CustomerRow]:
        found = self._table.query(keys.customers(self._tenant, which), limit=limit, after=after)
        return Listed(tuple(customer_row_json.validate_json(row.data) for row in found.rows), found.after)

    def search(
        self, query: Query, *, status: CustomerStatus | None, limit: int, after: dict[str, str] | None
    ) -> Listed[CustomerRow]:
        return CustomerSearch(self._table, self._tenant, query, status=status, limit=limit).page(after)

    def add(self, customer: Customer, once: Once[Customer] | None) -> None:
        if once is not None:
            self._receipts().check(once, self._table.get(keys.receipt(self._tenant, once.key)))
        self._commit(customer, None, once)

    def save(self, customer: Customer, previous: Customer, once: Once[Customer] | None = None) -> None:
        self._commit(customer, previous, once)

    def _commit(self, customer: Customer, previous: Customer | None, once: Once[Customer] | None) -> None:
        writes = self.writes(customer, previous)
        if once is not None:
            # First: when the same request came twice at once, its domains are not "taken" by somebody else.
            writes.insert(0, self._receipts().write(once, customer))
        self._table.commit(writes)

    def writes(self, customer: Customer, previous: Customer | None) -> list[Write]:
        """Every row that a new or changed account touches, for a transaction that may hold more."""
        return [
            Write(
                key=keys.customer(self._tenant, customer.id),
                data=customer_json.dump_json(customer, exclude_defaults=True).decode(),
                version=customer.version,
                replaces=previous.version if previous else None,
            ),
            *self._grid_writes(customer, previous),
            *self._claim_writes(customer, previous),
        ]

    def _receipts(self) -> Receipts:
        return Receipts(self._tenant, self._now())

    def _grid_writes(self, customer: Customer, previous: Customer | None) -> Iterator[Write]:
        data = customer_row_json.dump_json(customer.row).decode()
        """Of the grid and of the search: each row holds all that the grid shows, so each is written anew."""
        present, former = self._grid_keys(customer), self._grid_keys(previous) if previous else set()
        replaced = previous.version if previous else None
        for key in sorted(present):
            yield Write(key=key, data=data, version=customer.version, replaces=replaced if key in former else None)
        for key in sorted(former - present):
            yield Write(key=key, data=None, replaces=replaced)

    def _grid_keys(self, customer: Customer) -> set[keys.Key]:
        folded = fold(customer.name)[:MAX_FOLDED_NAME]
        lists = [None, customer.status, *([keys.TRANSACTING] if Share.of(customer).transacting else [])]
        listed = {keys.customer_row(self._tenant, which, folded, customer.id) for which in lists}
        return listed | search_keys(self._tenant, customer)

    def _claim_writes(self, customer: Customer, previous: Customer | None) -> Iterator[Write]:
        present, former = set(customer.domains), set(previous.domains) if previous else set()
        for domain in sorted(present - former):
            refusal = DomainTaken(f"Another customer of yours already has the domain {domain}.", domain)
            key = keys.domain_claim(self._tenant, domain)
            yield Write(key=key, data=f'{{"customer_id":"{customer.id}"}}', refusal=refusal)
        for domain in sorted(former - present):
            yield Write(key=keys.domain_claim(self._tenant, domain), data=None, replaces=1)


def customer_of(row: Row | None, identifier: str) -> Customer:
    if row is None:
        raise NotFound
    customer = customer_json.validate_json(row.data)
    if identifier.startswith("cus_") and identifier != customer.id:  # another one's time before the same tail
        raise NotFound
    return customer
