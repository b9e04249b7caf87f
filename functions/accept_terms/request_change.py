"""Ask for something else: the partner is told, and this proposal is closed (A13)."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.accept_terms.outcome import Outcome, answer
from shared.domain.approval_messages import change_request_notices
from shared.domain.confirmation import Origin
from shared.domain.link import Link
from shared.faults import Fault
from shared.ports import Approval, Clock, Confirmations
from shared.reason import reason_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestChange:
    link: Link
    wish: str
    origin: Origin
    form_faults: tuple[Fault, ...] = ()


def request_change(command: RequestChange, *, confirmations: Confirmations, now: Clock) -> Outcome:
    """Raises NotFound, Unavailable."""

    def decide(approval: Approval, at: datetime) -> Outcome:
        faults = (*command.form_faults, *reason_faults(command.wish, missing="wish_missing"))
        if faults:
            return Outcome(approval=approval, faults=faults)
        asked = approval.confirmation.change_asked(command.wish, now=at, origin=command.origin)
        confirmations.save(asked, change_request_notices(asked, approval.partner, at))
        return Outcome(approval=replace(approval, confirmation=asked))

    return answer(command.link, confirmations=confirmations, now=now, decide=decide)
