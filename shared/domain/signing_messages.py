"""The messages of digital documents, each to be committed with the step that causes it (F1, D).

Their ids follow from the step alone, so a step that is decided twice still causes each message once.
"""

from datetime import datetime

from shared.domain.approval_messages import STREAM_HEAD_START
from shared.domain.channel import Channel
from shared.domain.digital_document import DigitalDocument, DocumentStatus
from shared.domain.envelope import Envelope
from shared.domain.locale import Locale
from shared.domain.message import Message, MessageKind
from shared.domain.partner import Partner
from shared.domain.partner_receivers import partner_receivers

LINK_NUMBER = 1
"""A document has one link: whoever is to have another is sent another document."""

NOTICES: dict[DocumentStatus, MessageKind] = {
    DocumentStatus.SIGNED: MessageKind.DOCUMENT_SIGNED_NOTICE,
    DocumentStatus.DECLINED: MessageKind.DOCUMENT_DECLINED_NOTICE,
    DocumentStatus.UNDELIVERABLE: MessageKind.DOCUMENT_UNDELIVERABLE_NOTICE,
    DocumentStatus.EXPIRED: MessageKind.DOCUMENT_EXPIRED_NOTICE,
}
"""What the partner is told of at once. Who cancels one knows; the rest stands in the lists."""


def signing_request_id(document_id: str) -> str:
    """The id of the message that carries the link: where its delivery is read (F5)."""
    return f"{document_id}-{MessageKind.SIGNING_REQUEST}"


def signing_request(document: DigitalDocument, partner_id: str, now: datetime) -> Message:
    """By mail or by text, with the link to our signing page (D1)."""
    return _to_customer(MessageKind.SIGNING_REQUEST, document, partner_id, now)


def signing_reminder(document: DigitalDocument, envelope: Envelope, partner_id: str, now: datetime) -> Message:
    """For an envelope as `reminded` left it."""
    return _to_customer(MessageKind.SIGNING_REMINDER, document, partner_id, now, f"-{envelope.reminders}")


def signed_copy(document: DigitalDocument, partner_id: str, now: datetime) -> Message:
    """To whoever signed on our own page."""
    return _to_customer(MessageKind.SIGNED_COPY, document, partner_id, now)


def status_notices(document: DigitalDocument, partner: Partner, now: datetime) -> tuple[Message, ...]:
    """To the user who sent it, and to the partner's notification address if that is another."""
    kind = NOTICES.get(document.status)
    if kind is None:
        return ()
    return tuple(
        _message(kind, document, partner.id, now, f"-{role}", name=name, address=email, locale=partner.locale)
        for role, (name, email) in partner_receivers(document.sent_by, partner).items()
    )


def _to_customer(
    kind: MessageKind, document: DigitalDocument, partner_id: str, now: datetime, suffix: str = ""
) -> Message:
    to = document.recipient
    return _message(
        kind,
        document,
        partner_id,
        now,
        suffix,
        name=to.name,
        address=to.address,
        locale=to.locale,
        channel=to.channel,
    )


def _message(
    kind: MessageKind,
    document: DigitalDocument,
    partner_id: str,
    now: datetime,
    suffix: str,
    *,
    name: str,
    address: str,
    locale: Locale,
    channel: Channel = Channel.EMAIL,
) -> Message:
    return Message(
        id=f"{document.id}-{kind}{suffix}",
        partner_id=partner_id,
        kind=kind,
        about=document.id,
        number=LINK_NUMBER,
        channel=channel,
        to_address=address,
        to_name=name,
        locale=locale,
        created_at=now,
        due_at=now + STREAM_HEAD_START,
    )
