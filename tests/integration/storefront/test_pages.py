"""The storefront's pages, on the table of template.yaml."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from functions.customers import handler as customers_handler
from functions.storefront import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.order import Order, OrderStatus, OrderStep
from shared.domain.user import UserState
from tests.support import seeds
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    SELLER,
    TENANT,
    a_customer,
    a_product,
    a_shopper,
    a_user,
    an_order,
)
from tests.support.clock import SteppingClock
from tests.support.portal import Visitor, put_user
from tests.support.shop import ANNA, SETUP, admit, change_product, stock, without_approval

SHOP = "/portal/storefront"
REVIEW = f"{SHOP}/review"
ORDERS = f"{SHOP}/orders"
TWO = {"quantity.BACKUP-100": "2"}


@pytest.fixture
def anna(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    seeds.put_reseller(table)
    stock(table, a_product(), SETUP)
    admit(table, ANNA)
    return Visitor.signed_in(table, ANNA, handler)


def words(answer: dict[str, Any], status: int = 200) -> str:
    """What the page says, with its tags left out."""
    assert answer["statusCode"] == status, answer["body"]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer["body"])).replace("\xa0", " ").split())


def hidden(answer: dict[str, Any]) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer["body"])
    return {name: unescape(value) for name, value in found if name != "csrf"}


def review(anna: Visitor, chosen: dict[str, str] = TWO) -> dict[str, str]:
    answer = anna.post(REVIEW, chosen)
    assert answer["statusCode"] == 200, answer["body"]
    return hidden(answer)


def place(anna: Visitor, chosen: dict[str, str] = TWO) -> str:
    """The path of the order's page."""
    answer = anna.post(ORDERS, review(anna, chosen))
    assert answer["statusCode"] == 303, answer["body"]
    return str(answer["headers"]["Location"])


def placed() -> list[Order]:
    return list(wiring.orders(TENANT).of_customer(CUSTOMER_ID, limit=25, after=None).items)


def value_of(answer: dict[str, Any], name: str) -> str:
    matched = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', answer["body"])
    assert matched, name
    return unescape(matched[1])


# --- The catalogue ----------------------------------------------------------------------------------------------


def test_products_stand_by_name_at_selling_price_and_nothing_of_their_cost(anna: Visitor, table: DynamoTable) -> None:
    stock(table, a_product(sku="0-LAST", name="Ärende"), a_product(sku="FOREIGN", cost=Money(1, "EUR")))

    said = words(anna.get(SHOP))

    assert "Backup 100 GB , quantity 111.38 SEK per month" in said
    assert "Set-up and first backup , quantity 450.00 SEK once" in said
    assert said.index("Ärende") < said.index("Backup 100 GB") < said.index("Set-up")
    assert "99.00" not in said
    assert anna.get(SHOP)["body"].count('name="quantity.') == 3, "what can't be ordered isn't offered"


def test_a_product_is_found_by_the_beginnings_of_its_words(anna: Visitor) -> None:
    for text, found in (
        ("first SET", ["SETUP"]),
        ("backup", ["BACKUP-100", "SETUP"]),
        ("ackup", []),
        ("setup", ["SETUP"]),
    ):
        assert re.findall(r'name="quantity\.([^"]+)"', anna.get(SHOP, {"q": text})["body"]) == found


def test_what_is_chosen_stays_through_search_and_pages(anna: Visitor, table: DynamoTable) -> None:
    stock(table, *(a_product(sku=f"P-{number:03}", name=f"Part {number:03}") for number in range(40)))

    first, second = anna.get(SHOP, TWO), anna.get(SHOP, TWO | {"page": "2"})
    assert ('value="2">Next page' in first["body"], "Chosen already" in words(first)) == (True, False)
    assert ('value="1">Previous page' in second["body"], "Chosen already" in words(second)) == (True, True)
    assert len(re.findall('name="quantity.P-', first["body"] + second["body"])) == 40
    searched = anna.get(SHOP, {**TWO, "q": "set-up"})
    for answer in (first, second, searched, anna.get(SHOP, TWO | {"page": "99"})):
        assert value_of(answer, "quantity.BACKUP-100") == "2"
        assert "Chosen so far: 222.76 SEK per month" in words(answer)


