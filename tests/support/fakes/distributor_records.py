"""The distributor's records in memory, beside customer accounts; a contract test holds them against the real ones."""

from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.distributor_record import DistributorRecord
from shared.domain.errors import ConcurrentChange, NotFound
from shared.ports import Account, Known
from tests.support.fakes.customers import FakeCustomers


class FakeDistributorRecords:
    def __init__(self, customers: FakeCustomers) -> None:
        self.customers = customers
        self.records: dict[str, DistributorRecord] = {}
        self.saves = 0

    def find(self, external_id: str, domains: tuple[str, ...]) -> Known:
        if self.customers.partner is None:
            raise NotFound
        accounts = [self.get(customer.id) for customer in self.customers.customers.values()]
        by_id = [one for one in accounts if one.record and one.record.external_id == external_id]
        by_domain = [one for one in accounts if set(domains).intersection(one.customer.domains)]
        return Known(
            partner=self.customers.partner,
            by_external_id=by_id[0] if by_id else None,
            by_domain=() if by_id else tuple(by_domain),
        )

    def get(self, customer_id: str) -> Account:
        customer = self.customers.get(customer_id)
        return Account(customer, self.records.get(ids.tail(customer.id)))

    def save(self, customer: Customer, record: DistributorRecord, previous: Account | None) -> None:
        tail, former = ids.tail(customer.id), previous.record if previous else None
        others = (one.external_id for key, one in self.records.items() if key != tail)
        if self.records.get(tail) != former or record.external_id in others:
            raise ConcurrentChange
        if previous is None:
            self.customers.add(customer, None)
        else:
            self.customers.save(customer, previous.customer)
        self.records[tail] = record
        self.saves += 1
