"""Cancel a document: its link dies at the provider too; whatever the provider says afterwards holds (D7)."""

from dataclasses import dataclass

from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.digital_document import DigitalDocument, DocumentClosed, DocumentStatus, Report, Source
from shared.domain.errors import ConcurrentChange
from shared.domain.signing import CredentialsRefused, ProviderUnavailable, UnknownToProvider
from shared.domain.tenant import Actor
from shared.follow_document import Followed, follow_document
from shared.ports import Clock, DigitalDocuments, Orders, RandomBytes, Services, SigningService


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelDocument:
    document_id: str
    expected_version: int | None
    by: Actor


def cancel_document(
    command: CancelDocument,
    *,
    documents: DigitalDocuments,
    orders: Orders,
    services: Services,
    now: Clock,
    random_bytes: RandomBytes,
) -> Followed:
    """Raises NotFound, Stale, DocumentClosed, ProviderUnavailable."""

    def attempt() -> Followed:
        document = documents.get(ids.require("doc", command.document_id))
        check_version(document.version, command.expected_version)
        if not document.is_out:
            raise closed(document)
        report = report_after_canceling(document, services(document.provider))
        followed = follow_document(
            document.id,
            report,
            source=Source.CANCELING,
            documents=documents,
            orders=orders,
            now=now,
            random_bytes=random_bytes,
            by=command.by.name,
        )
        if followed.document.is_out and report.is_our_own:  # handed over at this very moment: it is cancelled there
            raise ConcurrentChange
        return followed

    followed = settle(attempt)
    if followed.document.is_out:
        raise ProviderUnavailable("The provider has not cancelled it.")
    if followed.document.status is not DocumentStatus.CANCELED:
        raise closed(followed.document)
    return followed


def report_after_canceling(document: DigitalDocument, service: SigningService) -> Report:
    """The provider's last word: somebody may have signed at the same moment. What it never got is cancelled here, and
    so is what waits for an account that lets nobody in.

    Raises ProviderUnavailable: as long as it can't be asked, it may have what was sent although its answer was lost.
    """
    canceled = Report(
        provider_document_id=document.provider_document_id or "",
        raw=DocumentStatus.CANCELED,
        status=DocumentStatus.CANCELED,
    )
    try:
        service.cancel(document)
        report = service.status(document)
    except UnknownToProvider:
        return canceled
    except CredentialsRefused:
        if document.provider_document_id is None:
            return canceled
        raise
    return report


def closed(document: DigitalDocument) -> DocumentClosed:
    return DocumentClosed(f"This document is {document.status}.")
