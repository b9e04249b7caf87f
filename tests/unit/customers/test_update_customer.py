"""Changing an account in place."""

from dataclasses import replace
from typing import Any

import pytest

from functions.customers.update_customer import UpdateCustomer, update_customer
from shared.domain.customer import Customer, DomainTaken
from shared.domain.errors import ConcurrentChange, DomainError, Invalid, NotFound, Stale
from tests.support.builders import CUSTOMER_ID, QUOTE_ID, a_customer, a_partner
from tests.support.fakes.customers import FakeCustomers


def update(
    customers: FakeCustomers, *, customer_id: str = CUSTOMER_ID, expected_version: int | None = None, **changes: Any
) -> Customer:
    command = UpdateCustomer(customer_id=customer_id, expected_version=expected_version, changes=changes)
    return update_customer(command, customers=customers)[0]


def accounts(**changes: Any) -> FakeCustomers:
    return FakeCustomers(a_customer(**changes), partner=a_partner())


def test_what_was_sent_is_changed_and_the_rest_stays() -> None:
    customers = accounts()

    updated = update(customers, city="Luleå", expected_version=1)

    assert updated == a_customer(city="Luleå", version=2)
    assert customers.get(CUSTOMER_ID) == updated


def test_a_change_that_changes_nothing_writes_nothing() -> None:
    customers = accounts()

    assert update(customers, city=a_customer().city) == a_customer()
    assert update(customers) == a_customer()
    assert customers.saved == []


def test_a_stale_edit_overwrites_nothing() -> None:
    customers = accounts(version=3)

    with pytest.raises(Stale, match="now 3"):
        update(customers, city="Luleå", expected_version=2)
    assert customers.saved == []


@pytest.mark.parametrize(
    ("customer_id", "refusal"),
    [
        pytest.param(CUSTOMER_ID[:-1] + "9", NotFound, id="unknown"),
        pytest.param(QUOTE_ID, NotFound, id="the id of a quote below it"),
        pytest.param("cus_1", NotFound, id="impossible"),
    ],
)
def test_refuses_ids_that_are_no_accounts(customer_id: str, refusal: type[DomainError]) -> None:
    with pytest.raises(refusal):
        update(accounts(), customer_id=customer_id, city="Luleå")


def test_a_move_to_a_country_with_states_needs_one() -> None:
    customers = accounts()

    with pytest.raises(Invalid) as refused:
        update(customers, country="US")
    assert [error.field for error in refused.value.errors] == ["state"]
    assert update(customers, country="US", state="Oregon").state == "Oregon"
    with pytest.raises(Invalid):
        update(customers, state=None)


def test_an_account_created_before_keeps_working_without_its_state() -> None:
    """Countries get states in our table later than accounts get written."""
    assert update(accounts(country="US"), country="US") == a_customer(country="US")


def test_a_domain_of_another_account_is_refused() -> None:
    other = a_customer(id="cus_01KAAAAAAACVST0MER00000002", domains=("acme.example",))
    customers = FakeCustomers(a_customer(), other, partner=a_partner())

    with pytest.raises(DomainTaken):
        update(customers, domains=("acme.example",))
    assert customers.saved == []


def test_a_change_that_lost_a_race_is_made_on_what_the_other_left() -> None:
    customers = RacingCustomers(a_customer(), partner=a_partner())

    updated = update(customers, city="Luleå")

    assert (updated.city, updated.phone, updated.version) == ("Luleå", "+46 90 99 99 99", 3)


class RacingCustomers(FakeCustomers):
    """Somebody else saves just before the first save."""

    def save(self, customer: Customer, previous: Customer, once: Any = None) -> None:
        if not self.saved:
            super().save(replace(previous, phone="+46 90 99 99 99", version=previous.version + 1), previous)
            raise ConcurrentChange
        super().save(customer, previous, once)
