"""One contract, two implementations: the fake may not drift from the repository."""

from dataclasses import replace

import pytest

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.distributor_records import DynamoDistributorRecords
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.customer import Customer, DomainTaken
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.tenant import Tenant
from shared.ports import Account, Customers, DistributorRecords
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    QUOTE_ID,
    TENANT,
    a_customer,
    a_distributor_record,
    a_partner,
)
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.distributor_records import FakeDistributorRecords

type Both = tuple[DistributorRecords, Customers]


@pytest.fixture(params=["dynamodb", "fake"])
def both(request: pytest.FixtureRequest) -> Both:
    if request.param == "fake":
        fake = FakeCustomers(partner=a_partner())
        return FakeDistributorRecords(fake), fake
    table: DynamoTable = request.getfixturevalue("table")
    DynamoPartners(table, TENANT).put(a_partner(), None)
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    return DynamoDistributorRecords(table, TENANT, customers), customers


@pytest.fixture
def records(both: Both) -> DistributorRecords:
    return both[0]


@pytest.fixture
def customers(both: Both) -> Customers:
    return both[1]


def another(number: int, **changes: object) -> Customer:
    customer_id = f"cus_01KAAAAAAACVST0MER000001{number:02d}"
    return a_customer(id=customer_id, name=f"No. {number}", domains=(f"c{number}.example",), contacts=(), **changes)


def test_an_account_and_its_record_are_saved_together(records: DistributorRecords, customers: Customers) -> None:
    records.save(a_customer(), a_distributor_record(), None)

    assert records.get(CUSTOMER_ID) == Account(a_customer(), a_distributor_record())
    assert customers.get(CUSTOMER_ID) == a_customer()
    assert [row.id for row in customers.page(status=None, limit=9, after=None).items] == [CUSTOMER_ID]


def test_it_is_found_by_the_distributor_s_id_whatever_its_domains(records: DistributorRecords) -> None:
    records.save(a_customer(), a_distributor_record(), None)

    known = records.find("D-1001", ("elsewhere.example",))

    assert known.partner == a_partner()
    assert known.by_external_id == Account(a_customer(), a_distributor_record())
    assert known.by_domain == ()


def test_an_account_that_the_partner_made_is_found_by_its_domain(
    records: DistributorRecords, customers: Customers
) -> None:
    customers.add(a_customer(), None)

    known = records.find("D-1001", ("bageri.example", "elsewhere.example"))

    assert known.by_external_id is None
    assert known.by_domain == (Account(a_customer(), None),)


def test_domains_of_several_accounts_find_each_once(records: DistributorRecords, customers: Customers) -> None:
    customers.add(another(1), None)
    customers.add(replace(another(2), domains=("c2.example", "c3.example")), None)

    known = records.find("D-1001", ("c1.example", "c2.example", "c3.example"))

    assert {account.customer.id for account in known.by_domain} == {another(1).id, another(2).id}


def test_nobody_knows_a_new_one(records: DistributorRecords) -> None:
    known = records.find("D-1001", ("bageri.example",))

    assert (known.by_external_id, known.by_domain) == (None, ())


def test_without_the_partner_nothing_is_found(table: DynamoTable) -> None:
    customers = DynamoCustomers(table, TENANT, lambda: NOON)

    with pytest.raises(NotFound):
        DynamoDistributorRecords(table, TENANT, customers).find("D-1001", ())
    with pytest.raises(NotFound):
        FakeDistributorRecords(FakeCustomers()).find("D-1001", ())


def test_the_distributor_s_id_is_one_account_s(records: DistributorRecords, customers: Customers) -> None:
    records.save(a_customer(), a_distributor_record(), None)

    with pytest.raises(ConcurrentChange):
        records.save(another(1), a_distributor_record(), None)
    with pytest.raises(NotFound):
        customers.get(another(1).id)


def test_a_domain_is_one_account_s(records: DistributorRecords, customers: Customers) -> None:
    customers.add(another(1), None)

    with pytest.raises(DomainTaken):
        records.save(a_customer(domains=("c1.example",)), a_distributor_record(), None)
    with pytest.raises(NotFound):
        records.get(CUSTOMER_ID)


def test_a_record_is_linked_to_an_account_that_was_there(records: DistributorRecords, customers: Customers) -> None:
    customers.add(a_customer(), None)
    linked = a_customer(external_id="D-1001", version=2)

    records.save(linked, a_distributor_record(), Account(a_customer(), None))

    assert records.find("D-1001", ()).by_external_id == Account(linked, a_distributor_record())


def test_whoever_is_second_writes_nothing(records: DistributorRecords, customers: Customers) -> None:
    records.save(a_customer(), a_distributor_record(), None)
    first = Account(a_customer(), a_distributor_record())
    customers.save(a_customer(city="Luleå", version=2), a_customer())

    with pytest.raises(ConcurrentChange):
        records.save(a_customer(name="Bageriet", version=2), a_distributor_record(version=2), first)
    assert records.get(CUSTOMER_ID) == Account(a_customer(city="Luleå", version=2), a_distributor_record())


def test_only_the_account_s_own_id_leads_to_it(records: DistributorRecords) -> None:
    records.save(a_customer(), a_distributor_record(), None)

    with pytest.raises(NotFound):
        records.get(CUSTOMER_ID[:-1] + "9")
    with pytest.raises(NotFound):
        records.get(CUSTOMER_ID.replace("01KAAAAAAA", "01KAAAAAAB"))
    assert records.get(QUOTE_ID).customer == a_customer()


def test_another_partner_s_records_are_not_there(table: DynamoTable) -> None:
    mine, others = (
        DynamoDistributorRecords(table, tenant, DynamoCustomers(table, tenant, lambda: NOON))
        for tenant in (TENANT, Tenant(OTHER_PARTNER_ID))
    )
    DynamoPartners(table, Tenant(OTHER_PARTNER_ID)).put(a_partner(id=OTHER_PARTNER_ID, tenant_name="other"), None)
    mine.save(a_customer(), a_distributor_record(), None)

    known = others.find("D-1001", ("bageri.example",))

    assert (known.by_external_id, known.by_domain) == (None, ())
    with pytest.raises(NotFound):
        others.get(CUSTOMER_ID)
