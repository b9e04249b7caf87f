"""Change a quote; what the customer has confirmed, or is about to, no longer holds (A12)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from functions.quotes.create_quote import find_past
from functions.quotes.evidence_of_change import with_evidence
from functions.quotes.price_lines import find_faults, price_lines, skus_of
from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.confirmation import OPEN, Confirmation, State
from shared.domain.digital_document import DocumentActive
from shared.domain.errors import FieldError, Invalid
from shared.domain.quote import Quote
from shared.domain.tenant import Actor, Tenant
from shared.ports import Clock, DigitalDocuments, Partners, Products, Quotes, RandomBytes


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateQuote:
    """`changes` are the fields of `CreateQuote` that were sent, each checked; `lines` are drafts."""

    quote_id: str
    expected_version: int | None
    changes: dict[str, Any]
    tenant: Tenant
    by: Actor


def update_quote(
    command: UpdateQuote,
    *,
    quotes: Quotes,
    documents: DigitalDocuments,
    partners: Partners,
    products: Products,
    now: Clock,
    random_bytes: RandomBytes,
) -> tuple[Quote, Confirmation | None]:
    """Answer the quote with its newest confirmation, as both are now.

    Raises NotFound, Stale, Invalid, DocumentActive.
    """
    ids.require("quo", command.quote_id)

    def attempt() -> tuple[Quote, Confirmation | None]:
        at = now()
        quote, confirmation = quotes.get_with_confirmation(command.quote_id)
        check_version(quote.version, command.expected_version)
        changed = _changed(quote, command, partners, products, at)
        if changed == quote:
            return quote, confirmation
        check_none_is_out(quote, documents)
        saved = replace(changed, order_id=None, revision=quote.revision + 1, version=quote.version + 1)
        if confirmation is None or confirmation.state_at(at) not in OPEN | {State.ACCEPTED}:
            quotes.save(saved)
            return saved, confirmation
        superseded, evidence = with_evidence(
            confirmation.superseded(now=at, by=command.by.user_id, why="quote_changed"),
            command.tenant,
            command.by,
            at=at,
            random_bytes=random_bytes,
        )
        quotes.save(saved, superseded, evidence)
        return saved, superseded

    return settle(attempt)


def check_none_is_out(quote: Quote, documents: DigitalDocuments) -> None:
    """What the customer is about to sign stays as it is. Raises DocumentActive."""
    if quote.document_id is None:
        return
    document = documents.get(quote.document_id)
    if document.is_out:
        raise DocumentActive(f"A document of this quote is waiting for {document.recipient.name}. Cancel it first.")


def _changed(quote: Quote, command: UpdateQuote, partners: Partners, products: Products, now: datetime) -> Quote:
    changes, faults = dict(command.changes), list[FieldError]()
    if "valid_until" in changes and changes["valid_until"] != quote.valid_until:
        faults.extend(find_past(changes["valid_until"], now))
    if "lines" in changes:
        drafts = changes.pop("lines")
        known = products.find(skus_of(drafts))
        faults.extend(find_faults(drafts, products=known, currency=quote.currency))
        if not faults:
            markup_percent = partners.get().markup_percent
            changes["lines"] = price_lines(drafts, products=known, markup_percent=markup_percent)
    if faults:
        raise Invalid(*faults)
    return replace(quote, **changes)
