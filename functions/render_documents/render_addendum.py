"""Make the addendum of a submitted order once, and keep it; to ask for it again changes nothing (C7)."""

import hashlib
from dataclasses import dataclass

from functions.render_documents.addendum import addendum_of
from functions.render_documents.typeset import typeset
from shared.domain import ids
from shared.domain.attachment import Attachment, AttachmentKind, addendum_id, addendum_key
from shared.domain.concurrency import settle
from shared.domain.locale import Locale
from shared.domain.order import Order
from shared.ports import Attachments, Documents, Orders

CONTENT_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderAddendum:
    partner_id: str
    order_id: str
    locale: Locale


def render_addendum(
    command: RenderAddendum, *, orders: Orders, attachments: Attachments, documents: Documents
) -> Attachment:
    """Raises NotFound, OrderNotSubmitted, OrderNotNumbered, Unavailable."""
    order_id = ids.require("ord", command.order_id)

    def attempt() -> Attachment:
        found = attachments.find(order_id, addendum_id(order_id, command.locale))
        if found is not None:
            return found
        made = _made(orders.get(order_id), command, documents)
        attachments.add(made)
        return made

    return settle(attempt)


def _made(order: Order, command: RenderAddendum, documents: Documents) -> Attachment:
    addendum = addendum_of(order, command.locale)
    pdf = typeset(addendum)
    key = addendum_key(command.partner_id, order.id, command.locale)
    kept = documents.keep(key, pdf, content_type=CONTENT_TYPE)
    return Attachment(
        id=addendum_id(order.id, command.locale),
        customer_id=order.customer_id,
        name=addendum.file_name,
        kind=AttachmentKind.ORDER_ADDENDUM,
        created_at=addendum.at,
        key=key,
        sha256=hashlib.sha256(kept).hexdigest(),
    )
