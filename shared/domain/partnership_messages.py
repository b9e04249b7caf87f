"""The mails of a partnership, each to be committed with the step that causes it (E15).

Every manager of the other side is told, so whoever offered, or asked for a change, hears of the answer. The ids follow
from the step alone, so a step that is decided twice still causes each mail once. They belong to the tenant that took
the step: what became of them is shown where they were sent from (F5).
"""

from dataclasses import replace

from shared.domain import ids
from shared.domain.approval_messages import STREAM_HEAD_START
from shared.domain.message import Message, MessageKind
from shared.domain.partnership import HistoryEntry, Partnership, PartnershipChange, PartnershipStep, Person

KINDS: dict[PartnershipStep, MessageKind] = {
    PartnershipStep.OFFER: MessageKind.PARTNERSHIP_OFFERED,
    PartnershipStep.ACCEPT: MessageKind.PARTNERSHIP_ACCEPTED,
    PartnershipStep.DECLINE: MessageKind.PARTNERSHIP_DECLINED,
    PartnershipStep.WITHDRAW: MessageKind.PARTNERSHIP_WITHDRAWN,
    PartnershipStep.END: MessageKind.PARTNERSHIP_ENDED,
    PartnershipStep.MODIFY: MessageKind.MODIFICATION_PROPOSED,
    PartnershipStep.ACCEPT_MODIFICATION: MessageKind.MODIFICATION_ACCEPTED,
    PartnershipStep.DECLINE_MODIFICATION: MessageKind.MODIFICATION_DECLINED,
    PartnershipStep.COUNTER_MODIFICATION: MessageKind.MODIFICATION_COUNTERED,
    PartnershipStep.WITHDRAW_MODIFICATION: MessageKind.MODIFICATION_WITHDRAWN,
}


def partnership_messages(change: PartnershipChange) -> tuple[Message, ...]:
    """`number` is that of the entry in the history which the mail tells of."""
    return tuple(_message(change, person) for person in told_of(change.entry, change.partnership))


def told_of(entry: HistoryEntry, partnership: Partnership) -> tuple[Person, ...]:
    """The managers of the other side, and those who were until that step: they may have asked for it."""
    told = entry.side.other
    return (*partnership.managers_of(told), *(person for person in entry.dismissed if person.side is told))


def announced(change: PartnershipChange) -> tuple[PartnershipChange, tuple[Message, ...]]:
    """The change, with its mails noted in the history, and the mails."""
    messages = partnership_messages(change)
    entry = replace(change.entry, mails=tuple(message.id for message in messages))
    return replace(change, entry=entry), messages


def _message(change: PartnershipChange, to: Person) -> Message:
    partnership, entry = change.partnership, change.entry
    kind = KINDS[entry.step]
    return Message(
        id=f"{partnership.id}-{kind}-{entry.number}-{ids.ulid(to.user_id)}",
        partner_id=partnership.business(entry.side).partner_id,
        kind=kind,
        about=partnership.id,
        number=entry.number,
        to_address=to.email,
        to_name=to.name,
        locale=to.locale,
        created_at=entry.at,
        due_at=entry.at + STREAM_HEAD_START,
    )
