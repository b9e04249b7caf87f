"""The pages from which quotes and orders go out to be signed, on the table and the queue of template.yaml."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from functions.digital_documents import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.channel import Channel
from shared.domain.digital_document import DocumentKind, DocumentStatus
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.order import OrderStatus
from shared.domain.partner import SigningProvider
from shared.domain.quote import QuoteKind
from tests.integration.digital_documents.world import choose_getaccept, documents, put_out, told
from tests.support import orders as seeded
from tests.support import seeds
from tests.support.account import ENVIRONMENT, create_signing_queue
from tests.support.builders import (
    ANNA_ID,
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    QUOTE_ID,
    TENANT,
    a_quote,
    a_user,
    bo,
)
from tests.support.clock import SteppingClock
from tests.support.orders import put_submitted
from tests.support.pages import leads_to, words
from tests.support.portal import Visitor, put_user
from tests.support.signing import an_option

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

QUOTE = f"/portal/quotes/{QUOTE_ID}"
SEND = f"{QUOTE}/digital-documents/new"
BY_MAIL = {"channel": "email", "address": "anna.ek@bageri.example"}
BY_TEXT = {"channel": "sms", "address": "070-123 45 67"}
DOOR = {"lines.0.description": "New oven door", "lines.0.quantity": "2", "lines.0.unit_price": "1,250.50"}


@pytest.fixture(autouse=True)
def queue(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> "SQSClient":
    """Beside it, a partner with a customer and a quote."""
    monkeypatch.setattr(wiring, "now", SteppingClock())
    seeds.put_reseller(table)
    return create_signing_queue()


def signed_in(table: DynamoTable, **changes: Any) -> Visitor:
    user = a_user(**changes)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return signed_in(table)


def a_form(sam: Visitor, path: str = SEND, **typed: str) -> dict[str, str]:
    """The form of the page at `path`, as a browser sends it."""
    words(sam.get(path))
    return dict(sam.hidden) | {"step": "send"} | typed


def change_quote(table: DynamoTable, **changes: Any) -> None:
    quotes = DynamoQuotes(table, TENANT, lambda: NOON)
    quotes.save(replace(quotes.get(QUOTE_ID), version=quotes.get(QUOTE_ID).version + 1, **changes), None)


# --- A quote ------------------------------------------------------------------------------------------------------


def test_a_quote_goes_out_by_mail_and_is_a_draft_at_once(sam: Visitor, queue: "SQSClient") -> None:
    to = leads_to(sam.post(SEND, a_form(sam, **BY_MAIL)))

    (document,) = documents()
    assert to == QUOTE
    assert (document.status, document.kind, document.quote_id) == (DocumentStatus.DRAFT, DocumentKind.QUOTE, QUOTE_ID)
    assert (document.recipient.name, document.recipient.channel) == ("Anna Ek", Channel.EMAIL)
    assert document.sent_by.name == "Sam Seller"
    assert "It is on its way to Anna Ek." in words(sam.get("/portal/digital-documents"))
    queued = queue.receive_message(QueueUrl=ENVIRONMENT["SIGNING_QUEUE"])["Messages"]
    assert document.id in queued[0]["Body"]


def test_it_goes_out_as_a_text_message_to_a_number_of_the_partners_country(sam: Visitor) -> None:
    sam.post(SEND, a_form(sam, **BY_TEXT))

    (document,) = documents()
    assert (document.recipient.address, document.recipient.name) == ("+46701234567", "Anna Ek")


def test_a_quick_quote_goes_out_as_one(table: DynamoTable, sam: Visitor) -> None:
    change_quote(table, kind=QuoteKind.QUICK)

    assert "Send quick quote: Safe workplace" in words(sam.get(SEND))
    sam.post(SEND, a_form(sam, **BY_MAIL))
    assert documents()[0].kind is DocumentKind.QUICK_QUOTE


def test_a_second_click_sends_nothing_more(sam: Visitor) -> None:
    form = a_form(sam, **BY_MAIL)

    assert leads_to(sam.post(SEND, form)) == leads_to(sam.post(SEND, form))
    assert len(documents()) == 1


def test_the_page_says_what_goes_and_by_whom(table: DynamoTable, sam: Visitor) -> None:
    page = words(sam.get(SEND))

    assert "Safe workplace" in page
    assert "Per month 13,365.00 SEK" in page
    assert "One-time 7,654.00 SEK" in page
    assert "General terms, version 1" in page
    assert "Our own signing page" in page
    assert "Optional lines" not in page
    choose_getaccept(table)
    assert "By GetAccept" in words(sam.get(SEND))


def test_what_has_choices_goes_by_our_own_page_and_the_page_says_so(table: DynamoTable, sam: Visitor) -> None:
    choose_getaccept(table)
    change_quote(table, lines=(*a_quote().lines, an_option()))

    page = words(sam.get(SEND))

    assert "Optional lines Monitoring around the clock" in page
    assert "Not by GetAccept: the customer makes choices while signing" in page
    sam.post(SEND, a_form(sam, **BY_MAIL))
    assert documents()[0].provider is SigningProvider.BUILTIN


def test_a_number_is_shown_as_it_is_read_abroad_as_soon_as_it_is_left(sam: Visitor) -> None:
    looked = sam.post(SEND, a_form(sam, **BY_TEXT) | {"step": "look"}, hx_request="true", hx_target="address_field")

    assert 'value="+46 70 123 45 67"' in looked["body"]
    assert "Goes to Anna Ek. In English." in words(looked)
    assert "Send digital quote to Anna Ek" in words(looked)
    assert 'data-announce="Goes to Anna Ek."' in looked["body"]


def test_what_is_wrong_with_a_number_is_said_as_soon_as_it_is_left(sam: Visitor) -> None:
    typed = {"channel": "sms", "address": "0701", "step": "look"}

    looked = sam.post(SEND, a_form(sam) | typed, hx_request="true", hx_target="address_field")

    assert "Write a phone number such as 070-123 45 67" in words(looked)
    assert 'value="0701"' in looked["body"]
    assert documents() == []


def test_contacts_are_suggested_by_the_way_they_are_reached(table: DynamoTable, sam: Visitor) -> None:
    """Bo's number is none that can be reached."""
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    customer = customers.get(CUSTOMER_ID)
    contacts = (customer.contacts[0], bo(phone="12345"))
    customers.save(replace(customer, contacts=contacts, version=2), customer)

    by_mail = words(sam.get(SEND))
    by_text = words(sam.get(SEND, {"channel": "sms"}))

    assert "Anna Ek anna.ek@bageri.example" in by_mail
    assert "Bo Berg bo@bageri.example" in by_mail
    assert "Anna Ek +46 70 123 45 67" in by_text
    assert "Bo Berg" not in by_text


