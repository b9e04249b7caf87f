from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.confirmation import (
    OPEN,
    TRANSITIONS,
    Confirmation,
    ConfirmationClosed,
    Event,
    Person,
    State,
)
from tests.support.builders import A_PHONE, NOON, SELLER, a_confirmation, a_contact, bo

ANNA = Person.of(a_contact())

ACTIONS: dict[Event, Callable[[Confirmation], Confirmation]] = {
    Event.VIEW: lambda one: one.viewed(now=NOON, origin=A_PHONE),
    Event.SCAN: lambda one: one.scanned(now=NOON, origin=A_PHONE),
    Event.ACCEPT: lambda one: one.accepted(ANNA, now=NOON, origin=A_PHONE),
    Event.DECLINE: lambda one: one.declined("Too many users", now=NOON, origin=A_PHONE),
    Event.REQUEST_CHANGE: lambda one: one.change_asked("Ten users, please", now=NOON, origin=A_PHONE),
    Event.REVOKE: lambda one: one.revoked("Wrong quote", now=NOON, by=SELLER.user_id),
    Event.SUPERSEDE: lambda one: one.superseded(now=NOON, by=SELLER.user_id, why="changed"),
    Event.EXPIRE: lambda one: one.expired(now=NOON),
    Event.RESEND: lambda one: one.resent(
        ANNA, now=NOON, by=SELLER.user_id, validity=timedelta(days=30), reminder=timedelta(days=5)
    ),
    Event.REMIND: lambda one: one.reminded(now=NOON, reminder=timedelta(days=5)),
}


@pytest.mark.parametrize("event", ACTIONS)
@pytest.mark.parametrize("state", State)
def test_only_what_the_table_allows_happens(state: State, event: Event) -> None:
    before = a_confirmation(state=state)

    if (state, event) in TRANSITIONS:
        after = ACTIONS[event](before)
        assert after.state is TRANSITIONS[state, event]
        assert (after.version, after.history[-1].event) == (before.version + 1, event)
    else:
        with pytest.raises(ConfirmationClosed, match=f"is {state}"):
            ACTIONS[event](before)


@given(st.lists(st.sampled_from(list(ACTIONS)), max_size=12))
def test_whatever_is_tried_it_is_accepted_at_most_once_and_closed_stays_closed(events: list[Event]) -> None:
    confirmation, closed_as, acceptances = a_confirmation(), None, 0
    for event in events:
        try:
            confirmation = ACTIONS[event](confirmation)
        except ConfirmationClosed:
            continue
        acceptances += event is Event.ACCEPT
        if closed_as is not None:
            assert (closed_as, confirmation.state) == (State.ACCEPTED, State.SUPERSEDED)
        closed_as = confirmation.state if confirmation.state not in OPEN else None
    assert acceptances <= 1
    assert (confirmation.accepted_by is not None) == (acceptances == 1)


@pytest.mark.parametrize("event", [one for one in ACTIONS if one not in {Event.EXPIRE, Event.SUPERSEDE}])
def test_from_the_instant_of_expiry_nothing_is_possible(event: Event) -> None:
    expired = a_confirmation(expires_at=NOON)

    assert expired.state_at(NOON) is State.EXPIRED
    assert expired.state_at(NOON - timedelta(microseconds=1)) is State.SENT
    with pytest.raises(ConfirmationClosed):
        ACTIONS[event](expired)


def test_a_closed_one_is_no_longer_due() -> None:
    assert ACTIONS[Event.ACCEPT](a_confirmation()).due_at is None


def test_the_signer_differs_only_when_another_person_accepted() -> None:
    by_anna = a_confirmation().accepted(ANNA, now=NOON, origin=A_PHONE)
    by_bo = a_confirmation().accepted(Person.of(bo()), now=NOON, origin=A_PHONE)

    assert (by_anna.signer_differs, by_bo.signer_differs) == (False, True)


def test_after_the_last_reminder_only_the_expiry_is_due() -> None:
    confirmation = a_confirmation(reminders=2)

    reminded = confirmation.reminded(now=NOON + timedelta(days=15), reminder=timedelta(days=5))

    assert (reminded.reminders, reminded.due_at) == (3, confirmation.expires_at)


def test_a_link_number_never_outgrows_its_byte() -> None:
    with pytest.raises(ConfirmationClosed, match="resent too often"):
        ACTIONS[Event.RESEND](replace(a_confirmation(), link_number=255))
