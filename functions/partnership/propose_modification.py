"""Ask for a change of a partnership, or answer one with another: it holds once the other side accepts (E10)."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.partnership.check_modification import Wishes, check_modification
from functions.partnership.name_colleagues import UNKNOWN
from functions.partnership.negotiate import Seat, take_step
from shared.domain import ids
from shared.domain.errors import FieldError, Invalid, NotFound
from shared.domain.once import Once
from shared.domain.partnership import (
    Modification,
    ModificationClosed,
    Partnership,
    PartnershipChange,
    PartnershipStep,
    Roles,
    UnknownUser,
)
from shared.domain.tenant import Actor
from shared.ports import Clock, Partnerships


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeModification:
    """`counters` is the id of the modification that this answers, or none. `roles` are for contacts that the other
    side offered and that a counter-proposal keeps."""

    partnership_id: str
    wishes: Wishes
    roles: Mapping[str, Roles]
    by: Actor
    counters: str | None = None


def propose_modification(
    command: ProposeModification,
    *,
    partnerships: Partnerships,
    now: Clock,
    once: Once[PartnershipChange] | None = None,
) -> PartnershipChange:
    """Raises NotFound, Invalid (UnknownUser), PartnershipNotAccepted, ModificationPending, ModificationClosed,
    NotYourTurn, AlreadyAnswered, IdempotencyKeyReused."""
    step = PartnershipStep.COUNTER_MODIFICATION if command.counters else PartnershipStep.MODIFY

    def decide(seat: Seat) -> PartnershipChange:
        present, at = seat.partnership, now()
        if command.counters:
            pending_modification(present, command.counters)
        present.check(step, seat.side)
        found, wrong = check_modification(command.wishes, command.roles, seat)
        if wrong:
            raise invalid_naming(*wrong)
        modification = Modification(
            id=ids.child_id("mod", parent=present.id, now=at),
            proposed_by=seat.side,
            proposer=command.by,
            proposed_at=at,
            add_contacts=found.add_contacts,
            release_contacts=found.release_contacts,
            add_managers=found.add_managers,
            release_managers=found.release_managers,
            reason=command.wishes.reason,
        )
        return present.taken(step, seat.side, command.by, at, reason=command.wishes.reason, modification=modification)

    added = (*command.wishes.add_contact_user_ids, *command.wishes.add_manager_user_ids)
    return take_step(command.partnership_id, command.by, decide, partnerships=partnerships, user_ids=added, once=once)


def pending_modification(partnership: Partnership, modification_id: str) -> Modification:
    """Raises NotFound for one that this partnership never had, ModificationClosed for one that is over."""
    if ids.tail(ids.require("mod", modification_id)) != ids.tail(partnership.id):
        raise NotFound
    pending = partnership.modification
    if pending is None or pending.id != modification_id:
        raise ModificationClosed
    return pending


def invalid_naming(*wrong: FieldError) -> Invalid:
    """All of it at once; under the code of an unknown user where there is one (E13)."""
    return UnknownUser(*wrong) if any(error.code == UNKNOWN for error in wrong) else Invalid(*wrong)
