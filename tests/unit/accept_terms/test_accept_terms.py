from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from shared.domain.confirmation import Confirmation, Event, State
from shared.domain.errors import NotFound
from shared.domain.message import Message, MessageKind
from shared.domain.partner import CodePolicy
from shared.evidence.record import Evidence
from shared.faults import Fault
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    BO_ID,
    CONFIRMATION_ID,
    NOON,
    OUTSIDER_ID,
    a_confirmation,
    a_partner,
)
from tests.support.fakes.confirmations import FakeConfirmations
from tests.unit.accept_terms.links import a_link, accept, stored

if TYPE_CHECKING:
    from shared.ports import Approval


def kinds(confirmations: FakeConfirmations) -> list[MessageKind]:
    return sorted(message.kind for message in confirmations.messages.values())


def test_accepting_records_who_agreed_when_and_from_where() -> None:
    confirmations = stored()

    outcome = accept(confirmations)

    accepted = confirmations.get(CONFIRMATION_ID)
    assert outcome.faults == ()
    assert outcome.approval.confirmation == accepted
    assert (accepted.state, accepted.decided_at) == (State.ACCEPTED, NOON)
    assert accepted.accepted_by is not None
    assert accepted.accepted_by.contact_id == ANNA_ID
    assert not accepted.signer_differs
    assert (accepted.history[-1].event, accepted.history[-1].origin) == (Event.ACCEPT, A_PHONE)


def test_accepting_sends_the_copies_with_it() -> None:
    confirmations = stored()

    accept(confirmations)

    assert kinds(confirmations) == [MessageKind.ACCEPTANCE_COPY_CUSTOMER, MessageKind.ACCEPTANCE_COPY_PARTNER]
    assert confirmations.writes == 1


def test_somebody_else_in_the_domain_can_accept_and_is_told_apart() -> None:
    confirmations = stored(partner=a_partner(require_code=CodePolicy.OFF))

    accept(confirmations, contact_id=BO_ID)

    accepted = confirmations.get(CONFIRMATION_ID)
    assert accepted.signer_differs
    assert [message.to_name for message in confirmations.messages.values()] == ["Anna Ek", "Bo Berg", "Sam Seller"]


def test_everything_that_is_missing_is_named_at_once() -> None:
    confirmations = stored()

    outcome = accept(confirmations, terms_accepted=False, authorized=False, contact_id="")

    assert [fault.name for fault in outcome.faults] == ["terms_accepted", "authorized", "contact_id"]
    assert confirmations.writes == 0


@pytest.mark.parametrize(
    "missing", [{"terms_accepted": False}, {"authorized": False}, {"contact_id": ""}], ids=lambda one: next(iter(one))
)
def test_each_of_the_three_things_is_needed(missing: dict[str, Any]) -> None:
    confirmations = stored()

    outcome = accept(confirmations, **missing)

    assert [fault.name for fault in outcome.faults] == list(missing)
    assert confirmations.get(CONFIRMATION_ID) == a_confirmation()


@pytest.mark.parametrize("contact_id", [OUTSIDER_ID, "con_01KAAAAAAHCVST0MER00000001", "Anna Ek"])
def test_only_people_in_the_list_can_accept(contact_id: str) -> None:
    confirmations = stored()

    outcome = accept(confirmations, contact_id=contact_id)

    assert outcome.faults == (Fault("contact_id", "contact_id_missing"),)
    assert confirmations.writes == 0


def test_a_form_that_is_not_to_be_trusted_accepts_nothing() -> None:
    confirmations = stored()

    outcome = accept(confirmations, form_faults=(Fault("form", "form_unknown"),))

    assert outcome.faults == (Fault("form", "form_unknown"),)
    assert confirmations.writes == 0


def test_a_second_acceptance_changes_nothing() -> None:
    confirmations = stored(partner=a_partner(require_code=CodePolicy.OFF))
    accept(confirmations)

    outcome = accept(confirmations, contact_id=BO_ID, now=lambda: NOON + timedelta(hours=1))

    assert outcome.faults == ()
    assert outcome.approval.confirmation.accepted_by == confirmations.get(CONFIRMATION_ID).accepted_by
    assert confirmations.get(CONFIRMATION_ID).decided_at == NOON
    assert confirmations.writes == 1


@pytest.mark.parametrize(
    "confirmation",
    [
        pytest.param(a_confirmation(state=State.DECLINED), id="declined"),
        pytest.param(a_confirmation(state=State.REVOKED), id="revoked"),
        pytest.param(a_confirmation(state=State.SUPERSEDED), id="superseded"),
        pytest.param(a_confirmation(state=State.EXPIRED), id="expired"),
        pytest.param(a_confirmation(expires_at=NOON), id="expired-this-instant"),
        pytest.param(a_confirmation(link_number=2), id="resent-since"),
    ],
)
def test_what_is_closed_stays_as_it_is(confirmation: Confirmation) -> None:
    confirmations = stored(confirmation)

    outcome = accept(confirmations)

    assert outcome.approval.confirmation == confirmation
    assert confirmations.writes == 0


def test_a_link_that_was_never_made_leads_nowhere() -> None:
    with pytest.raises(NotFound):
        accept(stored(), link=a_link(number=2))


class Crowd(FakeConfirmations):
    """Whoever is about to write is overtaken by the next of `others`, who does all that an answer takes."""

    def __init__(self, *others: str) -> None:
        super().__init__(
            a_partner(require_code=CodePolicy.OFF), *stored().customers.values(), confirmations=[a_confirmation()]
        )
        self.waiting = list(others)
        self.seen: list[Approval] = []

    def save(
        self, confirmation: Confirmation, messages: tuple[Message, ...] = (), evidence: Evidence | None = None
    ) -> None:
        if self.waiting:
            self.seen.append(accept(self, contact_id=self.waiting.pop()).approval)
        super().save(confirmation, messages, evidence)


def test_of_twenty_who_accept_at_once_one_does_and_all_see_the_same_record() -> None:
    crowd = Crowd(*[ANNA_ID, BO_ID] * 9, ANNA_ID)

    crowd.seen.append(accept(crowd, contact_id=BO_ID).approval)

    assert len(crowd.seen) == 20
    assert {approval.confirmation for approval in crowd.seen} == {crowd.get(CONFIRMATION_ID)}
    assert crowd.get(CONFIRMATION_ID).state is State.ACCEPTED
    assert [entry.event for entry in crowd.get(CONFIRMATION_ID).history].count(Event.ACCEPT) == 1
    assert kinds(crowd) == [MessageKind.ACCEPTANCE_COPY_CUSTOMER, MessageKind.ACCEPTANCE_COPY_PARTNER]
    assert crowd.writes == 1
