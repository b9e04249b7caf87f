"""Where a document stands at its provider, for people (D5)."""

from urllib.parse import quote, urlsplit

from shared.domain.digital_document import DigitalDocument
from shared.domain.partner import SigningProvider

GETACCEPT_API = "api.getaccept.com"
GETACCEPT_PORTAL = "https://app.getaccept.com"
GETACCEPT_PAGE = "/document/view/"


def page_of(document: DigitalDocument, getaccept_base_url: str) -> str | None:
    """A whole address, or a path below our own; None before the provider has the document."""
    if document.provider_document_id is None:
        return None
    if document.provider is SigningProvider.BUILTIN:
        return builtin_page(document.id)
    return getaccept_page(document.provider_document_id, getaccept_base_url)


def builtin_page(document_id: str) -> str:
    return f"/portal/digital-documents/{document_id}"


def getaccept_page(provider_document_id: str, base_url: str) -> str:
    return f"{getaccept_portal(base_url)}{GETACCEPT_PAGE}{quote(provider_document_id, safe='')}"


def getaccept_portal(base_url: str) -> str:
    """Whatever stands in for GetAccept shows its pages itself."""
    base = urlsplit(base_url)
    return GETACCEPT_PORTAL if base.hostname == GETACCEPT_API else f"{base.scheme}://{base.netloc}"
