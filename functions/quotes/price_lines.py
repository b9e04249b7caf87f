"""Lines of a quote with their prices: the given one, or the product's selling price (C3, C10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shared.domain.errors import FieldError
from shared.domain.money import Money
from shared.domain.product import Billing, Product
from shared.domain.quote import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """As it was sent: with a SKU, a price, or both."""

    sku: str | None
    description: str
    quantity: int
    billing: Billing
    optional: bool
    unit_price: Money | None


def skus_of(drafts: tuple[DraftLine, ...]) -> frozenset[str]:
    return frozenset(draft.sku for draft in drafts if draft.sku is not None)


def find_faults(drafts: tuple[DraftLine, ...], *, products: dict[str, Product], currency: str) -> Iterator[FieldError]:
    """What is wrong with the lines, held against the contract."""
    for number, draft in enumerate(drafts):
        if draft.unit_price is not None and draft.unit_price.currency != currency:
            message = f"This quote is in {currency}."
            yield FieldError(f"lines.{number}.unit_price.currency", "currency_mismatch", message)
        if draft.sku is None:
            continue
        product = products.get(draft.sku)
        if product is None or not product.active or product.cost.currency != currency:
            message = f"There is no product {draft.sku} in your contract in {currency}."
            yield FieldError(f"lines.{number}.sku", "not_in_contract", message)
        elif product.billing is not draft.billing:
            message = f"The product {draft.sku} is billed {product.billing}."
            yield FieldError(f"lines.{number}.billing", "billing_mismatch", message)


def price_lines(
    drafts: tuple[DraftLine, ...], *, products: dict[str, Product], markup_percent: Decimal
) -> tuple[Line, ...]:
    """Of lines without faults. They are numbered from 1, as the quote shows them."""
    return tuple(
        Line(
            id=str(number),
            sku=draft.sku,
            description=draft.description,
            quantity=draft.quantity,
            unit_price=draft.unit_price or products[draft.sku or ""].price(markup_percent),
            billing=draft.billing,
            optional=draft.optional,
        )
        for number, draft in enumerate(drafts, 1)
    )
