"""Declining to sign, with a reason."""

import pytest

from shared.domain.envelope import EnvelopeEvent, EnvelopeState
from shared.faults import Fault
from shared.reason import MAX_LENGTH
from tests.support.builders import A_PHONE
from tests.unit.sign_document.desk import Desk, an_upsell_desk


def test_declining_keeps_the_reason_and_whence_it_came() -> None:
    desk = Desk()

    desk.decline("Too dear")

    assert (desk.envelope.state, desk.envelope.reason) == (EnvelopeState.DECLINED, "Too dear")
    assert (desk.envelope.history[-1].event, desk.envelope.history[-1].origin) == (EnvelopeEvent.DECLINE, A_PHONE)
    assert len(desk.queue.documents) == 1


def test_the_copy_is_for_those_who_sign() -> None:
    desk = Desk()

    desk.decline("Too dear")

    assert desk.envelopes.messages == {}


@pytest.mark.parametrize(
    ("text", "key"),
    [("", "reason_missing"), ("x" * (MAX_LENGTH + 1), "reason_too_long"), ("a\u202eb", "reason_unreadable")],
)
def test_without_readable_words_nothing_is_decided(text: str, key: str) -> None:
    desk = Desk()

    outcome = desk.decline(text)

    assert [(fault.name, fault.key) for fault in outcome.faults] == [("reason", key)]
    assert (desk.envelopes.writes, desk.queue.documents) == (0, [])


def test_jobs_need_no_answers_to_be_declined_as_a_whole() -> None:
    desk = an_upsell_desk()

    assert desk.decline("None of it").faults == ()
    assert [job.decision for job in desk.envelope.applied_to(desk.document).jobs] == ["declined", "declined"]


def test_a_form_that_is_not_to_be_trusted_decides_nothing() -> None:
    desk = Desk()

    desk.decline("No", form_faults=(Fault("form", "form_unknown"),))

    assert desk.envelopes.writes == 0


def test_the_first_answer_stands() -> None:
    desk = Desk()
    desk.sign()

    assert desk.decline("Changed my mind").signing.envelope.state is EnvelopeState.SIGNED
    assert (desk.envelopes.writes, len(desk.queue.documents)) == (1, 1)
