"""A document that belongs to a customer account, kept as it was made: the addenda of its orders (C7)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.domain.locale import Locale


class AttachmentKind(StrEnum):
    ORDER_ADDENDUM = "order_addendum"


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
