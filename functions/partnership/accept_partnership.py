"""Accept an offer: each offered contact gets roles, and the partnership is formed (E9, E12)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from functions.partnership.give_roles import give_roles
from functions.partnership.name_colleagues import name_colleagues
from functions.partnership.negotiate import Seat, take_step
from functions.partnership.propose_modification import invalid_naming
from shared.domain.partnership import PartnershipChange, PartnershipStep, Roles
from shared.domain.tenant import Actor
from shared.ports import Clock, Partnerships


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptPartnership:
    """`manager_user_ids` are the colleagues who are to see it besides."""

    partnership_id: str
    roles: Mapping[str, Roles]
    manager_user_ids: tuple[str, ...]
    expected_version: int | None
    by: Actor


def accept_partnership(command: AcceptPartnership, *, partnerships: Partnerships, now: Clock) -> PartnershipChange:
    """Raises NotFound, Stale, PartnershipNotOpen, NotYourTurn, Invalid."""

    def decide(seat: Seat) -> PartnershipChange:
        offered, side = seat.partnership, seat.side
        change = offered.taken(PartnershipStep.ACCEPT, side, command.by, now())
        roles, wrong_roles = give_roles(offered.contacts, command.roles)
        colleagues, wrong_managers = name_colleagues(
            "manager_user_ids", command.manager_user_ids, seat.negotiation.colleagues, side
        )
        if wrong := (*wrong_roles, *wrong_managers):
            raise invalid_naming(*wrong)
        present = {manager.user_id for manager in offered.managers}
        added = tuple(person for person in colleagues if person.user_id not in present)
        contacts = tuple(replace(contact, roles=roles[contact.user_id]) for contact in offered.contacts)
        return PartnershipChange(
            partnership=replace(change.partnership, contacts=contacts, managers=(*offered.managers, *added)),
            entry=replace(change.entry, contacts=contacts, managers=added),
        )

    return take_step(
        command.partnership_id,
        command.by,
        decide,
        partnerships=partnerships,
        expected_version=command.expected_version,
        user_ids=command.manager_user_ids,
    )
