"""A document that belongs to a customer account, kept as it was made: addenda (C7), and what was signed (D8)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.locale import Locale


class AttachmentKind(StrEnum):
    ORDER_ADDENDUM = "order_addendum"
    SIGNED_DOCUMENT = "signed_document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """`key` and `sha256` are of the stored file; `name` is what it is called when it is taken along."""

    id: str
    customer_id: str
    name: str
    kind: AttachmentKind
    created_at: datetime
    key: str
    sha256: str


def addendum_id(order_id: str, locale: Locale) -> str:
    return f"addendum-{order_id}-{locale}"


def addendum_key(partner_id: str, order_id: str, locale: Locale) -> str:
    """Where its file lies."""
    return f"addenda/{partner_id}/{order_id}-{locale}.pdf"


def signed_document_id(document_id: str) -> str:
    return f"signed-{document_id}"


def signed_document_key(partner_id: str, document_id: str) -> str:
    """Where its file lies, whichever provider made it."""
    return f"documents/{partner_id}/{document_id}-signed.pdf"
