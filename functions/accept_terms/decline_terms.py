"""Decline, and say why (A13)."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.accept_terms.outcome import Outcome, answer
from shared.domain.approval_messages import decline_notices
from shared.domain.confirmation import Origin
from shared.domain.link import Link
from shared.faults import Fault
from shared.ports import Approval, Clock, Confirmations
from shared.reason import reason_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineTerms:
    link: Link
    reason: str
    origin: Origin
    form_faults: tuple[Fault, ...] = ()


def decline_terms(command: DeclineTerms, *, confirmations: Confirmations, now: Clock) -> Outcome:
    """Raises NotFound, Unavailable."""

    def decide(approval: Approval, at: datetime) -> Outcome:
        faults = (*command.form_faults, *reason_faults(command.reason, missing="reason_to_decline_missing"))
        if faults:
            return Outcome(approval=approval, faults=faults)
        declined = approval.confirmation.declined(command.reason, now=at, origin=command.origin)
        confirmations.save(declined, decline_notices(declined, approval.partner, at))
        return Outcome(approval=replace(approval, confirmation=declined))

    return answer(command.link, confirmations=confirmations, now=now, decide=decide)
