"""Service orders over the API: how the customer agreed, who recorded it, and what becomes of the order (D7)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.orders import handler
from functions.quotes import handler as quotes_handler
from shared import wiring
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.digital_document import Choices, DigitalDocument, DocumentStatus, Report, Source
from shared.domain.money import Money
from shared.domain.quote import QuoteKind
from shared.evidence.disclosures import digests_of
from shared.follow_document import follow_document
from tests.support import seeds
from tests.support.builders import CUSTOMER_ID, NOON, QUOTE_ID, TENANT, a_line, a_product, a_quote
from tests.support.clock import SteppingClock
from tests.support.events import Context, answer_of, api_event
from tests.support.signing import a_document, a_service_line, put_document

SERVICE_ORDER = f"/v1/quotes/{QUOTE_ID}/service-order"
WORK = a_service_line(id="1", description="Oil change", unit_price=Money(900_00, "SEK"))
NOTHING = Choices()
OPTION = replace(WORK, id="2", description="Cabin filter", unit_price=Money(300_00, "SEK"), optional=True)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock(NOON + timedelta(hours=1))
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def quote(table: DynamoTable) -> None:
    """A service quote of the partner's own work, for a prospect."""
    seeds.put_reseller(table)
    DynamoProducts(table, TENANT).put(a_product(), None)
    change(table, kind=QuoteKind.SERVICE, lines=(WORK, OPTION))


def change(table: DynamoTable, **changes: Any) -> None:
    quotes = DynamoQuotes(table, TENANT, lambda: NOON)
    present = quotes.get(QUOTE_ID)
    quotes.save(replace(present, **changes, revision=present.revision + 1, version=present.version + 1), None)


