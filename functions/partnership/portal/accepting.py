"""Accept an offer, or a change: whoever is offered gets roles in the environments that they shall work in (E9, E10)."""

from http import HTTPStatus

from functions.partnership.accept_modification import AcceptModification, accept_modification
from functions.partnership.accept_partnership import AcceptPartnership, accept_partnership
from functions.partnership.models import AcceptModificationRequest, AcceptPartnershipRequest
from functions.partnership.portal.acting import Action, done
from functions.partnership.portal.colleagues import Colleagues
from functions.partnership.portal.desk import Desk, partnerships_of
from functions.partnership.portal.roles_form import STANDARD_ROLES, RolesForm, other_faults
from functions.partnership.portal.routes import trail_to_partnership
from shared import wiring
from shared.domain.errors import Invalid
from shared.domain.partnership import Contact, PartnershipStep
from shared.web.portal import WebAnswer


def ask(desk: Desk, refusal: Invalid | None) -> WebAnswer:
    request = desk.request
    present = {person.user_id for person in desk.managers[desk.side]} | {request.user.id}
    colleagues = Colleagues.read(request)
    return roles_page(
        desk,
        "accept.html",
        refusal,
        roles=RolesForm.read(request, desk.partnership.contacts),
        colleagues=colleagues,
        bands=colleagues.bands(without=present, chosen=request.every("manager_user_ids")),
    )


def take(desk: Desk) -> WebAnswer:
    """Raises Invalid, Conflict, Stale."""
    request = desk.request
    roles = RolesForm.read(request, desk.partnership.contacts)
    typed = {"roles": roles.to_values(), "manager_user_ids": request.every("manager_user_ids")}
    content = request.read(AcceptPartnershipRequest, typed)
    command = AcceptPartnership(
        partnership_id=desk.partnership.id,
        roles=content.roles,
        manager_user_ids=content.manager_user_ids,
        expected_version=request.shown_version,
        by=request.caller.actor,
    )
    accept_partnership(command, partnerships=partnerships_of(request), now=wiring.now)
    return done(desk, PartnershipStep.ACCEPT)


def ask_for_modification(desk: Desk, refusal: Invalid | None) -> WebAnswer:
    return roles_page(
        desk, "accept_change.html", refusal, roles=RolesForm.read(desk.request, contacts_without_roles(desk))
    )


def take_modification(desk: Desk) -> WebAnswer:
    """Raises Invalid, Conflict, Stale."""
    request = desk.request
    roles = RolesForm.read(request, contacts_without_roles(desk))
    content = request.read(AcceptModificationRequest, {"roles": roles.to_values()})
    command = AcceptModification(
        partnership_id=desk.partnership.id,
        modification_id=request.path["modification_id"],
        roles=content.roles,
        expected_version=request.shown_version,
        by=request.caller.actor,
    )
    accept_modification(command, partnerships=partnerships_of(request), now=wiring.now)
    return done(desk, PartnershipStep.ACCEPT_MODIFICATION)


def contacts_without_roles(desk: Desk) -> tuple[Contact, ...]:
    pending = desk.partnership.modification
    return pending.contacts_without_roles if pending else ()


def roles_page(desk: Desk, template: str, refusal: Invalid | None, *, roles: RolesForm, **values: object) -> WebAnswer:
    request = desk.request
    return request.page(
        template,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        desk=desk,
        action=request.web.address.partition("?")[0],
        version=request.form.get("version", desk.partnership.version),
        roles=roles,
        standard_roles=STANDARD_ROLES,
        faults=roles.faults(refusal, request.t) | request.faults(other_faults(refusal)) if refusal else {},
        trail=trail_to_partnership(request, desk.partnership.id, desk.other.name),
        **values,
    )


ACCEPT = Action(PartnershipStep.ACCEPT, ask, take)
ACCEPT_MODIFICATION = Action(PartnershipStep.ACCEPT_MODIFICATION, ask_for_modification, take_modification)
