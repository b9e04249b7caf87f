"""Show what a link leads to; who looks is recorded, people and scanners apart (A11, G1)."""

from dataclasses import replace

from shared.domain.confirmation import Event, Origin
from shared.domain.errors import Unavailable
from shared.domain.link import Link
from shared.ports import Approval, Clock, Confirmations


def show_approval(link: Link, *, by_person: bool, origin: Origin, confirmations: Confirmations, now: Clock) -> Approval:
    """Raises NotFound."""
    approval = confirmations.read_approval(link.object_id)
    confirmation, at = approval.confirmation, now()
    is_open = confirmation.is_open(at) and link.number == confirmation.link_number
    if not is_open or not confirmation.is_new_look(Event.VIEW if by_person else Event.SCAN, origin):
        return approval
    look = confirmation.viewed if by_person else confirmation.scanned
    looked_at = look(now=at, origin=origin)
    try:
        confirmations.save(looked_at)
    except Unavailable:  # somebody else was quicker, or the table is busy: the page matters more than the note
        return approval
    return replace(approval, confirmation=looked_at)
