"""The partner's pages of orders, on the table of template.yaml."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from functions.orders import handler
from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.customer import CustomerStatus
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.order import Order, OrderStatus, RfiStatus, order_line
from shared.domain.partner import PaymentMethod
from shared.domain.user import Role
from tests.support import orders as seeded
from tests.support import seeds
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    OTHER_PARTNER_ID,
    QUOTE_ID,
    TAIL,
    TENANT,
    a_customer,
    a_line,
    a_partner,
    a_user,
    an_order_line,
)
from tests.support.clock import SteppingClock
from tests.support.portal import Visitor, put_user

NEW = f"/portal/customers/{CUSTOMER_ID}/orders/new"
SECTION = f"/portal/customers/{CUSTOMER_ID}/orders"
ORDER = f"/portal/orders/{ORDER_ID}"
REVIEW = f"{ORDER}/review"
RECORD = f"/portal/customers/{CUSTOMER_ID}#orders"
SECOND_ID = f"ord_01KAAAAAAK{TAIL}"
BOXES = {"governed_by_master_agreement": "yes", "authorized_to_order": "yes"}


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    seeds.put_reseller(table)
    seeded.put_contract(table)


def signed_in(table: DynamoTable, **changes: Any) -> Visitor:
    user = a_user(**changes)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return signed_in(table)


def text(answer: dict[str, Any], status: int = 200) -> str:
    assert answer["statusCode"] == status, answer["body"]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer["body"].partition("<main")[2])).split())


def leads_to(answer: dict[str, Any]) -> str:
    assert answer["statusCode"] == 303, answer["body"]
    return str(answer["headers"]["Location"])


def a_form(sam: Visitor, path: str = NEW, **changes: str) -> dict[str, str]:
    """The form of the page at `path` with one line of twelve, as a browser sends it."""
    text(sam.get(path))
    line = {"lines.0.sku": "BACKUP-100", "lines.0.quantity": "12"}
    return dict(sam.hidden) | line | {"step": "review"} | changes


def orders() -> list[Order]:
    """Newest first."""
    return list(wiring.orders(TENANT).of_customer(CUSTOMER_ID, limit=10, after=None).items)


def the_order(order_id: str = ORDER_ID) -> Order:
    return wiring.orders(TENANT).get(order_id)


def a_review(sam: Visitor, path: str = REVIEW, **changes: str) -> dict[str, str]:
    text(sam.get(path))
    return dict(sam.hidden) | BOXES | {"order_number": "PO-17", "step": "submit"} | changes


# --- Provision ----------------------------------------------------------------------------------------------------


def test_a_prospect_is_provisioned_and_stays_one_until_it_is_submitted(sam: Visitor) -> None:
    form = a_form(sam, permitted_users="25", order_number="PO-17")

    to = leads_to(sam.post(NEW, form))

    (order,) = orders()
    assert to == f"/portal/orders/{order.id}/review"
    assert (order.number, order.status, order.permitted_users, order.order_number) == (
        1,
        OrderStatus.DRAFT,
        25,
        "PO-17",
    )
    assert order.total_amount == Money(12 * 111_38, "SEK")
    assert seeded.the_customer().status is CustomerStatus.PROSPECT


def test_it_can_be_saved_instead(sam: Visitor) -> None:
    assert leads_to(sam.post(NEW, a_form(sam, step="save"))) == RECORD
    assert len(orders()) == 1


def test_a_second_press_of_the_button_drafts_no_second_order(sam: Visitor) -> None:
    form = a_form(sam)

    assert leads_to(sam.post(NEW, form)) == leads_to(sam.post(NEW, form))
    assert len(orders()) == 1


def test_lines_are_added_reckoned_and_removed_without_being_saved(sam: Visitor) -> None:
    added = sam.post(NEW, a_form(sam, step="add"))
    second = {"lines.1.sku": "SETUP", "lines.1.quantity": "2"}
    reckoned = text(sam.post(NEW, a_form(sam, step="reckon", **second)))
    removed = sam.post(NEW, a_form(sam, step="remove.0", **second))

    assert 'name="lines.1.sku"' in added["body"]
    assert "Unit cost 99.00" in reckoned
    assert f"Total cost {12 * 99 + 1000:,}.00" in reckoned
    assert "Total amount 2,461.56" in reckoned
    assert '<option value="SETUP" selected>' in removed["body"]
    assert "BACKUP-100" not in re.findall(r'<option value="([^"]+)" selected', removed["body"])
    assert orders() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lines.0.sku": ""}, "Choose at least one product"),
        ({"lines.0.quantity": "0"}, "Line 1: Write the quantity as a whole number from 1 to 1,000,000."),
        ({"lines.0.quantity": "-3"}, "Line 1: Write the quantity"),
        ({"lines.0.quantity": "many"}, "Line 1: Write the quantity"),
        ({"lines.0.quantity": ""}, "Line 1: Write the quantity"),
        ({"lines.0.quantity": "1000001"}, "Line 1: Write the quantity"),
        ({"lines.0.sku": "OLD"}, "Line 1: This product is not in your contract."),
        ({"permitted_users": "all"}, "Write a whole number from 1 to 1,000,000."),
        ({"order_number": "PO-17", "order_number_not_required": "yes"}, "exactly one of them"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(sam: Visitor, changes: dict[str, str], said: str) -> None:
    answer = sam.post(NEW, a_form(sam, **changes))

    shown = text(answer, 422)
    assert shown.count(said) >= 1
    assert "Something needs to be corrected" in shown
    typed = [value for name, value in changes.items() if value and not name.endswith("sku")]
    assert all(f'value="{value}"' in answer["body"] for value in typed)
    assert orders() == []


def test_every_fault_leads_to_its_field(sam: Visitor) -> None:
    answer = sam.post(NEW, a_form(sam, **{"lines.0.quantity": "0", "permitted_users": "0"}))

    for place in re.findall(r'<li><a href="#([^"]+)">', answer["body"]):
        assert f'id="{place}"' in answer["body"]


def test_a_draft_is_changed_and_priced_by_the_contract_of_today(sam: Visitor, table: DynamoTable) -> None:
    seeded.put_draft()
    seeded.change_contract(table, cost=Money(200_00, "SEK"))

    assert leads_to(sam.post(ORDER, a_form(sam, ORDER, **{"lines.0.quantity": "3"}))) == REVIEW

    assert the_order().total_cost == Money(600_00, "SEK")


def test_a_stale_edit_is_refused_and_the_same_one_sent_twice_is_not(sam: Visitor) -> None:
    seeded.put_draft()
    form = a_form(sam, ORDER, **{"lines.0.quantity": "3", "permitted_users": "25"})
    mine = [sam.post(ORDER, form) for _ in range(2)]

    theirs = sam.post(ORDER, form | {"lines.0.quantity": "4"})

    assert [leads_to(answer) for answer in mine] == [REVIEW, REVIEW]
    assert "Somebody else changed this order" in text(theirs, 412)
    assert 'value="4"' in theirs["body"]
    assert the_order().lines[0].quantity == 3


def test_a_draft_says_what_held_it_back(sam: Visitor) -> None:
    seeded.put_draft(held_back_by="implementation_lead_missing")
    seeded.put_draft(id=SECOND_ID, held_back_by="something_else")

    assert "The customer has no implementation lead." in text(sam.get(ORDER))
    assert "The customer has no implementation lead." in text(sam.get(REVIEW))
    assert "Something was missing" in text(sam.get(f"/portal/orders/{SECOND_ID}"))


def test_a_product_that_left_the_contract_is_marked_in_form_and_review(sam: Visitor, table: DynamoTable) -> None:
    seeded.put_draft()
    seeded.change_contract(table, active=False)

    assert "BACKUP-100 (no longer in your contract)" in text(sam.get(ORDER))
    review = text(sam.get(REVIEW))
    assert "A product has left your contract" in review
    assert "No longer in your contract" in review


# --- Review -------------------------------------------------------------------------------------------------------


def test_the_review_fills_in_the_agreement_at_cost_with_the_selling_price_beside(sam: Visitor) -> None:
    seeded.put_draft(
        lines=(an_order_line(), order_line(seeded.a_set_up(), 2, Money(562_50, "SEK"))),
        order_number="PO-17",
    )

    answer = sam.get(REVIEW)

    shown = text(answer).replace("\xa0", " ")
    for words in (
        "MSP name Nordic Resale AB",
        "Company name Bageriet på Hörnet AB",
        "Permitted users 25",
        "Ongoing monthly payment 1,188.00 SEK",
        "One-time (up-front) fees 1,000.00 SEK",
        "First payment 2,188.00 SEK",
        "Total 2,188.00 SEK 2,461.56 SEK",
        "governed by the master agreement in effect",
        "authorised to place this order",
        "Save prospect and exit",
    ):
        assert words in shown
    assert 'value="PO-17"' in answer["body"]
    assert not re.search(r'type="checkbox"[^>]* checked', answer["body"])


def test_it_is_submitted_once_however_often_the_button_is_pressed(sam: Visitor) -> None:
    seeded.put_draft()
    form = a_review(sam)

    answers = [sam.post(REVIEW, form) for _ in range(2)]

    assert [leads_to(answer) for answer in answers] == [ORDER, ORDER]
    order = the_order()
    assert (order.status, order.order_number, order.rfi_status) == (
        OrderStatus.EXECUTED,
        "PO-17",
        RfiStatus.INCOMPLETE,
    )
    assert len(order.decisions) == 1
    assert seeded.the_customer().status is CustomerStatus.CUSTOMER


def test_afterwards_it_says_what_was_recorded_and_what_happens_next(sam: Visitor) -> None:
    seeded.put_draft(lines=(an_order_line(), order_line(seeded.a_set_up(), 1, Money(562_50, "SEK"))))
    answer = sam.get(leads_to(sam.post(REVIEW, a_review(sam))))

    shown = text(answer)
    assert "The order is submitted." in shown
    assert "What happens next" in shown
    assert "addendum goes to Sam Seller" in shown
    assert "Anna Ek has been sent a link" in shown
    assert "The distributor sets up what isn’t provisioned automatically" in shown
    assert "Submitted by Sam Seller" in shown
    assert f'href="{ORDER}/rfi"' in answer["body"]


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ({"order_number": ""}, ["exactly one of them"]),
        ({"order_number_not_required": "yes"}, ["exactly one of them"]),
        ({"governed_by_master_agreement": None}, ["Tick that the order is governed"]),
        (
            {"order_number": "", "governed_by_master_agreement": None, "authorized_to_order": None},
            ["exactly one of them", "Tick that the order is governed", "Tick that you are authorised"],
        ),
    ],
)
def test_what_is_missing_is_named_all_at_once(sam: Visitor, left_out: dict[str, str | None], said: list[str]) -> None:
    seeded.put_draft(order_number="PO-1")
    form = {**a_review(sam), **left_out}

    answer = sam.post(REVIEW, {name: value for name, value in form.items() if value is not None})

    shown = text(answer, 422)
    assert all(shown.count(words) == 2 for words in said), "in the summary, and beside the field"
    assert "<title>Error: " in answer["body"]
    assert the_order().status is OrderStatus.DRAFT


def test_a_number_not_required_needs_none(sam: Visitor) -> None:
    seeded.put_draft(order_number="PO-1")

    leads_to(sam.post(REVIEW, a_review(sam, order_number="", order_number_not_required="yes")))

    assert (the_order().order_number, the_order().order_number_not_required) == (None, True)


def test_saving_from_the_review_keeps_the_number_and_needs_no_box(sam: Visitor) -> None:
    seeded.put_draft()
    form = a_review(sam, step="save", order_number="PO-99")

    assert leads_to(sam.post(REVIEW, {name: it for name, it in form.items() if name not in BOXES})) == RECORD

    assert (the_order().order_number, the_order().status) == ("PO-99", OrderStatus.DRAFT)
    assert seeded.the_customer().status is CustomerStatus.PROSPECT


def test_without_an_implementation_lead_it_says_where_to_name_one(sam: Visitor, table: DynamoTable) -> None:
    seeded.put_draft()
    seeded.take_the_lead_away(table)

    warned, refused = sam.get(REVIEW), sam.post(REVIEW, a_review(sam))

    for answer, status in ((warned, 200), (refused, 409)):
        assert text(answer, status).count("An implementation lead is missing") == 1
        assert f'href="/portal/customers/{CUSTOMER_ID}#contacts"' in answer["body"]
    assert 'value="PO-17"' in refused["body"]
    assert re.search(r'name="authorized_to_order"[^>]* checked', refused["body"])
    assert the_order().status is OrderStatus.DRAFT


def test_a_product_that_left_the_contract_is_refused_at_its_line(sam: Visitor, table: DynamoTable) -> None:
    seeded.put_draft()
    seeded.change_contract(table, active=False)

    answer = sam.post(REVIEW, a_review(sam))

    assert "Line 1: This product is not in your contract." in text(answer, 422)
    assert 'href="#lines.0.sku"' in answer["body"]
    assert 'id="lines.0.sku"' in answer["body"]


def test_prices_that_changed_since_the_page_was_made_are_shown_before_anything_is_submitted(
    sam: Visitor, table: DynamoTable
) -> None:
    seeded.put_draft()
    form = a_review(sam)
    seeded.change_contract(table, cost=Money(200_00, "SEK"))

    answer = sam.post(REVIEW, form)

    assert "Prices have changed since you opened this page" in text(answer, 409)
    assert the_order().status is OrderStatus.DRAFT
    assert leads_to(sam.post(REVIEW, form | sam.hidden)) == ORDER
    assert the_order().total_cost == Money(12 * 200_00, "SEK")


def test_a_draft_that_somebody_else_changed_is_looked_through_again(sam: Visitor) -> None:
    seeded.put_draft()
    form = a_review(sam)
    leads_to(sam.post(ORDER, a_form(sam, ORDER, permitted_users="25", order_number="PO-2")))

    answer = sam.post(REVIEW, form)

    assert "Somebody else changed this order in the meantime" in text(answer, 412)
    assert the_order().status is OrderStatus.DRAFT
    assert leads_to(sam.post(REVIEW, form | sam.hidden)) == ORDER


def test_a_submitted_order_is_shown_instead_of_changed(sam: Visitor) -> None:
    seeded.put_submitted()

    assert leads_to(sam.get(REVIEW)) == ORDER
    assert leads_to(sam.post(REVIEW, {"step": "submit"})) == ORDER
    assert leads_to(sam.post(ORDER, {"step": "save"})) == ORDER
    assert "This order has been submitted." in text(sam.get(ORDER))


# --- From a quote -------------------------------------------------------------------------------------------------


def test_a_confirmed_quote_is_progressed_once_and_leads_to_the_review(sam: Visitor, table: DynamoTable) -> None:
    seeded.put_accepted_quote(table)

    first = leads_to(sam.post(f"/portal/quotes/{QUOTE_ID}/progress"))
    second = leads_to(sam.post(f"/portal/quotes/{QUOTE_ID}/progress"))

    (order,) = orders()
    assert first == second == f"/portal/orders/{order.id}/review"
    assert (order.number, order.quote_id) == (1, QUOTE_ID)
    assert f'href="/portal/quotes/{QUOTE_ID}"' in sam.get(f"/portal/orders/{order.id}")["body"]


def test_its_lines_are_settled_and_its_details_are_not(sam: Visitor, table: DynamoTable) -> None:
    seeded.put_accepted_quote(table)
    leads_to(sam.post(f"/portal/quotes/{QUOTE_ID}/progress"))
    path = f"/portal/orders/{orders()[0].id}"
    page = sam.get(path)

    leads_to(sam.post(path, a_form(sam, path, permitted_users="7", **{"lines.0.quantity": "99"})))

    assert 'name="lines.0.sku"' not in page["body"]
    (order,) = orders()
    assert (order.permitted_users, order.lines[0].quantity) == (7, 12)


def test_a_quote_that_changed_since_is_refused_at_submission(sam: Visitor, table: DynamoTable) -> None:
    quote = seeded.put_accepted_quote(table)
    leads_to(sam.post(f"/portal/quotes/{QUOTE_ID}/progress"))
    path = f"/portal/orders/{orders()[0].id}"
    progressed = DynamoQuotes(table, TENANT, lambda: NOON).get(QUOTE_ID)
    changed = replace(progressed, revision=quote.revision + 1, version=progressed.version + 1)
    DynamoQuotes(table, TENANT, lambda: NOON).save(changed, None)

    answer = sam.post(f"{path}/review", a_review(sam, f"{path}/review"))

    assert "The quote has changed since the customer confirmed it" in text(answer, 409)
    assert f'href="/portal/quotes/{QUOTE_ID}"' in answer["body"]


def not_confirmed(table: DynamoTable) -> None:
    pass


def expired(table: DynamoTable) -> None:
    seeded.put_accepted_quote(table, valid_until=NOON)


def without_contract(table: DynamoTable) -> None:
    quote = seeded.put_accepted_quote(table)
    changed = replace(quote, lines=(a_line(sku="OLD"),), version=quote.version + 1)
    DynamoQuotes(table, TENANT, lambda: NOON).save(changed, None)


@pytest.mark.parametrize(
    ("quote", "status", "said"),
    [
        (not_confirmed, 409, "The quote isn’t confirmed as it is now"),
        (expired, 409, "The quote has expired"),
        (without_contract, 422, "A product in the quote is not in your contract"),
    ],
)
def test_a_quote_that_cannot_be_progressed_says_why(
    sam: Visitor, table: DynamoTable, quote: Callable[[DynamoTable], None], status: int, said: str
) -> None:
    quote(table)

    answer = sam.post(f"/portal/quotes/{QUOTE_ID}/progress")

    assert said in text(answer, status)
    assert f'href="/portal/quotes/{QUOTE_ID}"' in answer["body"]


# --- Accept, cancel -----------------------------------------------------------------------------------------------


def test_accepting_asks_first_and_says_what_follows(sam: Visitor) -> None:
    seeded.put_pending()

    asked = text(sam.get(f"{ORDER}/accept"))
    page = text(sam.get(leads_to(sam.post(f"{ORDER}/accept"))))

    assert "Accept Order 1?" in asked
    assert "12 × Backup 100 GB" in asked
    assert "The order is accepted, and everything in it is provisioned." in page
    assert "Accepted by Sam Seller" in page
    assert the_order().status is OrderStatus.EXECUTED


def test_cancelling_needs_a_reason_which_is_kept(sam: Visitor) -> None:
    seeded.put_pending()

    refused = text(sam.post(f"{ORDER}/cancel", {"reason": " "}), 422)
    page = text(sam.get(leads_to(sam.post(f"{ORDER}/cancel", {"reason": "Too\nmany"}))))

    assert "Write why you cancel it." in refused
    assert "Canceled by Sam Seller Too many" in page
    assert the_order().status is OrderStatus.CANCELED


@pytest.mark.parametrize("what", ["accept", "cancel"])
def test_what_was_decided_is_shown_instead_of_decided_again(sam: Visitor, what: str) -> None:
    seeded.put_pending()
    leads_to(sam.post(f"{ORDER}/accept"))

    asked = sam.get(f"{ORDER}/{what}")
    decided = sam.post(f"{ORDER}/{what}", {"reason": "No"})

    assert leads_to(asked) == leads_to(decided) == ORDER
    assert "no longer waits for approval" in text(sam.get(ORDER))
    assert the_order().status is OrderStatus.EXECUTED


def test_without_a_payment_token_it_says_who_can_help(sam: Visitor, table: DynamoTable) -> None:
    partner = a_partner(payment_method=PaymentMethod.CREDIT_CARD, version=2)
    DynamoPartners(table, TENANT).put(partner, a_partner())
    seeded.put_pending()

    asked, posted = sam.get(f"{ORDER}/accept"), sam.post(f"{ORDER}/accept")

    for answer, status in ((asked, 200), (posted, 409)):
        assert "Ask your distributor to add one." in text(answer, status)
        assert "Accept the order" not in answer["body"]
    assert the_order().status is OrderStatus.PENDING_RESELLER_APPROVAL


# --- Lists --------------------------------------------------------------------------------------------------------


@pytest.fixture
def one_of_each() -> None:
    seeded.put_draft(id=f"ord_01KAAAAAB1{TAIL}")
    seeded.put_pending(id=f"ord_01KAAAAAB2{TAIL}")
    seeded.put_submitted(id=f"ord_01KAAAAAB3{TAIL}")
    seeded.put_submitted(id=f"ord_01KAAAAAB4{TAIL}", status=OrderStatus.IN_PROGRESS)
    seeded.put_submitted(id=f"ord_01KAAAAAB5{TAIL}", rfi_status=RfiStatus.COMPLETE)


@pytest.mark.usefixtures("one_of_each")
@pytest.mark.parametrize(
    ("show", "numbers"),
    [
        ("", ["4", "3"]),
        ("in_progress", ["4", "3"]),
        ("pending", ["2"]),
        ("drafts", ["1"]),
        ("executed", ["5", "3"]),
        ("canceled", []),
        ("all", ["5", "4", "3", "2", "1"]),
    ],
)
def test_each_list_holds_its_orders_newest_first(sam: Visitor, show: str, numbers: list[str]) -> None:
    answer = sam.get("/portal/orders", {"show": show} if show else None)

    text(answer)
    assert re.findall(r">Order (\d+)</a></th>", answer["body"]) == numbers
    assert answer["body"].count('aria-current="page"') == 2, "in the rail and among the lists"


def test_there_is_no_other_list(sam: Visitor) -> None:
    assert sam.get("/portal/orders", {"show": "others"})["statusCode"] == 404


@pytest.mark.usefixtures("one_of_each")
def test_the_state_of_the_rfi_is_a_word_that_leads_to_it(sam: Visitor) -> None:
    body = sam.get("/portal/orders", {"show": "all"})["body"]

    assert re.findall(r'<span class="badge [^"]+">(Incomplete|Complete|Not applicable)</span>', body) == [
        "Complete",
        "Incomplete",
        "Incomplete",
        "Not applicable",
        "Not applicable",
    ]
    assert body.count('/rfi"') == 3


def test_a_long_list_is_paged(sam: Visitor) -> None:
    for number in range(26):
        seeded.put_draft(id=f"ord_01KAAAAA{number:02d}{TAIL}")
    page = sam.get("/portal/orders", {"show": "drafts"})["body"]

    (cursor,) = re.findall(r"cursor=([^\"]+)", page)
    rest = sam.get("/portal/orders", {"show": "drafts", "cursor": cursor})["body"]

    assert page.count("<tr>") == 26
    assert re.findall(r">Order (\d+)</a></th>", rest) == ["1"]
    assert sam.get("/portal/orders", {"show": "all", "cursor": cursor})["statusCode"] == 400


def test_prospects_are_found_and_provisioned(sam: Visitor, table: DynamoTable) -> None:
    other = a_customer(id="cus_01KAAAAAAA0THER0000000001A", name="Kund AB", domains=(), contacts=())
    wiring.customers(TENANT).add(replace(other, status=CustomerStatus.CUSTOMER), None)

    listed = sam.get("/portal/prospects")
    found, missed = sam.get("/portal/prospects", {"q": "bag hörn"}), sam.get("/portal/prospects", {"q": "kund"})

    assert re.search(f'href="{NEW}"[^>]*>Provision', listed["body"])
    assert "Kund AB" not in listed["body"]
    assert "1 prospect." in text(found)
    assert "No prospect found" in text(missed)


# --- On the record ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("one_of_each")
def test_the_section_lists_searches_and_offers_what_can_be_done(sam: Visitor) -> None:
    section = sam.get(SECTION)
    found = sam.get(SECTION, {"q": "po-17 back"}, hx_request="true")

    shown = text(section).replace("\xa0", " ")
    assert "Order 2 End customer Waiting for approval 2026-11-22 12:00 1,188.00 SEK 1,336.56 SEK" in shown
    assert section["body"].count("/accept") == 2, "the address of the one that waits, with and without htmx"
    assert "Excel" in shown
    assert re.findall(r">Order (\d+)</a></th>", found["body"]) == ["5", "4", "3"]
    assert 'data-announce="3 orders."' in found["body"]
    assert "No order found" in sam.get(SECTION, {"q": "phones"})["body"]


def test_without_orders_it_says_what_it_is_for(sam: Visitor) -> None:
    shown = text(sam.get(SECTION))

    assert "No orders yet" in shown
    assert "Provision" in shown
    assert "Excel" not in shown


@pytest.mark.usefixtures("one_of_each")
def test_only_administrators_take_the_list_along(table: DynamoTable) -> None:
    member = signed_in(table, role=Role.MEMBER)

    assert "Excel" not in text(member.get(SECTION))


# --- All ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ORDER, REVIEW, f"{ORDER}/accept", f"{ORDER}/cancel", NEW, SECTION])
def test_a_stranger_finds_nothing(path: str, table: DynamoTable) -> None:
    seeded.put_draft()
    seeds.put_stranger(table)
    stranger = signed_in(table, id="usr_01KASTRANGER00000000000001", partner_id=OTHER_PARTNER_ID)

    assert stranger.get(path)["statusCode"] == 404


@pytest.mark.usefixtures("one_of_each")
def test_it_speaks_swedish(table: DynamoTable) -> None:
    sven = signed_in(table, language=Locale.SWEDISH)

    assert "Väntar på godkännande" in text(sven.get(SECTION))
    assert "Ofullständig" in text(sven.get("/portal/orders"))
    assert "Vad som händer nu" in text(sven.get(f"/portal/orders/ord_01KAAAAAB3{TAIL}"))
