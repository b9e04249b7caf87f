"""A message about a digital document, looked at when it is delivered: to whoever signs, or to the partner."""

from dataclasses import replace

from functions.deliver_messages.compose_of_document import DocumentOccasion
from functions.deliver_messages.mail import Pdf
from functions.deliver_messages.post_office import PostOffice
from functions.deliver_messages.still_wanted import reason_to_drop_for_document, reason_to_drop_for_envelope
from shared.domain.channel import Channel
from shared.domain.link import Purpose
from shared.domain.message import Message, MessageKind
from shared.domain.tenant import Tenant

TO_SIGNER = frozenset({MessageKind.SIGNING_REQUEST, MessageKind.SIGNING_REMINDER, MessageKind.SIGNED_COPY})
NOTICES = frozenset(
    {
        MessageKind.DOCUMENT_SIGNED_NOTICE,
        MessageKind.DOCUMENT_DECLINED_NOTICE,
        MessageKind.DOCUMENT_UNDELIVERABLE_NOTICE,
        MessageKind.DOCUMENT_EXPIRED_NOTICE,
    }
)


def read_document_errand(message: Message, office: PostOffice) -> tuple[str | None, DocumentOccasion]:
    """Why nobody needs it any more, and what it is made from. Raises NotFound."""
    tenant = Tenant(message.partner_id)
    if message.kind in NOTICES:
        following = office.documents(tenant).following(message.about)
        page = f"{office.public_url}/portal/digital-documents/{message.about}"
        return reason_to_drop_for_document(message, following.document), DocumentOccasion(
            message=message, partner=following.partner, document=following.document, link=page
        )
    signing = office.envelopes(tenant).read(message.about)
    return reason_to_drop_for_envelope(message, signing.envelope, office.now()), DocumentOccasion(
        message=message,
        partner=signing.partner,
        document=signing.envelope.applied_to(signing.document),
        link=office.address_of(message, Purpose.SIGN, "sign", message.number),
    )


def with_pdf(occasion: DocumentOccasion, office: PostOffice) -> DocumentOccasion:
    """The copy of what was signed carries it, where it goes by mail. Raises Unavailable."""
    message = occasion.message
    if message.kind is not MessageKind.SIGNED_COPY or message.channel is not Channel.EMAIL:
        return occasion
    made = office.pdfs.signed(Tenant(message.partner_id), message.about)
    return replace(occasion, pdf=Pdf(name=made.name, content=made.content))
