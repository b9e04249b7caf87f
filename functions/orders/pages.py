"""All pages of this function: each module brings its routes along."""

from functions.orders.portal import (  # noqa: F401
    decide_pages,
    lists_page,
    order_page,
    progress_page,
    prospects_page,
    provision_page,
    review_page,
    section_page,
    service_order_page,
)
from functions.orders.portal.routes import portal

__all__ = ["portal"]
