"""Signing a document, with what is chosen while doing so."""

from datetime import timedelta
from typing import Any

import pytest

from shared.domain.digital_document import Choices, DocumentStatus
from shared.domain.envelope import Envelope, EnvelopeEvent, EnvelopeState
from shared.domain.errors import NotFound
from shared.domain.message import MessageKind
from shared.domain.money import Money
from shared.domain.partner import SigningProvider
from shared.faults import Fault
from tests.support.builders import A_PHONE, NOON, TENANT
from tests.support.fakes.envelopes import FakeEnvelopes
from tests.unit.sign_document.desk import Desk, an_upsell_desk, with_options


def test_signing_is_kept_with_whence_it_came_and_a_copy_goes_out() -> None:
    desk = Desk()

    desk.sign()

    assert (desk.envelope.state, desk.envelope.choices) == (EnvelopeState.SIGNED, Choices())
    assert (desk.envelope.history[-1].event, desk.envelope.history[-1].origin) == (EnvelopeEvent.SIGN, A_PHONE)
    (copy,) = desk.envelopes.messages.values()
    assert (copy.kind, copy.to_address) == (MessageKind.SIGNED_COPY, "anna.ek@bageri.example")


def test_the_poll_is_asked_to_read_it_back() -> None:
    desk = Desk()

    desk.sign()

    version = str(desk.envelope.version)
    assert desk.queue.documents == [(TENANT, SigningProvider.BUILTIN, desk.document.id, version)]


def test_a_queue_that_takes_nothing_costs_no_signature() -> None:
    desk = Desk()
    desk.queue.available = False

    assert desk.sign().signing.envelope.state is EnvelopeState.SIGNED
    assert desk.envelope.state is EnvelopeState.SIGNED


def test_signing_again_changes_nothing_and_asks_nobody() -> None:
    desk = Desk()
    first = desk.sign()

    second = desk.sign(options=frozenset({"3"}), now=lambda: NOON + timedelta(minutes=5))

    assert second.signing == first.signing
    assert (desk.envelopes.writes, len(desk.queue.documents)) == (1, 1)


def test_chosen_options_count_and_the_others_do_not() -> None:
    desk = Desk(with_options())

    desk.sign(options=frozenset({"4"}))

    signed = desk.envelope.applied_to(desk.document)
    assert desk.envelope.choices == Choices(options=("4",))
    assert [line.id for line in signed.agreed_lines] == ["1", "2", "4"]
    assert signed.totals.monthly == Money(13_365_00 + 100_00, "SEK")


def test_an_option_that_nobody_offered_is_refused() -> None:
    desk = Desk(with_options())

    for odd in ("1", "9"):  # one is included anyway, one doesn't exist
        assert desk.sign(options=frozenset({"3", odd})).faults == (Fault("options", "options_unknown"),)
    assert desk.envelopes.writes == 0


def test_every_job_wants_an_answer() -> None:
    desk = an_upsell_desk()

    outcome = desk.sign(jobs={"2": True})

    assert outcome.faults == (Fault("job_1", "job_missing", {"job": "New oven door"}),)
    assert desk.envelopes.writes == 0
    assert desk.queue.documents == []


def test_jobs_are_accepted_and_declined_one_by_one() -> None:
    desk = an_upsell_desk()

    desk.sign(jobs={"1": False, "2": True, "9": True})

    signed = desk.envelope.applied_to(desk.document)
    assert desk.envelope.choices == Choices(accepted_jobs=("2",))
    assert [job.decision for job in signed.jobs] == ["declined", "accepted"]
    assert signed.jobs_total == Money(1200_00, "SEK")


def test_who_declines_every_job_has_signed_all_the_same() -> None:
    desk = an_upsell_desk()

    desk.sign(jobs={"1": False, "2": False})

    signed = desk.envelope.applied_to(desk.document)
    assert (signed.status, signed.accepted_jobs) == (DocumentStatus.SIGNED, ())


def test_a_form_that_is_not_to_be_trusted_decides_nothing_and_all_its_faults_are_named() -> None:
    desk = an_upsell_desk()

    outcome = desk.sign(form_faults=(Fault("form", "form_too_young"),))

    assert [fault.name for fault in outcome.faults] == ["form", "job_1", "job_2"]
    assert desk.envelope.state is EnvelopeState.SENT


@pytest.mark.parametrize("event", [EnvelopeEvent.CANCEL, EnvelopeEvent.FAIL, EnvelopeEvent.EXPIRE])
def test_what_is_closed_can_not_be_signed(event: EnvelopeEvent) -> None:
    desk = Desk()
    closed = desk.envelope.moved(event, now=NOON)
    desk.envelopes.envelopes[closed.id] = closed

    assert desk.sign().signing.envelope == closed
    assert desk.envelopes.writes == 0


def test_the_time_to_sign_ends_by_itself() -> None:
    desk = Desk()

    assert desk.sign(now=lambda: desk.document.expires_at).signing.envelope.state is EnvelopeState.SENT
    assert desk.sign(now=lambda: desk.document.expires_at - timedelta(seconds=1)).signing.envelope.choices == Choices()


def test_of_two_who_answer_at_once_the_first_counts() -> None:
    class Overtaken(FakeEnvelopes):
        def save(self, envelope: Envelope, *more: Any, **named: Any) -> None:
            if self.writes == 0:
                declined = self.envelopes[envelope.id].declined("Too late", now=NOON, origin=A_PHONE)
                super().save(declined)
            super().save(envelope, *more, **named)

    desk = Desk()
    desk.envelopes = Overtaken(desk.envelopes.partner, desk.document, envelopes=[desk.envelope])

    assert desk.sign().signing.envelope.state is EnvelopeState.DECLINED
    assert desk.envelopes.messages == {}
    assert desk.queue.documents == []


def test_an_unknown_document_is_not_found() -> None:
    desk = Desk()
    desk.envelopes.envelopes.clear()

    with pytest.raises(NotFound):
        desk.sign()
