from collections.abc import Callable

import pytest

from functions.accept_terms.decline_terms import DeclineTerms, decline_terms
from functions.accept_terms.outcome import Outcome
from functions.accept_terms.request_change import RequestChange, request_change
from shared.domain.confirmation import Event, State
from shared.domain.message import MessageKind
from shared.faults import Fault
from shared.reason import MAX_LENGTH
from tests.support.builders import A_PHONE, CONFIRMATION_ID, NOON, a_confirmation
from tests.support.fakes.confirmations import FakeConfirmations
from tests.unit.accept_terms.links import a_link, accept, stored

type Answer = Callable[..., Outcome]


def decline(confirmations: FakeConfirmations, reason: str, form_faults: tuple[Fault, ...] = ()) -> Outcome:
    command = DeclineTerms(link=a_link(), reason=reason, origin=A_PHONE, form_faults=form_faults)
    return decline_terms(command, confirmations=confirmations, now=lambda: NOON)


def ask(confirmations: FakeConfirmations, wish: str, form_faults: tuple[Fault, ...] = ()) -> Outcome:
    command = RequestChange(link=a_link(), wish=wish, origin=A_PHONE, form_faults=form_faults)
    return request_change(command, confirmations=confirmations, now=lambda: NOON)


def test_declining_keeps_the_reason_and_tells_the_partner() -> None:
    confirmations = stored()

    decline(confirmations, "Too many users")

    declined = confirmations.get(CONFIRMATION_ID)
    assert (declined.state, declined.reason, declined.change_requested) == (State.DECLINED, "Too many users", False)
    assert (declined.history[-1].event, declined.history[-1].origin) == (Event.DECLINE, A_PHONE)
    assert [message.kind for message in confirmations.messages.values()] == [MessageKind.DECLINED_NOTICE]


def test_asking_for_a_change_keeps_the_wish_and_tells_the_partner() -> None:
    confirmations = stored()

    ask(confirmations, "Add three users")

    asked = confirmations.get(CONFIRMATION_ID)
    assert (asked.state, asked.reason, asked.change_requested) == (State.DECLINED, "Add three users", True)
    assert (asked.history[-1].event, asked.history[-1].origin) == (Event.REQUEST_CHANGE, A_PHONE)
    assert [message.kind for message in confirmations.messages.values()] == [MessageKind.CHANGE_REQUESTED_NOTICE]


@pytest.mark.parametrize("answer", [decline, ask])
@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", None),
        ("x" * (MAX_LENGTH + 1), "reason_too_long"),
        ("a\x00b", "reason_unreadable"),
        ("a\u202eb", "reason_unreadable"),
    ],
)
def test_without_readable_words_nothing_is_decided(answer: Answer, text: str, key: str | None) -> None:
    confirmations = stored()

    outcome = answer(confirmations, text)

    missing = {decline: "reason_to_decline_missing", ask: "wish_missing"}
    assert [(fault.name, fault.key) for fault in outcome.faults] == [("reason", key or missing[answer])]
    assert confirmations.get(CONFIRMATION_ID) == a_confirmation()


@pytest.mark.parametrize("answer", [decline, ask])
def test_length_is_counted_in_characters_not_bytes(answer: Answer) -> None:
    assert answer(stored(), "å" * MAX_LENGTH).faults == ()


@pytest.mark.parametrize("answer", [decline, ask])
def test_a_form_that_is_not_to_be_trusted_decides_nothing(answer: Answer) -> None:
    confirmations = stored()

    answer(confirmations, "No", form_faults=(Fault("form", "form_too_young"),))

    assert confirmations.writes == 0


@pytest.mark.parametrize("answer", [decline, ask])
def test_what_was_accepted_cannot_be_declined(answer: Answer) -> None:
    confirmations = stored()
    accept(confirmations)

    outcome = answer(confirmations, "Changed my mind")

    assert outcome.approval.confirmation.state is State.ACCEPTED
    assert confirmations.writes == 1


@pytest.mark.parametrize("first", [decline, ask])
@pytest.mark.parametrize("then", [decline, ask])
def test_the_first_answer_stands(first: Answer, then: Answer) -> None:
    confirmations = stored()
    first(confirmations, "The first")

    outcome = then(confirmations, "The second")

    assert outcome.approval.confirmation.reason == "The first"
    assert confirmations.writes == 1
