"""Show what a link leads to; the first person to look is recorded (A11)."""

from dataclasses import replace

from shared.domain.confirmation import Origin, State
from shared.domain.errors import Unavailable
from shared.domain.link import Link
from shared.ports import Approval, Clock, Confirmations


def show_approval(link: Link, *, by_person: bool, origin: Origin, confirmations: Confirmations, now: Clock) -> Approval:
    """Raises NotFound."""
    approval = confirmations.read_approval(link.object_id)
    confirmation, at = approval.confirmation, now()
    is_first_view = confirmation.state_at(at) is State.SENT and link.number == confirmation.link_number
    if not by_person or not is_first_view:
        return approval
    viewed = confirmation.viewed(now=at, origin=origin)
    try:
        confirmations.save(viewed)
    except Unavailable:  # somebody else was quicker, or the table is busy: the page matters more than the note
        return approval
    return replace(approval, confirmation=viewed)
