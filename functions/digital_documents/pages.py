"""All pages of this function: each module brings its routes along."""

from functions.digital_documents.portal import (  # noqa: F401
    acting_pages,
    document_page,
    list_page,
    order_sending_page,
    quote_sending_page,
)
from functions.digital_documents.portal.routes import portal

__all__ = ["portal"]