def test_a_contact_fills_in_the_address(sam: Visitor) -> None:
    form = a_form(sam) | {"channel": "sms", "address": "", "to": ANNA_ID}
    del form["step"]

    filled = sam.post(SEND, form)

    assert 'value="+46 70 123 45 67"' in filled["body"]
    assert "Send digital quote to Anna Ek" in words(filled)


def test_whoever_is_chosen_stays_chosen_by_the_other_way(sam: Visitor) -> None:
    other = sam.post(SEND, a_form(sam) | BY_MAIL | {"channel": "sms", "step": "channel"})
    nobody = sam.post(SEND, a_form(sam) | {"channel": "sms", "address": "x@y.example", "step": "channel"})

    assert 'value="+46 70 123 45 67"' in other["body"]
    assert 'name="address" value=""' in nobody["body"]
    assert "Goes to" not in words(nobody)


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"channel": "email", "address": ""}, "Fill in the address or the number."),
        ({"channel": "email", "address": "anna"}, "Write an email address such as"),
        ({"channel": "sms", "address": "+46 1"}, "Write a phone number such as"),
        ({"channel": "fax", "address": "anna.ek@bageri.example"}, "Choose email or text message."),
        ({"channel": "email", "address": "a" * 300}, "This address is too long."),
    ],
)
def test_faults_stand_beside_the_field_with_what_was_typed(sam: Visitor, typed: dict[str, str], fault: str) -> None:
    answer = sam.post(SEND, a_form(sam, **typed))

    assert fault in words(answer, 422)
    assert "<title>Error: " in answer["body"]
    assert typed["address"] in answer["body"]
    assert documents() == []


def test_what_is_out_is_not_sent_again(table: DynamoTable, sam: Visitor) -> None:
    form = a_form(sam, **BY_MAIL)
    document = put_out(table)

    for answer in (sam.get(SEND), sam.post(SEND, form)):
        assert "It is waiting for Anna Ek" in words(answer, 409)
        assert f"/portal/digital-documents/{document.id}" in answer["body"]
    assert len(documents()) == 1


def test_a_quote_that_has_expired_is_not_sent(table: DynamoTable, sam: Visitor) -> None:
    form = a_form(sam, **BY_MAIL)
    change_quote(table, valid_until=NOON)

    for answer in (sam.get(SEND), sam.post(SEND, form)):
        assert "The quote has expired" in words(answer, 409)
    assert documents() == []


def test_sent_anew_it_is_filled_in_with_whom_it_went_to(table: DynamoTable, sam: Visitor) -> None:
    told(put_out(table), DocumentStatus.DECLINED, reason="Too dear")

    page = sam.get(SEND)

    assert 'value="anna.ek@bageri.example"' in page["body"]
    assert leads_to(sam.post(SEND, a_form(sam, **BY_MAIL))) == QUOTE
    assert len(documents()) == 2


def test_in_swedish(table: DynamoTable) -> None:
    sven = signed_in(table, language=Locale.SWEDISH)

    page = words(sven.get(SEND, BY_TEXT))

    assert "Skicka digital offert till Anna Ek" in page
    assert "ett nummer i Sverige" in page


