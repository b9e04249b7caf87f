"""A new customer, and the record with what is changed on it (B5-B7, A5, A6)."""

import re
from dataclasses import replace
from typing import Any

import pytest

from functions.customers import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.customer import Customer
from shared.domain.locale import Locale
from shared.domain.partner import PaymentMethod
from shared.domain.tenant import Tenant
from shared.domain.user import Role
from tests.support import seeds
from tests.support.builders import (
    ANNA_ID,
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    TENANT,
    a_customer,
    a_partner,
    a_user,
)
from tests.support.clock import SteppingClock
from tests.support.portal import Visitor, put_user

RECORD = f"/portal/customers/{CUSTOMER_ID}"
ACME = {
    "name": "Acme AB",
    "email": "info@acme.example",
    "phone": "+46 8 12 34 56",
    "address": "Hamngatan 2",
    "postcode": "111 47",
    "city": "Stockholm",
    "country": "SE",
}
EVA = {"first_name": "Eva", "last_name": "Ny", "email": "eva@bageri.example"}


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    seeds.put_reseller(table)
    put_user(table, a_user())


@pytest.fixture
def visitor(table: DynamoTable) -> Visitor:
    return Visitor.signed_in(table, a_user(), handler)


@pytest.fixture
def customers(table: DynamoTable) -> DynamoCustomers:
    return DynamoCustomers(table, TENANT, lambda: NOON)


def typed(page: dict[str, Any], **changes: str) -> dict[str, str]:
    """The form of a page as a browser would send it, with these fields typed over."""
    fields = dict(re.findall(r'<input type="(?!checkbox)\w+"[^>]*? name="(\w+)" value="([^"]*)"', page["body"]))
    chosen = re.search(
        r'<select id="(?:information_)?country".*?<option value="(\w*)" selected', page["body"], re.DOTALL
    )
    fields |= {"country": chosen[1]} if chosen else {}
    return {**fields, **changes}


def faults(page: dict[str, Any]) -> dict[str, str]:
    return dict(re.findall(r'<p class="fault" id="(?:information_)?(\w+)_fault">([^<]+)</p>', page["body"]))


def location(answer: dict[str, Any]) -> str:
    assert answer["statusCode"] == 303, answer["body"]
    return str(answer["headers"]["Location"])


def change(customers: DynamoCustomers, **changes: Any) -> Customer:
    """What somebody else saves meanwhile."""
    present = customers.get(CUSTOMER_ID)
    changed = replace(present, **changes, version=present.version + 1)
    customers.save(changed, present)
    return changed


# --- New customer -----------------------------------------------------------------------------------------------


def test_a_new_customer_is_saved_and_its_record_opens(visitor: Visitor, customers: DynamoCustomers) -> None:
    form = typed(visitor.get("/portal/customers/new"), **ACME)

    record = visitor.get(location(visitor.post("/portal/customers/new", form)))

    assert "Acme AB is now one of your customers." in record["body"]
    assert "Acme AB" in record["body"]
    assert "acme.example" in record["body"]


def test_every_missing_field_is_named_beside_it_and_in_the_summary(visitor: Visitor) -> None:
    answer = visitor.post("/portal/customers/new", {"country": "US", "city": "Boston"})

    assert answer["statusCode"] == 422
    assert faults(answer).keys() == {"name", "email", "phone", "address", "postcode", "state"}
    for field, words in faults(answer).items():
        assert f'<li><a href="#{field}">{words}</a></li>' in answer["body"]
    assert 'value="Boston"' in answer["body"]
    assert "<title>Error: New customer" in answer["body"]


def test_wrong_fields_are_named_in_the_user_s_language(table: DynamoTable) -> None:
    put_user(table, a_user(language=Locale.SWEDISH, id="usr_01KASE11ER000000000000002B"))
    visitor = Visitor.signed_in(table, a_user(language=Locale.SWEDISH, id="usr_01KASE11ER000000000000002B"), handler)

    answer = visitor.post("/portal/customers/new", ACME | {"email": "info", "phone": "12", "domains": "ok.example, no"})

    assert faults(answer) == {
        "email": "Skriv en e-postadress, till exempel info@example.com.",
        "phone": "Skriv ett telefonnummer med 5 till 20 siffror, till exempel +46 90 12 34 56.",
        "domains": "Skriv domännamn, till exempel example.com, med kommatecken emellan.",
    }


