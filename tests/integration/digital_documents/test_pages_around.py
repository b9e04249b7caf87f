"""Digital documents on the pages of what they are about: quotes, orders, agreements, and the start page."""

from dataclasses import replace
from types import ModuleType
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.orders import handler as orders
from functions.quotes import handler as quotes
from functions.send_confirmation import handler as agreements
from functions.site import handler as site
from shared import wiring
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.digital_document import Choices, DocumentStatus
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.order import ConsentHow, Order, OrderStatus
from shared.domain.product import Billing
from shared.domain.quote import Quote, QuoteKind
from tests.integration.digital_documents.world import put_out, told
from tests.support import seeds
from tests.support.builders import CUSTOMER_ID, NOON, ORDER_ID, OTHER_PARTNER_ID, QUOTE_ID, TENANT, a_line, a_user
from tests.support.clock import SteppingClock
from tests.support.orders import put_contract, put_submitted
from tests.support.pages import leads_to, words
from tests.support.portal import Visitor, put_user
from tests.support.signing import DOCUMENT_ID, a_document, an_upsell

QUOTE = f"/portal/quotes/{QUOTE_ID}"
ORDER = f"/portal/orders/{ORDER_ID}"
SERVICE_ORDER = f"{QUOTE}/service-order"
QUICK = f"/portal/customers/{CUSTOMER_ID}/quick-quotes/new"
SET_UP = a_line(id="1", sku=None, description="Set-up", quantity=1, billing=Billing.ONE_TIME)


