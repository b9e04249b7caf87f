"""Decline an offer, withdraw one's own, or end a partnership, with a reason (E9, E11)."""

from dataclasses import dataclass
from typing import Literal

from functions.partnership.negotiate import Seat, take_step
from shared.domain.partnership import PartnershipChange, PartnershipStep
from shared.domain.tenant import Actor
from shared.ports import Clock, Partnerships

type Closing = Literal[PartnershipStep.DECLINE, PartnershipStep.WITHDRAW, PartnershipStep.END]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosePartnership:
    partnership_id: str
    step: Closing
    reason: str
    expected_version: int | None
    by: Actor


def close_partnership(command: ClosePartnership, *, partnerships: Partnerships, now: Clock) -> PartnershipChange:
    """Raises NotFound, Stale, PartnershipNotOpen, PartnershipNotAccepted, NotYourTurn."""

    def decide(seat: Seat) -> PartnershipChange:
        return seat.partnership.taken(command.step, seat.side, command.by, now(), reason=command.reason)

    return take_step(
        command.partnership_id,
        command.by,
        decide,
        partnerships=partnerships,
        expected_version=command.expected_version,
    )
