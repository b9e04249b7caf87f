"""What may happen to an envelope stands in its table, and nothing else happens (D9)."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.digital_document import RANKS, Choices, DocumentStatus, Source
from shared.domain.envelope import (
    OPEN,
    STATUSES,
    TRANSITIONS,
    Envelope,
    EnvelopeClosed,
    EnvelopeEvent,
    EnvelopeState,
    new_envelope,
)
from tests.support.builders import A_PHONE, NOON
from tests.support.signing import PDF_SHA256, a_document

EVENTS = st.lists(
    st.tuples(st.sampled_from(EnvelopeEvent), st.integers(min_value=0, max_value=20).map(timedelta)),
    max_size=12,
)


def fresh() -> Envelope:
    return new_envelope(a_document(), sha256=PDF_SHA256, now=NOON)


def happen(envelope: Envelope, event: EnvelopeEvent, now: datetime) -> Envelope:
    match event:
        case EnvelopeEvent.SIGN:
            return envelope.signed(Choices(options=("3",)), now=now, origin=A_PHONE)
        case EnvelopeEvent.DECLINE:
            return envelope.declined("Too dear", now=now, origin=A_PHONE)
        case EnvelopeEvent.REMIND:
            return envelope.reminded(now=now)
    return envelope.moved(event, now=now)


def after_each(events: list[tuple[EnvelopeEvent, timedelta]]) -> list[tuple[datetime, Envelope]]:
    """How it stands at first, and after each; what may not happen leaves it as it is."""
    at, envelope = NOON, fresh()
    story = [(at, envelope)]
    for event, pause in events:
        at += pause
        try:
            envelope = happen(envelope, event, at)
        except EnvelopeClosed:
            assert event is EnvelopeEvent.EXPIRE or (envelope.state_at(at), event) not in TRANSITIONS
        story.append((at, envelope))
    return story


@given(EVENTS)
def test_only_what_the_table_knows_happens_and_the_history_tells_it(
    events: list[tuple[EnvelopeEvent, timedelta]],
) -> None:
    story = after_each(events)

    state = EnvelopeState.WAITING
    for entry in story[-1][1].history:
        state = TRANSITIONS[state, entry.event]
    assert state is story[-1][1].state
    for (_, former), (_, latter) in pairwise(story):
        assert latter.version - former.version == len(latter.history) - len(former.history) == (latter is not former)
        if former.state not in OPEN:
            assert latter is former
        assert (latter.due_at is None) == (latter.state not in OPEN)


@given(EVENTS)
def test_what_it_reports_never_goes_backwards_and_is_final_once_closed(
    events: list[tuple[EnvelopeEvent, timedelta]],
) -> None:
    story = after_each(events)
    reports = [envelope.report(at) for at, envelope in story]

    ranks = [RANKS[one.status] for one in reports]
    assert ranks == sorted(ranks)
    closed = [one.status for one in reports if RANKS[one.status] == max(RANKS.values())]
    assert len(set(closed)) <= 1

    document = a_document()
    for one in reports:
        document = document.reported(one, now=NOON, source=Source.SCHEDULE)
    assert document.status is reports[-1].status


@given(EVENTS)
def test_after_its_time_nobody_signs(events: list[tuple[EnvelopeEvent, timedelta]]) -> None:
    for at, envelope in after_each(events):
        signed = envelope.at(EnvelopeEvent.SIGN)
        assert signed is None or signed.at < envelope.expires_at
        assert envelope.is_open(at) == (envelope.state in OPEN and at < envelope.expires_at)


def test_every_state_is_reported_as_a_status_with_a_rank() -> None:
    assert set(STATUSES) == set(EnvelopeState)
    assert set(STATUSES.values()) == set(RANKS)


@pytest.mark.parametrize(("state", "event"), sorted(TRANSITIONS))
def test_no_step_of_the_table_goes_backwards(state: EnvelopeState, event: EnvelopeEvent) -> None:
    assert state in OPEN
    assert RANKS[STATUSES[TRANSITIONS[state, event]]] >= RANKS[STATUSES[state]]


def test_whoever_has_seen_it_was_reached() -> None:
    viewed = fresh().viewed(now=NOON, origin=A_PHONE)

    with pytest.raises(EnvelopeClosed):
        viewed.moved(EnvelopeEvent.FAIL, now=NOON)


def test_the_document_holds_what_was_chosen_whether_it_has_followed_or_not() -> None:
    signed = fresh().signed(Choices(options=("3",)), now=NOON, origin=A_PHONE)

    document = signed.applied_to(a_document())

    assert (document.status, document.choices) == (DocumentStatus.SIGNED, Choices(options=("3",)))
    assert signed.applied_to(document) is document
