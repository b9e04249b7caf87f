"""The digital documents that the page of an order shows: its own, and those of the quote that it was made from (D5)."""

from functions.orders.portal.routes import order_path
from shared import wiring
from shared.domain.order import Order
from shared.ports import Watched
from shared.web.portal import PortalRequest
from shared.web.signing_box import SigningBox, signing_box

RECENT = 100
"""How many of a customer's newest documents are looked through; older ones are found by what the order names."""


def boxes_of(request: PortalRequest, order: Order) -> list[SigningBox]:
    """Newest first."""
    documents = wiring.digital_documents(request.caller.tenant)
    recent = documents.of_customer(order.customer_id, limit=RECENT, after=None).items
    found = {one.document.id: one for one in recent if is_about(one, order)}
    found |= documents.find(named_by(order) - found.keys())
    return [signing_box(found[identifier], order_path(order.id)) for identifier in sorted(found, reverse=True)]


def is_about(watched: Watched, order: Order) -> bool:
    document = watched.document
    return document.order_id == order.id or (document.quote_id is not None and document.quote_id == order.quote_id)


def named_by(order: Order) -> set[str]:
    added_by = {line.added_by for line in order.lines}
    consent = order.consent.document_id if order.consent else None
    return {identifier for identifier in added_by | {order.document_id, consent} if identifier is not None}
