"""Progress a quote that the customer confirmed: its order, as a draft (A10)."""

from dataclasses import dataclass, replace

from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.confirmation import State
from shared.domain.contract import check_lines, price_quoted
from shared.domain.once import Once
from shared.domain.order import Order, QuoteAlreadyProgressed, QuoteNotConfirmed, draft_order
from shared.domain.quote import QuoteExpired
from shared.domain.tenant import Actor
from shared.ports import Clock, Orders, Products, Quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressQuote:
    quote_id: str
    by: Actor


def progress_quote(
    command: ProgressQuote,
    *,
    quotes: Quotes,
    orders: Orders,
    products: Products,
    now: Clock,
    once: Once[Order] | None = None,
) -> Order:
    """The draft, which has no number yet.

    Raises NotFound, Invalid, QuoteNotConfirmed, QuoteExpired, QuoteAlreadyProgressed, AlreadyAnswered,
    IdempotencyKeyReused.
    """
    ids.require("quo", command.quote_id)

    def attempt() -> Order:
        quote, confirmation = quotes.get_with_confirmation(command.quote_id)
        placing, at = orders.placing(quote.customer_id, once), now()
        if quote.order_id is not None:
            raise QuoteAlreadyProgressed("There is an order of this quote already.")
        if confirmation is None or confirmation.state_at(at) is not State.ACCEPTED:
            raise QuoteNotConfirmed("The customer has not confirmed this quote as it is now.")
        if quote.is_expired(at):
            raise QuoteExpired(f"The quote was valid until {quote.valid_until:%Y-%m-%d}. Change its date first.")
        known = products.find(quote.skus) if quote.skus else {}
        lines = price_quoted(quote, products=known)
        check_lines(lines, products=known, currency=quote.currency)
        order = replace(
            draft_order(placing.partner, placing.customer, lines, by=command.by, at=at),
            permitted_users=quote.permitted_users,
            quote_id=quote.id,
            quote_revision=quote.revision,
        )
        orders.add(order, placing, quote=quote.progressed_to(order.id), once=once)
        return order

    return settle(attempt)
