"""Looking at what is to be signed decides nothing; the first person to look is recorded."""

from datetime import timedelta
from typing import Any

import pytest

from functions.sign_document.show_document import show_document
from shared.domain.confirmation import MAX_LOOKS, Origin
from shared.domain.envelope import Envelope, EnvelopeEvent, EnvelopeState, new_envelope
from shared.domain.errors import Unavailable
from shared.domain.link import LinkUnknown
from shared.ports import Signing
from tests.support.builders import A_PHONE, NOON, a_partner
from tests.support.fakes.envelopes import FakeEnvelopes
from tests.support.signing import PDF_SHA256
from tests.unit.sign_document.desk import Desk, a_link


def show(desk: Desk, *, by_person: bool = True, number: int = 1, origin: Origin = A_PHONE) -> Signing:
    return show_document(
        a_link(desk.document, number),
        by_person=by_person,
        origin=origin,
        envelopes=desk.envelopes,
        queue=desk.queue,
        now=lambda: NOON,
    )


def test_the_first_person_to_look_is_recorded_and_the_poll_told() -> None:
    desk = Desk()

    signing = show(desk)

    assert signing.envelope == desk.envelope
    assert (desk.envelope.state, desk.envelope.history[-1].origin) == (EnvelopeState.VIEWED, A_PHONE)
    assert [task[2] for task in desk.queue.documents] == [desk.document.id]


def test_looking_again_writes_nothing() -> None:
    desk = Desk()
    show(desk)

    show(desk)

    assert (desk.envelopes.writes, len(desk.queue.documents)) == (1, 1)


def test_a_scanner_is_noted_once_and_is_no_view() -> None:
    desk = Desk()

    for _ in range(2):
        show(desk, by_person=False)

    assert (desk.envelope.state, desk.envelopes.writes, desk.queue.documents) == (EnvelopeState.SENT, 1, [])
    assert (desk.envelope.history[-1].event, desk.envelope.history[-1].origin) == (EnvelopeEvent.SCAN, A_PHONE)


@pytest.mark.parametrize("by_person", [True, False])
def test_of_each_device_the_first_look_is_kept_of_twenty_at_most(by_person: bool) -> None:
    desk, before = Desk(), len(Desk().envelope.history)

    for number in range(MAX_LOOKS + 5):
        show(desk, by_person=by_person, origin=Origin(ip=f"192.0.2.{number}", user_agent="Mozilla/5.0"))

    looks = desk.envelope.history[before:]
    assert len(looks) == len({look.origin for look in looks}) == desk.envelopes.writes == MAX_LOOKS
    assert len(desk.queue.documents) == by_person, "the status changes once, if at all"


def test_somebody_may_look_before_the_mail_is_known_to_be_out() -> None:
    desk = Desk()
    desk.envelopes.envelopes[desk.document.id] = new_envelope(desk.document, sha256=PDF_SHA256, now=NOON)

    assert show(desk).envelope.state is EnvelopeState.VIEWED


@pytest.mark.parametrize("event", [EnvelopeEvent.CANCEL, EnvelopeEvent.FAIL, EnvelopeEvent.EXPIRE])
def test_what_is_closed_is_not_viewed(event: EnvelopeEvent) -> None:
    desk = Desk()
    closed = desk.envelope.moved(event, now=NOON)
    desk.envelopes.envelopes[closed.id] = closed

    assert show(desk).envelope == closed
    assert desk.envelopes.writes == 0


def test_what_has_expired_is_not_viewed_either() -> None:
    desk = Desk()
    signing = show_document(
        a_link(desk.document),
        by_person=True,
        origin=A_PHONE,
        envelopes=desk.envelopes,
        queue=desk.queue,
        now=lambda: NOON + timedelta(days=30),
    )

    assert (signing.envelope.state, desk.envelopes.writes) == (EnvelopeState.SENT, 0)


def test_a_table_that_takes_no_writes_shows_the_page_all_the_same() -> None:
    class Busy(FakeEnvelopes):
        def save(self, envelope: Envelope, *more: Any, **named: Any) -> None:
            raise Unavailable("The table can't take a change now.")

    desk = Desk()
    desk.envelopes = Busy(a_partner(), desk.document, envelopes=[desk.envelope])

    assert show(desk).envelope.state is EnvelopeState.SENT
    assert desk.queue.documents == []


def test_a_link_that_was_never_made_shows_nothing() -> None:
    desk = Desk()

    with pytest.raises(LinkUnknown):
        show(desk, number=2)
    assert desk.envelopes.writes == 0
