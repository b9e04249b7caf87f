"""*Check status* in the portal: asks the provider, and leads back to the page that shows the document (D3, D10)."""

from pathlib import Path

from functions.poll_status.check_status import CheckStatus, StatusNotChecked
from functions.poll_status.desk import check_now
from shared.domain.errors import TooManyRequests
from shared.web.guards import local_path
from shared.web.portal import Portal, PortalRequest, WebAnswer

portal = Portal(Path(__file__).parent)


@portal.route("POST /portal/digital-documents/{document_id}/check")
def post_check_page(request: PortalRequest) -> WebAnswer:
    document_id, t = request.path["document_id"], request.t
    back = local_path(request.form.get("back", ""), otherwise=f"/portal/digital-documents/{document_id}")
    command = CheckStatus(document_id=document_id, by=request.caller.actor)
    try:
        document = check_now(request.caller.tenant, command).document
    except TooManyRequests as refusal:
        flash = t("checked_too_often", seconds=refusal.retry_after)
        return request.redirect_within(back, flash=flash, kind="problem")
    except StatusNotChecked:
        return request.redirect_within(back, flash=t("not_checked"), kind="problem")
    flash = t("checked", status=t(f"signing_{document.status}"))
    if document.is_out and document.provider_document_id is None:
        flash = t("on_its_way")
    return request.redirect_within(back, flash=flash)
