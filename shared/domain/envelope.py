"""An envelope: what our own signing page knows of a document that it has out (D9, built-in).

waiting -> sent (its mail or text was handed over) -> viewed -> signed | declined; from any of the first three also
canceled, expired; undeliverable from waiting and sent, for whoever has seen it was reached. Everything that may happen
stands in TRANSITIONS. It is the provider's side: the digital document follows it by what the provider reports.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from shared.domain.confirmation import MAX_LOOKS, Origin
from shared.domain.digital_document import Choices, DigitalDocument, DocumentClosed, DocumentStatus, Report, Source
from shared.domain.evidence_reference import EvidenceReference


class EnvelopeState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    VIEWED = "viewed"
    SIGNED = "signed"
    DECLINED = "declined"
    CANCELED = "canceled"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"


class EnvelopeEvent(StrEnum):
    HAND_OVER = "hand_over"
    VIEW = "view"
    SCAN = "scan"
    SIGN = "sign"
    DECLINE = "decline"
    CANCEL = "cancel"
    EXPIRE = "expire"
    FAIL = "fail"
    REMIND = "remind"


UNSEEN = (EnvelopeState.WAITING, EnvelopeState.SENT)
OPEN = frozenset({*UNSEEN, EnvelopeState.VIEWED})

TRANSITIONS: dict[tuple[EnvelopeState, EnvelopeEvent], EnvelopeState] = {
    (EnvelopeState.WAITING, EnvelopeEvent.HAND_OVER): EnvelopeState.SENT,
    **{(state, EnvelopeEvent.VIEW): EnvelopeState.VIEWED for state in OPEN},
    **{(state, EnvelopeEvent.SCAN): state for state in OPEN},
    **{(state, EnvelopeEvent.SIGN): EnvelopeState.SIGNED for state in OPEN},
    **{(state, EnvelopeEvent.DECLINE): EnvelopeState.DECLINED for state in OPEN},
    **{(state, EnvelopeEvent.CANCEL): EnvelopeState.CANCELED for state in OPEN},
    **{(state, EnvelopeEvent.EXPIRE): EnvelopeState.EXPIRED for state in OPEN},
    **{(state, EnvelopeEvent.FAIL): EnvelopeState.UNDELIVERABLE for state in UNSEEN},
    **{(state, EnvelopeEvent.REMIND): state for state in OPEN},
}

STATUSES: dict[EnvelopeState, DocumentStatus] = {
    EnvelopeState.WAITING: DocumentStatus.DRAFT,
    EnvelopeState.SENT: DocumentStatus.SENT,
    EnvelopeState.VIEWED: DocumentStatus.VIEWED,
    EnvelopeState.SIGNED: DocumentStatus.SIGNED,
    EnvelopeState.DECLINED: DocumentStatus.DECLINED,
    EnvelopeState.CANCELED: DocumentStatus.CANCELED,
    EnvelopeState.EXPIRED: DocumentStatus.EXPIRED,
    EnvelopeState.UNDELIVERABLE: DocumentStatus.UNDELIVERABLE,
}


class EnvelopeClosed(DocumentClosed):
    code = "document_closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeEntry:
    at: datetime
    event: EnvelopeEvent
    detail: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """`id` is the document's. `sha256` is of the PDF that was sent to be signed; `changed_at` of its last change of
    state, by which the provider's list of changes goes; `due_at` when it expires, while it is open."""

    id: str
    customer_id: str
    sha256: str
    expires_at: datetime
    changed_at: datetime
    due_at: datetime | None
    state: EnvelopeState = EnvelopeState.WAITING
    reminders: int = 0
    reason: str | None = None
    choices: Choices | None = None
    evidence: EvidenceReference | None = None
    history: tuple[EnvelopeEntry, ...] = ()
    version: int = 1

    def state_at(self, now: datetime) -> EnvelopeState:
        """The state as it must be answered: an open one is over the instant that it expires."""
        return EnvelopeState.EXPIRED if self.state in OPEN and now >= self.expires_at else self.state

    def is_open(self, now: datetime) -> bool:
        return self.state_at(now) in OPEN

    def at(self, *events: EnvelopeEvent) -> EnvelopeEntry | None:
        """The first of those events."""
        return next((entry for entry in self.history if entry.event in events), None)

    def is_new_look(self, event: EnvelopeEvent, origin: Origin) -> bool:
        """Whether a view, or a scan, is to be kept: of each device the first, and always what makes this `viewed`."""
        if event is EnvelopeEvent.VIEW and self.state in UNSEEN:
            return True
        known = [entry.origin for entry in self.history if entry.event is event]
        return len(known) < MAX_LOOKS and origin not in known

    def moved(self, event: EnvelopeEvent, *, now: datetime, detail: str = "", origin: Origin | None = None) -> Self:
        """After that event. Raises EnvelopeClosed where TRANSITIONS knows none."""
        target = TRANSITIONS.get((self.state if event is EnvelopeEvent.EXPIRE else self.state_at(now), event))
        if target is None:
            raise EnvelopeClosed(f"This document is {self.state_at(now)}.")
        return replace(
            self,
            state=target,
            changed_at=now if target is not self.state else self.changed_at,
            due_at=self.due_at if target in OPEN else None,
            history=(*self.history, EnvelopeEntry(at=now, event=event, detail=detail, origin=origin)),
            version=self.version + 1,
        )

    def viewed(self, *, now: datetime, origin: Origin) -> Self:
        """By somebody who isn't a known scanner. Raises EnvelopeClosed."""
        return self.moved(EnvelopeEvent.VIEW, now=now, origin=origin)

    def signed(self, choices: Choices, *, now: datetime, origin: Origin) -> Self:
        """Raises EnvelopeClosed."""
        return replace(self.moved(EnvelopeEvent.SIGN, now=now, origin=origin), choices=choices)

    def declined(self, reason: str, *, now: datetime, origin: Origin) -> Self:
        """Raises EnvelopeClosed."""
        return replace(self.moved(EnvelopeEvent.DECLINE, now=now, detail=reason, origin=origin), reason=reason)

    def reminded(self, *, now: datetime) -> Self:
        """Raises EnvelopeClosed."""
        return replace(self.moved(EnvelopeEvent.REMIND, now=now), reminders=self.reminders + 1)

    def report(self, now: datetime) -> Report:
        """As the provider tells it."""
        state = self.state_at(now)
        return Report(
            provider_document_id=self.id,
            raw=state,
            status=STATUSES[state],
            at=self.expires_at if state is not self.state else self.changed_at,
            reason=self.reason,
            choices=self.choices or Choices(),
            evidence=self.evidence,
        )

    def applied_to(self, document: DigitalDocument) -> DigitalDocument:
        """The document as this leaves it, with what was chosen, whether its own row has followed already or not."""
        return document.reported(self.report(self.changed_at), now=self.changed_at, source=Source.CHECK)


def new_envelope(document: DigitalDocument, *, sha256: str, now: datetime) -> Envelope:
    return Envelope(
        id=document.id,
        customer_id=document.customer_id,
        sha256=sha256,
        expires_at=document.expires_at,
        changed_at=now,
        due_at=document.expires_at,
    )
