"""Messages: written with the change that causes them, delivered afterwards (F1).

waiting -> sent -> delivered | bounced | complained; waiting -> dead (refused, or tried for days; kept visible)
or dropped (the world had moved on before it was sent). Everything that may happen stands in TRANSITIONS;
whatever else is reported, late or twice, changes nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from shared.domain.back_off import back_off
from shared.domain.channel import Channel
from shared.domain.errors import DomainError
from shared.domain.locale import Locale

LEASE = timedelta(seconds=60)
FIRST_BACK_OFF = timedelta(minutes=2)
LONGEST_BACK_OFF = timedelta(minutes=10)
GIVE_UP_AFTER = timedelta(days=3)


class MailRefused(DomainError):
    """The provider will never take this mail, or this text."""


class MessageKind(StrEnum):
    APPROVAL_REQUEST = "approval_request"
    APPROVAL_REMINDER = "approval_reminder"
    APPROVAL_CODE = "approval_code"
    ACCEPTANCE_COPY_CUSTOMER = "acceptance_copy_customer"
    ACCEPTANCE_COPY_PARTNER = "acceptance_copy_partner"
    DECLINED_NOTICE = "declined_notice"
    CHANGE_REQUESTED_NOTICE = "change_requested_notice"
    ORDER_ADDENDUM = "order_addendum"
    ORDER_HELD_BACK_NOTICE = "order_held_back_notice"
    RFI_REQUEST = "rfi_request"
    RFI_REMINDER = "rfi_reminder"
    ORDER_PENDING_NOTICE = "order_pending_notice"
    ORDER_ACCEPTED_NOTICE = "order_accepted_notice"
    ORDER_CANCELED_NOTICE = "order_canceled_notice"
    SIGNING_REQUEST = "signing_request"
    SIGNING_REMINDER = "signing_reminder"
    SIGNED_COPY = "signed_copy"
    DOCUMENT_SIGNED_NOTICE = "document_signed_notice"
    DOCUMENT_DECLINED_NOTICE = "document_declined_notice"
    DOCUMENT_UNDELIVERABLE_NOTICE = "document_undeliverable_notice"
    DOCUMENT_EXPIRED_NOTICE = "document_expired_notice"
    PARTNERSHIP_OFFERED = "partnership_offered"
    PARTNERSHIP_ACCEPTED = "partnership_accepted"
    PARTNERSHIP_DECLINED = "partnership_declined"
    PARTNERSHIP_WITHDRAWN = "partnership_withdrawn"
    PARTNERSHIP_ENDED = "partnership_ended"
    MODIFICATION_PROPOSED = "modification_proposed"
    MODIFICATION_ACCEPTED = "modification_accepted"
    MODIFICATION_DECLINED = "modification_declined"
    MODIFICATION_COUNTERED = "modification_countered"
    MODIFICATION_WITHDRAWN = "modification_withdrawn"
    USER_INVITATION = "user_invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a kind


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    DEAD = "dead"
    DROPPED = "dropped"


class MessageStep(StrEnum):
    """What can happen to a message: what we do with it, and (capitalised) what SES reports of it."""

    HAND_OVER = "hand_over"
    DROP = "drop"
    DIE = "die"
    SEND = "Send"
    DELIVERY = "Delivery"
    TRANSIENT_BOUNCE = "TransientBounce"
    BOUNCE = "Bounce"
    COMPLAINT = "Complaint"


UNDER_WAY = (MessageState.WAITING, MessageState.SENT)
FAILED = frozenset({MessageState.BOUNCED, MessageState.COMPLAINED, MessageState.DEAD})
"""It reached nobody, or nobody who wants to hear from us."""

TRANSITIONS: dict[tuple[MessageState, MessageStep], MessageState] = {
    (MessageState.WAITING, MessageStep.HAND_OVER): MessageState.SENT,
    (MessageState.WAITING, MessageStep.DROP): MessageState.DROPPED,
    (MessageState.WAITING, MessageStep.DIE): MessageState.DEAD,
    # SES reports on mails that it took, so its word closes a row whose reply was lost.
    (MessageState.WAITING, MessageStep.SEND): MessageState.SENT,
    **{(state, MessageStep.DELIVERY): MessageState.DELIVERED for state in UNDER_WAY},
    # After the delivery it would only be the receiver's notice of absence.
    **{(state, MessageStep.TRANSIENT_BOUNCE): MessageState.BOUNCED for state in UNDER_WAY},
    **{(state, MessageStep.BOUNCE): MessageState.BOUNCED for state in (*UNDER_WAY, MessageState.DELIVERED)},
    **{
        (state, MessageStep.COMPLAINT): MessageState.COMPLAINED
        for state in (*UNDER_WAY, MessageState.DELIVERED, MessageState.BOUNCED)
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEvent:
    """A step that moved the message on; `detail` says why, in words that name nobody."""

    at: datetime
    what: MessageStep
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail to one address, or one text to one number in E.164.

    `id` is deterministic, of letters, digits, `_` and `-` (it travels as an SES tag): the same cause makes
    the same id, so a cause that is committed twice still makes one message. `about` is the id of the object
    that it is about; `number` is what the kind counts (link number, code number). `due_at` is when it may be
    tried next: a claim moves it by the lease, so whoever claims has the message alone for that long.
    """

    id: str
    partner_id: str
    kind: MessageKind
    about: str
    number: int
    to_address: str
    to_name: str
    locale: Locale
    created_at: datetime
    channel: Channel = Channel.EMAIL
    state: MessageState = MessageState.WAITING
    attempts: int = 0
    due_at: datetime | None = None
    events: tuple[MessageEvent, ...] = ()
    version: int = 1

    def is_ready(self, now: datetime) -> bool:
        """Whether it may be tried: for the first time at once, later when its time has come."""
        if self.state is not MessageState.WAITING:
            return False
        return self.attempts == 0 or self.due_at is None or now >= self.due_at

    def is_given_up(self, now: datetime) -> bool:
        return now - self.created_at >= GIVE_UP_AFTER

    def claimed(self, now: datetime) -> Self:
        """Taken for an attempt; for the one who gets to save this, until the lease ends."""
        return replace(self, attempts=self.attempts + 1, due_at=now + LEASE, version=self.version + 1)

    def postponed(self, now: datetime, *, jitter: float) -> Self:
        """To be tried again, later each time; `jitter` (0 to 1) spreads those that failed together.

        Never within the lease: a mail whose reply was lost may have gone, and SES's event tells so by then.
        """
        pause = back_off(self.attempts - 1, first=FIRST_BACK_OFF, longest=LONGEST_BACK_OFF, jitter=jitter)
        return replace(self, due_at=now + pause, version=self.version + 1)

    def moved(self, step: MessageStep, at: datetime, detail: str = "") -> Self:
        """After that step; the same message where TRANSITIONS knows none."""
        target = TRANSITIONS.get((self.state, step))
        if target is None:
            return self
        return replace(
            self,
            state=target,
            due_at=None,
            events=(*self.events, MessageEvent(at=at, what=step, detail=detail)),
            version=self.version + 1,
        )
