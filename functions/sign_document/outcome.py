"""What comes of an answer, and how it is decided: on the present state, once."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from functions.sign_document.standing import Standing, standing_of
from shared.domain.concurrency import settle
from shared.domain.envelope import Envelope
from shared.domain.link import Link
from shared.domain.message import Message
from shared.domain.partner import SigningProvider
from shared.evidence.record import Evidence
from shared.faults import Fault
from shared.ports import Clock, Envelopes, Signing, SigningQueue
from shared.tell_poll import tell_poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The envelope that is to be saved, with its messages and its evidence; with faults there is none."""

    envelope: Envelope | None = None
    messages: tuple[Message, ...] = ()
    evidence: Evidence | None = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The signing as it stands afterwards; with faults, nothing was decided."""

    signing: Signing
    faults: tuple[Fault, ...] = ()


def answer(
    link: Link,
    *,
    envelopes: Envelopes,
    queue: SigningQueue,
    now: Clock,
    decide: Callable[[Signing, datetime], Decided],
) -> Outcome:
    """Decide where the link leads to what is still open; otherwise what was decided stands, and is the outcome.

    Raises NotFound, Unavailable.
    """

    def attempt() -> tuple[Outcome, bool]:
        signing, at = envelopes.read(link.object_id, with_message=True), now()
        if standing_of(link, signing.envelope, at) is not Standing.OPEN:
            return Outcome(signing=signing), False
        decided = decide(signing, at)
        if decided.envelope is None:
            return Outcome(signing=signing, faults=decided.faults), False
        envelopes.save(decided.envelope, decided.messages, decided.evidence)
        return Outcome(signing=replace(signing, envelope=decided.envelope)), True

    outcome, was_decided = settle(attempt)
    if was_decided:
        tell_poll(
            link.tenant,
            SigningProvider.BUILTIN,
            outcome.signing.envelope.id,
            version=outcome.signing.envelope.version,
            queue=queue,
        )
    return outcome
