"""Remind whoever has not signed yet, by the provider that the document is out at (D9)."""

from dataclasses import dataclass

from functions.digital_documents.cancel_document import closed
from shared.domain import ids
from shared.domain.digital_document import Source
from shared.domain.errors import Conflict
from shared.domain.signing import UnknownToProvider
from shared.domain.tenant import Actor
from shared.follow_document import Followed, follow_document
from shared.ports import Clock, DigitalDocuments, Orders, RandomBytes, Services


class DocumentNotSent(Conflict):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindRecipient:
    document_id: str
    by: Actor


def remind_recipient(
    command: RemindRecipient,
    *,
    documents: DigitalDocuments,
    orders: Orders,
    services: Services,
    now: Clock,
    random_bytes: RandomBytes,
) -> Followed:
    """With the status that the provider told of on this occasion.

    Raises NotFound, DocumentNotSent, DocumentClosed, ProviderUnavailable.
    """
    document = documents.get(ids.require("doc", command.document_id))
    if not document.is_out:
        raise closed(document)
    service = services(document.provider)
    try:
        if document.provider_document_id is None:
            raise UnknownToProvider
        service.remind(document)
        report = service.status(document)
    except UnknownToProvider:
        raise DocumentNotSent("The provider doesn't have this document yet. Wait a moment.") from None
    return follow_document(
        document.id,
        report,
        source=Source.CHECK,
        documents=documents,
        orders=orders,
        now=now,
        random_bytes=random_bytes,
        by=command.by.name,
    )