def test_a_strangers_quote_is_not_there(table: DynamoTable) -> None:
    seeds.put_stranger(table)
    stranger = signed_in(table, partner_id=OTHER_PARTNER_ID)

    words(stranger.get(SEND), 404)
    words(stranger.post(SEND, BY_MAIL | {"step": "send"}), 404)


# --- An order -----------------------------------------------------------------------------------------------------


@pytest.fixture
def order_path(table: DynamoTable) -> str:
    seeded.put_contract(table)
    return f"/portal/orders/{put_submitted().id}"


def test_an_order_is_sent_to_be_confirmed(sam: Visitor, order_path: str) -> None:
    path = f"{order_path}/order-confirmations/new"
    page = words(sam.get(path))

    assert "Send order confirmation: order 1 for Bageriet på Hörnet AB" in page
    assert "Backup 100 GB" in page
    assert leads_to(sam.post(path, a_form(sam, path, **BY_MAIL))) == order_path
    assert documents()[0].kind is DocumentKind.ORDER_CONFIRMATION


def test_jobs_are_added_summed_up_and_sent(sam: Visitor, order_path: str) -> None:
    path = f"{order_path}/upsells/new"
    more = {"lines.1.description": "Wiring", "lines.1.quantity": "1", "lines.1.unit_price": "400"}

    summed = words(sam.post(path, a_form(sam, path, **DOOR, **more) | {"step": "sums"}))

    assert "Job 1 2,501.00 SEK Job 2 400.00 SEK Jobs in all 2,901.00 SEK" in summed
    assert leads_to(sam.post(path, a_form(sam, path, **DOOR, **more, **BY_MAIL))) == order_path
    (document,) = documents()
    assert [(job.description, job.quantity, job.unit_price) for job in document.jobs] == [
        ("New oven door", 2, Money(1250_50, "SEK")),
        ("Wiring", 1, Money(400_00, "SEK")),
    ]


def test_more_than_fifteen_percent_is_warned_of(sam: Visitor, order_path: str) -> None:
    """Of 1,336.56 agreed; 15 % are 200.48."""
    path = f"{order_path}/upsells/new"
    warning = "% of the price agreed"

    beneath = {**DOOR, "lines.0.quantity": "1", "lines.0.unit_price": "200.48"}
    above = {**beneath, "lines.0.unit_price": "200.50"}

    assert warning not in words(sam.post(path, a_form(sam, path, **beneath) | {"step": "sums"}))
    assert f"comes to 16 {warning}" in words(sam.post(path, a_form(sam, path, **above) | {"step": "sums"}))


def test_jobs_are_removed(sam: Visitor, order_path: str) -> None:
    path = f"{order_path}/upsells/new"
    added = sam.post(path, a_form(sam, path, **DOOR) | {"step": "add"})
    removed = sam.post(path, a_form(sam, path, **DOOR) | {"step": "remove.0"})

    assert 'name="lines.1.description"' in added["body"]
    assert "New oven door" not in removed["body"]
    assert 'name="lines.0.description"' in removed["body"]


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"lines.0.unit_price": "dear"}, "Job 1: Write the price as an amount"),
        ({"lines.0.quantity": "many"}, "Job 1: Write the quantity"),
        ({"lines.0.description": ""}, "Job 1: Describe the job"),
        ({"lines.0.description": "", "lines.0.unit_price": ""}, "Job 1: Describe the job"),
        ({"address": "anna"}, "Write an email address"),
    ],
)
def test_faults_of_jobs_stand_beside_them(sam: Visitor, order_path: str, typed: dict[str, str], fault: str) -> None:
    path = f"{order_path}/upsells/new"

    assert fault in words(sam.post(path, a_form(sam, path, **{**DOOR, **BY_MAIL, **typed})), 422)
    assert documents() == []


def test_declined_work_is_sent_anew_as_it_was(sam: Visitor, order_path: str) -> None:
    path = f"{order_path}/upsells/new"
    sam.post(path, a_form(sam, path, **DOOR, **BY_TEXT))
    told(documents()[0], DocumentStatus.DECLINED, reason="Not now")

    anew = sam.get(path, {"again": "yes"})
    other = sam.get(path)

    assert 'value="New oven door"' in anew["body"]
    assert 'value="1250.50"' in anew["body"]
    assert 'value="+46 70 123 45 67"' in anew["body"]
    assert "New oven door" not in other["body"]


def test_nothing_is_sent_of_an_order_that_is_cancelled(table: DynamoTable, sam: Visitor, order_path: str) -> None:
    path, orders = f"{order_path}/upsells/new", wiring.orders(TENANT)
    form = a_form(sam, path, **DOOR, **BY_MAIL)
    order = orders.get(order_path.rpartition("/")[2])
    orders.save(replace(order, status=OrderStatus.CANCELED, version=order.version + 1), orders.desk(order.id))

    for answer in (sam.get(path), sam.post(path, form)):
        assert "The order is cancelled" in words(answer, 409)


def test_there_is_no_third_kind(sam: Visitor, order_path: str) -> None:
    words(sam.get(f"{order_path}/invoices/new"), 404)
