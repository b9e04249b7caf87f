"""Creating an account: its domains, its id, its standing."""

from dataclasses import replace

import pytest

from functions.customers.create_customer import CreateCustomer, create_customer
from shared.domain.customer import Customer, CustomerStatus, DomainTaken
from shared.domain.money import Money
from shared.domain.once import AlreadyAnswered, Once
from tests.support.builders import a_customer
from tests.support.clock import SteppingClock
from tests.support.fakes.customers import FakeCustomers

ACME = CreateCustomer(
    name="Acme AB",
    email="info@acme.example",
    phone="+46 90 12 34 56",
    address="Storgatan 1",
    city="Umeå",
    country="SE",
    state=None,
    postcode="903 26",
    domains=None,
)


def create(customers: FakeCustomers, command: CreateCustomer = ACME, once: Once[Customer] | None = None) -> Customer:
    return create_customer(
        command, customers=customers, currency="SEK", now=SteppingClock(), random_bytes=bytes, once=once
    )


def test_a_new_account_is_a_prospect_that_needs_approval_of_its_orders() -> None:
    customers = FakeCustomers()

    created = create(customers)

    assert customers.get(created.id) == created
    assert (created.status, created.active, created.order_approval_required) == (CustomerStatus.PROSPECT, True, True)
    assert created.monthly_run_rate == Money(0, "SEK")


def test_its_domain_is_that_of_its_email() -> None:
    assert create(FakeCustomers()).domains == ("acme.example",)
    assert create(FakeCustomers(), replace(ACME, email="info@bücher.example")).domains == ("xn--bcher-kva.example",)


@pytest.mark.parametrize("email", ["acme@gmail.com", "acme@hotmail.se", "acme@icloud.com"])
def test_a_mailbox_that_anybody_can_have_gives_no_domain(email: str) -> None:
    assert create(FakeCustomers(), replace(ACME, email=email)).domains == ()


@pytest.mark.parametrize("domains", [(), ("acme.example", "acme.test"), ("gmail.com",)])
def test_domains_that_are_given_hold(domains: tuple[str, ...]) -> None:
    assert create(FakeCustomers(), replace(ACME, email="acme@gmail.com", domains=domains)).domains == domains


def test_a_domain_of_another_account_is_refused() -> None:
    customers = FakeCustomers(a_customer())

    with pytest.raises(DomainTaken):
        create(customers, replace(ACME, email="anna@bageri.example"))
    assert customers.saved == []


def test_a_repeated_request_creates_nothing_more() -> None:
    customers = FakeCustomers()
    once = Once[Customer]("a-key", "a-fingerprint", lambda made: made.id)
    created = create(customers, once=once)

    with pytest.raises(AlreadyAnswered) as repeated:
        create(customers, once=once)

    assert repeated.value.answer == created.id
    assert customers.saved == [created]
