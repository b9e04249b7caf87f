"""The orders of the customer account whose people look: the partner's drafts are its own business (B17)."""

from shared.domain.errors import NotFound
from shared.domain.order import Order, OrderStatus
from shared.ports import Listed, Orders


def list_own_orders(customer_id: str, *, orders: Orders, limit: int, after: dict[str, str] | None) -> Listed[Order]:
    """Newest first; a page may hold less than `limit`. Raises NotFound without such a customer."""
    listed = orders.of_customer(customer_id, limit=limit, after=after)
    return Listed(tuple(order for order in listed.items if order.status is not OrderStatus.DRAFT), listed.after)


def get_own_order(customer_id: str, order_id: str, *, orders: Orders) -> Order:
    """Raises NotFound: a draft, and an order of another customer, are nobody's here."""
    order = orders.get(order_id)
    if order.customer_id != customer_id or order.status is OrderStatus.DRAFT:
        raise NotFound
    return order
