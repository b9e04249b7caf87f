"""The orders of a customer: a section of the record, and a page of its own (B13)."""

from functions.orders.find_orders import find_orders
from functions.orders.portal.routes import portal
from shared import wiring
from shared.domain import ids
from shared.web.paging import ROWS, read_page
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("GET /portal/customers/{customer_id}/orders")
def get_customers_orders(request: PortalRequest) -> WebAnswer:
    customer_id, tenant = ids.require("cus", request.path["customer_id"]), request.caller.tenant
    customer, orders = wiring.customers(tenant).get(customer_id), wiring.orders(tenant)
    text, path = request.query.get("q", "").strip()[:200], f"/portal/customers/{customer.id}/orders"
    listed = read_page(
        request,
        path,
        {"q": text} if text else {},
        lambda after: find_orders(customer.id, text, orders=orders, limit=ROWS, after=after),
    )
    count, is_all = len(listed.items), listed.next is None and listed.first is None
    how_many = ("orders_one" if count == 1 else "orders_some") if is_all else "orders_page"
    return request.page(
        "customers_orders.html",
        customer=customer,
        path=path,
        text=text,
        listed=listed,
        announced=request.t(how_many, count=count),
        trail=[
            (request.t("portal_customers"), "/portal/customers"),
            (customer.name, f"/portal/customers/{customer.id}"),
        ],
    )
