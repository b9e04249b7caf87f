"""The orders of one's own customer account, and what became of each (B17)."""

from functions.storefront.list_own_orders import get_own_order, list_own_orders
from functions.storefront.pages import ORDERS, ROWS, portal
from functions.storefront.sums import Sums
from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.domain import ids
from shared.domain.order import OrderStatus
from shared.requests import Group
from shared.web.portal import PortalRequest, WebAnswer

KINDS = {
    OrderStatus.PENDING_RESELLER_APPROVAL: "waiting",
    OrderStatus.IN_PROGRESS: "waiting",
    OrderStatus.EXECUTED: "good",
    OrderStatus.CANCELED: "over",
}


@portal.route(f"GET {ORDERS}", group=Group.STOREFRONT)
def get_own_orders(request: PortalRequest) -> WebAnswer:
    customer_id = request.caller.customer_id or ""
    scope = f"{request.caller.partner_id}:portal-own-orders:{customer_id}"
    after = open_cursor(request.query.get("cursor"), scope, wiring.signing_keys)
    listed = list_own_orders(customer_id, orders=wiring.orders(request.caller.tenant), limit=ROWS, after=after)
    following = seal_cursor(listed.after, scope, wiring.signing_keys)
    return request.page(
        "own_orders.html",
        orders=listed.items,
        kinds=KINDS,
        path=ORDERS,
        first_page=ORDERS if "cursor" in request.query else None,
        next_page=f"{ORDERS}?cursor={following}" if following else None,
    )


@portal.route(f"GET {ORDERS}/{{order_id}}", group=Group.STOREFRONT)
def get_own_order_page(request: PortalRequest) -> WebAnswer:
    order_id = ids.require("ord", request.path["order_id"])
    orders = wiring.orders(request.caller.tenant)
    order = get_own_order(request.caller.customer_id or "", order_id, orders=orders)
    return request.page(
        "own_order.html",
        order=order,
        kinds=KINDS,
        lines=order.lines,
        sums=Sums.of(order.lines, order.currency),
        trail=[(request.t("portal_own_orders"), ORDERS)],
    )
