"""The partner's orders: those in progress with the state of their RFI, those that wait for approval, and so on (C8)."""

from functions.orders.portal.routes import portal
from shared import wiring
from shared.domain.errors import NotFound
from shared.domain.order import OrderStatus
from shared.ports import Listed, Orders, Requested
from shared.web.paging import ROWS, read_page
from shared.web.portal import PortalRequest, WebAnswer

IN_PROGRESS = "in_progress"

# In the order shown. What is in progress in the wider sense is a list of its own.
LISTS: dict[str, tuple[OrderStatus, ...]] = {
    IN_PROGRESS: (),
    "pending": (OrderStatus.PENDING_RESELLER_APPROVAL,),
    "drafts": (OrderStatus.DRAFT,),
    "executed": (OrderStatus.EXECUTED,),
    "canceled": (OrderStatus.CANCELED,),
    "all": tuple(OrderStatus),
}


@portal.route("GET /portal/orders")
def get_orders_page(request: PortalRequest) -> WebAnswer:
    shown, tenant = request.query.get("show", IN_PROGRESS), request.caller.tenant
    if shown not in LISTS:
        raise NotFound
    orders = wiring.orders(tenant)
    listed = read_page(
        request, "/portal/orders", {"show": shown}, lambda after: find(shown, orders=orders, after=after)
    )
    return request.page(
        "orders.html",
        lists=LISTS,
        shown=shown,
        listed=listed,
        customers=wiring.customers(tenant).names({one.order.customer_id for one in listed.items}),
    )


def find(shown: str, *, orders: Orders, after: dict[str, str] | None) -> Listed[Requested]:
    if shown == IN_PROGRESS:
        found = orders.underway(limit=ROWS, after=after)
    else:
        found = orders.page(LISTS[shown], limit=ROWS, before=after["before"] if after else None)
    return Listed(orders.with_rfi_mail(found.items), found.after)
