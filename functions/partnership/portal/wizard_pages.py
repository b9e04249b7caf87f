"""*Add customer*: a wizard of five screens, each at an address of its own (E2-E7). Whatever leads on or back keeps what
was typed, and nothing is sent before the last."""

from collections.abc import Callable

from functions.partnership.keep_draft import DraftGone
from functions.partnership.portal.routes import WIZARD, portal, step_path
from functions.partnership.portal.wizard_cancel import ask_to_cancel, cancel
from functions.partnership.portal.wizard_customer import show_customer, take_customer
from functions.partnership.portal.wizard_frame import CANCEL, first_open, is_reached, read_draft
from functions.partnership.portal.wizard_introduction import show_introduction, take_introduction
from functions.partnership.portal.wizard_people import show_contacts, show_managers, take_contacts
from functions.partnership.portal.wizard_sending import sent_already, show_summary, take_managers
from shared.domain.errors import NotFound
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.web.portal import PortalRequest, WebAnswer

SHOWING: dict[WizardStep, Callable[[PortalRequest, OfferDraft], WebAnswer]] = {
    WizardStep.INTRODUCTION: show_introduction,
    WizardStep.CUSTOMER: show_customer,
    WizardStep.CONTACTS: show_contacts,
    WizardStep.MANAGERS: show_managers,
}

TAKING: dict[str, Callable[[PortalRequest], WebAnswer]] = {
    WizardStep.INTRODUCTION: take_introduction,
    WizardStep.CUSTOMER: take_customer,
    WizardStep.CONTACTS: take_contacts,
    WizardStep.MANAGERS: take_managers,
    CANCEL: cancel,
}


@portal.route(f"GET {WIZARD}")
def get_wizard(request: PortalRequest) -> WebAnswer:
    draft = read_draft(request)
    is_new = not draft.id and request.user.show_offer_introduction
    return request.redirect(step_path(WizardStep.INTRODUCTION if is_new else first_open(draft)))


@portal.route(f"GET {WIZARD}/{{step}}")
def get_wizard_step(request: PortalRequest) -> WebAnswer:
    name = request.path["step"]
    if name == WizardStep.SUMMARY:
        return show_summary(request)
    draft = read_draft(request)
    if name == CANCEL:
        return ask_to_cancel(request, draft)
    if name not in set(WizardStep):
        raise NotFound
    step = WizardStep(name)
    return SHOWING[step](request, draft) if is_reached(step, draft) else request.redirect(step_path(first_open(draft)))


@portal.route(f"POST {WIZARD}/{{step}}")
def post_wizard_step(request: PortalRequest) -> WebAnswer:
    take = TAKING.get(request.path["step"])
    if take is None:
        raise NotFound
    try:
        return take(request)
    except DraftGone:
        sent = sent_already(request, request.form.get("offer", ""))
        return sent or request.redirect(WIZARD, flash=request.t("wizard_gone"), kind="problem")
