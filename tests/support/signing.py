"""Digital documents to begin a test with: drafts as `new_document` makes them, what became of them, their envelopes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from shared.adapters.dynamodb.digital_documents import DynamoDigitalDocuments
from shared.adapters.dynamodb.envelopes import DynamoEnvelopes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.channel import Channel
from shared.domain.digital_document import (
    DigitalDocument,
    DocumentKind,
    DocumentStatus,
    Job,
    Recipient,
    Report,
    Source,
    StatusEntry,
)
from shared.domain.envelope import Envelope, EnvelopeEvent, new_envelope
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.partner import SigningProvider
from shared.domain.product import Billing
from shared.domain.quote import Line
from shared.domain.signing_messages import signing_request
from tests.support.builders import (
    CUSTOMER_ID,
    KEYS,
    NOON,
    ORDER_ID,
    PARTNER_ID,
    QUOTE_ID,
    SELLER,
    TAIL,
    TENANT,
    TERMS,
    a_line,
    a_quote,
)

DOCUMENT_ID = f"doc_01KAAAAAAK{TAIL}"
UPSELL_ID = f"doc_01KAAAAAAM{TAIL}"
PDF_SHA256 = "5" * 64


def a_recipient(**changes: Any) -> Recipient:
    """Anna, by mail."""
    anna = Recipient(name="Anna Ek", channel=Channel.EMAIL, address="anna.ek@bageri.example", locale=Locale.ENGLISH)
    return replace(anna, **changes)


def an_option(**changes: Any) -> Line:
    """The bakery may take it or leave it."""
    line = a_line(
        id="3", sku=None, description="Monitoring around the clock", quantity=2, unit_price=Money(50_00, "SEK")
    )
    return replace(line, **{"optional": True, **changes})


def a_document(**changes: Any) -> DigitalDocument:
    """Sam's quote for the bakery, to be signed by Anna within thirty days: a draft, not handed over yet."""
    return replace(
        DigitalDocument(
            id=DOCUMENT_ID,
            customer_id=CUSTOMER_ID,
            kind=DocumentKind.QUOTE,
            quote_id=QUOTE_ID,
            quote_revision=1,
            order_id=None,
            order_number=None,
            title="Safe workplace",
            partner_name="Nordic Resale AB",
            customer_name="Bageriet på Hörnet AB",
            currency="SEK",
            lines=a_quote().lines,
            jobs=(),
            agreed_total=None,
            added_before=None,
            terms=TERMS.reference,
            recipient=a_recipient(),
            provider=SigningProvider.BUILTIN,
            sent_by=SELLER,
            created_at=NOON,
            expires_at=NOON + timedelta(days=30),
            due_at=NOON,
            history=(
                StatusEntry(
                    at=NOON,
                    status=DocumentStatus.DRAFT,
                    raw=DocumentStatus.DRAFT,
                    source=Source.SENDING,
                    by=SELLER.name,
                ),
            ),
        ),
        **changes,
    )


def a_job(**changes: Any) -> Job:
    return replace(Job(id="1", description="New oven door", quantity=1, unit_price=Money(1250_00, "SEK")), **changes)


def an_upsell(**changes: Any) -> DigitalDocument:
    """Two jobs on top of an order, without terms of its own."""
    upsell: dict[str, Any] = {
        "id": UPSELL_ID,
        "kind": DocumentKind.UPSELL,
        "quote_id": None,
        "quote_revision": None,
        "order_id": ORDER_ID,
        "order_number": 1,
        "title": "New oven door, Wiring",
        "lines": (),
        "jobs": (a_job(), a_job(id="2", description="Wiring", quantity=3, unit_price=Money(400_00, "SEK"))),
        "agreed_total": Money(9000_00, "SEK"),
        "added_before": Money(0, "SEK"),
        "terms": None,
    }
    return a_document(**(upsell | changes))


def a_service_line(**changes: Any) -> Line:
    """Something that is done, and paid once."""
    once: dict[str, Any] = {"id": "4", "sku": None, "description": "Set-up", "quantity": 1, "billing": Billing.ONE_TIME}
    return a_line(**(once | changes))


def handed_over(document: DigitalDocument, status: DocumentStatus = DocumentStatus.SENT) -> DigitalDocument:
    """With its provider, who told of that status at once."""
    report = Report(provider_document_id=document.id, raw=status, status=status, at=NOON)
    return document.taken_by_provider(report, file_sha256=PDF_SHA256, now=NOON)


def an_envelope(document: DigitalDocument | None = None) -> Envelope:
    """Whose mail, or text, was handed over."""
    made = new_envelope(document or a_document(), sha256=PDF_SHA256, now=NOON)
    return made.moved(EnvelopeEvent.HAND_OVER, now=NOON)


def put_document(table: DynamoTable, document: DigitalDocument | None = None) -> DigitalDocument:
    """Beside its quote or order, which must be there."""
    made = document or a_document()
    documents = DynamoDigitalDocuments(table, TENANT, lambda: NOON)
    subject = made.quote_id or made.order_id
    assert subject is not None
    sending = documents.sending_of_quote(subject) if made.quote_id else documents.sending_of_order(subject)
    documents.send(made, sending)
    return made


def put_envelope(table: DynamoTable, document: DigitalDocument, envelope: Envelope | None = None) -> Envelope:
    """With the message that carries its link."""
    made = envelope or an_envelope(document)
    DynamoEnvelopes(table, TENANT).add(made, signing_request(document, PARTNER_ID, NOON))
    return made


def signing_path(document_id: str = DOCUMENT_ID, **changes: Any) -> str:
    whole: dict[str, Any] = {
        "purpose": Purpose.SIGN,
        "partner_id": PARTNER_ID,
        "object_id": document_id,
        "number": 1,
    }
    return f"/sign/{seal_link(Link(**(whole | changes)), KEYS)}"
