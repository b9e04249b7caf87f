"""A message's states: whatever is reported, in whatever order, it never goes back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.approval_messages import approval_request
from shared.domain.message import (
    LEASE,
    LONGEST_BACK_OFF,
    Message,
    MessageState,
    MessageStep,
)
from tests.support.builders import NOON, PARTNER_ID, a_confirmation

RANK = {
    MessageState.WAITING: 0,
    MessageState.SENT: 1,
    MessageState.DELIVERED: 2,
    MessageState.BOUNCED: 3,
    MessageState.COMPLAINED: 4,
    MessageState.DEAD: 5,
    MessageState.DROPPED: 5,
}
TERMINAL = {MessageState.COMPLAINED, MessageState.DEAD, MessageState.DROPPED}


def a_message() -> Message:
    return approval_request(a_confirmation(), PARTNER_ID, NOON)


def after(*steps: MessageStep) -> Message:
    message = a_message()
    for step in steps:
        message = message.moved(step, NOON)
    return message


@given(st.lists(st.sampled_from(MessageStep), max_size=12))
def test_no_order_of_steps_takes_a_message_back(steps: list[MessageStep]) -> None:
    message = a_message()
    for step in steps:
        moved = message.moved(step, NOON)
        assert RANK[moved.state] >= RANK[message.state]
        assert moved is message or moved.state is not message.state
        assert message.state not in TERMINAL or moved is message
        assert (moved.due_at is None) is (moved.state is not MessageState.WAITING)
        message = moved


@given(st.lists(st.sampled_from(MessageStep), max_size=8))
def test_each_step_counts_once_however_often_it_is_told(steps: list[MessageStep]) -> None:
    twice = [told for step in steps for told in (step, step)]

    assert after(*twice) == after(*steps)


@given(st.permutations([MessageStep.HAND_OVER, MessageStep.SEND, MessageStep.DELIVERY, MessageStep.COMPLAINT]))
def test_a_complaint_is_the_last_word_in_any_order(steps: list[MessageStep]) -> None:
    assert after(*steps).state is MessageState.COMPLAINED


@pytest.mark.parametrize("step", [MessageStep.SEND, MessageStep.DELIVERY, MessageStep.BOUNCE, MessageStep.COMPLAINT])
def test_the_word_of_the_provider_closes_a_row_whose_reply_was_lost(step: MessageStep) -> None:
    assert not after(step).is_ready(NOON + timedelta(days=1))


def test_a_notice_of_absence_after_the_delivery_is_no_bounce() -> None:
    assert after(MessageStep.DELIVERY, MessageStep.TRANSIENT_BOUNCE).state is MessageState.DELIVERED
    assert after(MessageStep.SEND, MessageStep.TRANSIENT_BOUNCE).state is MessageState.BOUNCED


def test_a_new_message_may_be_tried_at_once() -> None:
    message = a_message()

    assert message.due_at == NOON + timedelta(seconds=60)
    assert message.is_ready(NOON)


def test_a_claimed_message_is_left_alone_until_the_lease_ends() -> None:
    claimed = a_message().claimed(NOON)

    assert not claimed.is_ready(NOON + LEASE - timedelta(microseconds=1))
    assert claimed.is_ready(NOON + LEASE)


@given(attempts=st.integers(1, 1000), jitter=st.floats(0, 1))
def test_a_postponed_message_waits_for_the_lease_at_least_and_never_for_long(attempts: int, jitter: float) -> None:
    claimed = replace(a_message().claimed(NOON), attempts=attempts)

    postponed = claimed.postponed(NOON, jitter=jitter)

    assert postponed.due_at is not None
    assert LEASE <= postponed.due_at - NOON <= LONGEST_BACK_OFF


def test_back_off_grows() -> None:
    claimed = a_message().claimed(NOON)

    waits = [replace(claimed, attempts=attempts).postponed(NOON, jitter=1).due_at for attempts in (1, 2, 3, 4)]

    assert waits == [NOON + timedelta(minutes=minutes) for minutes in (2, 4, 8, 10)]


def test_a_message_is_given_up_after_three_days() -> None:
    message = a_message()

    assert not message.is_given_up(NOON + timedelta(days=3) - timedelta(seconds=1))
    assert message.is_given_up(NOON + timedelta(days=3))
