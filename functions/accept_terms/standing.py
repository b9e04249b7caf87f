"""Where a link leads now: to a question that is still open, to what was answered, or nowhere any more."""

from datetime import datetime
from enum import StrEnum

from shared.domain.confirmation import Confirmation, State
from shared.domain.link import Link, LinkUnknown


class Standing(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CHANGE_REQUESTED = "change_requested"
    RESENT = "resent"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


RECORDED = frozenset({Standing.ACCEPTED, Standing.DECLINED, Standing.CHANGE_REQUESTED})

_BY_STATE = {
    State.SENT: Standing.OPEN,
    State.VIEWED: Standing.OPEN,
    State.ACCEPTED: Standing.ACCEPTED,
    State.DECLINED: Standing.DECLINED,
    State.REVOKED: Standing.REVOKED,
    State.SUPERSEDED: Standing.SUPERSEDED,
    State.EXPIRED: Standing.EXPIRED,
}


def standing_of(link: Link, confirmation: Confirmation, now: datetime) -> Standing:
    """Raises LinkUnknown for a link that was never made, though its seal is good."""
    if link.number > confirmation.link_number:
        raise LinkUnknown
    if link.number < confirmation.link_number:
        return Standing.RESENT
    if confirmation.change_requested and confirmation.state is State.DECLINED:
        return Standing.CHANGE_REQUESTED
    return _BY_STATE[confirmation.state_at(now)]
