"""A webhook of GetAccept's: nobody has signed it, so it only says where to look; what it tells is read back (D11)."""

import hashlib

from pydantic import ValidationError

from functions.poll_status.models import WebhookEvent
from shared.domain import ids
from shared.domain.errors import NotFound
from shared.domain.link import Purpose, open_link
from shared.domain.partner import SigningProvider
from shared.domain.signing_keys import SigningKeys
from shared.ports import SigningQueue


def heed_webhook(secret: str, body: bytes, *, keys: SigningKeys, queue: SigningQueue) -> str | None:
    """The id of the document that it is about, queued to be read back; None where it is about none of ours.

    Raises LinkUnknown for an address that we never gave, Unavailable.
    """
    tenant = open_link(secret, Purpose.WEBHOOK, keys).tenant
    try:
        event = WebhookEvent.model_validate_json(body)
        document_id = ids.require("doc", (event.document.external_id if event.document else None) or "")
    except (ValidationError, NotFound):
        return None
    queue.settle_document(tenant, SigningProvider.GETACCEPT, document_id, once=repeat_key(event))
    return document_id


def repeat_key(event: WebhookEvent) -> str:
    """The same for repeats of the same event: by subscription, document, action and recipient."""
    document, recipient = event.document, event.recipient
    told = (
        event.subscription_id,
        document.id if document else None,
        event.event_action or event.event,
        recipient.email if recipient else None,
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()
