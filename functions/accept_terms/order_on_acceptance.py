"""Order on acceptance: the quote is progressed, and its order submitted, with the acceptance itself (A10)."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.confirmation import Confirmation
from shared.domain.contract import check_lines, price_quoted
from shared.domain.errors import Invalid
from shared.domain.message import Message
from shared.domain.order import ImplementationLeadMissing, Order, draft_order
from shared.domain.order_messages import held_back_notice, submission_messages
from shared.domain.product import Product
from shared.domain.quote import Quote, QuoteExpired
from shared.evidence.record import Evidence
from shared.ports import Orders, Placing, Products, Quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering:
    quotes: Quotes
    orders: Orders
    products: Products


def order_on_acceptance(
    accepted: Confirmation, copies: tuple[Message, ...], evidence: Evidence, *, ordering: Ordering, at: datetime
) -> Order:
    """The order, committed with the acceptance, its evidence, and all messages of both.

    Where something is missing the acceptance stands all the same: the draft stays, and its seller is told.
    Raises NotFound, ConcurrentChange.
    """
    quote = ordering.quotes.get(accepted.quote_id)
    placing = ordering.orders.placing(quote.customer_id)
    known = ordering.products.find(quote.skus) if quote.skus else {}
    draft = _draft(accepted, quote, placing, known, at)
    order, messages = _submitted(draft, quote, placing, known, at)
    ordering.orders.add(
        order,
        placing,
        (*copies, *messages),
        quote=quote.progressed_to(order.id),
        confirmation=accepted,
        evidence=evidence,
    )
    return order


def _draft(accepted: Confirmation, quote: Quote, placing: Placing, known: dict[str, Product], at: datetime) -> Order:
    wish = quote.order_on_acceptance
    return replace(
        draft_order(placing.partner, placing.customer, price_quoted(quote, products=known), by=accepted.sent_by, at=at),
        permitted_users=quote.permitted_users,
        order_number=wish.order_number if wish else None,
        order_number_not_required=wish is not None and wish.order_number_not_required,
        quote_id=quote.id,
        quote_revision=quote.revision,
    )


def _submitted(
    draft: Order, quote: Quote, placing: Placing, known: dict[str, Product], at: datetime
) -> tuple[Order, tuple[Message, ...]]:
    submitted = replace(draft.submitted(by=draft.created_by, at=at), version=draft.version)
    try:
        if quote.is_expired(at):
            raise QuoteExpired
        check_lines(draft.lines, products=known, currency=draft.currency)
        return submitted, submission_messages(submitted, placing.partner, placing.customer, at)
    except Invalid as refusal:
        return _held_back(draft, refusal.errors[0].code, placing, at)
    except (ImplementationLeadMissing, QuoteExpired) as refusal:
        return _held_back(draft, refusal.code, placing, at)


def _held_back(draft: Order, code: str, placing: Placing, at: datetime) -> tuple[Order, tuple[Message, ...]]:
    held_back = replace(draft, held_back_by=code)
    return held_back, (held_back_notice(held_back, placing.partner, at),)
