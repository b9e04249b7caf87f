"""Decline an offer, withdraw one's own, or end a partnership; decline a change, or take back one's own: each with a
reason (E9-E11)."""

from dataclasses import dataclass
from typing import Literal

from functions.partnership.negotiate import Seat, take_step
from functions.partnership.propose_modification import pending_modification
from shared.domain.partnership import PartnershipChange, PartnershipStep
from shared.domain.tenant import Actor
from shared.ports import Clock, Partnerships

type Closing = Literal[
    PartnershipStep.DECLINE,
    PartnershipStep.WITHDRAW,
    PartnershipStep.END,
    PartnershipStep.DECLINE_MODIFICATION,
    PartnershipStep.WITHDRAW_MODIFICATION,
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePartnership:
    """`modification_id` is that of the change that the step closes, or none."""

    partnership_id: str
    step: Closing
    reason: str
    expected_version: int | None
    by: Actor
    modification_id: str | None = None


def close_partnership(command: ClosePartnership, *, partnerships: Partnerships, now: Clock) -> PartnershipChange:
    """Raises NotFound, Stale, PartnershipNotOpen, PartnershipNotAccepted, ModificationClosed, NotYourTurn."""

    def decide(seat: Seat) -> PartnershipChange:
        present, named = seat.partnership, command.modification_id
        pending = pending_modification(present, named) if named is not None else None
        return present.taken(command.step, seat.side, command.by, now(), reason=command.reason, modification=pending)

    return take_step(
        command.partnership_id,
        command.by,
        decide,
        partnerships=partnerships,
        expected_version=command.expected_version,
    )
