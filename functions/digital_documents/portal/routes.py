"""Where the pages of this function register, and what leads from one to the other."""

from pathlib import Path

from shared.domain.digital_document import DigitalDocument
from shared.web.guards import local_path
from shared.web.portal import Portal, PortalRequest

type Trail = list[tuple[str, str]]

LIST = "/portal/digital-documents"

portal = Portal(Path(__file__).parents[1])


def document_path(document_id: str) -> str:
    return f"{LIST}/{document_id}"


def subject_path(document: DigitalDocument) -> str:
    """Of the quote, or the order, that it was sent from."""
    if document.quote_id is not None:
        return f"/portal/quotes/{document.quote_id}"
    return f"/portal/orders/{document.order_id}"


def back_path(typed: str, document_id: str) -> str:
    """Where whoever acts on a document came from; else its own page."""
    return local_path(typed, otherwise=document_path(document_id))


def trail_to_list(request: PortalRequest) -> Trail:
    return [(request.t("portal_digital_documents"), LIST)]


def trail_to_customer(request: PortalRequest, customer_id: str, name: str) -> Trail:
    return [(request.t("portal_customers"), "/portal/customers"), (name, f"/portal/customers/{customer_id}")]
