"""What an order would be, before anybody places it: its lines at today's prices, and what becomes of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from functions.storefront.sums import Sums
from shared.domain.contract import Wanted, price_wanted
from shared.domain.order import OrderLine, OrderStatus, fulfilment_of
from shared.ports import Orders, Placing, Products


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`status` is the one that the order begins with."""

    lines: tuple[OrderLine, ...]
    status: OrderStatus
    sums: Sums


def review_order(wanted: tuple[Wanted, ...], customer_id: str, *, orders: Orders, products: Products) -> Review:
    """Raises NotFound, Invalid."""
    return review(wanted, orders.placing(customer_id), products)


def review(wanted: Iterable[Wanted], placing: Placing, products: Products) -> Review:
    """Raises Invalid, which names each line that can't be ordered."""
    asked, partner = tuple(wanted), placing.partner
    lines = price_wanted(
        asked,
        products=products.find(frozenset(one.sku for one in asked)),
        markup_percent=partner.markup_percent,
        currency=partner.currency,
    )
    status = OrderStatus.PENDING_RESELLER_APPROVAL if _waits(placing) else fulfilment_of(lines)
    return Review(lines=lines, status=status, sums=Sums.of(lines, partner.currency))


def _waits(placing: Placing) -> bool:
    """What is forced for all customers wins over what is switched for one (B7)."""
    return placing.partner.order_approval_forced or placing.customer.order_approval_required
