"""Evidence in the portal (G3)."""

from pathlib import Path

from functions.issue_evidence.certificate_of_record import PDF, certificate_of_record
from shared.file_names import as_attachment
from shared.requests import read_origin
from shared.web.portal import Portal, PortalRequest, WebAnswer

portal = Portal(Path(__file__).parent)


@portal.route("GET /portal/evidence/{record_id}/certificate")
def get_certificate_file(request: PortalRequest) -> WebAnswer:
    made = certificate_of_record(
        request.caller.tenant,
        request.path["record_id"],
        request.user.language,
        origin=read_origin(request.web.headers),
    )
    headers = {"Content-Disposition": as_attachment(made.name)}
    return WebAnswer(content_type=PDF, body=made.content, headers=headers)