def test_an_empty_catalogue_says_whom_to_ask(anna: Visitor, table: DynamoTable) -> None:
    for product in (a_product(), SETUP):
        change_product(table, product, active=False)

    said = words(anna.get(SHOP))

    assert "Nordic Resale AB has no products here at the moment." in said
    assert "Review order" not in said


def test_the_token_of_the_form_goes_into_no_address(anna: Visitor) -> None:
    assert 'type="hidden"' not in anna.get(SHOP)["body"].partition('<form class="shop"')[2]


# --- The review -------------------------------------------------------------------------------------------------


def test_the_review_shows_what_it_costs_and_orders_nothing(anna: Visitor) -> None:
    said = words(anna.post(REVIEW, TWO | {"quantity.SETUP": " 1 ", "quantity.OTHER": ""}))

    assert "Each month 222.76 SEK" in said
    assert "Once 450.00 SEK" in said
    assert "First payment 672.76 SEK" in said
    assert "Nordic Resale AB looks at this order before it goes on." in said
    assert placed() == []


@pytest.mark.parametrize(
    ("chosen", "promise"),
    [(TWO, "Your order is carried out at once."), ({"quantity.SETUP": "1"}, "Some of it is set up by hand")],
)
def test_the_review_says_when_nobody_needs_to_approve(anna: Visitor, chosen: dict[str, str], promise: str) -> None:
    without_approval()

    assert promise in words(anna.post(REVIEW, chosen))


@pytest.mark.parametrize("chosen", [{}, {"quantity.BACKUP-100": ""}, {"quantity.BACKUP-100": "0"}])
def test_nothing_chosen_is_said(anna: Visitor, chosen: dict[str, str]) -> None:
    answer = anna.post(REVIEW, chosen)

    assert words(answer, 422).count("Type a quantity for at least one product.") == 2
    assert '<a href="#basket">' in answer["body"]
    assert "<title>Error: Products" in answer["body"]


@pytest.mark.parametrize("typed", ["-1", "1.5", "a few", "1000001", "9" * 400, "²", "1e3"])
def test_what_is_no_quantity_is_said_beside_its_field_and_stays(anna: Visitor, typed: str) -> None:
    answer = anna.post(REVIEW, {"quantity.BACKUP-100": "3", "quantity.SETUP": typed})

    assert words(answer, 422).count("Type a whole number from 1 to 1,000,000") == 2
    assert '<a href="#quantity-2">' in answer["body"]
    assert value_of(answer, "quantity.SETUP") == "".join(typed.split())
    assert value_of(answer, "quantity.BACKUP-100") == "3"


def test_more_products_than_an_order_holds_are_too_many(anna: Visitor) -> None:
    chosen = {f"quantity.P-{number}": "1" for number in range(101)}

    assert "An order holds at most 100 products." in words(anna.post(REVIEW, chosen), 422)


def test_a_product_gone_meanwhile_is_named_and_the_rest_stays(anna: Visitor, table: DynamoTable) -> None:
    form = review(anna, TWO | {"quantity.SETUP": "1"})
    change_product(table, SETUP, active=False)

    for path in (REVIEW, ORDERS):
        answer = anna.post(path, form)
        assert words(answer, 422).count("This isn’t sold any more.") == 2
        assert "Set-up and first backup" in words(answer, 422)
        assert (value_of(answer, "quantity.SETUP"), value_of(answer, "quantity.BACKUP-100")) == ("1", "2")
    assert placed() == []


def test_whatever_is_made_up_is_not_sold(anna: Visitor) -> None:
    for sku in ("NONE", "", "lines.0.sku", "basket", "<b>"):
        assert "This isn’t sold any more." in words(anna.post(REVIEW, {f"quantity.{sku}": "1"}), 422)
    assert anna.post(REVIEW, {f"quantity.{'x' * 2000}": "1"})["statusCode"] == 422


