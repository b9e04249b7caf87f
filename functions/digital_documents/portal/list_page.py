"""The partner's digital documents by their status, with how many there are of each (D6)."""

from functions.digital_documents.portal.routes import LIST, portal
from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.domain.digital_document import DocumentStatus
from shared.domain.errors import NotFound
from shared.fields import PageQuery
from shared.web.portal import PortalRequest, WebAnswer

ROWS = PageQuery().limit
ALL = "all"


@portal.route(f"GET {LIST}")
def get_documents_page(request: PortalRequest) -> WebAnswer:
    status, documents = request.query.get("status", ALL), wiring.digital_documents(request.caller.tenant)
    statuses = tuple(DocumentStatus) if status == ALL else (read_status(status),)
    scope = f"{request.partner.id}:digital-documents-page:{status}"
    after = open_cursor(request.query.get("cursor"), scope, wiring.signing_keys)
    found = documents.page(statuses, limit=ROWS, before=after["before"] if after else None)
    counts = documents.counts()
    return request.page(
        "documents.html",
        chosen=status,
        counts={ALL: sum(counts.values()), **counts},
        listed=found.items,
        next_cursor=seal_cursor(found.after, scope, wiring.signing_keys),
        is_first=after is None,
    )


def read_status(typed: str) -> DocumentStatus:
    """Raises NotFound."""
    try:
        return DocumentStatus(typed)
    except ValueError:
        raise NotFound from None
