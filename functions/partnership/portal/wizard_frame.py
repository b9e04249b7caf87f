"""What every screen of the wizard shares: the draft, how a screen is drawn, and the ways on and back (E2)."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from functions.partnership.keep_draft import KeepStep, blank_draft, keep_step
from functions.partnership.portal.routes import step_path
from shared import wiring
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.web.portal import PortalRequest, WebAnswer

STEPS = tuple(WizardStep)
ASKING = (WizardStep.CUSTOMER, WizardStep.CONTACTS, WizardStep.MANAGERS)
"""The screens that ask for what is sent."""

NEXT = "next"
PREVIOUS = "previous"
SEARCH = "search"
LOOK = "look"
"""Draws the screen anew with what was typed, and keeps nothing."""
CANCEL = "cancel"


def read_draft(request: PortalRequest) -> OfferDraft:
    return wiring.offer_drafts(request.caller.tenant).find(request.user.id) or blank_draft(request.user.id)


def first_open(draft: OfferDraft) -> WizardStep:
    """Where the wizard goes on."""
    return next((step for step in ASKING if step not in draft.completed), ASKING[-1])


def is_reached(step: WizardStep, draft: OfferDraft) -> bool:
    """Whether all that is asked for before it is there."""
    return STEPS.index(step) <= STEPS.index(first_open(draft))


def pressed(request: PortalRequest) -> str:
    """The button that sent the form."""
    return request.form.get("go", NEXT)


def goes_forward(request: PortalRequest, step: WizardStep) -> bool:
    return pressed(request) in (NEXT, *STEPS[STEPS.index(step) + 1 :])


def keep(
    request: PortalRequest,
    step: WizardStep,
    typed: Mapping[str, Any],
    *,
    is_right: bool,
    reopened: tuple[WizardStep, ...] = (),
) -> OfferDraft:
    """Raises DraftGone, DraftThere."""
    command = KeepStep(
        user_id=request.user.id,
        draft_id=request.form.get("offer", ""),
        step=step,
        typed=typed,
        is_right=is_right,
        goes_on=goes_forward(request, step),
        reopened=reopened,
    )
    drafts = wiring.offer_drafts(request.caller.tenant)
    return keep_step(command, drafts=drafts, now=wiring.now, random_bytes=wiring.random_bytes)


def leave(request: PortalRequest, step: WizardStep) -> WebAnswer:
    """To where the button leads."""
    button, at = pressed(request), STEPS.index(step)
    if button == CANCEL:
        return request.redirect(f"{step_path(CANCEL)}?{urlencode({'at': step})}")
    if button == SEARCH:
        return request.redirect(f"{step_path(step)}?{urlencode({'q': request.form.get('q', '')[:100]})}")
    if button == PREVIOUS:
        return request.redirect(step_path(STEPS[max(at - 1, 0)]))
    return request.redirect(step_path(WizardStep(button) if button in STEPS else STEPS[at + 1]))


def screen(
    request: PortalRequest,
    step: WizardStep,
    draft: OfferDraft,
    *,
    template: str,
    status: HTTPStatus = HTTPStatus.OK,
    faults: Mapping[str, str] | None = None,
    problem: str = "",
    **values: Any,
) -> WebAnswer:
    """`problem` names what is wrong with the offer as a whole: the words `wizard_problem_<problem>`."""
    return request.page(
        template,
        status=status,
        step=step,
        number_of_step=STEPS.index(step) + 1,
        steps=len(STEPS),
        draft=draft,
        path=step_path(step),
        faults=faults or {},
        problem=problem,
        **values,
    )
