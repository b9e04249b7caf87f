"""Digital documents over the API, on the table and the queue of template.yaml."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from functions.digital_documents import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.digital_document import Choices, DigitalDocument, DocumentStatus, Report, Source
from shared.domain.envelope import EnvelopeState
from shared.domain.money import Money
from shared.domain.order import OrderStatus
from shared.domain.partner import SigningProvider
from shared.domain.product import Billing
from shared.domain.quote import QuoteKind
from shared.domain.signing import CredentialsRefused, ProviderUnavailable
from shared.follow_document import follow_document
from tests.support import seeds
from tests.support.account import ENVIRONMENT, create_signing_queue
from tests.support.builders import (
    A_PHONE,
    NOON,
    ORDER_ID,
    PARTNER_ID,
    QUOTE_ID,
    TENANT,
    a_contact,
    a_customer,
    a_partner,
    a_quote,
    an_order,
    an_order_line,
)
from tests.support.clock import SteppingClock
from tests.support.events import MEMBER_CLAIMS, Context, answer_of, api_event
from tests.support.orders import put_order
from tests.support.signing import PDF_SHA256, put_envelope

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

OF_QUOTE = f"/v1/quotes/{QUOTE_ID}/digital-documents"
OF_ORDER = f"/v1/orders/{ORDER_ID}/digital-documents"
BY_MAIL = {"channel": "email", "address": "anna.ek@bageri.example"}
BY_TEXT = {"channel": "sms", "address": "070-123 45 67"}
DOOR = {"description": "New oven door", "quantity": 1, "unit_price": {"amount": 100_00, "currency": "SEK"}}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def queue(table: DynamoTable) -> "SQSClient":
    """Beside it, a partner with a customer and a quote."""
    seeds.put_reseller(table)
    return create_signing_queue()


def call(method: str, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def send(status: int = 201, **changes: Any) -> Any:
    return call("POST", OF_QUOTE, BY_MAIL | changes, status=status)


def told(document_id: str, status: str, raw: str | None = None, **more: Any) -> DigitalDocument:
    """The document, once its provider has told of that."""
    report = Report(provider_document_id=document_id, raw=raw or status, status=DocumentStatus(status), **more)
    documents = wiring.digital_documents(TENANT)
    if documents.get(document_id).provider_document_id is None:
        following = documents.following(document_id)
        documents.follow(following.document.taken_by_provider(report, file_sha256=PDF_SHA256, now=NOON), following)
        return documents.get(document_id)
    followed = follow_document(
        document_id,
        report,
        source=Source.WEBHOOK,
        documents=documents,
        orders=wiring.orders(TENANT),
        now=lambda: NOON,
        random_bytes=bytes,
    )
    return followed.document


def tasks_in(queue: "SQSClient") -> list[dict[str, Any]]:
    received = queue.receive_message(QueueUrl=ENVIRONMENT["SIGNING_QUEUE"], MaxNumberOfMessages=10)
    return [json.loads(message["Body"]) for message in received.get("Messages", [])]


# --- Sending -----------------------------------------------------------------------------------------------------


def test_a_quote_is_sent_as_a_draft_and_the_poll_is_to_hand_it_over(queue: "SQSClient") -> None:
    document = send()

    assert document["status"] == "draft"
    assert document["kind"] == "quote"
    assert document["provider"] == "builtin"
    assert document["provider_document_id"] is None
    assert document["provider_url"] is None
    assert document["checked_at"] is None
    assert document["last_error"] is None
    assert document["evidence_id"] is None
    assert (document["recipient_name"], document["address"]) == ("Anna Ek", "anna.ek@bageri.example")
    assert [(one["status"], one["source"], one["by"]) for one in document["history"]] == [
        ("draft", "sending", "Sam Seller")
    ]
    assert [task["document_id"] for task in tasks_in(queue)] == [document["id"]]
    assert call("GET", f"/v1/digital-documents/{document['id']}") == document


def test_a_number_is_kept_in_e164_by_the_partners_country() -> None:
    document = send(channel="sms", address="070-123 45 67")

    assert (document["channel"], document["address"]) == ("sms", "+46701234567")
    assert document["recipient_name"] == "Anna Ek"


def test_a_number_that_no_contact_has_reaches_the_customer_itself() -> None:
    assert send(channel="sms", address="+46 70 174 06 05")["recipient_name"] == "Bageriet på Hörnet AB"


def test_a_contact_is_addressed_in_its_own_language() -> None:
    send(channel="email", address="BO@bageri.example")

    (watched,) = wiring.digital_documents(TENANT).page(DocumentStatus, limit=10, before=None).items
    assert (watched.document.recipient.name, watched.document.recipient.locale) == ("Bo Berg", "sv")


@pytest.mark.parametrize(
    ("channel", "address", "code"),
    [
        ("email", "070-123 45 67", "email"),
        ("email", "anna@", "email"),
        ("sms", "anna.ek@bageri.example", "phone"),
        ("sms", "123", "phone"),
        ("sms", "+46 70 123", "phone"),
    ],
)
def test_an_address_that_its_channel_does_not_reach_is_named(channel: str, address: str, code: str) -> None:
    refusal = send(422, channel=channel, address=address)

    assert [(one["field"], one["code"]) for one in refusal["errors"]] == [("address", code)]


def test_all_faults_of_the_body_are_named_at_once() -> None:
    refusal = call("POST", OF_QUOTE, {"channel": "fax", "kind": "upsell", "to": "me"}, status=422)

    assert {one["field"] for one in refusal["errors"]} == {"channel", "address", "kind", "to"}


def test_only_one_document_of_a_quote_is_out_at_a_time() -> None:
    first = send()

    refusal = send(409)

    assert refusal["code"] == "document_active"
    assert "Anna Ek" in refusal["detail"]
    told(first["id"], "sent")
    assert send(409)["code"] == "document_active"
    told(first["id"], "declined")
    assert send()["id"] != first["id"]


def test_an_expired_quote_is_not_sent(clock: SteppingClock) -> None:
    clock.at += timedelta(days=400)

    assert send(409)["code"] == "quote_expired"


def test_the_same_key_sends_once() -> None:
    headers = {"idempotency-key": "a-quote-to-sign"}

    first = call("POST", OF_QUOTE, BY_MAIL, status=201, headers=headers)
    again = call("POST", OF_QUOTE, BY_MAIL, status=201, headers=headers)

    assert again == first
    assert call("POST", OF_QUOTE, BY_TEXT, status=422, headers=headers)["code"] == "idempotency_key_reused"


def test_a_queue_that_is_down_keeps_nobody_from_sending(queue: "SQSClient") -> None:
    queue.delete_queue(QueueUrl=ENVIRONMENT["SIGNING_QUEUE"])

    document = send()

    ((_, _, due),) = wiring.due_documents().due(NOON + timedelta(minutes=5), 10)
    assert due == document["id"]


def test_a_quick_quote_is_one_without_being_told(table: DynamoTable) -> None:
    quick = a_quote(kind=QuoteKind.QUICK, version=2)
    DynamoQuotes(table, TENANT, lambda: NOON).save(quick, None)

    assert send()["kind"] == "quick_quote"


def test_a_partner_of_getaccept_sends_by_it_but_choices_go_by_our_own_page(table: DynamoTable) -> None:
    partner = a_partner(signing_provider=SigningProvider.GETACCEPT, version=2)
    DynamoPartners(table, TENANT).put(partner, a_partner())
    first = send()
    told(first["id"], "declined")
    optional = replace(a_quote().lines[0], optional=True)
    quotes = DynamoQuotes(table, TENANT, lambda: NOON)
    present = quotes.get(QUOTE_ID)
    quotes.save(replace(present, lines=(optional, *a_quote().lines[1:]), version=present.version + 1), None)

    assert first["provider"] == "getaccept"
    assert send()["provider"] == "builtin"


# --- Orders ------------------------------------------------------------------------------------------------------


@pytest.fixture
def order() -> Any:
    """Of 1,000.00 SEK in all, executed."""
    line = an_order_line(price=Money(500_00, "SEK"), quantity=2, billing=Billing.ONE_TIME)
    return put_order(an_order(lines=(line,), status=OrderStatus.EXECUTED, order_date=NOON))


def upsell(*jobs: dict[str, Any], status: int = 201, **changes: Any) -> Any:
    return call("POST", OF_ORDER, {"kind": "upsell", "jobs": jobs, **BY_MAIL, **changes}, status=status)


def test_an_order_confirmation_shows_what_was_ordered_at_selling_price(order: Any) -> None:
    document = call("POST", OF_ORDER, {"kind": "order_confirmation", **BY_TEXT}, status=201)

    assert document["kind"] == "order_confirmation"
    assert (document["order_id"], document["quote_id"]) == (ORDER_ID, None)
    assert [line["amount"] for line in document["lines"]] == [{"amount": 1000_00, "currency": "SEK"}]
    assert document["totals"]["one_time"]["amount"] == 1000_00
    assert document["warnings"] == []


def test_an_upsell_lists_its_jobs_each_with_its_own_decision(order: Any) -> None:
    document = upsell(DOOR, DOOR | {"description": "Wiring", "unit_price": {"amount": 20_00, "currency": "SEK"}})

    assert [(job["id"], job["description"], job["decision"]) for job in document["jobs"]] == [
        ("1", "New oven door", "pending"),
        ("2", "Wiring", "pending"),
    ]
    assert document["provider"] == "builtin"
    assert document["warnings"] == []


@pytest.mark.parametrize(("amount", "percent"), [(150_00, None), (150_01, 16), (200_00, 20), (1000_00, 100)])
def test_more_than_fifteen_percent_on_top_is_warned_of(order: Any, amount: int, percent: int | None) -> None:
    document = upsell(DOOR | {"unit_price": {"amount": amount, "currency": "SEK"}})

    expected = [] if percent is None else [{"code": "upsell_over_15_percent", "percent": percent}]
    assert document["warnings"] == expected


def test_accepted_jobs_are_added_to_the_order_and_count_towards_the_next_warning(order: Any) -> None:
    first = upsell(DOOR, DOOR | {"description": "Wiring"})
    told(first["id"], "sent")

    signed = told(first["id"], "signed", choices=Choices(accepted_jobs=("2",)))

    assert [job.decision for job in signed.jobs] == ["declined", "accepted"]
    extended = wiring.orders(TENANT).get(ORDER_ID)
    assert [(line.name, line.price.amount, line.added_by) for line in extended.lines[1:]] == [
        ("Wiring", 100_00, first["id"])
    ]
    assert extended.total_amount.amount == 1100_00
    second = upsell(DOOR)
    assert second["warnings"] == [{"code": "upsell_over_15_percent", "percent": 20}]


def test_declined_work_changes_nothing_of_the_order(order: Any) -> None:
    document = upsell(DOOR)
    told(document["id"], "sent")

    declined = told(document["id"], "declined", reason="Not now")

    assert [job.decision for job in declined.jobs] == ["declined"]
    assert len(wiring.orders(TENANT).get(ORDER_ID).lines) == 1


def test_what_does_not_belong_together_is_refused(order: Any) -> None:
    missing = upsell(status=422)
    superfluous = upsell(DOOR, status=422, kind="order_confirmation")
    foreign = upsell(DOOR | {"unit_price": {"amount": 1, "currency": "EUR"}}, status=422)

    assert [one["field"] for one in missing["errors"]] == ["jobs"]
    assert [one["field"] for one in superfluous["errors"]] == ["jobs"]
    assert [one["field"] for one in foreign["errors"]] == ["jobs.0.unit_price.currency"]


def test_nothing_is_added_to_a_cancelled_order() -> None:
    put_order(an_order(status=OrderStatus.CANCELED))

    assert upsell(DOOR, status=409)["code"] == "order_canceled"


def test_only_one_document_of_an_order_is_out_at_a_time(order: Any) -> None:
    upsell(DOOR)

    assert upsell(DOOR, status=409)["code"] == "document_active"


# --- Lists -------------------------------------------------------------------------------------------------------


def test_the_summary_counts_every_status_and_the_list_shows_what_it_counts() -> None:
    document = send()
    before = call("GET", "/v1/digital-documents/summary")["counts"]
    told(document["id"], "sent")

    after = call("GET", "/v1/digital-documents/summary")["counts"]

    assert set(before) == {
        "draft", "sent", "viewed", "signed", "declined", "canceled", "expired", "undeliverable", "unknown"
    }  # fmt: skip
    assert (before["draft"], before["sent"]) == (1, 0)
    assert (after["draft"], after["sent"]) == (0, 1)
    for status, count in after.items():
        listed = call("GET", "/v1/digital-documents", query={"status": status})["items"]
        assert [one["status"] for one in listed] == [status] * count


def test_lists_go_page_by_page_newest_first(order: Any, clock: SteppingClock) -> None:
    first = send()
    clock.at += timedelta(minutes=1)
    second = upsell(DOOR)

    page = call("GET", "/v1/digital-documents", query={"limit": "1"})
    rest = call("GET", "/v1/digital-documents", query={"limit": "1", "cursor": page["next_cursor"]})

    assert [one["id"] for one in (*page["items"], *rest["items"])] == [second["id"], first["id"]]
    assert rest["next_cursor"] is None


def test_a_word_that_nobody_knows_is_kept_and_gives_way_to_one_that_is_not_behind() -> None:
    document = send()
    told(document["id"], "viewed")

    unknown = told(document["id"], "unknown", raw="archived")
    behind = told(document["id"], "sent")
    known = told(document["id"], "signed")

    assert (unknown.status, unknown.provider_status) == ("unknown", "archived")
    assert behind == unknown
    assert known.status == "signed"


# --- Acting ------------------------------------------------------------------------------------------------------


def out_on_our_page(table: DynamoTable, **changes: Any) -> DigitalDocument:
    """Handed over, and sent."""
    document_id = send(**changes)["id"]
    document = told(document_id, "sent")
    put_envelope(table, document)
    return document


def act(document: DigitalDocument | str, action: str, status: int = 200, body: object = None, **more: Any) -> Any:
    identifier = document if isinstance(document, str) else document.id
    return call("POST", f"/v1/digital-documents/{identifier}/{action}", body, status=status, **more)


def test_cancelling_closes_the_document_and_its_link(table: DynamoTable) -> None:
    document = out_on_our_page(table)

    canceled = act(document, "cancel")

    assert (canceled["status"], canceled["history"][-1]["by"]) == ("canceled", "Sam Seller")
    assert wiring.envelopes(TENANT).read(document.id).envelope.state is EnvelopeState.CANCELED
    assert act(document, "cancel", 409)["code"] == "document_closed"


def test_what_was_never_handed_over_is_cancelled_all_the_same() -> None:
    """And the poll makes sure that it isn't just being handed over."""
    document = send()

    assert act(document["id"], "cancel")["status"] == "canceled"
    due = wiring.due_documents().due(NOON + timedelta(days=1), 10)
    assert due == ((TENANT, SigningProvider.BUILTIN, document["id"]),)


