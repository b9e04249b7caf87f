"""My customers in the portal: figures, search, grid, and what is said when there is nothing (B1-B4, B7)."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zlib import crc32

import pytest

from functions.customers import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.partner import PaymentMethod
from shared.domain.user import Role
from tests.support.builders import NOON, TENANT, a_customer, a_partner, a_user
from tests.support.counting import counted
from tests.support.portal import Visitor, put_user


@pytest.fixture(autouse=True)
def partner(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", lambda: NOON)
    DynamoPartners(table, TENANT).put(a_partner(), None)


@pytest.fixture
def visitor(table: DynamoTable) -> Visitor:
    put_user(table, a_user())
    return Visitor.signed_in(table, a_user(), handler)


def speaking(table: DynamoTable, **changes: Any) -> Visitor:
    user = a_user(**changes)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


def put(table: DynamoTable, name: str, **changes: Any) -> Customer:
    customer_id = ids.new_id("cus", now=NOON, random_bytes=lambda count: crc32(name.encode()).to_bytes(count))
    standard: dict[str, Any] = {"email": "info@mail.example", "domains": (), "contacts": ()}
    customer = a_customer(id=customer_id, name=name, **standard | changes)
    DynamoCustomers(table, TENANT, lambda: NOON).add(customer, None)
    return customer


def names(answer: dict[str, Any]) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a href="/portal/customers/cus_\w+">([^<]+)</a>', answer["body"])


def read(visitor: Visitor, path: str = "/portal/customers", **headers: str) -> dict[str, Any]:
    address = urlsplit(path.replace("&amp;", "&"))
    answer = visitor.get(address.path, dict(parse_qsl(address.query)) or None, **headers)
    assert answer["statusCode"] == 200, answer["body"]
    return answer


def test_the_grid_is_sorted_by_name_and_shows_what_is_asked_of_it(table: DynamoTable, visitor: Visitor) -> None:
    for name in ("Zeta", "Östra", "acme", "Ängel"):
        put(table, name)
    put(table, "Beta", monthly_run_rate=Money(1299_00, "SEK"), storefront_access=True, phone="+46 8 1")

    answer = read(visitor)

    assert names(answer) == ["acme", "Ängel", "Beta", "Östra", "Zeta"]
    row = re.search(r"<tr>\s*<th[^>]*><a[^>]*>Beta.*?</tr>", answer["body"], re.DOTALL)
    assert row is not None
    for words in ("+46 8 1", "Umeå", "info@mail.example", "1,299.00\xa0SEK", '<span class="badge good check">Yes'):
        assert words in row[0]
    for action in ("Add storefront user", "Manage services", "Manage subscriptions", "Manage assets"):
        assert action in row[0]


def test_the_grid_goes_on_page_by_page(table: DynamoTable, visitor: Visitor) -> None:
    for number in range(60):
        put(table, f"Kund {number:02}")

    found, path = [], "/portal/customers"
    while path:
        answer = read(visitor, path)
        found.append(names(answer))
        following = re.search(r'href="([^"]+)" rel="next"', answer["body"])
        path = following[1] if following else ""

    assert [len(page) for page in found] == [25, 25, 10]
    assert [name for page in found for name in page] == [f"Kund {number:02}" for number in range(60)]
    assert "First page" in answer["body"]


def test_a_page_of_the_grid_is_read_in_three_requests(table: DynamoTable, visitor: Visitor) -> None:
    """The session with its user and partner, the statistics, the rows; the rows alone while somebody types."""
    put(table, "Acme")
    read(visitor)

    with counted(wiring._table()._client) as whole:
        read(visitor)
    with counted(wiring._table()._client) as typing:
        read(visitor, "/portal/customers?q=ac", hx_request="true")

    assert whole == {"BatchGetItem": 2, "Query": 1}
    assert typing == {"BatchGetItem": 1, "Query": 1}


def test_a_search_says_what_it_found_and_how_much(table: DynamoTable, visitor: Visitor) -> None:
    for name in ("Bageriet på Hörnet", "Bagarn", "Acme"):
        put(table, name)

    answer = read(visitor, "/portal/customers?q=bag")

    assert names(answer) == ["Bagarn", "Bageriet på Hörnet"]
    assert 'data-announce="2 customers found for “bag”."' in answer["body"]
    assert 'value="bag"' in answer["body"]


def test_while_somebody_types_only_the_content_is_answered(table: DynamoTable, visitor: Visitor) -> None:
    put(table, "Acme")

    answer = read(visitor, "/portal/customers?q=ac", hx_request="true", hx_target="customers")

    assert names(answer) == ["Acme"]
    assert "<html" not in answer["body"]
    assert "tiles" not in answer["body"]


def test_a_search_that_finds_nothing_says_how_to_search(table: DynamoTable, visitor: Visitor) -> None:
    put(table, "Acme")

    answer = read(visitor, "/portal/customers?q=zzz")

    assert "No customer found" in answer["body"]
    assert 'data-announce="0 customers found for “zzz”."' in answer["body"]


def test_what_is_typed_can_t_become_part_of_the_page(visitor: Visitor) -> None:
    answer = read(visitor, "/portal/customers?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")

    assert "<script>alert" not in answer["body"]


def test_without_customers_the_page_says_what_it_is_for_and_offers_the_first(visitor: Visitor) -> None:
    answer = read(visitor)

    assert "No customers yet" in answer["body"]
    assert answer["body"].count('href="/portal/customers/new"') == 2


def test_the_figures_lead_to_what_they_count(table: DynamoTable, visitor: Visitor) -> None:
    put(table, "Quiet")
    put(table, "Paying", monthly_run_rate=Money(5, "SEK"))
    put(table, "With an asset", is_transacting=True)

    assert "/portal/customers?show=transacting" in read(visitor)["body"]
    assert names(read(visitor, "/portal/customers?show=transacting")) == ["Paying", "With an asset"]


def test_an_account_that_stops_transacting_leaves_their_list(table: DynamoTable, visitor: Visitor) -> None:
    paying = put(table, "Paying", monthly_run_rate=Money(5, "SEK"))
    DynamoCustomers(table, TENANT, lambda: NOON).save(
        replace(paying, monthly_run_rate=Money(0, "SEK"), version=2), paying
    )

    assert names(read(visitor, "/portal/customers?show=transacting")) == []


@pytest.mark.parametrize(
    ("locale", "sentence"),
    [
        (
            Locale.ENGLISH,
            "The payment method set by your distributor requires order approval for all customers.",
        ),
        (
            Locale.SWEDISH,
            "Betalningssättet som din distributör har valt kräver att beställningar godkänns för alla kunder.",
        ),
    ],
)
def test_forced_approval_is_said_in_the_user_s_language(table: DynamoTable, locale: Locale, sentence: str) -> None:
    visitor = speaking(table, language=locale)
    assert sentence not in read(visitor)["body"]

    partners = DynamoPartners(table, TENANT)
    partners.put(a_partner(payment_method=PaymentMethod.CREDIT_CARD, version=2), a_partner())

    assert sentence in read(visitor)["body"]


def test_only_admins_are_offered_the_export(table: DynamoTable) -> None:
    admin = speaking(table)
    member = speaking(table, id="usr_01KASE11ER000000000000002B", role=Role.MEMBER)

    assert ">Excel</button>" in read(admin)["body"]
    assert ">Excel</button>" not in read(member)["body"]


def test_a_cursor_of_another_list_is_refused(table: DynamoTable, visitor: Visitor) -> None:
    for number in range(30):
        put(table, f"Kund {number:02}")
    following = re.search(r'cursor=([^"&]+)" rel="next"', read(visitor)["body"])
    assert following is not None

    answer = visitor.get("/portal/customers", {"q": "kund", "cursor": following[1]})

    assert answer["statusCode"] == 400
