"""*Assign contacts*, *Assign partner manager*: colleagues are searched by name, and chosen by their bands (E5, E6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from functions.partnership.keep_draft import DraftThere
from functions.partnership.models import ChosenContacts, ChosenManagers
from functions.partnership.portal.bands import arrange, colleagues_of
from functions.partnership.portal.wizard_frame import LOOK, goes_forward, keep, leave, pressed, read_draft, screen
from shared.domain.errors import Invalid
from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.models import RequestModel
from shared.web.portal import PortalRequest, WebAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`me_too`: whoever asks is among them, and can't be taken out."""

    step: WizardStep
    field: str
    model: type[RequestModel]
    me_too: bool = False


CONTACTS = Question(step=WizardStep.CONTACTS, field="contact_user_ids", model=ChosenContacts)
MANAGERS = Question(step=WizardStep.MANAGERS, field="manager_user_ids", model=ChosenManagers, me_too=True)

PROBLEMS = frozenset({"unknown_user"})


def show_contacts(request: PortalRequest, draft: OfferDraft) -> WebAnswer:
    return show_people(request, draft, CONTACTS)


def show_managers(request: PortalRequest, draft: OfferDraft) -> WebAnswer:
    return show_people(request, draft, MANAGERS)


def show_people(request: PortalRequest, draft: OfferDraft, question: Question) -> WebAnswer:
    problem = request.query.get("problem", "")
    chosen = getattr(draft, question.field)
    return draw(request, draft, question, chosen, problem=problem if problem in PROBLEMS else "")


def take_contacts(request: PortalRequest) -> WebAnswer:
    """Raises DraftGone."""
    return take_people(request, CONTACTS)


def take_people(request: PortalRequest, question: Question) -> WebAnswer:
    """Raises DraftGone."""
    chosen = read_chosen(request, question)
    if pressed(request) == LOOK:
        return draw(request, read_draft(request), question, chosen)
    faults = faults_of(request, question, chosen)
    try:
        draft = keep(request, question.step, {question.field: chosen}, is_right=not faults)
    except DraftThere as other:
        return draw(request, other.draft, question, chosen, status=HTTPStatus.CONFLICT, problem="other_draft")
    if faults and goes_forward(request, question.step):
        return draw(request, draft, question, chosen, faults, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return leave(request, question.step)


def read_chosen(request: PortalRequest, question: Question) -> tuple[str, ...]:
    """Those ticked who may still sign in, each once."""
    known = {user.id for user in colleagues_of(request)}
    if question.me_too:
        known.discard(request.user.id)
    return tuple(user_id for user_id in dict.fromkeys(request.every(question.field)) if user_id in known)


def faults_of(request: PortalRequest, question: Question, chosen: tuple[str, ...]) -> dict[str, str]:
    try:
        request.read(question.model, {question.field: chosen})
    except Invalid as refusal:
        return request.faults(refusal)
    return {}


def draw(
    request: PortalRequest,
    draft: OfferDraft,
    question: Question,
    chosen: Sequence[str],
    faults: Mapping[str, str] | None = None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
    problem: str = "",
) -> WebAnswer:
    search = " ".join((request.form or request.query).get("q", "").split())[:100]
    bands = arrange(colleagues_of(request), chosen, search, request.user.id if question.me_too else None)
    return screen(
        request,
        question.step,
        draft,
        template="wizard_people.html",
        status=status,
        faults=faults,
        problem=problem,
        field=question.field,
        bands=bands,
        search=search,
    )
