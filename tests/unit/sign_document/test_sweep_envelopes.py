"""What was not signed in time is closed, once, and the poll told."""

from datetime import datetime, timedelta
from typing import Any

from functions.sign_document.sweep_envelopes import Swept, sweep_envelopes
from shared.domain.digital_document import Choices
from shared.domain.envelope import Envelope, EnvelopeEvent, EnvelopeState
from shared.domain.errors import Unavailable
from shared.domain.tenant import Tenant
from tests.support.builders import A_PHONE, NOON, TAIL, TENANT, a_partner
from tests.support.fakes.envelopes import FakeDueEnvelopes, FakeEnvelopes
from tests.support.signing import a_document, an_envelope
from tests.unit.sign_document.desk import Desk


def sweep(desk: Desk, *, days: int = 30) -> Swept:
    return sweep_envelopes(
        due=FakeDueEnvelopes(TENANT, desk.envelopes),
        envelopes=lambda _: desk.envelopes,
        queue=desk.queue,
        now=lambda: NOON + timedelta(days=days),
    )


def test_expires_when_the_time_is_over_and_never_looks_again() -> None:
    desk = Desk()

    early, swept, again = sweep(desk, days=29), sweep(desk), sweep(desk, days=31)

    assert (early, swept, again) == (Swept(), Swept(expired=1), Swept())
    assert (desk.envelope.state, desk.envelope.history[-1].event) == (EnvelopeState.EXPIRED, EnvelopeEvent.EXPIRE)
    assert [task[2] for task in desk.queue.documents] == [desk.document.id]


def test_what_the_index_still_calls_due_though_it_was_signed_is_left_alone() -> None:
    desk = Desk()
    signed = desk.envelope.signed(Choices(), now=NOON, origin=A_PHONE)
    desk.envelopes.envelopes[signed.id] = signed

    class BehindTheTable:
        def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
            return ((TENANT, desk.document.id),)

    swept = sweep_envelopes(
        due=BehindTheTable(),
        envelopes=lambda _: desk.envelopes,
        queue=desk.queue,
        now=lambda: NOON + timedelta(days=30),
    )

    assert (swept, desk.envelope) == (Swept(), signed)


def test_one_failure_leaves_the_others_alone() -> None:
    class Broken(FakeEnvelopes):
        def save(self, envelope: Envelope, *more: Any, **named: Any) -> None:
            if envelope.id == a_document().id:
                raise Unavailable("The table can't take a change now.")
            super().save(envelope, *more, **named)

    desk = Desk()
    other = a_document(id=f"doc_01KAAAAAAN{TAIL}")
    desk.envelopes = Broken(
        a_partner(), desk.document, other, envelopes=[an_envelope(desk.document), an_envelope(other)]
    )

    assert sweep(desk) == Swept(expired=1, failed=1)
    assert desk.envelopes.envelopes[other.id].state is EnvelopeState.EXPIRED
    assert desk.envelope.state is EnvelopeState.SENT


def test_a_queue_that_takes_nothing_leaves_it_expired_all_the_same() -> None:
    desk = Desk()
    desk.queue.available = False

    assert sweep(desk) == Swept(expired=1)
    assert desk.envelope.state is EnvelopeState.EXPIRED
