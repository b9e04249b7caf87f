"""Have a quote signed: frozen as it is, and handed to the provider a moment later (D1, D2, D8)."""

from dataclasses import dataclass

from functions.digital_documents.recipient import choose_recipient
from shared.domain import ids
from shared.domain.channel import Channel
from shared.domain.concurrency import settle
from shared.domain.digital_document import DigitalDocument, DocumentActive, DocumentKind, new_document
from shared.domain.locale import Locale
from shared.domain.once import Once
from shared.domain.order import Order
from shared.domain.quote import Quote, QuoteExpired, QuoteKind
from shared.domain.tenant import Actor
from shared.domain.terms import TermsMissing, TermsReference, choose_terms
from shared.ports import Clock, DigitalDocuments, Sending


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDocument:
    """`kind` None: what the quote is."""

    quote_id: str
    channel: Channel
    address: str
    kind: DocumentKind | None
    sent_by: Actor


def send_document(
    command: SendDocument,
    *,
    documents: DigitalDocuments,
    now: Clock,
    once: Once[DigitalDocument] | None = None,
) -> DigitalDocument:
    """Raises NotFound, Invalid, QuoteExpired, DocumentActive, AlreadyAnswered, IdempotencyKeyReused."""
    ids.require("quo", command.quote_id)

    def attempt() -> DigitalDocument:
        sending, at = documents.sending_of_quote(command.quote_id, once), now()
        quote = sending.subject
        recipient = choose_recipient(
            command.channel, command.address, customer=sending.customer, partner=sending.partner
        )
        if quote.is_expired(at):
            raise QuoteExpired(f"The quote was valid until {quote.valid_until:%Y-%m-%d}. Change its date first.")
        check_none_is_out(sending)
        document = new_document(
            command.kind or kind_of(quote),
            customer_id=quote.customer_id,
            customer_name=sending.customer.name,
            partner_name=sending.partner.name,
            title=quote.title,
            currency=quote.currency,
            lines=quote.lines,
            recipient=recipient,
            provider=sending.partner.signing_provider,
            sent_by=command.sent_by,
            expires_at=quote.valid_until,
            now=at,
            quote_id=quote.id,
            quote_revision=quote.revision,
            terms=terms_for(sending, recipient.locale),
        )
        documents.send(document, sending, once)
        return document

    return settle(attempt)


def check_none_is_out(sending: Sending[Quote | Order]) -> None:
    """Raises DocumentActive."""
    present = sending.present
    if present is not None and present.is_out:
        raise DocumentActive(f"A document is waiting for {present.recipient.name}. Cancel it first.")


def kind_of(quote: Quote) -> DocumentKind:
    return DocumentKind.QUICK_QUOTE if quote.kind is QuoteKind.QUICK else DocumentKind.QUOTE


def terms_for(sending: Sending[Quote | Order], spoken: Locale) -> TermsReference | None:
    """The partner's general terms, where it has any: a document to be signed carries them in full."""
    try:
        return choose_terms(dict(sending.current_terms), spoken=spoken, house=sending.partner.locale)
    except TermsMissing:
        return None
