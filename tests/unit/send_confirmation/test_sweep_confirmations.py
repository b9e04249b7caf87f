from dataclasses import replace
from datetime import datetime, timedelta

from functions.send_confirmation.sweep_confirmations import Swept, sweep_confirmations
from shared.domain.confirmation import Confirmation, State
from shared.domain.errors import Unavailable
from shared.domain.message import Message, MessageKind
from shared.evidence.record import Evidence
from tests.support.builders import CONFIRMATION_ID, NOON, TENANT, a_confirmation, a_customer, a_partner
from tests.support.fakes.confirmations import FakeConfirmations, FakeDueConfirmations


def holding(*confirmations: Confirmation) -> FakeConfirmations:
    return FakeConfirmations(a_partner(), a_customer(), confirmations=confirmations)


def sweep(confirmations: FakeConfirmations, at: datetime) -> Swept:
    due = FakeDueConfirmations(TENANT, confirmations)
    return sweep_confirmations(due=due, confirmations=lambda _: confirmations, now=lambda: at)


def test_reminds_after_five_days_and_every_five_at_most_three_times() -> None:
    confirmations = holding(a_confirmation())

    reminded = [day for day in range(1, 30) if sweep(confirmations, NOON + timedelta(days=day)).reminded]

    assert reminded == [5, 10, 15]
    assert {message.kind for message in confirmations.messages.values()} == {MessageKind.APPROVAL_REMINDER}
    assert len(confirmations.messages) == 3


def test_a_reminder_changes_neither_the_link_nor_the_period() -> None:
    confirmations = holding(a_confirmation())

    sweep(confirmations, NOON + timedelta(days=5))

    reminded = confirmations.get(CONFIRMATION_ID)
    assert (reminded.link_number, reminded.expires_at) == (1, NOON + timedelta(days=30))


def test_expires_when_the_time_is_over_and_never_looks_again() -> None:
    confirmations = holding(a_confirmation())

    swept = sweep(confirmations, NOON + timedelta(days=30))

    assert (swept.expired, swept.reminded) == (1, 0)
    assert confirmations.get(CONFIRMATION_ID).state is State.EXPIRED
    assert sweep(confirmations, NOON + timedelta(days=31)) == Swept()


def test_a_run_that_is_repeated_reminds_once() -> None:
    confirmations = holding(a_confirmation())

    sweep(confirmations, NOON + timedelta(days=5))
    sweep(confirmations, NOON + timedelta(days=5))

    assert len(confirmations.messages) == 1


def test_one_failure_leaves_the_others_alone() -> None:
    class Broken(FakeConfirmations):
        def save(
            self, confirmation: Confirmation, messages: tuple[Message, ...] = (), evidence: Evidence | None = None
        ) -> None:
            if confirmation.id == CONFIRMATION_ID:
                raise Unavailable("down")
            super().save(confirmation, messages, evidence)

    other = replace(a_confirmation(), id=CONFIRMATION_ID.replace("AAD", "AAH"))
    confirmations = Broken(a_partner(), a_customer(), confirmations=[a_confirmation(), other])

    swept = sweep(confirmations, NOON + timedelta(days=5))

    assert (swept.failed, swept.reminded) == (1, 1)
