"""Contacts: added on the spot, changed, held against the account's domains."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.customers.list_contacts import list_contacts
from functions.customers.models import ContactAnswer
from functions.customers.update_contact import UpdateContact, update_contact
from shared.add_contact import AddContact, add_contact
from shared.domain.customer import MAX_CONTACTS, Customer, TooManyContacts
from shared.domain.errors import DomainError, Invalid, NotFound, Stale
from shared.domain.locale import Locale
from shared.fields import to_ascii_domain
from tests.support.builders import ANNA_ID, CUSTOMER_ID, NOON, OUTSIDER_ID, QUOTE_ID, a_contact, a_customer
from tests.support.fakes.customers import FakeCustomers


def add(customers: FakeCustomers, email: str = "eva@bageri.example", customer_id: str = CUSTOMER_ID) -> Customer:
    command = AddContact(
        customer_id=customer_id,
        first_name="Eva",
        last_name="Ny",
        email=email,
        phone=None,
        job_title=None,
        language=Locale.SWEDISH,
        roles=(),
    )
    return add_contact(command, customers=customers, now=lambda: NOON)


def change(
    customers: FakeCustomers, contact_id: str = ANNA_ID, expected_version: int | None = None, **changes: Any
) -> Customer:
    command = UpdateContact(
        customer_id=CUSTOMER_ID, contact_id=contact_id, expected_version=expected_version, changes=changes
    )
    return update_contact(command, customers=customers)


def test_a_new_contact_stands_last() -> None:
    customers = FakeCustomers(a_customer())

    extended = add(customers)

    assert extended.contacts[:-1] == a_customer().contacts
    assert (extended.contacts[-1].name, extended.version) == ("Eva Ny", 2)
    assert customers.get(CUSTOMER_ID) == extended


def test_two_contacts_of_one_millisecond_are_two() -> None:
    customers = FakeCustomers(a_customer(contacts=()))

    add(customers, "eva@bageri.example")
    add(customers, "per@bageri.example")

    assert len({contact.id for contact in customers.get(CUSTOMER_ID).contacts}) == 2


@pytest.mark.parametrize(
    ("email", "in_domain"),
    [
        ("eva@bageri.example", True),
        ("eva@BAGERI.example", True),
        ("eva@mail.bageri.example", False),
        ("eva@example", False),
        ("eva@notbageri.example", False),
        ("eva@bageri.example.test", False),
    ],
)
def test_only_the_listed_domain_itself_counts(email: str, in_domain: bool) -> None:
    extended = add(FakeCustomers(a_customer()), email)

    assert ContactAnswer.of(extended.contacts[-1], extended).in_domain is in_domain


label = st.from_regex(r"[a-zåäö0-9]{1,8}", fullmatch=True)


@given(label, label)
def test_a_domain_matches_itself_however_it_is_written_and_nothing_else(listed: str, other: str) -> None:
    customer = a_customer(domains=(to_ascii_domain(f"{listed}.example"),), contacts=())

    for written in (listed, listed.upper(), to_ascii_domain(listed)):
        assert add(FakeCustomers(customer), f"eva@{written}.example").signatories
    assert bool(add(FakeCustomers(customer), f"eva@{other}.example").signatories) is (other == listed)


@pytest.mark.parametrize("email", ["anna.ek@bageri.example", "Anna.Ek@Bageri.example"])
def test_an_address_is_one_contacts(email: str) -> None:
    customers = FakeCustomers(a_customer())

    with pytest.raises(Invalid) as refused:
        add(customers, email)
    assert [(error.field, error.code) for error in refused.value.errors] == [("email", "email_taken")]
    assert customers.saved == []


def test_an_account_has_a_bounded_number_of_contacts() -> None:
    many = tuple(a_contact(id=f"con_{number}", email=f"a{number}@x.example") for number in range(MAX_CONTACTS))

    with pytest.raises(TooManyContacts):
        add(FakeCustomers(a_customer(contacts=many)))


@pytest.mark.parametrize("customer_id", [QUOTE_ID, CUSTOMER_ID[:-1] + "9"])
def test_no_contact_is_added_to_what_is_no_account(customer_id: str) -> None:
    with pytest.raises(NotFound):
        add(FakeCustomers(a_customer()), customer_id=customer_id)


def test_a_change_keeps_the_rest_and_the_place() -> None:
    customers = FakeCustomers(a_customer())

    changed = change(customers, job_title="CEO", expected_version=1)

    assert changed.contacts[0] == a_contact(job_title="CEO", version=2)
    assert changed.contacts[1:] == a_customer().contacts[1:]


def test_a_new_address_is_held_against_the_domains_by_itself() -> None:
    customers = FakeCustomers(a_customer())

    outside = change(customers, ANNA_ID, email="anna@mail.example2")
    inside = change(customers, OUTSIDER_ID, email="olle@Bageri.example")

    assert not outside.has_in_domain(outside.contact(ANNA_ID))
    assert inside.has_in_domain(inside.contact(OUTSIDER_ID))


def test_a_change_that_changes_nothing_writes_nothing() -> None:
    customers = FakeCustomers(a_customer())

    assert change(customers, job_title=a_contact().job_title) == a_customer()
    assert customers.saved == []


@pytest.mark.parametrize(
    ("contact_id", "expected_version", "changes", "refusal"),
    [
        pytest.param("con_1", None, {"job_title": "CEO"}, NotFound, id="unknown"),
        pytest.param(ANNA_ID, 7, {"job_title": "CEO"}, Stale, id="stale"),
        pytest.param(ANNA_ID, None, {"email": "bo@bageri.example"}, Invalid, id="somebody else's address"),
    ],
)
def test_refuses(
    contact_id: str, expected_version: int | None, changes: dict[str, str], refusal: type[DomainError]
) -> None:
    customers = FakeCustomers(a_customer())

    with pytest.raises(refusal):
        change(customers, contact_id, expected_version, **changes)
    assert customers.saved == []


@given(st.integers(min_value=0, max_value=12), st.integers(min_value=1, max_value=5))
def test_every_contact_is_listed_once(count: int, limit: int) -> None:
    customer = a_customer(contacts=tuple(a_contact(id=f"con_{number}") for number in range(count)))

    page = list_contacts(customer, limit=limit, after=None)
    listed = [*page.items]
    while page.after is not None:
        page = list_contacts(customer, limit=limit, after=page.after)
        listed.extend(page.items)

    assert tuple(listed) == customer.contacts
