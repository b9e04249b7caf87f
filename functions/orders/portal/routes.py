"""Where the pages of this function register, and what leads from one to the other."""

from pathlib import Path

from shared.domain.customer import Customer
from shared.web.portal import Portal, PortalRequest

type Trail = list[tuple[str, str]]

portal = Portal(Path(__file__).parents[1])


def order_path(order_id: str) -> str:
    return f"/portal/orders/{order_id}"


def record_path(customer_id: str) -> str:
    """Where the customer's orders are, on the record."""
    return f"/portal/customers/{customer_id}#orders"


def trail_to(request: PortalRequest, customer: Customer) -> Trail:
    return [
        (request.t("portal_customers"), "/portal/customers"),
        (customer.name, f"/portal/customers/{customer.id}"),
        (request.t("orders"), f"/portal/customers/{customer.id}/orders"),
    ]
