from datetime import timedelta

import pytest

from shared.domain.approval_code import (
    TooManyCodes,
    code_of,
    is_code_right,
    is_code_usable,
    is_code_wanted,
    send_code,
    with_a_try_less,
)
from shared.domain.confirmation import ConfirmationClosed, State
from shared.domain.partner import CodePolicy
from tests.support.builders import ANNA_ID, BO_ID, KEYS, NOON, a_confirmation


@pytest.mark.parametrize(
    ("policy", "for_addressee", "for_another"),
    [(CodePolicy.OFF, False, False), (CodePolicy.ON, True, True), (CodePolicy.WHEN_NOT_ADDRESSEE, False, True)],
)
def test_who_is_asked_for_a_code(policy: CodePolicy, for_addressee: bool, for_another: bool) -> None:
    assert is_code_wanted(policy, is_addressee=True) is for_addressee
    assert is_code_wanted(policy, is_addressee=False) is for_another


def test_a_code_has_six_digits_and_each_is_another() -> None:
    codes = {code_of(a_confirmation().id, number, KEYS) for number in range(200)}

    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 190


def test_a_code_lives_ten_minutes() -> None:
    sent = send_code(a_confirmation(), BO_ID, now=NOON)

    assert is_code_usable(sent, BO_ID, now=NOON + timedelta(minutes=10, seconds=-1))
    assert not is_code_usable(sent, BO_ID, now=NOON + timedelta(minutes=10))


def test_a_code_counts_for_the_person_it_was_sent_to_alone() -> None:
    assert not is_code_usable(send_code(a_confirmation(), BO_ID, now=NOON), ANNA_ID, now=NOON)


def test_a_code_has_five_tries() -> None:
    confirmation = send_code(a_confirmation(), BO_ID, now=NOON)
    for _ in range(5):
        assert is_code_usable(confirmation, BO_ID, now=NOON)
        confirmation = with_a_try_less(confirmation)

    assert not is_code_usable(confirmation, BO_ID, now=NOON)


def test_the_right_code_may_be_typed_with_spaces() -> None:
    confirmation = send_code(a_confirmation(), BO_ID, now=NOON)
    code = code_of(confirmation.id, 1, KEYS)

    assert is_code_right(confirmation, f" {code[:3]} {code[3:]} ", KEYS)
    assert not is_code_right(confirmation, f"{(int(code) + 1) % 1_000_000:06d}", KEYS)


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "²²²²²²", "١٢٣٤٥٦"])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert not is_code_right(send_code(a_confirmation(), BO_ID, now=NOON), typed, KEYS)


def test_a_new_code_takes_the_place_of_the_old_one() -> None:
    first = send_code(a_confirmation(), BO_ID, now=NOON)
    second = send_code(first, BO_ID, now=NOON + timedelta(minutes=1))

    assert not is_code_right(second, code_of(first.id, 1, KEYS), KEYS)
    assert is_code_right(second, code_of(first.id, 2, KEYS), KEYS)


def test_at_most_three_codes_are_sent_an_hour() -> None:
    confirmation = a_confirmation()
    for minute in (0, 10, 20):
        confirmation = send_code(confirmation, BO_ID, now=NOON + timedelta(minutes=minute))

    with pytest.raises(TooManyCodes) as refused:
        send_code(confirmation, BO_ID, now=NOON + timedelta(minutes=30))
    assert refused.value.retry_after == 30 * 60 + 1
    assert send_code(confirmation, BO_ID, now=NOON + timedelta(minutes=61)).code is not None


def test_a_closed_confirmation_sends_no_code() -> None:
    with pytest.raises(ConfirmationClosed):
        send_code(a_confirmation(state=State.REVOKED), BO_ID, now=NOON)
