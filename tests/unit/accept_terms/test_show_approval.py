from dataclasses import replace
from datetime import timedelta

import pytest

from functions.accept_terms.show_approval import show_approval
from shared.domain.confirmation import MAX_LOOKS, Confirmation, Event, Origin, State
from shared.domain.errors import NotFound, Unavailable
from shared.domain.link import Link
from shared.domain.message import Message
from shared.evidence.record import Evidence
from shared.ports import Approval
from tests.support.builders import A_PHONE, CONFIRMATION_ID, NOON, a_confirmation, a_customer, a_partner
from tests.support.fakes.confirmations import FakeConfirmations
from tests.unit.accept_terms.links import a_link, accept, stored


def show(
    confirmations: FakeConfirmations, *, by_person: bool = True, link: Link | None = None, origin: Origin = A_PHONE
) -> Approval:
    return show_approval(
        link or a_link(), by_person=by_person, origin=origin, confirmations=confirmations, now=lambda: NOON
    )


def test_the_first_person_to_look_is_recorded() -> None:
    confirmations = stored()

    approval = show(confirmations)

    assert approval.confirmation == confirmations.get(CONFIRMATION_ID)
    assert (approval.confirmation.state, approval.confirmation.viewed_at) == (State.VIEWED, NOON)
    assert approval.confirmation.history[-1].origin == A_PHONE


def test_looking_again_writes_nothing() -> None:
    confirmations = stored()
    show(confirmations)

    show(confirmations)

    assert confirmations.writes == 1


def test_a_scanner_is_noted_once_and_is_no_view() -> None:
    confirmations = stored()

    for _ in range(2):
        approval = show(confirmations, by_person=False)

    assert approval.confirmation == confirmations.get(CONFIRMATION_ID)
    assert (approval.confirmation.state, approval.confirmation.viewed_at) == (State.SENT, None)
    assert (approval.confirmation.history[-1].event, approval.confirmation.history[-1].origin) == (Event.SCAN, A_PHONE)
    assert confirmations.writes == 1


def test_a_person_behind_a_scanner_s_address_is_a_view_all_the_same() -> None:
    confirmations = stored()
    show(confirmations, by_person=False)

    assert show(confirmations).confirmation.state is State.VIEWED


@pytest.mark.parametrize("by_person", [True, False])
def test_of_each_device_the_first_look_is_kept_of_twenty_at_most(by_person: bool) -> None:
    confirmations = stored()

    for number in range(MAX_LOOKS + 5):
        show(confirmations, by_person=by_person, origin=Origin(ip=f"192.0.2.{number}", user_agent="Mozilla/5.0"))

    looks = confirmations.get(CONFIRMATION_ID).history[1:]
    assert len(looks) == confirmations.writes == MAX_LOOKS
    assert len({look.origin for look in looks}) == MAX_LOOKS


def test_whoever_opens_a_new_link_has_viewed_it_however_often_the_old_one_was_opened() -> None:
    crowded = stored()
    for number in range(MAX_LOOKS):
        show(crowded, origin=Origin(ip=f"192.0.2.{number}", user_agent="Mozilla/5.0"))
    seen = crowded.get(CONFIRMATION_ID)
    resent = replace(seen, state=State.SENT, viewed_at=None, link_number=2)

    assert show(stored(resent), link=a_link(2)).confirmation.state is State.VIEWED


@pytest.mark.parametrize(
    "confirmation",
    [
        pytest.param(a_confirmation(expires_at=NOON), id="expired"),
        pytest.param(a_confirmation(link_number=2), id="through-an-old-link"),
        pytest.param(a_confirmation(state=State.REVOKED), id="revoked"),
        pytest.param(a_confirmation(state=State.SUPERSEDED), id="superseded"),
        pytest.param(a_confirmation(state=State.DECLINED), id="declined"),
    ],
)
def test_only_an_open_question_is_viewed(confirmation: Confirmation) -> None:
    confirmations = stored(confirmation)

    assert show(confirmations).confirmation == confirmation
    assert confirmations.writes == 0


def test_losing_the_race_to_be_first_shows_the_page_all_the_same() -> None:
    class Overtaken(FakeConfirmations):
        def save(
            self, confirmation: Confirmation, messages: tuple[Message, ...] = (), evidence: Evidence | None = None
        ) -> None:
            self.confirmations[confirmation.id] = a_confirmation(state=State.VIEWED, version=2)
            super().save(confirmation, messages, evidence)

    confirmations = Overtaken(a_partner(), a_customer(), confirmations=[a_confirmation()])

    assert show(confirmations).confirmation == a_confirmation()
    assert confirmations.get(CONFIRMATION_ID).version == 2


def test_a_table_that_takes_no_writes_shows_the_page_all_the_same() -> None:
    class Busy(FakeConfirmations):
        def save(
            self, confirmation: Confirmation, messages: tuple[Message, ...] = (), evidence: Evidence | None = None
        ) -> None:
            raise Unavailable("The table can't take a change now.")

    assert show(Busy(a_partner(), a_customer(), confirmations=[a_confirmation()])).confirmation == a_confirmation()


def test_what_is_seen_afterwards_can_still_be_accepted() -> None:
    confirmations = stored()
    show(confirmations)

    accept(confirmations, now=lambda: NOON + timedelta(minutes=5))

    assert confirmations.get(CONFIRMATION_ID).state is State.ACCEPTED
    assert confirmations.get(CONFIRMATION_ID).viewed_at == NOON


def test_an_unknown_confirmation_is_not_found() -> None:
    with pytest.raises(NotFound):
        show(FakeConfirmations(a_partner(), a_customer()))
