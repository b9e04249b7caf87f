"""Write a quote for a customer."""

from dataclasses import dataclass
from datetime import datetime

from functions.quotes.price_lines import DraftLine, find_faults, price_lines, skus_of
from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.customer import Customer
from shared.domain.errors import FieldError, Invalid
from shared.domain.once import Once
from shared.domain.partner import Partner
from shared.domain.product import Product
from shared.domain.quote import OrderOnAcceptance, Quote, QuoteKind
from shared.domain.tenant import Actor
from shared.ports import Clock, Customers, Products, Quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateQuote:
    customer_id: str
    kind: QuoteKind
    title: str
    lines: tuple[DraftLine, ...]
    valid_until: datetime
    created_by: Actor
    permitted_users: int | None = None
    order_on_acceptance: OrderOnAcceptance | None = None


def create_quote(
    command: CreateQuote,
    *,
    quotes: Quotes,
    customers: Customers,
    products: Products,
    now: Clock,
    once: Once[Quote] | None = None,
) -> Quote:
    """Raises NotFound, Invalid, AlreadyAnswered, IdempotencyKeyReused."""
    ids.require("cus", command.customer_id)

    def attempt() -> Quote:
        customer, partner = customers.get_with_partner(command.customer_id, once)
        known, at = products.find(skus_of(command.lines)), now()
        check_quote(command, partner, known, at)
        quote = write_quote(command, customer, partner, known, at)
        quotes.add(quote, once)
        return quote

    return settle(attempt)


def check_quote(command: CreateQuote, partner: Partner, known: dict[str, Product], now: datetime) -> None:
    """Raises Invalid."""
    faults = [
        *find_faults(command.lines, products=known, currency=partner.currency),
        *find_past(command.valid_until, now),
    ]
    if faults:
        raise Invalid(*faults)


def write_quote(
    command: CreateQuote, customer: Customer, partner: Partner, known: dict[str, Product], now: datetime
) -> Quote:
    return Quote(
        id=ids.child_id("quo", parent=customer.id, now=now),
        customer_id=customer.id,
        kind=command.kind,
        title=command.title,
        currency=partner.currency,
        lines=price_lines(command.lines, products=known, markup_percent=partner.markup_percent),
        permitted_users=command.permitted_users,
        valid_until=command.valid_until,
        order_on_acceptance=command.order_on_acceptance,
        created_at=now,
        created_by=command.created_by.user_id,
    )


def find_past(valid_until: datetime, now: datetime) -> tuple[FieldError, ...]:
    if valid_until > now:
        return ()
    return (FieldError("valid_until", "not_in_future", "A quote is valid until a time to come."),)
