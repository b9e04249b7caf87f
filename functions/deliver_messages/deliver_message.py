"""Deliver one message: claim it, look at the world again, render it, hand it over, say what became of it.

A claim holds for the lease. Whoever crashes after it, or loses the mailer's reply, leaves the message to whoever
comes after the lease; unless the provider's own event has closed it by then, it goes out a second time.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from functions.deliver_messages.errand import read_errand
from functions.deliver_messages.keep_outcome import keep_outcome
from functions.deliver_messages.mail import Mail, TextMessage
from functions.deliver_messages.mime import ascii_address, to_mime
from functions.deliver_messages.post_office import PostOffice
from shared.domain.concurrency import settle
from shared.domain.errors import ConcurrentChange, Unavailable
from shared.domain.message import MailRefused, Message, MessageStep

GAVE_UP = "tried for three days"


class Outcome(StrEnum):
    SENT = "sent"
    POSTPONED = "postponed"
    DROPPED = "dropped"
    DIED = "died"
    SKIPPED = "skipped"


OUTCOMES = {
    MessageStep.HAND_OVER: Outcome.SENT,
    MessageStep.DROP: Outcome.DROPPED,
    MessageStep.DIE: Outcome.DIED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """`detail` is the provider's id of what was sent, or why it wasn't; it names nobody."""

    outcome: Outcome
    message: Message
    detail: str = ""


def deliver_message(partner_id: str, message_id: str, office: PostOffice) -> Attempt:
    """Raises NotFound, Unavailable."""
    message = office.outbox.get(partner_id, message_id)
    now = office.now()
    if not message.is_ready(now):
        return Attempt(outcome=Outcome.SKIPPED, message=message, detail="not due, or done")
    if message.is_given_up(now):
        return _closed(message, MessageStep.DIE, GAVE_UP, office)
    claimed = message.claimed(now)
    try:
        office.outbox.save(claimed)
    except ConcurrentChange:
        return Attempt(outcome=Outcome.SKIPPED, message=message, detail="claimed by another")
    return _attempt(claimed, office)


def _attempt(claimed: Message, office: PostOffice) -> Attempt:
    try:
        errand = read_errand(claimed, office)
        receipt = "" if errand.obsolete else _send(claimed, errand.compose(), office)
    except MailRefused as refusal:
        return _closed(claimed, MessageStep.DIE, str(refusal), office)
    except Unavailable as cause:
        return _postponed(claimed, str(cause), office)
    if errand.obsolete:
        return _closed(claimed, MessageStep.DROP, errand.obsolete, office)
    return replace(_closed(claimed, MessageStep.HAND_OVER, "", office), detail=receipt)


def _send(message: Message, content: Mail | TextMessage, office: PostOffice) -> str:
    if isinstance(content, TextMessage):
        return office.texter.send(content.text, to=message.to_address)
    mime = to_mime(content, message, sender=office.sender, now=office.now())
    return office.mailer.send(
        mime, to=ascii_address(message.to_address), partner_id=message.partner_id, message_id=message.id
    )


def _closed(message: Message, step: MessageStep, detail: str, office: PostOffice) -> Attempt:
    """The provider's event may have come first: then that stands."""

    def move() -> Message:
        present = office.outbox.get(message.partner_id, message.id)
        moved = present.moved(step, office.now(), detail)
        if moved is not present:
            keep_outcome(moved, office.ledger)
        return moved

    return Attempt(outcome=OUTCOMES[step], message=settle(move), detail=detail)


def _postponed(claimed: Message, cause: str, office: PostOffice) -> Attempt:
    jitter = office.random_bytes(1)[0] / 255
    try:
        office.outbox.save(claimed.postponed(office.now(), jitter=jitter))
    except ConcurrentChange:
        return Attempt(outcome=Outcome.SKIPPED, message=claimed, detail="closed by the provider's event")
    return Attempt(outcome=Outcome.POSTPONED, message=claimed, detail=cause)
