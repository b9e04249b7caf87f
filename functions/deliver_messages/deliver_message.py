"""Deliver one message: claim it, look at the world again, render it, hand it to the mailer, say what became of it.

A claim holds for the lease. Whoever crashes after it, or loses the mailer's reply, leaves the message to whoever
comes after the lease; unless the provider's own event has closed it by then, it goes out a second time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from functions.deliver_messages.compose import Occasion, compose
from functions.deliver_messages.mime import ascii_address, to_mime
from functions.deliver_messages.still_wanted import reason_to_drop
from shared.domain.approval_code import code_of
from shared.domain.concurrency import settle
from shared.domain.errors import ConcurrentChange, Unavailable
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.message import MailRefused, Message, MessageKind, MessageStep
from shared.domain.signing_keys import SigningKeys
from shared.domain.tenant import Tenant
from shared.ports import Approval, Clock, Confirmations, Mailer, Outbox, RandomBytes
from shared.terms_texts import TermsTexts

GAVE_UP = "tried for three days"
WITH_TERMS = frozenset({MessageKind.ACCEPTANCE_COPY_CUSTOMER, MessageKind.ACCEPTANCE_COPY_PARTNER})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostOffice:
    """All that delivery needs; `public_url` is the origin of links, `sender` the From address."""

    outbox: Outbox
    confirmations: Callable[[Tenant], Confirmations]
    terms: TermsTexts[str]
    mailer: Mailer
    keys: SigningKeys
    public_url: str
    sender: str
    now: Clock
    random_bytes: RandomBytes


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
        approval = office.confirmations(Tenant(claimed.partner_id)).read_approval(claimed.about)
        obsolete = reason_to_drop(claimed, approval.confirmation, office.now())
        receipt = "" if obsolete else _send(claimed, approval, office)
    except MailRefused as refusal:
        return _closed(claimed, MessageStep.DIE, str(refusal), office)
    except Unavailable as cause:
        return _postponed(claimed, str(cause), office)
    if obsolete:
        return _closed(claimed, MessageStep.DROP, obsolete, office)
    return replace(_closed(claimed, MessageStep.HAND_OVER, "", office), detail=receipt)


def _send(message: Message, approval: Approval, office: PostOffice) -> str:
    confirmation = approval.confirmation
    link = Link(
        purpose=Purpose.APPROVE,
        partner_id=message.partner_id,
        object_id=confirmation.id,
        number=confirmation.link_number,
    )
    is_code = message.kind is MessageKind.APPROVAL_CODE
    occasion = Occasion(
        message=message,
        partner=approval.partner,
        customer=approval.customer,
        confirmation=confirmation,
        link=f"{office.public_url}/approve/{seal_link(link, office.keys)}",
        code=code_of(confirmation.id, message.number, office.keys) if is_code else "",
        terms=office.terms.of(Tenant(message.partner_id), confirmation.terms) if message.kind in WITH_TERMS else "",
    )
    mime = to_mime(compose(occasion), message, sender=office.sender, now=office.now())
    return office.mailer.send(
        mime, to=ascii_address(message.to_email), partner_id=message.partner_id, message_id=message.id
    )


def _closed(message: Message, step: MessageStep, detail: str, office: PostOffice) -> Attempt:
    """The provider's event may have come first: then that stands."""

    def move() -> Message:
        present = office.outbox.get(message.partner_id, message.id)
        moved = present.moved(step, office.now(), detail)
        if moved is not present:
            office.outbox.save(moved)
        return moved

    return Attempt(outcome=OUTCOMES[step], message=settle(move), detail=detail)


def _postponed(claimed: Message, cause: str, office: PostOffice) -> Attempt:
    jitter = office.random_bytes(1)[0] / 255
    try:
        office.outbox.save(claimed.postponed(office.now(), jitter=jitter))
    except ConcurrentChange:
        return Attempt(outcome=Outcome.SKIPPED, message=claimed, detail="closed by the provider's event")
    return Attempt(outcome=Outcome.POSTPONED, message=claimed, detail=cause)