@pytest.fixture(autouse=True)
def clock(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    seeds.put_reseller(table)
    put_contract(table)
    return clock


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    put_user(table, a_user())
    return Visitor.signed_in(table, a_user(), quotes)


def at(visitor: Visitor, function: ModuleType) -> Visitor:
    """The same browser, at the pages of another function."""
    return replace(visitor, handler=function)


def change_quote(table: DynamoTable, **changes: Any) -> None:
    repository = DynamoQuotes(table, TENANT, lambda: NOON)
    present = repository.get(QUOTE_ID)
    repository.save(replace(present, version=present.version + 1, **changes), None)


def the_quote(quote_id: str = QUOTE_ID) -> Quote:
    return wiring.quotes(TENANT).get(quote_id)


def customers_orders() -> list[Order]:
    return list(wiring.orders(TENANT).of_customer(CUSTOMER_ID, limit=10, after=None).items)


# --- The quote ----------------------------------------------------------------------------------------------------


def test_a_quote_can_be_sent_from_its_page(sam: Visitor) -> None:
    page = sam.get(QUOTE)

    assert "Digital quote The customer gets a link by email or text message, and signs the quote." in words(page)
    assert f'href="{QUOTE}/digital-documents/new"' in page["body"]
    assert f'href="{SERVICE_ORDER}"' not in page["body"]


def test_a_quote_that_is_out_shows_how_it_stands_instead_of_a_form(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)

    page = sam.get(QUOTE)

    assert "Digital quote to Anna Ek Sent" in words(page)
    assert "While it is out to be signed, the quote can’t be changed." in words(page)
    assert f"/portal/digital-documents/{DOCUMENT_ID}/cancel?back=%2Fportal%2Fquotes%2F{QUOTE_ID}" in page["body"]
    assert 'name="heading"' not in page["body"]
    assert f'href="{QUOTE}/digital-documents/new"' not in page["body"]
    assert "Backup 100 GB" in words(page)


def test_a_change_that_comes_too_late_is_told(table: DynamoTable, sam: Visitor) -> None:
    words(sam.get(QUOTE))
    version = sam.hidden["version"]
    put_out(table)
    form = {"heading": "Safer", "kind": "solution", "valid_until": "2026-12-24", "step": "save"}

    wrong = words(sam.post(QUOTE, form | {"version": version}), 422)
    stale = words(sam.post(QUOTE, form | {"version": version} | a_line_typed()), 412)
    refused = words(sam.post(QUOTE, form | {"version": f"{the_quote().version}"} | a_line_typed()), 409)

    for page in (wrong, stale, refused):
        assert "The quote was sent to be signed in the meantime Nothing of yours was saved." in page
    assert the_quote().title == "Safe workplace"


def a_line_typed() -> dict[str, str]:
    line = {"sku": "", "was": "", "description": "Set-up", "quantity": "1", "unit_price": "5", "billing": "one_time"}
    return {f"lines.0.{name}": value for name, value in line.items()}


def test_what_was_declined_can_be_changed_and_sent_anew(table: DynamoTable, sam: Visitor) -> None:
    told(put_out(table), DocumentStatus.DECLINED, reason="Too dear")

    page = sam.get(QUOTE)

    assert "Declined" in words(page)
    assert "Reason Too dear" in words(page)
    assert "Send anew" in words(page)
    assert 'name="heading"' in page["body"]


def test_what_was_signed_leads_to_a_service_order(table: DynamoTable, sam: Visitor) -> None:
    told(put_out(table), DocumentStatus.SIGNED)

    page = sam.get(QUOTE)

    assert "Create service order" in words(page)
    assert "Send anew" not in words(page)


# --- The service order --------------------------------------------------------------------------------------------


def service_order(sam: Visitor, **typed: str) -> dict[str, Any]:
    words(at(sam, orders).get(SERVICE_ORDER))
    return at(sam, orders).post(SERVICE_ORDER, typed)


def test_a_signed_quote_becomes_a_service_order(table: DynamoTable, sam: Visitor) -> None:
    change_quote(table, lines=(SET_UP,), kind=QuoteKind.SERVICE)
    told(put_out(table, a_document(lines=(SET_UP,))), DocumentStatus.SIGNED)
    asked = at(sam, orders).get(SERVICE_ORDER)

    assert 'value="signed" id="consent" checked' in asked["body"]
    assert "the order for Bageriet på Hörnet AB stands at once" in words(asked)
    to = leads_to(service_order(sam, consent="signed"))

    (order,) = customers_orders()
    assert to == f"/portal/orders/{order.id}"
    assert order.consent is not None
    assert (order.consent.how, order.consent.by.name) == (ConsentHow.SIGNED, "Sam Seller")
    shown = words(at(sam, orders).get(to))
    assert "The service order is created." in shown
    assert "Consent Signed digitally Recorded by Sam Seller," in shown
    assert "Digital quote to Anna Ek Signed" in shown


def test_whoever_agreed_by_phone_after_a_cancellation_has_that_recorded(table: DynamoTable, sam: Visitor) -> None:
    told(put_out(table), DocumentStatus.CANCELED)

    to = leads_to(service_order(sam, consent="phone", note="Anna, at nine"))

    (order,) = customers_orders()
    assert to == f"/portal/orders/{order.id}/review"
    draft = words(at(sam, orders).get(f"/portal/orders/{order.id}"))
    assert "By phone Anna, at nine Recorded by Sam Seller," in draft
    assert "Digital quote to Anna Ek Cancelled" in draft


def test_a_second_click_orders_nothing_more(table: DynamoTable, sam: Visitor) -> None:
    form = {"consent": "counter", "form_id": "1"}

    first, second = at(sam, orders).post(SERVICE_ORDER, form), at(sam, orders).post(SERVICE_ORDER, form)

    assert leads_to(first) == leads_to(second)
    assert len(customers_orders()) == 1


def test_after_a_decline_a_note_is_required(table: DynamoTable, sam: Visitor) -> None:
    told(put_out(table), DocumentStatus.DECLINED, reason="Too dear")

    assert "The customer declined the digital quote: write what was agreed since." in words(
        at(sam, orders).get(SERVICE_ORDER)
    )
    for typed_consent in ({"consent": "phone"}, {}):
        refused = words(service_order(sam, **typed_consent), 422)
        assert "Write what was agreed since the customer declined." in refused
    assert customers_orders() == []


def test_consent_must_be_given_in_some_way(table: DynamoTable, sam: Visitor) -> None:
    assert "Say how the customer agreed." in words(service_order(sam), 422)
    assert "The customer has not signed the quote as it is now." in words(service_order(sam, consent="signed"), 409)


def test_what_is_out_must_be_cancelled_first(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)

    for answer in (at(sam, orders).get(SERVICE_ORDER), at(sam, orders).post(SERVICE_ORDER, {"consent": "phone"})):
        assert "The digital quote is still out" in words(answer, 409)


def test_a_quote_that_has_an_order_leads_to_it(table: DynamoTable, sam: Visitor) -> None:
    to = leads_to(service_order(sam, consent="phone")).removesuffix("/review")

    assert leads_to(at(sam, orders).get(SERVICE_ORDER)) == to
    assert leads_to(at(sam, orders).post(SERVICE_ORDER, {"consent": "counter"})) == to


def test_a_product_that_left_the_contract_is_told(table: DynamoTable, sam: Visitor) -> None:
    change_quote(table, lines=(a_line(sku="GONE"),))

    refused = at(sam, orders).post(SERVICE_ORDER, {"consent": "phone"})

    assert "A product in the quote is not in your contract" in words(refused, 422)


def test_a_strangers_quote_becomes_no_order(table: DynamoTable) -> None:
    seeds.put_stranger(table)
    put_user(table, a_user(partner_id=OTHER_PARTNER_ID))
    stranger = Visitor.signed_in(table, a_user(partner_id=OTHER_PARTNER_ID), orders)

    words(stranger.get(SERVICE_ORDER), 404)
    words(stranger.post(SERVICE_ORDER, {"consent": "phone"}), 404)


# --- The order ----------------------------------------------------------------------------------------------------


def test_an_order_offers_what_can_be_signed(table: DynamoTable, sam: Visitor) -> None:
    put_submitted()

    page = at(sam, orders).get(ORDER)

    assert f'href="{ORDER}/upsells/new"' in page["body"]
    assert f'href="{ORDER}/order-confirmations/new"' in page["body"]


def test_an_order_shows_what_of_it_is_out(table: DynamoTable, sam: Visitor) -> None:
    put_submitted()
    put_out(table, an_upsell())

    page = at(sam, orders).get(ORDER)

    assert "Added work to Anna Ek Sent" in words(page)
    assert "comes to 28 % of the price agreed" in words(page)
    assert "Something of this order is out to be signed." in words(page)
    assert f'href="{ORDER}/upsells/new"' not in page["body"]


def test_declined_work_can_be_sent_anew_and_signed_work_cant(table: DynamoTable, sam: Visitor) -> None:
    put_submitted()
    upsell = put_out(table, an_upsell())
    told(upsell, DocumentStatus.DECLINED)
    declined = at(sam, orders).get(ORDER)["body"]
    again = f'href="{ORDER}/upsells/new?again=yes"'

    assert again in declined
    second = put_out(table, an_upsell(id=f"{upsell.id[:12]}Z{upsell.id[13:]}"))
    told(second, DocumentStatus.SIGNED, choices=Choices(accepted_jobs=("1",)))
    signed = at(sam, orders).get(ORDER)
    assert again not in signed["body"]
    assert "Added work to Anna Ek Signed" in words(signed)
    assert "Added work to Anna Ek Declined" in words(signed)


def test_old_documents_of_an_order_are_found_by_what_it_names(
    table: DynamoTable, sam: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.orders.portal.signing.RECENT", 1)
    put_submitted()
    put_out(table, an_upsell())
    put_out(table, a_document(id=f"{DOCUMENT_ID[:12]}Z{DOCUMENT_ID[13:]}"))

    assert "Added work to Anna Ek" in words(at(sam, orders).get(ORDER))


def test_nothing_is_offered_of_a_cancelled_order(table: DynamoTable, sam: Visitor) -> None:
    repository = wiring.orders(TENANT)
    order = put_submitted()
    repository.save(replace(order, status=OrderStatus.CANCELED, version=order.version + 1), repository.desk(order.id))

    assert "Digital signing" not in words(at(sam, orders).get(ORDER))


# --- Agreements, the start page -----------------------------------------------------------------------------------


def test_agreements_say_how_each_quote_stands(table: DynamoTable, sam: Visitor) -> None:
    path = f"/portal/customers/{CUSTOMER_ID}/agreements"
    before = at(sam, agreements).get(path)
    put_out(table)
    after = at(sam, agreements).get(path)

    assert f'href="{QUOTE}/digital-documents/new"' in before["body"]
    assert f'href="{QUICK}"' in before["body"]
    assert "Digital quote to Anna Ek: Sent" in words(after)
    assert f'href="{QUOTE}/digital-documents/new"' not in after["body"]


def test_the_start_page_counts_each_status_with_a_link_to_its_list(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)
    told(put_out(table, a_document(id=f"{DOCUMENT_ID[:12]}Z{DOCUMENT_ID[13:]}")), DocumentStatus.SIGNED)

    home = at(sam, site).get("/portal")

    assert "0 Draft 1 Sent 0 Viewed 1 Signed 0 Declined 0 Cancelled 0 Expired 0 Undeliverable 0 Unknown" in words(home)
    for status in DocumentStatus:
        assert f'href="/portal/digital-documents?status={status}"' in home["body"]


# --- Quick quote --------------------------------------------------------------------------------------------------


def typed(**changes: str) -> dict[str, str]:
    form = {
        "heading": "Brakes",
        "lines.1.description": "Front discs",
        "lines.1.unit_price": "2,650.00",
        "valid_until": "2026-12-22",
        "channel": "sms",
        "address": "070-123 45 67",
    }
    return form | changes


def test_a_quick_quote_takes_a_few_fields_and_leads_to_where_it_is_sent(sam: Visitor) -> None:
    page = sam.get(QUICK)
    assert 'value="2026-12-22"' in page["body"]

    to = urlsplit(leads_to(sam.post(QUICK, typed())))

    quote_id = to.path.split("/")[3]
    quote = the_quote(quote_id)
    assert parse_qs(to.query) == {"channel": ["sms"], "address": ["070-123 45 67"]}
    assert (quote.kind, quote.title, quote.valid_until.date().isoformat()) == (QuoteKind.QUICK, "Brakes", "2026-12-22")
    ((description, price, billing),) = [(one.description, one.unit_price, one.billing) for one in quote.lines]
    assert (description, price, billing) == ("Front discs", Money(2650_00, "SEK"), Billing.ONE_TIME)


def test_a_second_click_makes_no_second_quick_quote(sam: Visitor) -> None:
    words(sam.get(QUICK))
    form = dict(sam.hidden) | typed()

    assert leads_to(sam.post(QUICK, form)) == leads_to(sam.post(QUICK, form))


def test_its_total_is_reckoned_as_it_is_typed(sam: Visitor) -> None:
    more = {"lines.0.unit_price": "350", "lines.0.description": "Work", "step": "sums"}

    assert "Total, paid once: 3,000.00 SEK" in words(sam.post(QUICK, typed(**more)))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"heading": ""}, "Give the quote a title."),
        ({"lines.1.description": "", "lines.1.unit_price": ""}, "Line 1: Describe what it is."),
        ({"lines.1.unit_price": ""}, "Line 1: Fill in the amount."),
        ({"lines.1.unit_price": "dear"}, "Line 1: Write the price as an amount"),
        ({"valid_until": "2026-11-21"}, "Choose a day that has not passed."),
    ],
)
def test_faults_of_a_quick_quote_stand_beside_its_fields(sam: Visitor, changes: dict[str, str], fault: str) -> None:
    refused = sam.post(QUICK, typed(**changes))

    assert fault in words(refused, 422)
    assert 'value="070-123 45 67"' in refused["body"]


def test_in_swedish(table: DynamoTable) -> None:
    put_user(table, a_user(language=Locale.SWEDISH))
    sven = Visitor.signed_in(table, a_user(language=Locale.SWEDISH), quotes)

    assert "Snabboffert till Bageriet på Hörnet AB" in words(sven.get(QUICK))
    assert "Skapa serviceorder" in words(at(sven, orders).get(SERVICE_ORDER))
