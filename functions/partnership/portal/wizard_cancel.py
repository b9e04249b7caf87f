"""*Cancel* asks first, then drops what was typed: nothing is saved (E2)."""

from functions.partnership.keep_draft import DraftGone, drop_draft
from functions.partnership.portal.routes import WIZARD, step_path
from functions.partnership.portal.wizard_frame import CANCEL
from functions.partnership.portal.wizard_sending import sent_already
from shared import wiring
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.web.portal import PortalRequest, WebAnswer

HOME = "/portal"


def ask_to_cancel(request: PortalRequest, draft: OfferDraft) -> WebAnswer:
    at = request.query.get("at", "")
    back = step_path(at) if at in set(WizardStep) else WIZARD
    return request.page("wizard_cancel.html", draft=draft, back=back, path=step_path(CANCEL))


def cancel(request: PortalRequest) -> WebAnswer:
    draft_id = request.form.get("offer", "")
    try:
        if draft_id:
            drop_draft(request.user.id, draft_id, drafts=wiring.offer_drafts(request.caller.tenant))
    except DraftGone:
        if sent := sent_already(request, draft_id):
            return sent
    return request.redirect(HOME, flash=request.t("wizard_canceled"))
