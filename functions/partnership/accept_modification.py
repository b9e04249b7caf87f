"""Accept a change that the other side asked for, with the roles of the contacts that it adds (E10)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from functions.partnership.give_roles import give_roles
from functions.partnership.negotiate import Seat, take_step
from functions.partnership.propose_modification import invalid_naming, pending_modification
from shared.domain.partnership import PartnershipChange, PartnershipStep, Roles
from shared.domain.tenant import Actor
from shared.ports import Clock, Partnerships


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptModification:
    """`roles` are for the contacts that it adds, by user id."""

    partnership_id: str
    modification_id: str
    roles: Mapping[str, Roles]
    expected_version: int | None
    by: Actor


def accept_modification(command: AcceptModification, *, partnerships: Partnerships, now: Clock) -> PartnershipChange:
    """Raises NotFound, Stale, ModificationClosed, NotYourTurn, Invalid."""

    def decide(seat: Seat) -> PartnershipChange:
        present = seat.partnership
        pending = pending_modification(present, command.modification_id)
        change = present.taken(PartnershipStep.ACCEPT_MODIFICATION, seat.side, command.by, now(), modification=pending)
        roles, wrong = give_roles(pending.contacts_without_roles, command.roles)
        if wrong:
            raise invalid_naming(*wrong)
        applied = change.partnership.with_modification_applied(pending, roles)
        new = {contact.user_id for contact in pending.add_contacts}
        contacts = tuple(contact for contact in applied.contacts if contact.user_id in new)
        return PartnershipChange(partnership=applied, entry=replace(change.entry, contacts=contacts))

    return take_step(
        command.partnership_id,
        command.by,
        decide,
        partnerships=partnerships,
        expected_version=command.expected_version,
    )
