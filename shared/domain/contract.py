"""What the partner may order, and at which prices: the contract with the distributor (C3, C10)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from shared.domain.errors import FieldError, Invalid
from shared.domain.money import Money
from shared.domain.order import OrderLine, order_line
from shared.domain.product import Product, Provisioning
from shared.domain.quote import Line, Quote


@dataclass(frozen=True, slots=True)
class Wanted:
    sku: str
    quantity: int


def price_wanted(
    wanted: Iterable[Wanted], *, products: Mapping[str, Product], markup_percent: Decimal, currency: str
) -> tuple[OrderLine, ...]:
    """Lines at the contract of the moment. Raises Invalid, which names each line that isn't in it."""
    asked = tuple(wanted)
    _check([one.sku for one in asked], products, currency)
    return tuple(order_line(products[one.sku], one.quantity, products[one.sku].price(markup_percent)) for one in asked)


def price_quoted(quote: Quote, *, products: Mapping[str, Product]) -> tuple[OrderLine, ...]:
    """The quote's lines at the prices that the customer agreed to; optional ones are left out.

    A line without a SKU is a service of the partner's own. One whose product isn't known to the contract costs
    nothing that we know of: `check_lines` refuses it.
    """
    return tuple(_price_quoted(line, products.get(line.sku or "")) for line in quote.lines if not line.optional)


def _price_quoted(line: Line, product: Product | None) -> OrderLine:
    if product is not None:
        return order_line(product, line.quantity, line.unit_price)
    return OrderLine(
        sku=line.sku,
        name=line.description,
        quantity=line.quantity,
        billing=line.billing,
        provisioning=Provisioning.AUTOMATIC,
        cost=Money(0, line.unit_price.currency),
        price=line.unit_price,
    )


def price_anew(
    lines: tuple[OrderLine, ...], *, products: Mapping[str, Product], markup_percent: Decimal | None
) -> tuple[OrderLine, ...]:
    """A draft's lines at the contract of the moment; what has left it keeps its last figures.

    Without a markup their selling prices were agreed to, and stay.
    """
    return tuple(_price_anew(line, products.get(line.sku or ""), markup_percent) for line in lines)


def check_lines(lines: Iterable[OrderLine], *, products: Mapping[str, Product], currency: str) -> None:
    """Raises Invalid, which names each line that isn't in the contract."""
    _check([line.sku for line in lines], products, currency)


def _price_anew(line: OrderLine, product: Product | None, markup_percent: Decimal | None) -> OrderLine:
    if product is None or not product.active or product.cost.currency != line.cost.currency:
        return line
    price = line.price if markup_percent is None else product.price(markup_percent)
    return order_line(product, line.quantity, price)


def _check(skus: Iterable[str | None], products: Mapping[str, Product], currency: str) -> None:
    faults = tuple(_faults(skus, products, currency))
    if faults:
        raise Invalid(*faults)


def _faults(skus: Iterable[str | None], products: Mapping[str, Product], currency: str) -> Iterator[FieldError]:
    for number, sku in enumerate(skus):
        product = products.get(sku or "")
        in_contract = product is not None and product.active and product.cost.currency == currency
        if sku is not None and not in_contract:
            message = f"There is no product {sku} in your contract in {currency}."
            yield FieldError(f"lines.{number}.sku", "not_in_contract", message)