def test_a_domain_that_another_customer_has_is_told_at_the_domains(visitor: Visitor) -> None:
    answer = visitor.post("/portal/customers/new", ACME | {"email": "x@bageri.example"})

    assert answer["statusCode"] == 422
    assert faults(answer).keys() == {"domains"}
    assert "bageri.example" in faults(answer)["domains"]


def test_saving_twice_makes_one_customer(visitor: Visitor, customers: DynamoCustomers) -> None:
    form = typed(visitor.get("/portal/customers/new"), **ACME | {"email": "acme@gmail.com"})

    first = location(visitor.post("/portal/customers/new", form))
    second = location(visitor.post("/portal/customers/new", form))
    corrected = location(visitor.post("/portal/customers/new", form | {"name": "Acme 2"}))

    assert first == second != corrected
    assert len(customers.page(status=None, limit=10, after=None).items) == 3


def test_the_dialog_is_the_page_without_its_surroundings(visitor: Visitor) -> None:
    htmx = {"hx_request": "true", "hx_target": "dialog"}

    asked = visitor.get("/portal/customers/new", None, **htmx)
    refused = visitor.post("/portal/customers/new", {"country": "SE"}, **htmx)
    saved = visitor.post("/portal/customers/new", typed(asked, **ACME), **htmx)

    assert "<dialog" in asked["body"]
    assert "<html" not in asked["body"]
    assert 'hx-post="/portal/customers/new"' in asked["body"]
    assert "hx-post" not in visitor.get("/portal/customers/new")["body"].split("<main")[1]
    assert (refused["statusCode"], "<dialog" in refused["body"]) == (422, True)
    assert saved["headers"]["HX-Redirect"].startswith("/portal/customers/cus_")


# --- The record -------------------------------------------------------------------------------------------------


def test_the_record_shows_the_account_and_where_the_rest_is(visitor: Visitor) -> None:
    body = visitor.get(RECORD)["body"]

    for words in ("Bageriet på Hörnet AB", "Prospect", "Storgatan 1", "bageri.example", "Anna Ek", "Olle Ute"):
        assert words in body
    for section in ("order-approval", "information", "storefront-users", "agreements", "orders", "contacts"):
        assert f'href="#{section}"' in body
        assert f'<section id="{section}"' in body
    for elsewhere in ("storefront-users", "agreements", "subscriptions", "assets"):
        assert f'hx-get="{RECORD}/{elsewhere}"' in body
        assert f'<a href="{RECORD}/{elsewhere}">' in body


@pytest.mark.parametrize("path", [RECORD, f"{RECORD}/contacts/new", f"{RECORD}/contacts/{ANNA_ID}"])
def test_another_partner_s_record_is_nowhere(path: str, table: DynamoTable) -> None:
    seeds.put_stranger(table)
    stranger = a_user(partner_id=OTHER_PARTNER_ID, id="usr_01KASE11ER000000000000002B")
    put_user(table, stranger)
    visitor = Visitor.signed_in(table, stranger, handler)

    foreign = visitor.get(path)
    unknown = visitor.get(path.replace("01KAAAAAA", "01KAAAAAB"))

    assert foreign["statusCode"] == unknown["statusCode"] == 404
    assert foreign["body"] == unknown["body"]
    assert visitor.post(path, {"name": "Mine", "was_name": "x"})["statusCode"] == 404
    assert DynamoCustomers(table, TENANT, lambda: NOON).get(CUSTOMER_ID) == a_customer()


def test_members_edit_records_too(table: DynamoTable, customers: DynamoCustomers) -> None:
    member = a_user(role=Role.MEMBER, id="usr_01KASE11ER000000000000002B")
    put_user(table, member)
    visitor = Visitor.signed_in(table, member, handler)

    location(visitor.post(RECORD, typed(visitor.get(RECORD), city="Skellefteå")))

    assert customers.get(CUSTOMER_ID).city == "Skellefteå"


def test_update_saves_all_that_was_changed(visitor: Visitor, customers: DynamoCustomers) -> None:
    form = typed(visitor.get(RECORD), name="Bageriet AB", domains="bageri.example, räksmörgåsen.example", country="NO")

    answer = visitor.get(location(visitor.post(RECORD, form)))

    assert "The changes are saved." in answer["body"]
    assert 'value="bageri.example, räksmörgåsen.example"' in answer["body"]
    assert customers.get(CUSTOMER_ID) == a_customer(
        name="Bageriet AB", domains=("bageri.example", "xn--rksmrgsen-v2aq5r.example"), country="NO", version=2
    )


