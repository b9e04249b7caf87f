"""Order in the partner's storefront (B15, B17)."""

from dataclasses import dataclass, replace

from functions.storefront.review_order import review
from shared.domain.concurrency import settle
from shared.domain.contract import Wanted
from shared.domain.errors import Conflict, Forbidden
from shared.domain.once import Once
from shared.domain.order import Order, OrderStatus, PlacedBy, draft_order
from shared.domain.order_messages import pending_notices
from shared.domain.tenant import Actor
from shared.domain.user import User
from shared.ports import Clock, Orders, Products, Users


class ShopperShutOut(Forbidden):
    pass


class PricesChanged(Conflict):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """`seen` is the mark of the sums that whoever orders has agreed to, where they were shown any."""

    customer_id: str
    user_id: str
    lines: tuple[Wanted, ...]
    seen: str | None = None


def place_order(
    command: PlaceOrder,
    *,
    orders: Orders,
    products: Products,
    users: Users,
    now: Clock,
    once: Once[Order] | None = None,
) -> Order:
    """The order, which has no number yet: waiting for approval where that is required, else gone on.

    Raises NotFound, ShopperShutOut, Invalid, PricesChanged, AlreadyAnswered, IdempotencyKeyReused.
    """
    shopper = active_shopper(command.customer_id, command.user_id, users)

    def attempt() -> Order:
        placing, at = orders.placing(command.customer_id, once), now()
        partner = placing.partner
        reviewed = review(command.lines, placing, products)
        if command.seen not in {None, reviewed.sums.mark}:
            raise PricesChanged("Prices have changed since they were shown.")
        by = Actor(user_id=shopper.id, name=shopper.name, email=shopper.email)
        order = replace(
            draft_order(partner, placing.customer, reviewed.lines, by=by, at=at),
            placed_by=PlacedBy.END_CUSTOMER,
            status=reviewed.status,
            order_date=at,
            locale=shopper.language,
        )
        waits = order.status is OrderStatus.PENDING_RESELLER_APPROVAL
        orders.add(order, placing, pending_notices(order, partner, at) if waits else (), once=once)
        return order

    return settle(attempt)


def active_shopper(customer_id: str, user_id: str, users: Users) -> User:
    """Their ID token may outlive their deactivation by an hour (B12). Raises NotFound, ShopperShutOut."""
    user = users.get(user_id, customer_id).user
    if not user.is_active:
        raise ShopperShutOut("You can't order here any more. Ask whoever runs this storefront.")
    return user
