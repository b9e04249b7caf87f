"""A digital document with all that is known of it; of the built-in provider, its own page (D5)."""

from functions.digital_documents.portal.routes import document_path, portal, subject_path, trail_to_list
from functions.digital_documents.portal.words import as_read
from shared import wiring
from shared.domain import ids
from shared.domain.quote import totals_of
from shared.web.portal import PortalRequest, WebAnswer
from shared.web.signing_box import signing_box


@portal.route("GET /portal/digital-documents/{document_id}")
def get_document_page(request: PortalRequest) -> WebAnswer:
    document_id = ids.require("doc", request.path["document_id"])
    watched = wiring.digital_documents(request.caller.tenant).watched(document_id)
    document = watched.document
    return request.page(
        "document.html",
        document=document,
        box=signing_box(watched, document_path(document.id)),
        address=as_read(document.recipient),
        subject=subject_path(document),
        sent_totals=totals_of(document.lines, document.currency),
        trail=trail_to_list(request),
    )