def test_update_without_a_change_writes_nothing(visitor: Visitor, customers: DynamoCustomers) -> None:
    location(visitor.post(RECORD, typed(visitor.get(RECORD))))

    assert customers.get(CUSTOMER_ID).version == 1


def test_wrong_and_emptied_fields_are_named_and_what_was_typed_stays(visitor: Visitor) -> None:
    answer = visitor.post(RECORD, typed(visitor.get(RECORD), email="info", city="", name="Bageriet 2"))

    assert answer["statusCode"] == 422
    assert faults(answer) == {
        "email": "Write an email address, such as info@example.com.",
        "city": "Fill this in.",
    }
    assert 'name="name" value="Bageriet 2"' in answer["body"]


def test_a_stale_edit_is_told_with_what_stands_there_now_and_loses_nothing(
    visitor: Visitor, customers: DynamoCustomers
) -> None:
    form = typed(visitor.get(RECORD), city="Skellefteå", name="Mitt namn")
    change(customers, city="Luleå", phone="+46 920 1")

    refused = visitor.post(RECORD, form)

    assert refused["statusCode"] == 412
    assert "Somebody else changed this in the meantime" in refused["body"]
    assert 'name="city" value="Skellefteå"' in refused["body"]
    assert "Somebody else changed this to: Luleå" in refused["body"]
    assert 'name="phone" value="+46 920 1"' in refused["body"]
    assert customers.get(CUSTOMER_ID).city == "Luleå"

    location(visitor.post(RECORD, typed(refused)))

    saved = customers.get(CUSTOMER_ID)
    assert (saved.city, saved.name, saved.phone) == ("Skellefteå", "Mitt namn", "+46 920 1")


def test_what_others_change_elsewhere_on_the_record_stands_in_nobody_s_way(
    visitor: Visitor, customers: DynamoCustomers
) -> None:
    form = typed(visitor.get(RECORD), city="Skellefteå")
    change(customers, storefront_access=True, order_approval_required=False)

    location(visitor.post(RECORD, form))

    saved = customers.get(CUSTOMER_ID)
    assert (saved.city, saved.storefront_access, saved.order_approval_required) == ("Skellefteå", True, False)


def test_what_the_distributor_s_feed_left_empty_needn_t_be_filled_in(
    visitor: Visitor, customers: DynamoCustomers
) -> None:
    change(customers, phone="", address="", city="", postcode="", country="")

    location(visitor.post(RECORD, typed(visitor.get(RECORD), name="Fed AB")))

    assert customers.get(CUSTOMER_ID).name == "Fed AB"


def test_storefront_access_is_a_word_with_a_mark(visitor: Visitor, customers: DynamoCustomers) -> None:
    assert '<span class="badge over">No</span>' in visitor.get(RECORD)["body"]

    change(customers, storefront_access=True)

    assert '<span class="badge good check">Yes</span>' in visitor.get(RECORD)["body"]


# --- Order approval ---------------------------------------------------------------------------------------------


def test_order_approval_is_switched_off_and_on_again(visitor: Visitor, customers: DynamoCustomers) -> None:
    off = typed(visitor.get(RECORD))["required"]
    location(visitor.post(f"{RECORD}/order-approval", {"required": off}))
    location(visitor.post(f"{RECORD}/order-approval", {"required": off}))
    switched_off = customers.get(CUSTOMER_ID).order_approval_required
    page = visitor.get(RECORD)
    location(visitor.post(f"{RECORD}/order-approval", {"required": typed(page)["required"]}))

    assert switched_off is False
    assert 'aria-checked="false"' in page["body"]
    assert "Order approval is no longer required for this customer." in page["body"]
    assert customers.get(CUSTOMER_ID).order_approval_required is True


def test_forced_order_approval_can_t_be_switched_and_says_why(
    table: DynamoTable, visitor: Visitor, customers: DynamoCustomers
) -> None:
    change(customers, order_approval_required=False)
    card = a_partner(payment_method=PaymentMethod.CREDIT_CARD, version=2)
    DynamoPartners(table, Tenant(card.id)).put(card, a_partner())

    page = visitor.get(RECORD)["body"]
    refused = visitor.post(f"{RECORD}/order-approval", {"required": "no"})

    switch = re.search(r'<button type="submit" class="switch".*?>', page)
    assert switch is not None
    assert " disabled" in switch[0]
    assert 'aria-checked="true"' in switch[0]
    assert "so it can’t be switched off here" in page
    assert refused["statusCode"] == 409
    assert "requires order approval for all customers" in refused["body"]
    assert customers.get(CUSTOMER_ID).order_approval_required is False