def order(status: int = 201, **changes: Any) -> Any:
    body = {"consent": "phone"} | changes
    headers = body.pop("headers", None)
    response = handler.lambda_handler(api_event("POST", SERVICE_ORDER, body, headers=headers), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def read(path: str, method: str = "GET", body: object = None, status: int = 200) -> Any:
    of = quotes_handler if "/quotes/" in path else handler
    response = of.lambda_handler(api_event(method, path, body), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def document(table: DynamoTable, status: str | None = None, choices: Choices = NOTHING) -> DigitalDocument:
    """Of the quote as it is now, followed to that status."""
    present = DynamoQuotes(table, TENANT, lambda: NOON).get(QUOTE_ID)
    sent = put_document(
        table,
        a_document(
            quote_revision=present.revision,
            lines=present.lines,
            provider_document_id="at-the-provider",
        ),
    )
    if status is None:
        return sent
    report = Report(provider_document_id="at-the-provider", raw=status, status=DocumentStatus(status), choices=choices)
    documents = wiring.digital_documents(TENANT)
    return follow_document(
        sent.id,
        report,
        source=Source.SCHEDULE,
        documents=documents,
        orders=wiring.orders(TENANT),
        now=lambda: NOON,
        random_bytes=bytes,
    ).document


def test_agreed_by_phone_it_is_placed_at_once_and_the_prospect_is_a_customer() -> None:
    made = order(note="Maria called at ten")

    assert (made["status"], made["rfi_status"], made["number"]) == ("executed", "not_applicable", 1)
    assert made["consent"] == {
        "how": "phone",
        "by": "Sam Seller",
        "at": "2026-11-22T13:00:00.001000Z",
        "note": "Maria called at ten",
        "document_id": None,
        "evidence_id": made["consent"]["evidence_id"],
    }
    assert [line["name"] for line in made["lines"]] == ["Oil change"]
    assert made["total_amount"] == {"amount": 900_00, "currency": "SEK"}
    assert made["digital_document"] is None
    assert wiring.customers(TENANT).get(CUSTOMER_ID).status == "customer"
    assert read(f"/v1/orders/{made['id']}") == made


def test_the_consent_is_recorded_with_the_order_and_whom_the_note_names_beside_it() -> None:
    made = order(note="Maria called at ten")

    evidence = wiring.evidence_records(TENANT).get(made["consent"]["evidence_id"])
    present = wiring.orders(TENANT).get(made["id"])
    assert present.evidence == evidence.record.reference
    assert evidence.record.follows(None)
    assert evidence.record.content["subject"] == {"kind": "order", "id": made["id"]}
    assert evidence.record.content["what"] == "consented"
    assert evidence.record.content["facts"] == {
        "title": "Safe workplace",
        "customer": {"id": CUSTOMER_ID},
        "quote": {"id": QUOTE_ID, "revision": present.quote_revision},
        "how": "phone",
        "document": None,
        "agreed": {
            "lines": [
                {
                    "description": "Oil change",
                    "quantity": 1,
                    "billing": "one_time",
                    "unit_price": {"amount": 900_00, "currency": "SEK"},
                }
            ],
            "total": {
                "monthly": {"amount": 0, "currency": "SEK"},
                "one_time": {"amount": 900_00, "currency": "SEK"},
            },
        },
        "has_note": True,
        "consented_at": "2026-11-22T13:00:00.001000Z",
    }
    assert {one.name: one.value for one in evidence.disclosures} == {
        "customer": {"name": "Bageriet på Hörnet AB"},
        "by": {"name": "Sam Seller", "email": "sam@reseller.example"},
        "note": {"text": "Maria called at ten"},
    }
    assert digests_of(evidence.disclosures) == evidence.record.digests


def test_a_signed_consent_names_the_evidence_of_the_signature(table: DynamoTable) -> None:
    signed = document(table, "signed", Choices(options=("2",)))

    made = order(consent="signed")

    facts = wiring.evidence_records(TENANT).get(made["consent"]["evidence_id"]).record.content["facts"]
    assert signed.evidence is not None
    assert facts["document"] == {
        "id": signed.id,
        "status": "signed",
        "evidence": {"record_id": signed.evidence.record_id, "record_hash": signed.evidence.record_hash},
    }
    assert [line["description"] for line in facts["agreed"]["lines"]] == ["Oil change", "Cabin filter"]
    assert made["digital_document"]["evidence_id"] == signed.evidence.record_id


def test_signed_it_holds_what_was_chosen_while_signing(table: DynamoTable) -> None:
    signed = document(table, "signed", Choices(options=("2",)))

    made = order(consent="signed")

    assert [line["name"] for line in made["lines"]] == ["Oil change", "Cabin filter"]
    assert made["total_amount"]["amount"] == 1200_00
    assert (made["consent"]["how"], made["consent"]["document_id"]) == ("signed", signed.id)
    assert made["digital_document"]["status"] == "signed"


def test_nothing_counts_as_signed_before_it_is(table: DynamoTable) -> None:
    assert order(409, consent="signed")["code"] == "document_not_signed"
    document(table, "viewed")
    assert order(409, consent="signed")["code"] == "document_not_signed"


def test_what_was_signed_before_a_change_does_not_count(table: DynamoTable) -> None:
    document(table, "signed")
    change(table, title="Another service")

    assert order(409, consent="signed")["code"] == "document_not_signed"


@pytest.mark.parametrize("how", ["phone", "counter"])
def test_while_a_document_is_out_it_is_cancelled_first(how: str, table: DynamoTable) -> None:
    document(table, "sent")

    assert order(409, consent=how)["code"] == "document_active"


@pytest.mark.parametrize("status", ["canceled", "expired", "undeliverable"])
def test_over_the_counter_it_is_ordered_once_the_document_is_closed(status: str, table: DynamoTable) -> None:
    document(table, status)

    assert order(consent="counter")["consent"]["how"] == "counter"


def test_after_a_declined_document_a_note_says_what_was_agreed_since(table: DynamoTable) -> None:
    document(table, "declined")

    refusal = order(422)

    assert [(one["field"], one["code"]) for one in refusal["errors"]] == [("note", "missing")]
    assert order(note="A lower price was agreed by phone")["consent"]["note"].startswith("A lower price")


def test_there_is_one_service_order_of_a_quote() -> None:
    order()

    assert order(409)["code"] == "service_order_exists"


def test_the_same_key_orders_once() -> None:
    headers = {"idempotency-key": "maria-at-ten"}

    first, again = order(headers=headers), order(headers=headers)

    assert again["id"] == first["id"]
    assert again["number"] == 1


def test_what_must_be_bought_makes_it_a_draft_to_be_submitted(table: DynamoTable) -> None:
    change(table, lines=(WORK, a_line(id="2", sku="BACKUP-100")))

    made = order()

    assert (made["status"], made["consent"]["how"]) == ("draft", "phone")
    assert wiring.customers(TENANT).get(CUSTOMER_ID).status == "prospect"


def test_a_product_that_left_the_contract_is_named(table: DynamoTable) -> None:
    change(table, lines=(WORK, a_line(id="2", sku="GONE")))

    assert [one["field"] for one in order(422)["errors"]] == ["lines.1.sku"]


def test_every_fault_of_the_body_is_named() -> None:
    refusal = order(422, consent="nod", note="", why="x")

    assert {one["field"] for one in refusal["errors"]} == {"consent", "note", "why"}


def test_the_quote_shows_its_document_and_what_can_be_done_next(table: DynamoTable) -> None:
    before = read(f"/v1/quotes/{QUOTE_ID}")
    sent = document(table, "sent")

    quote = read(f"/v1/quotes/{QUOTE_ID}")

    assert (before["digital_document"], quote["digital_document"]["id"]) == (None, sent.id)
    assert "send_digital_quote" in before["next_actions"]
    assert quote["next_actions"] == ["send_customer_confirmation", "check_status", "cancel_digital_quote"]


def test_a_quote_that_is_out_can_not_be_changed(table: DynamoTable) -> None:
    document(table, "sent")

    refusal = read(f"/v1/quotes/{QUOTE_ID}", "PATCH", {"title": "Cheaper"}, 409)

    assert refusal["code"] == "document_active"


def test_the_quotes_of_a_customer_show_their_documents(table: DynamoTable) -> None:
    document(table, "sent")
    event = api_event("GET", f"/v1/customers/{CUSTOMER_ID}/quotes")

    (listed,) = answer_of(quotes_handler.lambda_handler(event, Context()))["items"]

    assert listed["digital_document"]["status"] == "sent"
    assert listed["id"] == a_quote().id
