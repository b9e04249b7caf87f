"""*Next* on the last screen that asks sends the offer, once; the summary says what was sent (E7)."""

from http import HTTPStatus
from urllib.parse import urlencode

from functions.partnership.keep_draft import DraftGone
from functions.partnership.portal.routes import partnership_path, step_path
from functions.partnership.portal.wizard_frame import NEXT, keep, pressed, read_draft, screen
from functions.partnership.portal.wizard_people import MANAGERS, draw, faults_of, read_chosen, take_people
from functions.partnership.send_offer import DraftUnfinished, SendOffer, read_sent, send_offer
from shared import wiring
from shared.domain.errors import DomainError, NotFound, Stale, Unavailable
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.domain.partnership import OwnTenant, Partnership, PartnershipExists, RecipientNotFound, UnknownUser
from shared.web.portal import PortalRequest, WebAnswer

OFFERED = 1
"""The number of the entry in the history that tells of the offer."""


def take_managers(request: PortalRequest) -> WebAnswer:
    """Raises DraftGone."""
    chosen = read_chosen(request, MANAGERS)
    if pressed(request) != NEXT or faults_of(request, MANAGERS, chosen):
        return take_people(request, MANAGERS)
    try:
        partnership = send(request, chosen)
    except NotFound:
        raise DraftGone from None
    except DomainError as refusal:
        return answer_refusal(request, chosen, refusal)
    return request.redirect(summary_path(partnership.id))


def answer_refusal(request: PortalRequest, chosen: tuple[str, ...], refusal: DomainError) -> WebAnswer:
    """The wizard stays open, with all that was typed. Raises what no screen of it can put right."""
    match refusal:
        case RecipientNotFound() | OwnTenant() | PartnershipExists():
            return lead_back(request, chosen, WizardStep.CUSTOMER, refusal)
        case UnknownUser():
            is_contact = any(error.field.startswith("contact") for error in refusal.errors)
            return lead_back(request, chosen, WizardStep.CONTACTS if is_contact else WizardStep.MANAGERS, refusal)
        case DraftUnfinished():
            return request.redirect(step_path(WizardStep.MANAGERS))
        case Stale():
            draft = keep(request, WizardStep.MANAGERS, {MANAGERS.field: chosen}, is_right=False)
            return draw(request, draft, MANAGERS, chosen, status=HTTPStatus.CONFLICT, problem="changed")
        case Unavailable():
            draft = read_draft(request)
            return draw(request, draft, MANAGERS, chosen, status=HTTPStatus.SERVICE_UNAVAILABLE, problem="unavailable")
    raise refusal


def send(request: PortalRequest, chosen: tuple[str, ...]) -> Partnership:
    tenant = request.caller.tenant
    command = SendOffer(
        draft_id=request.form.get("offer", ""),
        expected_version=request.shown_version,
        manager_user_ids=chosen,
        offered_by=request.caller.actor,
    )
    return send_offer(
        command,
        drafts=wiring.offer_drafts(tenant),
        partnerships=wiring.partnerships(tenant),
        recipients=wiring.recipients(),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )


def lead_back(request: PortalRequest, chosen: tuple[str, ...], step: WizardStep, refusal: DomainError) -> WebAnswer:
    """To the screen that can put it right, with all that was typed."""
    keep(request, WizardStep.MANAGERS, {MANAGERS.field: chosen}, is_right=False, reopened=(step,))
    return request.redirect(f"{step_path(step)}?{urlencode({'problem': refusal.code})}")


def summary_path(partnership_id: str) -> str:
    return f"{step_path(WizardStep.SUMMARY)}?{urlencode({'offer': partnership_id})}"


def show_summary(request: PortalRequest) -> WebAnswer:
    """What was sent, whatever became of it since. Raises NotFound."""
    partnerships = wiring.partnerships(request.caller.tenant)
    sent = read_sent(request.query.get("offer", ""), request.user.id, partnerships=partnerships)
    done = OfferDraft(id=sent.id, user_id=request.user.id, completed=tuple(WizardStep)[:-1])
    return screen(
        request,
        WizardStep.SUMMARY,
        done,
        template="wizard_summary.html",
        offer=sent,
        offered=partnerships.entry(sent.id, OFFERED),
        card=partnership_path(sent.id),
    )


def sent_already(request: PortalRequest, draft_id: str) -> WebAnswer | None:
    """The summary of an offer that was sent from another window; none where it wasn't sent at all."""
    try:
        sent = read_sent(draft_id, request.user.id, partnerships=wiring.partnerships(request.caller.tenant))
    except NotFound:
        return None
    return request.redirect(summary_path(sent.id), flash=request.t("wizard_sent_before"))
