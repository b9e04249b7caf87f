"""GetAccept's JSON, as its description and its users have it: dates that aren't there are zeros."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from local.asgi import Response
from local.getaccept.state import Document

NEVER = "0000-00-00 00:00:00"

type Json = dict[str, Any] | list[Any]


def answer_with(status: int, content: Json, headers: Mapping[str, str]) -> Response:
    return Response(status, "application/json", json.dumps(content).encode(), headers)


def written(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}" if time else NEVER


def row_of(document: Document) -> dict[str, Any]:
    """In a list, a document doesn't tell its external id."""
    return {
        "id": document.id,
        "status": document.status,
        "name": document.name,
        "created_at": written(document.created_at),
        "expiration_date": document.expiration_date or NEVER,
        "is_signing": True,
        "type": "sales",
    }


def whole(document: Document, page: str) -> dict[str, Any]:
    return row_of(document) | {
        "external_id": document.external_id,
        "send_date": written(document.send_date),
        "sign_date": written(document.sign_date),
        "preview_url": page,
        "recipients": [{**one, "status": document.status, "document_url": page} for one in document.recipients],
    }


def told_of(event: str, subscription_id: str, document: Document) -> dict[str, Any]:
    """What a webhook gets."""
    recipient = document.recipients[0] if document.recipients else {}
    return {
        "event": event,
        "event_type": "document",
        "event_action": event.partition(".")[2],
        "subscription_id": subscription_id,
        "entity": {},
        "document": {"id": document.id, "external_id": document.external_id, "status": document.status},
        "recipient": {"email": recipient.get("email", ""), "status": document.status},
    }
