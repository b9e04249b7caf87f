"""A confirmation: a customer's contact is asked to accept the terms of a proposed solution (A).

sent -> viewed -> accepted | declined; from sent and viewed also revoked, superseded, expired;
accepted -> superseded when its quote changes (A12). Everything that may happen stands in TRANSITIONS.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from shared.domain.customer import Contact
from shared.domain.errors import Conflict, FieldError, Invalid
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.locale import Locale
from shared.domain.product import Billing
from shared.domain.tenant import Actor
from shared.domain.terms import TermsReference

MAX_REMINDERS = 3
MAX_LINKS = 255
MAX_LOOKS = 20
"""How many views, and how many visits of scanners, a history keeps: nobody makes it grow by looking."""


class ContactOutsideDomain(Invalid):
    def __init__(self) -> None:
        super().__init__(
            FieldError(
                "contact_id",
                "contact_outside_domain",
                "This contact's email address is in none of the customer's domains.",
            ),
            detail="A confirmation goes only to a contact in one of the customer's domains.",
        )


class ConfirmationPending(Conflict):
    pass


class QuoteAlreadyConfirmed(Conflict):
    pass


class ConfirmationClosed(Conflict):
    pass


class State(StrEnum):
    SENT = "sent"
    VIEWED = "viewed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class Event(StrEnum):
    VIEW = "view"
    SCAN = "scan"
    ACCEPT = "accept"
    DECLINE = "decline"
    REQUEST_CHANGE = "request_change"
    REVOKE = "revoke"
    SUPERSEDE = "supersede"
    EXPIRE = "expire"
    RESEND = "resend"
    REMIND = "remind"
    SEND_CODE = "send_code"


OPEN = frozenset({State.SENT, State.VIEWED})

TRANSITIONS: dict[tuple[State, Event], State] = {
    **{(state, Event.VIEW): State.VIEWED for state in OPEN},
    **{(state, Event.SCAN): state for state in OPEN},
    **{(state, Event.ACCEPT): State.ACCEPTED for state in OPEN},
    **{(state, Event.DECLINE): State.DECLINED for state in OPEN},
    **{(state, Event.REQUEST_CHANGE): State.DECLINED for state in OPEN},
    **{(state, Event.REVOKE): State.REVOKED for state in OPEN},
    **{(state, Event.SUPERSEDE): State.SUPERSEDED for state in OPEN | {State.ACCEPTED}},
    **{(state, Event.EXPIRE): State.EXPIRED for state in OPEN},
    **{(state, Event.RESEND): State.SENT for state in OPEN},
    **{(state, Event.REMIND): state for state in OPEN},
    **{(state, Event.SEND_CODE): state for state in OPEN},
}

LATER_EVIDENCE: dict[Event | None, str] = {Event.SUPERSEDE: "superseded"}
"""What is recorded after the evidence of an acceptance, under which name (G2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedLine:
    """A line of the quote as the customer sees it: without the commercials (A2)."""

    description: str
    quantity: int
    billing: Billing
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    contact_id: str
    name: str
    email: str

    @classmethod
    def of(cls, contact: Contact) -> Self:
        return cls(contact_id=contact.id, name=contact.name, email=contact.email)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a public request came from, as API Gateway saw it."""

    ip: str
    user_agent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """The six-digit code that is out: to whom, until when, how many tries are left (A16)."""

    contact_id: str
    number: int
    expires_at: datetime
    tries_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    at: datetime
    event: Event | None
    by: str
    detail: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What was sent, frozen (lines, terms), and what became of it.

    `link_number` counts the links made for it; only the newest opens. `due_at` is when the sweep must look
    at it next: to remind, or to expire. `places_order` says that its acceptance orders too (A10). `codes_sent_at`
    are the times at which codes went out.
    """

    id: str
    customer_id: str
    quote_id: str
    quote_revision: int
    title: str
    permitted_users: int | None
    lines: tuple[ConfirmedLine, ...]
    terms: TermsReference
    addressee: Person
    locale: Locale
    sent_by: Actor
    state: State
    sent_at: datetime
    expires_at: datetime
    due_at: datetime | None
    places_order: bool = False
    link_number: int = 1
    reminders: int = 0
    viewed_at: datetime | None = None
    decided_at: datetime | None = None
    accepted_by: Person | None = None
    code: Code | None = None
    codes_sent_at: tuple[datetime, ...] = ()
    code_checked: bool | None = None
    change_requested: bool = False
    reason: str | None = None
    evidence: EvidenceReference | None = None
    history: tuple[HistoryEntry, ...] = ()
    version: int = 1

    def state_at(self, now: datetime) -> State:
        """The state as it must be answered: an open one is over the instant that it expires."""
        if self.state in OPEN and now >= self.expires_at:
            return State.EXPIRED
        return self.state

    def is_open(self, now: datetime) -> bool:
        return self.state_at(now) in OPEN

    @property
    def signer_differs(self) -> bool:
        """Whether another person accepted than the one addressed (A15)."""
        return self.accepted_by is not None and self.accepted_by.contact_id != self.addressee.contact_id

    def _moved(self, event: Event, *, now: datetime, by: str, detail: str = "", origin: Origin | None = None) -> Self:
        target = TRANSITIONS.get((self.state_at(now), event))
        if event is Event.EXPIRE:
            target = TRANSITIONS.get((self.state, event))
        if target is None:
            raise ConfirmationClosed(f"This confirmation is {self.state_at(now)}.")
        return replace(
            self,
            state=target,
            due_at=self.due_at if target in OPEN else None,
            history=(*self.history, HistoryEntry(at=now, event=event, by=by, detail=detail, origin=origin)),
            version=self.version + 1,
        )

    def is_new_look(self, event: Event, origin: Origin) -> bool:
        """Whether a view, or a scan, is to be kept: of each device the first, and always what makes this `viewed`."""
        if event is Event.VIEW and self.state is State.SENT:
            return True
        known = [entry.origin for entry in self.history if entry.event is event]
        return len(known) < MAX_LOOKS and origin not in known

    def viewed(self, *, now: datetime, origin: Origin) -> Self:
        """By somebody who isn't a known scanner (A11). Raises ConfirmationClosed."""
        moved = self._moved(Event.VIEW, now=now, by="link", origin=origin)
        return replace(moved, viewed_at=self.viewed_at or now)

    def scanned(self, *, now: datetime, origin: Origin) -> Self:
        """By a program, as far as we can tell: that is no view. Raises ConfirmationClosed."""
        return self._moved(Event.SCAN, now=now, by="link", origin=origin)

    def accepted(self, person: Person, *, now: datetime, origin: Origin) -> Self:
        """Raises ConfirmationClosed."""
        moved = self._moved(Event.ACCEPT, now=now, by=person.contact_id, origin=origin)
        return replace(moved, accepted_by=person, decided_at=now, code=None)

    def declined(self, reason: str, *, now: datetime, origin: Origin) -> Self:
        """Raises ConfirmationClosed."""
        moved = self._moved(Event.DECLINE, now=now, by="link", detail=reason, origin=origin)
        return replace(moved, decided_at=now, reason=reason, code=None)

    def change_asked(self, text: str, *, now: datetime, origin: Origin) -> Self:
        """Declined as it stands, with what the customer would rather have (A13). Raises ConfirmationClosed."""
        moved = self._moved(Event.REQUEST_CHANGE, now=now, by="link", detail=text, origin=origin)
        return replace(moved, decided_at=now, reason=text, change_requested=True, code=None)

    def revoked(self, reason: str, *, now: datetime, by: str) -> Self:
        """Raises ConfirmationClosed."""
        return replace(self._moved(Event.REVOKE, now=now, by=by, detail=reason), decided_at=now, reason=reason)

    def superseded(self, *, now: datetime, by: str, why: str) -> Self:
        """Raises ConfirmationClosed."""
        return self._moved(Event.SUPERSEDE, now=now, by=by, detail=why)

    def expired(self, *, now: datetime) -> Self:
        """Made durable by the sweep; `state_at` has answered it since the instant itself."""
        return self._moved(Event.EXPIRE, now=now, by="schedule")

    def resent(self, addressee: Person, *, now: datetime, by: str, validity: timedelta, reminder: timedelta) -> Self:
        """A new link and a new period; the old link dies (A14). `addressee` is the same person, by the record of
        today: a mistyped address was perhaps put right. Raises ConfirmationClosed."""
        if self.link_number >= MAX_LINKS:
            raise ConfirmationClosed("This confirmation was resent too often. Revoke it and send a new one.")
        expires_at = now + validity
        return replace(
            self._moved(Event.RESEND, now=now, by=by),
            addressee=addressee,
            link_number=self.link_number + 1,
            sent_at=now,
            expires_at=expires_at,
            due_at=min(now + reminder, expires_at),
            reminders=0,
            viewed_at=None,
            code=None,
        )

    def reminded(self, *, now: datetime, reminder: timedelta) -> Self:
        """The next reminder comes after the same time again, at most MAX_REMINDERS of them (A14)."""
        count = self.reminders + 1
        due_at = min(now + reminder, self.expires_at) if count < MAX_REMINDERS else self.expires_at
        return replace(self._moved(Event.REMIND, now=now, by="schedule"), reminders=count, due_at=due_at)
