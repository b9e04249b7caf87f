"""The introduction shows how it goes, every time or never again (E3)."""

from functions.partnership.keep_introduction import keep_introduction
from functions.partnership.portal.wizard_frame import keep, leave, screen
from shared import wiring
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.web.portal import PortalRequest, WebAnswer

STEP = WizardStep.INTRODUCTION


def show_introduction(request: PortalRequest, draft: OfferDraft) -> WebAnswer:
    return screen(request, STEP, draft, template="wizard_introduction.html")


def take_introduction(request: PortalRequest) -> WebAnswer:
    """Raises DraftGone."""
    users = wiring.users(request.caller.tenant)
    keep_introduction(request.user.id, is_shown="show_introduction" in request.form, users=users)
    keep(request, STEP, {}, is_right=True)
    return leave(request, STEP)