def test_somebody_signed_at_that_moment_so_it_is_signed_not_cancelled(table: DynamoTable) -> None:
    document = out_on_our_page(table)
    envelopes = wiring.envelopes(TENANT)
    envelopes.save(envelopes.read(document.id).envelope.signed(Choices(), now=NOON, origin=A_PHONE))

    refusal = act(document, "cancel", 409)

    assert refusal["code"] == "document_closed"
    assert call("GET", f"/v1/digital-documents/{document.id}")["status"] == "signed"


def test_a_stale_version_cancels_nothing(table: DynamoTable) -> None:
    document = out_on_our_page(table)

    act(document, "cancel", 412, headers={"if-match": '"1"'})

    assert call("GET", f"/v1/digital-documents/{document.id}")["status"] == "sent"


class OutOfReach:
    """A provider that can't be asked."""

    def __init__(self, error: ProviderUnavailable) -> None:
        self.error = error

    def __getattr__(self, _: str) -> Any:
        raise self.error


@pytest.mark.parametrize("action", ["cancel", "remind"])
@pytest.mark.parametrize("error", [ProviderUnavailable("GetAccept is down."), CredentialsRefused("Refused.")])
def test_a_provider_that_can_not_be_asked_changes_nothing(
    action: str, error: ProviderUnavailable, table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = out_on_our_page(table)
    monkeypatch.setattr(wiring, "signing_services", lambda _: lambda _: OutOfReach(error))

    refusal = act(document, action, 503)

    assert refusal["code"] == error.code
    assert call("GET", f"/v1/digital-documents/{document.id}")["status"] == "sent"


def test_a_reminder_is_sent_with_the_same_link(table: DynamoTable) -> None:
    document = out_on_our_page(table)

    act(document, "remind")
    act(document, "remind")

    reminded = wiring.envelopes(TENANT).read(document.id).envelope
    assert reminded.reminders == 2
    first = wiring.outbox().get(PARTNER_ID, f"{document.id}-signing_reminder-1")
    assert (first.to_address, first.number) == ("anna.ek@bageri.example", 1)


def test_nobody_is_reminded_of_what_is_closed_or_not_out_yet(table: DynamoTable) -> None:
    document = send()

    assert act(document["id"], "remind", 409)["code"] == "document_not_sent"
    act(document["id"], "cancel")
    assert act(document["id"], "remind", 409)["code"] == "document_closed"


def test_attempts_to_reach_the_customer_are_recorded() -> None:
    document = send()
    call_by_phone = {"channel": "phone", "note": "No answer, will call at three"}

    recorded = act(document["id"], "attempts", 201, call_by_phone, claims=MEMBER_CLAIMS)

    assert [(one["channel"], one["note"], one["by"]) for one in recorded["attempts"]] == [
        ("phone", "No answer, will call at three", "Sam Seller")
    ]
    refusal = act(document["id"], "attempts", 422, {"channel": "pigeon"})
    assert {one["field"] for one in refusal["errors"]} == {"channel", "note"}


def test_the_same_attempt_is_recorded_once() -> None:
    document, headers = send(), {"idempotency-key": "called-at-noon"}
    body = {"channel": "phone", "note": "No answer"}

    first = act(document["id"], "attempts", 201, body, headers=headers)
    again = act(document["id"], "attempts", 201, body, headers=headers)

    assert again == first
    assert len(call("GET", f"/v1/digital-documents/{document['id']}")["attempts"]) == 1


def test_the_signed_totals_count_what_was_chosen(table: DynamoTable) -> None:
    quotes = DynamoQuotes(table, TENANT, lambda: NOON)
    present = quotes.get(QUOTE_ID)
    option = replace(present.lines[0], id="9", optional=True, unit_price=Money(10_00, "SEK"), quantity=1)
    quotes.save(replace(present, lines=(*present.lines, option), version=present.version + 1), None)
    document = send()
    told(document["id"], "sent")

    told(document["id"], "signed", choices=Choices(options=("9",)))

    signed = call("GET", f"/v1/digital-documents/{document['id']}")
    assert signed["lines"][-1]["chosen"] is True
    assert signed["totals"]["monthly"]["amount"] - document["totals"]["monthly"]["amount"] == 10_00


def test_a_contacts_number_counts_however_it_is_written(table: DynamoTable) -> None:
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    renamed = a_contact(first_name="Åsa", phone="0701-740605")
    customers.save(a_customer(contacts=(renamed,), version=2), a_customer())

    assert send(channel="sms", address="+46701740605")["recipient_name"] == "Åsa Ek"


def test_a_documents_page_at_the_provider_is_a_whole_address() -> None:
    document = send()
    told(document["id"], "sent")

    answer = call("GET", f"/v1/digital-documents/{document['id']}", headers={"host": "api.example"})

    assert answer["provider_url"].endswith(f"/portal/digital-documents/{document['id']}")
    assert answer["provider_url"].startswith("https://")


def test_an_unknown_document_is_not_found() -> None:
    assert call("GET", "/v1/digital-documents/doc_1", status=404)["code"] == "not_found"
