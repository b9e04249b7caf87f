"""Decline to sign, and say why."""

from dataclasses import dataclass
from datetime import datetime

from functions.sign_document.outcome import Decided, Outcome, answer
from shared.domain.confirmation import Origin
from shared.domain.link import Link
from shared.faults import Fault
from shared.ports import Clock, Envelopes, Signing, SigningQueue
from shared.reason import reason_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineDocument:
    link: Link
    reason: str
    origin: Origin
    form_faults: tuple[Fault, ...] = ()


def decline_document(command: DeclineDocument, *, envelopes: Envelopes, queue: SigningQueue, now: Clock) -> Outcome:
    """Raises NotFound, Unavailable."""

    def decide(signing: Signing, at: datetime) -> Decided:
        faults = (*command.form_faults, *reason_faults(command.reason, missing="reason_missing"))
        if faults:
            return Decided(faults=faults)
        return Decided(envelope=signing.envelope.declined(command.reason, now=at, origin=command.origin))

    return answer(command.link, envelopes=envelopes, queue=queue, now=now, decide=decide)
