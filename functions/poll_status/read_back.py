"""A document's status as its provider tells it now."""

from shared.domain.digital_document import DigitalDocument, DocumentStatus, Report
from shared.domain.signing import UnknownToProvider
from shared.ports import SigningService

NOT_FOUND = "not_found"
"""Our own word for a document that the provider has lost; theirs is no status."""


def read_back(document: DigitalDocument, service: SigningService) -> Report:
    """Raises ProviderUnavailable."""
    try:
        return service.status(document)
    except UnknownToProvider:
        return Report(
            provider_document_id=document.provider_document_id or "",
            raw=NOT_FOUND,
            status=DocumentStatus.UNKNOWN,
        )
