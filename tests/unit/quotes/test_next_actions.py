"""What can be done next with a quote."""

from datetime import timedelta

import pytest

from functions.quotes.next_actions import NEXT_ACTIONS, next_actions
from shared.domain.confirmation import State
from tests.support.builders import NOON, a_confirmation, a_quote


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        (None, ["send_customer_confirmation"]),
        (State.SENT, ["resend_confirmation", "revoke_confirmation"]),
        (State.VIEWED, ["resend_confirmation", "revoke_confirmation"]),
        (State.ACCEPTED, ["progress_quote"]),
        (State.DECLINED, ["send_customer_confirmation"]),
        (State.REVOKED, ["send_customer_confirmation"]),
        (State.SUPERSEDED, ["send_customer_confirmation"]),
        (State.EXPIRED, ["send_customer_confirmation"]),
    ],
)
def test_the_newest_confirmation_decides(state: State | None, actions: list[str]) -> None:
    confirmation = a_confirmation(state=state) if state else None

    assert list(next_actions(a_quote(), confirmation, NOON)) == actions


def test_a_confirmation_that_expires_now_can_be_sent_anew() -> None:
    assert next_actions(a_quote(), a_confirmation(expires_at=NOON), NOON) == ("send_customer_confirmation",)


def test_an_expired_quote_is_neither_sent_nor_progressed() -> None:
    expired = a_quote(valid_until=NOON)

    assert next_actions(expired, None, NOON) == ()
    assert next_actions(expired, a_confirmation(state=State.ACCEPTED), NOON) == ()
    assert next_actions(expired, a_confirmation(), NOON - timedelta(1)) != ()


def test_every_state_is_in_the_table() -> None:
    assert set(NEXT_ACTIONS) == {None, *State}
