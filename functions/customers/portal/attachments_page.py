"""The section *Attachments* of a customer's record, and its files (C7)."""

from urllib.parse import urlencode

from functions.customers.list_attachments import list_attachments
from functions.customers.portal.routes import portal
from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.domain import ids
from shared.domain.errors import NotFound
from shared.fields import PageQuery
from shared.web.edge import WebAnswer
from shared.web.guards import go_to
from shared.web.portal import PortalRequest


@portal.route("GET /portal/customers/{customer_id}/attachments")
def get_attachments_page(request: PortalRequest) -> WebAnswer:
    """Raises NotFound, InvalidCursor."""
    customer_id = ids.require("cus", request.path["customer_id"])
    address = f"/portal/customers/{customer_id}/attachments"
    scope = f"{request.caller.partner_id}:{address}"
    query = request.read(PageQuery, request.query)
    after = open_cursor(query.cursor, scope, wiring.signing_keys)
    attachments = wiring.attachments(request.caller.tenant).of_customer(customer_id)
    found = list_attachments(attachments, limit=query.limit, after=after)
    cursor = seal_cursor(found.after, scope, wiring.signing_keys)
    return request.page(
        "attachments.html",
        customer=wiring.customers(request.caller.tenant).get(customer_id),
        attachments=found.items,
        first=address if after else None,
        next=f"{address}?{urlencode({'cursor': cursor})}" if cursor else None,
    )


@portal.route("GET /portal/customers/{customer_id}/attachments/{attachment_id}")
def get_attachment(request: PortalRequest) -> WebAnswer:
    """The link in the page stays good; the address that it leads to is, for minutes."""
    customer_id = ids.require("cus", request.path["customer_id"])
    for attachment in wiring.attachments(request.caller.tenant).of_customer(customer_id):
        if attachment.id == request.path["attachment_id"]:
            return go_to(wiring.documents().link(attachment.key, attachment.name), request.web)
    raise NotFound
