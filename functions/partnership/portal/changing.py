"""Ask for a change of a partnership, or answer one with another (E10)."""

from contextlib import suppress
from http import HTTPStatus

from functions.partnership.models import ModificationRequest
from functions.partnership.portal.acting import Action, done, told
from functions.partnership.portal.change_form import (
    ADD_CONTACTS,
    ADD_MANAGERS,
    ChangeForm,
    offered_contacts,
    offered_managers,
)
from functions.partnership.portal.colleagues import Colleagues
from functions.partnership.portal.desk import Desk, partnerships_of
from functions.partnership.portal.roles_form import STANDARD_ROLES, RolesForm, other_faults
from functions.partnership.portal.routes import trail_to_partnership
from functions.partnership.propose_modification import ProposeModification, propose_modification
from shared import wiring
from shared.domain.errors import Invalid
from shared.domain.once import AlreadyAnswered
from shared.domain.partnership import PartnershipChange, PartnershipStep
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import WebAnswer


def ask_for_change(desk: Desk, refusal: Invalid | None) -> WebAnswer:
    return change_page(desk, PartnershipStep.MODIFY, refusal)


def ask_for_counter(desk: Desk, refusal: Invalid | None) -> WebAnswer:
    return change_page(desk, PartnershipStep.COUNTER_MODIFICATION, refusal)


def take(desk: Desk) -> WebAnswer:
    """Raises Invalid, Conflict."""
    request, counters = desk.request, desk.request.path.get("modification_id")
    step = PartnershipStep.COUNTER_MODIFICATION if counters else PartnershipStep.MODIFY
    if desk.allows(step) and request.shown_version not in {None, desk.partnership.version}:
        return change_page(desk, step, None, meanwhile=told(desk, desk.newest_entry()))
    roles = RolesForm.read(request, offered_contacts(desk.partnership, desk.side))
    content = request.read(ModificationRequest, ChangeForm.read(request).to_values(roles))
    command = ProposeModification(
        partnership_id=desk.partnership.id,
        wishes=content.wishes,
        roles=content.roles,
        by=request.caller.actor,
        counters=counters,
    )
    with suppress(AlreadyAnswered):  # the same form a second time: it was asked for once
        propose_modification(
            command, partnerships=partnerships_of(request), now=wiring.now, once=form_once(request, modification_id)
        )
    return done(desk, step)


def modification_id(change: PartnershipChange) -> str:
    return change.modification.id


def change_page(desk: Desk, step: PartnershipStep, refusal: Invalid | None, *, meanwhile: str = "") -> WebAnswer:
    """`meanwhile` says what happened since the form was shown: it is to be looked at once more."""
    request, partnership = desk.request, desk.partnership
    proposed = partnership.modification if step is PartnershipStep.COUNTER_MODIFICATION else None
    form = ChangeForm.read(request) if request.web.method == "POST" else ChangeForm.of(proposed)
    roles = RolesForm.read(request, offered_contacts(partnership, desk.side))
    colleagues = Colleagues.read(request)
    contacts = {contact.user_id for contact in partnership.contacts}
    managers = {manager.user_id for manager in partnership.managers} | {request.user.id}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.CONFLICT if meanwhile else HTTPStatus.OK
    return request.page(
        "change.html",
        status=status,
        desk=desk,
        step=step,
        action=request.web.address.partition("?")[0],
        form=form,
        form_id=new_form_id(wiring.random_bytes),
        proposed=proposed,
        roles=roles,
        standard_roles=STANDARD_ROLES,
        offered_managers=offered_managers(partnership, desk.side),
        colleagues=colleagues,
        contact_bands=colleagues.bands(without=contacts, chosen=form.ticked[ADD_CONTACTS]),
        manager_bands=colleagues.bands(without=managers, chosen=form.ticked[ADD_MANAGERS]),
        meanwhile=meanwhile,
        faults=roles.faults(refusal, request.t) | request.faults(other_faults(refusal)) if refusal else {},
        trail=trail_to_partnership(request, partnership.id, desk.other.name),
    )


MODIFY = Action(PartnershipStep.MODIFY, ask_for_change, take)
COUNTER = Action(PartnershipStep.COUNTER_MODIFICATION, ask_for_counter, take)
