"""What holds of a partnership whatever was done to it, and whoever did it at the same moment."""

from collections.abc import Sequence

from shared.domain.message import Message
from shared.domain.partnership import HistoryEntry, Partnership, PartnershipStatus, Side
from shared.domain.partnership_messages import KINDS
from tests.unit.partnership.desk import Desk


def check_promises(desk: Desk, messages: Sequence[Message]) -> Partnership:
    """Of the one that the desk is about; `messages` are those of all partnerships in the outbox."""
    partnership = desk.at(Side.PARTNER)
    entries = desk.history(Side.PARTNER)
    assert desk.at(Side.CUSTOMER) == partnership, "the two sides differ"
    assert desk.history(Side.CUSTOMER) == entries, "the two sides remember differently"
    assert [entry.number for entry in entries] == list(range(1, partnership.entries + 1))
    assert partnership.version == partnership.entries
    check_people(partnership)
    check_state(partnership)
    mails = [message for message in messages if message.about == partnership.id]
    assert len({message.id for message in mails}) == len(mails)
    for entry in entries:
        check_mails(entry, [message for message in mails if message.number == entry.number])
    assert {message.number for message in mails} <= {entry.number for entry in entries}
    return partnership


def check_people(partnership: Partnership) -> None:
    for people in (partnership.managers, tuple(contact.person for contact in partnership.contacts)):
        assert len({person.user_id for person in people}) == len(people), "somebody is there twice"
    assert all(partnership.managers_of(side) for side in Side), "a side without a manager"
    if partnership.formed_at is not None:
        assert all(contact.roles and all(contact.roles.values()) for contact in partnership.contacts)


def check_state(partnership: Partnership) -> None:
    assert (partnership.modification is not None) == (partnership.status is PartnershipStatus.MODIFIED)
    never_formed = {PartnershipStatus.OPEN, PartnershipStatus.DECLINED, PartnershipStatus.WITHDRAWN}
    assert (partnership.formed_at is None) == (partnership.status in never_formed)


def check_mails(entry: HistoryEntry, mails: Sequence[Message]) -> None:
    """Each step told the other side, once each, and nobody else."""
    assert mails, "nobody heard of it"
    assert sorted(message.id for message in mails) == sorted(entry.mails)
    assert {message.kind for message in mails} == {KINDS[entry.step]}
