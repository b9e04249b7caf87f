"""The step with the code (A16): Bo, who isn't the addressee, is asked for one by default."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.accept_terms.outcome import Outcome
from shared.domain.approval_code import code_of
from shared.domain.confirmation import State
from shared.domain.message import MessageKind
from shared.domain.partner import CodePolicy
from tests.support.builders import ANNA_ID, BO_ID, CONFIRMATION_ID, KEYS, NOON, a_partner
from tests.support.fakes.confirmations import FakeConfirmations
from tests.unit.accept_terms.links import accept, stored

RIGHT = code_of(CONFIRMATION_ID, 1, KEYS)
WRONG = "000000" if RIGHT != "000000" else "111111"


@pytest.fixture
def confirmations() -> FakeConfirmations:
    return stored()


def press(confirmations: FakeConfirmations, code: str = "", *, at: datetime = NOON, **changes: Any) -> Outcome:
    return accept(confirmations, **{"contact_id": BO_ID, "code": code, "now": lambda: at, **changes})


def keys_of(outcome: Outcome) -> list[str]:
    return [fault.key for fault in outcome.faults]


def test_the_first_press_sends_a_code_to_the_person_selected(confirmations: FakeConfirmations) -> None:
    outcome = press(confirmations)

    (message,) = confirmations.messages.values()
    assert keys_of(outcome) == ["code_sent"]
    assert (message.kind, message.to_address, message.number) == (MessageKind.APPROVAL_CODE, "bo@bageri.example", 1)
    assert confirmations.get(CONFIRMATION_ID).state is State.SENT


def test_the_right_code_accepts_and_that_is_recorded(confirmations: FakeConfirmations) -> None:
    press(confirmations)

    outcome = press(confirmations, f"{RIGHT[:3]} {RIGHT[3:]}")

    assert outcome.faults == ()
    assert confirmations.get(CONFIRMATION_ID).state is State.ACCEPTED
    assert confirmations.get(CONFIRMATION_ID).code_checked is True


def test_where_none_is_asked_for_none_is_recorded(confirmations: FakeConfirmations) -> None:
    press(confirmations, contact_id=ANNA_ID)

    assert confirmations.get(CONFIRMATION_ID).code_checked is None


def test_pressing_again_without_the_code_sends_no_second_one(confirmations: FakeConfirmations) -> None:
    press(confirmations)

    assert keys_of(press(confirmations)) == ["code_missing"]
    assert len(confirmations.messages) == 1


def test_a_wrong_code_costs_a_try_and_says_how_many_are_left(confirmations: FakeConfirmations) -> None:
    press(confirmations)

    outcome = press(confirmations, WRONG)

    assert [(fault.key, fault.values) for fault in outcome.faults] == [("code_wrong", {"left": 4})]


def test_after_five_wrong_ones_the_right_one_counts_no_more(confirmations: FakeConfirmations) -> None:
    press(confirmations)

    outcomes = [press(confirmations, WRONG) for _ in range(5)]

    assert keys_of(outcomes[-1]) == ["code_over"]
    assert keys_of(press(confirmations, RIGHT)) == ["code_over"]
    assert confirmations.get(CONFIRMATION_ID).state is State.SENT


def test_a_code_lives_ten_minutes(confirmations: FakeConfirmations) -> None:
    press(confirmations)

    assert keys_of(press(confirmations, RIGHT, at=NOON + timedelta(minutes=10))) == ["code_over"]


def test_coming_back_after_it_died_sends_another(confirmations: FakeConfirmations) -> None:
    press(confirmations)

    assert keys_of(press(confirmations, at=NOON + timedelta(minutes=10))) == ["code_sent"]
    assert [message.number for message in confirmations.messages.values()] == [1, 2]


def test_a_new_code_can_be_asked_for_and_ends_the_old_one(confirmations: FakeConfirmations) -> None:
    press(confirmations)

    assert keys_of(press(confirmations, RIGHT, wants_new_code=True)) == ["code_sent"]
    assert keys_of(press(confirmations, RIGHT)) == ["code_wrong"]
    assert press(confirmations, code_of(CONFIRMATION_ID, 2, KEYS)).faults == ()


def test_the_code_of_one_person_is_not_good_for_another() -> None:
    confirmations = stored(partner=a_partner(require_code=CodePolicy.ON))
    press(confirmations, contact_id=ANNA_ID)

    outcome = press(confirmations, RIGHT)

    assert keys_of(outcome) == ["code_sent"]
    assert [message.to_name for message in confirmations.messages.values()] == ["Anna Ek", "Bo Berg"]
    assert confirmations.get(CONFIRMATION_ID).state is State.SENT


def test_at_most_three_codes_an_hour_are_sent_and_it_says_when_again(confirmations: FakeConfirmations) -> None:
    for minutes in (0, 1, 2):
        press(confirmations, wants_new_code=True, at=NOON + timedelta(minutes=minutes))

    outcome = press(confirmations, wants_new_code=True, at=NOON + timedelta(minutes=30))

    (fault,) = outcome.faults
    assert (fault.key, outcome.retry_after) == ("code_too_many", 1801)
    assert fault.values == {"minutes": 30, "when": NOON + timedelta(hours=1, seconds=1)}
    assert len(confirmations.messages) == 3
    assert keys_of(press(confirmations, wants_new_code=True, at=NOON + timedelta(hours=1, seconds=2))) == ["code_sent"]


def test_no_code_is_sent_before_everything_else_is_right(confirmations: FakeConfirmations) -> None:
    outcome = press(confirmations, authorized=False)

    assert keys_of(outcome) == ["authorized_missing"]
    assert confirmations.messages == {}


@pytest.mark.parametrize(
    ("policy", "contact_id", "asked"),
    [
        (CodePolicy.OFF, ANNA_ID, False),
        (CodePolicy.OFF, BO_ID, False),
        (CodePolicy.ON, ANNA_ID, True),
        (CodePolicy.ON, BO_ID, True),
        (CodePolicy.WHEN_NOT_ADDRESSEE, ANNA_ID, False),
        (CodePolicy.WHEN_NOT_ADDRESSEE, BO_ID, True),
    ],
)
def test_the_partner_decides_when_a_code_is_asked_for(policy: CodePolicy, contact_id: str, asked: bool) -> None:
    confirmations = stored(partner=a_partner(require_code=policy))

    outcome = press(confirmations, contact_id=contact_id)

    assert bool(outcome.faults) is asked
