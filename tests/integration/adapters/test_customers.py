"""One contract, two implementations: the fake may not drift from the repository."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.customer import Customer, CustomerStatus, DomainTaken
from shared.domain.errors import ConcurrentChange, IdempotencyKeyReused, NotFound
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.tenant import Tenant
from shared.ports import Customers
from tests.support.builders import CUSTOMER_ID, NOON, OTHER_PARTNER_ID, QUOTE_ID, TENANT, a_customer, a_partner
from tests.support.fakes.customers import FakeCustomers

ONCE = Once[Customer]("a-key", "a-fingerprint", lambda made: made.id)


@pytest.fixture(params=["dynamodb", "fake"])
def customers(request: pytest.FixtureRequest) -> Customers:
    if request.param == "fake":
        return FakeCustomers(partner=a_partner())
    table: DynamoTable = request.getfixturevalue("table")
    DynamoPartners(table, TENANT).put(a_partner(), None)
    return DynamoCustomers(table, TENANT, lambda: NOON)


def another(number: int, name: str, **changes: object) -> Customer:
    customer_id = f"cus_01KAAAAAAACVST0MER000001{number:02d}"
    return a_customer(id=customer_id, name=name, domains=(f"c{number}.example",), contacts=(), **changes)


def names(customers: Customers, *, limit: int = 100, status: CustomerStatus | None = None) -> list[str]:
    """The whole list, read page by page."""
    found = customers.page(status=status, limit=limit, after=None)
    listed = [*found.items]
    while found.after is not None:
        found = customers.page(status=status, limit=limit, after=found.after)
        listed.extend(found.items)
    return [row.name for row in listed]


def test_what_is_added_is_what_is_read(customers: Customers) -> None:
    customers.add(a_customer(), None)

    assert customers.get(CUSTOMER_ID) == a_customer()
    assert customers.get_with_partner(CUSTOMER_ID) == (a_customer(), a_partner())


def test_an_account_is_found_by_the_id_of_what_is_below_it(customers: Customers) -> None:
    customers.add(a_customer(), None)

    assert customers.get(QUOTE_ID) == a_customer()


def test_an_id_with_another_time_before_the_tail_is_nobodys(customers: Customers) -> None:
    customers.add(a_customer(), None)
    other_time = CUSTOMER_ID.replace("01KAAAAAAA", "01KAAAAAAB")

    with pytest.raises(NotFound):
        customers.get(other_time)
    with pytest.raises(NotFound):
        customers.get_with_partner(other_time)


def test_names_are_found_by_id_and_unknown_ones_left_out(customers: Customers) -> None:
    customers.add(a_customer(), None)

    unknown = "cus_01KAAAAAAACVST0MER00000009"
    assert customers.names([CUSTOMER_ID, unknown]) == {CUSTOMER_ID: a_customer().name}
    assert customers.names([]) == {}


def test_an_unknown_account_is_refused(customers: Customers) -> None:
    with pytest.raises(NotFound):
        customers.get(CUSTOMER_ID)
    with pytest.raises(NotFound):
        customers.get_with_partner(CUSTOMER_ID)


def test_the_list_is_sorted_by_name_and_paged(customers: Customers) -> None:
    for number, name in enumerate(["Östra Bil", "Acme Sweden", "acme", "Zeta", "Ångström & Co", "(Beta)"]):
        customers.add(another(number, name), None)

    in_order = ["acme", "Acme Sweden", "Ångström & Co", "(Beta)", "Östra Bil", "Zeta"]
    assert names(customers) == in_order
    assert names(customers, limit=4) == in_order


def test_namesakes_both_stand_in_the_list(customers: Customers) -> None:
    customers.add(another(1, "Acme"), None)
    customers.add(another(2, "ACME"), None)

    assert names(customers) == ["Acme", "ACME"]


def test_the_list_can_be_of_a_status(customers: Customers) -> None:
    customers.add(another(1, "Acme"), None)
    customers.add(another(2, "Beta", status=CustomerStatus.CUSTOMER), None)

    assert names(customers, status=CustomerStatus.PROSPECT) == ["Acme"]
    assert names(customers, status=CustomerStatus.CUSTOMER) == ["Beta"]


def test_an_account_that_becomes_a_customer_changes_lists(customers: Customers) -> None:
    customers.add(a_customer(), None)

    customers.save(a_customer(status=CustomerStatus.CUSTOMER, version=2), a_customer())

    assert names(customers, status=CustomerStatus.PROSPECT) == []
    assert names(customers, status=CustomerStatus.CUSTOMER) == names(customers) == [a_customer().name]


def test_a_renamed_account_moves_in_the_list(customers: Customers) -> None:
    customers.add(a_customer(name="Acme"), None)
    customers.add(another(1, "Beta"), None)

    customers.save(a_customer(name="Zeta", version=2), a_customer(name="Acme"))

    assert names(customers) == ["Beta", "Zeta"]
    assert customers.page(status=None, limit=100, after=None).items[1].version == 2


def test_a_domain_belongs_to_one_account(customers: Customers) -> None:
    customers.add(a_customer(), None)

    with pytest.raises(DomainTaken):
        customers.add(replace(another(1, "Acme"), domains=("c1.example", "bageri.example")), None)
    assert names(customers) == [a_customer().name]


def test_a_domain_that_is_given_up_can_be_taken(customers: Customers) -> None:
    first, second = a_customer(), another(1, "Acme")
    customers.add(first, None)
    customers.add(second, None)

    customers.save(replace(first, domains=("hornet.example",), version=2), first)
    customers.save(replace(second, domains=("bageri.example",), version=2), second)

    assert customers.get(second.id).domains == ("bageri.example",)


def test_a_refused_change_changes_nothing(customers: Customers) -> None:
    first, second = a_customer(), another(1, "Acme")
    customers.add(first, None)
    customers.add(second, None)

    with pytest.raises(DomainTaken):
        customers.save(replace(second, name="Zeta", domains=("bageri.example",), version=2), second)
    assert customers.get(second.id) == second
    assert names(customers) == ["Acme", first.name]


def test_the_second_writer_of_a_version_loses(customers: Customers) -> None:
    customers.add(a_customer(), None)
    customers.save(a_customer(city="Luleå", version=2), a_customer())

    with pytest.raises(ConcurrentChange):
        customers.save(a_customer(city="Kiruna", version=2), a_customer())


def test_a_repeated_create_answers_as_the_first(customers: Customers) -> None:
    customers.add(a_customer(), ONCE)

    with pytest.raises(AlreadyAnswered) as repeated:
        customers.add(another(1, "Acme"), ONCE)
    assert repeated.value.answer == CUSTOMER_ID
    with pytest.raises(IdempotencyKeyReused):
        customers.add(another(1, "Acme"), replace(ONCE, fingerprint="another"))


def test_a_repeated_change_answers_as_the_first(customers: Customers) -> None:
    customers.add(a_customer(), None)
    customers.save(a_customer(city="Luleå", version=2), a_customer(), ONCE)

    with pytest.raises(AlreadyAnswered):
        customers.get(CUSTOMER_ID, ONCE)
    with pytest.raises(AlreadyAnswered):
        customers.get_with_partner(CUSTOMER_ID, ONCE)
    with pytest.raises(ConcurrentChange):
        customers.save(a_customer(city="Luleå", version=3), a_customer(version=2), ONCE)


def test_the_same_create_twice_at_once_is_a_race_not_a_taken_domain(table: DynamoTable) -> None:
    """The second has looked for a receipt before the first wrote it; its own transaction finds both."""
    repository = DynamoCustomers(table, TENANT, lambda: NOON)
    late = DynamoCustomers(table, TENANT, lambda: NOON)
    repository.add(a_customer(), ONCE)
    late._table = BlindToReceipts(table)  # type: ignore[assignment]

    with pytest.raises(ConcurrentChange):
        late.add(replace(another(1, "Acme"), domains=a_customer().domains), ONCE)


class BlindToReceipts:
    """A table as it looked before another request wrote its receipt."""

    def __init__(self, table: DynamoTable) -> None:
        self.commit = table.commit

    def get(self, key: object) -> None:
        return None


def test_an_answer_is_kept_for_a_day(table: DynamoTable) -> None:
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), ONCE)
    later = DynamoCustomers(table, TENANT, lambda: NOON + timedelta(hours=24, seconds=1))

    later.add(another(1, "Acme"), ONCE)

    assert later.get(another(1, "Acme").id).name == "Acme"


def test_another_partner_sees_nothing_of_it(table: DynamoTable) -> None:
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), ONCE)
    stranger = DynamoCustomers(table, Tenant(OTHER_PARTNER_ID), lambda: NOON)

    with pytest.raises(NotFound):
        stranger.get(CUSTOMER_ID)
    assert stranger.page(status=None, limit=10, after=None).items == ()
    stranger.add(a_customer(), ONCE)  # its own account with that domain and that key
    assert stranger.get(CUSTOMER_ID) == a_customer()