# --- Contacts ---------------------------------------------------------------------------------------------------


def test_contacts_show_their_roles_and_whether_confirmations_reach_them(visitor: Visitor) -> None:
    body = visitor.get(RECORD)["body"]

    rows = {
        name: re.search(rf"<tr>\s*<th[^>]*><span>{name}.*?</tr>", body, re.DOTALL) for name in ("Anna Ek", "Olle Ute")
    }
    assert rows["Anna Ek"] is not None
    assert "Implementation lead" in rows["Anna Ek"][0]
    assert "Can receive" in rows["Anna Ek"][0]
    assert rows["Olle Ute"] is not None
    assert "Outside the domains" in rows["Olle Ute"][0]


def test_a_contact_is_added_once_however_often_the_button_is_pressed(
    visitor: Visitor, customers: DynamoCustomers
) -> None:
    form = typed(visitor.get(f"{RECORD}/contacts/new"), **EVA, roles="decision_maker", language="sv")

    first = location(visitor.post(f"{RECORD}/contacts/new", form))
    second = location(visitor.post(f"{RECORD}/contacts/new", form))

    contact = customers.get(CUSTOMER_ID).contacts[-1]
    assert first == second == RECORD
    assert (contact.name, contact.roles, contact.language) == ("Eva Ny", ("decision_maker",), Locale.SWEDISH)
    assert len(customers.get(CUSTOMER_ID).contacts) == 4
    assert "Eva Ny is now one of the contacts." in visitor.get(RECORD)["body"]


def test_the_same_form_sent_to_two_customers_makes_a_contact_of_each(
    visitor: Visitor, customers: DynamoCustomers
) -> None:
    other = a_customer(id=f"{CUSTOMER_ID[:-1]}7", name="Acme AB", email="info@acme.example", domains=(), contacts=())
    customers.add(other, None)

    for customer in (CUSTOMER_ID, other.id):
        visitor.post(f"/portal/customers/{customer}/contacts/new", {**EVA, "form_id": "1"})

    assert [customers.get(it).contacts[-1].name for it in (CUSTOMER_ID, other.id)] == ["Eva Ny", "Eva Ny"]


def test_a_contact_without_name_or_with_a_known_address_is_refused_by_field(visitor: Visitor) -> None:
    empty = visitor.post(f"{RECORD}/contacts/new", {})
    taken = visitor.post(f"{RECORD}/contacts/new", EVA | {"email": "anna.ek@bageri.example"})

    assert (empty["statusCode"], set(faults(empty))) == (422, {"first_name", "last_name", "email"})
    assert faults(taken) == {"email": "Another contact of this customer has this email address."}


def test_a_contact_is_changed_and_fields_can_be_emptied(visitor: Visitor, customers: DynamoCustomers) -> None:
    path = f"{RECORD}/contacts/{ANNA_ID}"
    page = visitor.get(path)
    assert 'id="role_implementation_lead" name="roles" value="implementation_lead" checked' in page["body"]

    location(visitor.post(path, typed(page, job_title="", last_name="Eksson", language="")))

    contact = customers.get(CUSTOMER_ID).contact(ANNA_ID)
    assert (contact.name, contact.job_title, contact.language, contact.roles) == ("Anna Eksson", None, None, ())


def test_a_stale_edit_of_a_contact_is_told_and_loses_nothing(visitor: Visitor, customers: DynamoCustomers) -> None:
    path = f"{RECORD}/contacts/{ANNA_ID}"
    form = typed(visitor.get(path), job_title="CEO", roles="implementation_lead", language="en")
    anna = customers.get(CUSTOMER_ID).contact(ANNA_ID)
    present = customers.get(CUSTOMER_ID)
    customers.save(present.with_contact(replace(anna, job_title="COO", version=2)), present)

    refused = visitor.post(path, form)

    assert refused["statusCode"] == 412
    assert "Somebody else changed this to: COO" in refused["body"]
    location(visitor.post(path, typed(refused, roles="implementation_lead", language="en")))
    assert customers.get(CUSTOMER_ID).contact(ANNA_ID).job_title == "CEO"
