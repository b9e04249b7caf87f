"""Review a draft before it is submitted: at the prices of today (C2, C3)."""

from dataclasses import replace

from shared.domain import ids
from shared.domain.contract import price_anew
from shared.domain.order import Order, OrderStatus
from shared.domain.product import Product
from shared.ports import Desk, Orders, Products


def review_order(order_id: str, *, orders: Orders, products: Products) -> Order:
    """A draft as it would be submitted now, any other order as it is. Raises NotFound."""
    desk = orders.desk(ids.require("ord", order_id))
    if desk.order.status is not OrderStatus.DRAFT:
        return desk.order
    return as_of_today(desk, products_of(desk.order, products))


def products_of(order: Order, products: Products) -> dict[str, Product]:
    skus = frozenset(line.sku for line in order.lines if line.sku is not None)
    return products.find(skus) if skus else {}


def as_of_today(desk: Desk, products: dict[str, Product]) -> Order:
    """The draft with today's names and figures; selling prices that the customer agreed to in a quote stay."""
    order, partner = desk.order, desk.partner
    return replace(
        order,
        msp=partner.name,
        company_name=desk.customer.name,
        lines=price_anew(
            order.lines, products=products, markup_percent=None if order.quote_id else partner.markup_percent
        ),
    )
