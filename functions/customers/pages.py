"""All pages of this function: each module brings its routes along."""

from functions.customers.portal import (  # noqa: F401
    attachments_page,
    contacts_page,
    customers_page,
    new_customer_page,
    order_approval_page,
    record_page,
)
from functions.customers.portal.routes import portal

__all__ = ["portal"]
