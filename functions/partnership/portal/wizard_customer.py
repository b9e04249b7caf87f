"""*Customer details*: which tenant, whom there, and what to tell them (E4)."""

from collections.abc import Mapping
from http import HTTPStatus

from functions.partnership.keep_draft import DraftThere
from functions.partnership.models import CustomerDetails, first_label
from functions.partnership.portal.routes import partnership_path
from functions.partnership.portal.wizard_frame import LOOK, goes_forward, keep, leave, pressed, read_draft, screen
from shared import wiring
from shared.domain.errors import Invalid
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.domain.partnership import MAX_MESSAGE, OwnTenant, PartnershipExists, RecipientNotFound, Side
from shared.see_partnerships import see_partnerships
from shared.web.portal import PortalRequest, WebAnswer

STEP = WizardStep.CUSTOMER
FIELDS = ("tenant_name", "contact_email", "message")
KEPT = 5000
"""Characters of a field that the draft keeps: far more than are right in any of them."""

PROBLEMS = frozenset({RecipientNotFound.code, OwnTenant.code, PartnershipExists.code})
"""What only sending finds out, and leads back here."""


def show_customer(request: PortalRequest, draft: OfferDraft) -> WebAnswer:
    problem = request.query.get("problem", "")
    typed = {name: getattr(draft, name) for name in FIELDS}
    return draw(request, draft, typed, problem=problem if problem in PROBLEMS else "")


def take_customer(request: PortalRequest) -> WebAnswer:
    """Raises DraftGone."""
    typed = {name: request.form.get(name, "").replace("\r\n", "\n") for name in FIELDS}
    understood, faults = understand(request, typed)
    if pressed(request) == LOOK:
        return draw(request, read_draft(request), understood, {name: faults[name] for name in faults if typed[name]})
    kept = {name: value[:KEPT] for name, value in understood.items()}
    try:
        draft = keep(request, STEP, kept, is_right=not faults)
    except DraftThere as other:
        return draw(request, other.draft, typed, status=HTTPStatus.CONFLICT, problem="other_draft")
    if faults and goes_forward(request, STEP):
        return draw(request, draft, understood, faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return leave(request, STEP)


def understand(request: PortalRequest, typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What was typed as it is taken, and what is wrong with it."""
    try:
        content = request.read(CustomerDetails, {name: value for name, value in typed.items() if value.strip()})
    except Invalid as refusal:
        understood, faults = dict(typed), request.faults(refusal)
        if "tenant_name" not in faults:
            understood["tenant_name"] = first_label(typed["tenant_name"]).lower()
    else:
        understood, faults = content.model_dump(), {}
    if understood["tenant_name"] == request.partner.tenant_name:
        faults["tenant_name"] = request.t("fault_tenant_name_own_tenant")
    return understood, faults


def draw(
    request: PortalRequest,
    draft: OfferDraft,
    typed: Mapping[str, str],
    faults: Mapping[str, str] | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    problem: str = "",
) -> WebAnswer:
    ordered = {name: faults[name] for name in FIELDS if name in faults} if faults else {}
    return screen(
        request,
        STEP,
        draft,
        template="wizard_customer.html",
        status=status,
        faults=ordered,
        problem=problem,
        typed=typed,
        most=MAX_MESSAGE,
        existing=existing_path(request, typed["tenant_name"]) if problem == PartnershipExists.code else None,
        is_look=pressed(request) == LOOK,
    )


def existing_path(request: PortalRequest, tenant_name: str) -> str | None:
    """Of the live partnership with that tenant, if the user sees it."""
    found = see_partnerships(
        request.user,
        wiring.partnerships(request.caller.tenant),
        wanted=lambda one: (
            one.is_live and one.side_of(request.partner.id) is Side.PARTNER and one.customer.tenant_name == tenant_name
        ),
        limit=1,
    )
    return partnership_path(found.items[0].id) if found.items else None
