"""The introduction shows how it goes, every time or never again (E3)."""

from functions.partnership.portal.wizard_frame import keep, leave, screen
from shared import wiring
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.save_preferences import SavePreferences, save_preferences
from shared.web.portal import PortalRequest, WebAnswer

STEP = WizardStep.INTRODUCTION


def show_introduction(request: PortalRequest, draft: OfferDraft) -> WebAnswer:
    return screen(request, STEP, draft, template="wizard_introduction.html")


def take_introduction(request: PortalRequest) -> WebAnswer:
    """Raises DraftGone."""
    wish = {"show_offer_introduction": "show_introduction" in request.form}
    save_preferences(SavePreferences(user_id=request.user.id, changes=wish), users=wiring.users(request.caller.tenant))
    keep(request, STEP, {}, is_right=True)
    return leave(request, STEP)