def test_to_change_it_leads_back_with_what_is_chosen(anna: Visitor) -> None:
    assert f'href="{SHOP}?quantity.BACKUP-100=2"' in anna.post(REVIEW, TWO)["body"]
    assert anna.get(REVIEW)["headers"]["Location"] == SHOP


# --- The order --------------------------------------------------------------------------------------------------


def test_an_order_waits_and_its_page_says_for_whom(anna: Visitor) -> None:
    path = place(anna)

    said = words(anna.get(path))
    assert "Your order is placed." in said
    assert "Order 1 Waits for approval" in said
    assert "Waits for Nordic Resale AB’s approval" in said
    assert "Anna Ek gets an email when they have decided." in said
    assert [order.status for order in placed()] == [OrderStatus.PENDING_RESELLER_APPROVAL]


@pytest.mark.parametrize(("chosen", "status"), [(TWO, "Done"), ({"quantity.SETUP": "1"}, "Being prepared")])
def test_where_no_approval_is_required_it_goes_on(anna: Visitor, chosen: dict[str, str], status: str) -> None:
    without_approval()

    assert f"Order 1 {status}" in words(anna.get(place(anna, chosen)))


def test_two_clicks_place_one_order_and_lead_to_it(anna: Visitor) -> None:
    form = review(anna)

    first, second = anna.post(ORDERS, form), anna.post(ORDERS, form)

    assert first["headers"]["Location"] == second["headers"]["Location"]
    assert len(placed()) == 1
    assert place(anna) != first["headers"]["Location"], "the same once more, looked at anew, is another order"


@pytest.mark.parametrize("seen", [None, "", "nonsense", "22276 0 EUR"])
def test_nobody_orders_at_sums_that_they_did_not_see(anna: Visitor, seen: str | None) -> None:
    form = {name: value for name, value in (review(anna) | {"seen": seen}).items() if value is not None}

    assert "The prices have changed in the meantime" in words(anna.post(ORDERS, form), 409)
    assert placed() == []


def test_a_price_changed_meanwhile_is_shown_before_anything_is_ordered(anna: Visitor, table: DynamoTable) -> None:
    form = review(anna)
    change_product(table, a_product(), cost=Money(20_000, "SEK"))

    answer = anna.post(ORDERS, form)

    assert "Nothing has been ordered." in words(answer, 409)
    assert "First payment 450.00 SEK" in words(answer, 409)
    assert "<title>Error: Review your order" in answer["body"]
    assert placed() == []
    assert anna.post(ORDERS, hidden(answer))["statusCode"] == 303
    assert placed()[0].total_amount == Money(450_00, "SEK")


def test_a_form_that_isnt_ours_orders_nothing(anna: Visitor) -> None:
    form = review(anna)

    for path in (REVIEW, ORDERS):
        assert anna.post(path, form | {"csrf": "forged"})["statusCode"] == 403
        assert anna.post(path, form, origin="https://evil.example")["statusCode"] == 403
    assert placed() == []


# --- Own orders -------------------------------------------------------------------------------------------------


def test_orders_stand_newest_first_with_what_became_of_them(anna: Visitor) -> None:
    assert "No orders yet" in words(anna.get(ORDERS))
    first, _ = place(anna), place(anna, {"quantity.SETUP": "1"})
    orders = wiring.orders(TENANT)
    desk = orders.desk(first.rpartition("/")[2])
    orders.save(desk.order.taken(OrderStep.CANCEL, by=SELLER, at=NOON, reason="Out of <stock>"), desk)

    said = words(anna.get(ORDERS))

    assert "Order 2 Waits for approval 2026-11-22 12:00 Anna Ek 450.00 SEK" in said
    assert "Order 1 Cancelled 2026-11-22 12:00 Anna Ek 222.76 SEK" in said
    assert said.index("Order 2 ") < said.index("Order 1 ")
    page = words(anna.get(first))
    assert "Cancelled by Nordic Resale AB" in page
    assert "Out of <stock>" in page


