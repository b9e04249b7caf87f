"""Make a service order of a quote that the customer agreed to, and record how (D7).

Where all of it is the partner's own work, the order is placed with the consent itself. What must be bought from the
distributor makes it a draft, to be submitted as any other (C4-C6).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.orders.evidence_of_consent import evidence_of_consent
from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.contract import check_lines, price_quoted
from shared.domain.digital_document import (
    DigitalDocument,
    DocumentActive,
    DocumentNotSigned,
    DocumentStatus,
)
from shared.domain.errors import FieldError, Invalid
from shared.domain.once import Once
from shared.domain.order import Consent, ConsentHow, Order, ServiceOrderExists, draft_order
from shared.domain.quote import Quote
from shared.domain.tenant import Actor
from shared.ports import Clock, DigitalDocuments, Orders, Products, RandomBytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateServiceOrder:
    quote_id: str
    consent: ConsentHow
    note: str | None
    by: Actor


def create_service_order(
    command: CreateServiceOrder,
    *,
    documents: DigitalDocuments,
    orders: Orders,
    products: Products,
    now: Clock,
    random_bytes: RandomBytes,
    once: Once[Order] | None = None,
) -> Order:
    """The order, which has no number yet.

    Raises NotFound, Invalid, ServiceOrderExists, DocumentActive, DocumentNotSigned, AlreadyAnswered,
    IdempotencyKeyReused.
    """
    ids.require("quo", command.quote_id)

    def attempt() -> Order:
        sending, at = documents.sending_of_quote(command.quote_id, once), now()
        quote = sending.subject
        if quote.order_id is not None:
            raise ServiceOrderExists("There is an order of this quote already.")
        check_consent(command, quote, sending.present)
        signed = sending.present if command.consent is ConsentHow.SIGNED else None
        agreed = replace(quote, lines=signed.agreed_lines) if signed else quote
        known = products.find(agreed.skus) if agreed.skus else {}
        lines = price_quoted(agreed, products=known)
        check_lines(lines, products=known, currency=quote.currency)
        placing = orders.placing(quote.customer_id)
        consent = Consent(
            how=command.consent,
            by=command.by,
            at=at,
            note=command.note,
            document_id=signed.id if signed else None,
        )
        draft = replace(
            draft_order(placing.partner, placing.customer, lines, by=command.by, at=at),
            permitted_users=quote.permitted_users,
            quote_id=quote.id,
            quote_revision=quote.revision,
            consent=consent,
        )
        evidence = evidence_of_consent(draft, consent, agreed, placing, signed=signed, random_bytes=random_bytes)
        draft = replace(draft, evidence=evidence.record.reference)
        order = draft if agreed.skus else _placed(draft, command.by, at)
        orders.add(order, placing, quote=quote.progressed_to(order.id), evidence=evidence, once=once)
        return order

    return settle(attempt)


def check_consent(command: CreateServiceOrder, quote: Quote, document: DigitalDocument | None) -> None:
    """Raises DocumentNotSigned, DocumentActive, Invalid."""
    if command.consent is ConsentHow.SIGNED:
        is_signed = document is not None and document.status is DocumentStatus.SIGNED
        if not is_signed or document is None or document.quote_revision != quote.revision:
            raise DocumentNotSigned("The customer has not signed this quote as it is now.")
        return
    if document is not None and document.is_out:
        raise DocumentActive(f"A document is waiting for {document.recipient.name}. Cancel it first.")
    if document is not None and document.status is DocumentStatus.DECLINED and command.note is None:
        message = "The customer declined the document. Say what was agreed since."
        raise Invalid(FieldError("note", "missing", message))


def _placed(draft: Order, by: Actor, at: datetime) -> Order:
    """Nothing of it is for the distributor, so nothing is left to be submitted; it asks for no information."""
    return replace(draft.placed_as_service(by=by, at=at), version=draft.version)