def test_many_orders_come_in_pages(anna: Visitor) -> None:
    for number in range(26):
        orders = wiring.orders(TENANT)
        order = an_order(
            id=f"{ORDER_ID[:12]}{number:02}{ORDER_ID[14:]}", number=None, order_date=NOON, status=OrderStatus.EXECUTED
        )
        orders.add(order, orders.placing(CUSTOMER_ID))

    first = anna.get(ORDERS)
    assert "New order" in words(first), "its number is on the way"
    following = re.search(r'href="([^"]+)" rel="next"', first["body"])
    assert following
    second = anna.get(ORDERS, {"cursor": following[1].partition("cursor=")[2]})

    links = [re.findall(rf'href="{ORDERS}/(ord_\w+)"', answer["body"]) for answer in (first, second)]
    assert [len(page) for page in links] == [25, 1]
    assert "Sam Seller, Nordic Resale AB" in words(second)
    assert anna.get(ORDERS, {"cursor": "forged"})["statusCode"] == 400


def test_the_partners_drafts_are_its_own_business(anna: Visitor) -> None:
    orders = wiring.orders(TENANT)
    orders.add(an_order(number=None), orders.placing(CUSTOMER_ID))

    assert ORDER_ID not in anna.get(ORDERS)["body"]
    assert anna.get(f"{ORDERS}/{ORDER_ID}")["statusCode"] == 404


def test_another_customers_order_is_not_there(anna: Visitor, table: DynamoTable) -> None:
    path = place(anna)
    other = a_customer(id="cus_01KAAAAAAA0THER0000000001A", name="Other AB", domains=(), contacts=())
    DynamoCustomers(table, TENANT, lambda: NOON).add(other, None)
    stranger = a_shopper(
        id="usr_01KAAAAAAH0THER0000000001A",
        customer_id=other.id,
        email="o@other.example",
        sign_in_name="nordic-resale:o@other.example",
        state=UserState.ACTIVE,
    )
    admit(table, stranger)
    theirs = Visitor.signed_in(table, stranger, handler)

    assert theirs.get(path)["statusCode"] == 404
    unknown = theirs.get(f"{path[:-1]}Z")
    assert words(theirs.get(path), 404) == words(unknown, 404)
    assert "No orders yet" in words(theirs.get(ORDERS))


# --- Who is here ------------------------------------------------------------------------------------------------


def test_a_deactivated_shoppers_session_is_over_at_once(anna: Visitor, table: DynamoTable) -> None:
    form, path = review(anna), place(anna)
    admit(table, ANNA.deactivated(NOON), ANNA)

    for answer in (anna.get(SHOP), anna.get(ORDERS), anna.get(path), anna.post(REVIEW, TWO), anna.post(ORDERS, form)):
        assert answer["statusCode"] == 303
        assert answer["headers"]["Location"].startswith("/portal/sign-in")
        assert answer["body"] == ""
    assert len(placed()) == 1


def test_deactivated_between_page_and_order_is_told_so(
    anna: Visitor, table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    form, users = review(anna), wiring.users

    def then_deactivated(tenant: Any) -> Any:
        admit(table, ANNA.deactivated(NOON), ANNA)
        return users(tenant)

    monkeypatch.setattr(wiring, "users", then_deactivated)

    assert "You can’t order here any more" in words(anna.post(ORDERS, form), 403)
    assert placed() == []


def test_each_kind_of_user_stays_on_its_own_pages(anna: Visitor, table: DynamoTable) -> None:
    path = place(anna)
    put_user(table, a_user())
    sam = Visitor.signed_in(table, a_user(), handler)

    for answer in (sam.get(SHOP), sam.get(ORDERS), sam.get(path), sam.post(REVIEW, TWO), sam.post(ORDERS, TWO)):
        assert answer["statusCode"] == 403
    anna.handler = customers_handler
    assert anna.get("/portal/customers")["statusCode"] == 403
    assert anna.get(f"/portal/customers/{CUSTOMER_ID}")["statusCode"] == 403


def test_it_speaks_the_shoppers_language(anna: Visitor, table: DynamoTable) -> None:
    swedish = replace(ANNA, language=Locale.SWEDISH, version=2)
    admit(table, swedish, ANNA)

    said = words(anna.get(SHOP))

    assert "111,38 SEK per månad" in said
    assert "Produkter Beställningar" in said
