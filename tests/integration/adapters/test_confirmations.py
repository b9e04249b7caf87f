"""One contract, two implementations: the fake may not drift from the table."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.confirmations import DynamoConfirmations
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.approval_messages import approval_reminder, approval_request
from shared.domain.confirmation import Confirmation, State
from shared.domain.errors import ConcurrentChange, IdempotencyKeyReused, NotFound
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.tenant import Tenant
from shared.ports import Confirmations, Listed
from tests.support.builders import (
    A_PHONE,
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    QUOTE_ID,
    TENANT,
    TERMS,
    a_confirmation,
    a_customer,
    a_partner,
    a_quote,
)
from tests.support.fakes.confirmations import FakeConfirmations
from tests.support.recorded import a_recorded, accepted_with
from tests.support.seeds import put_reseller


@pytest.fixture(params=["dynamodb", "fake"])
def confirmations(request: pytest.FixtureRequest, table: DynamoTable) -> Confirmations:
    if request.param == "fake":
        return FakeConfirmations(a_partner(), a_customer(), quotes=[a_quote()], terms=[TERMS.reference])
    put_reseller(table)
    return DynamoConfirmations(table, TENANT, lambda: NOON)


def send(
    confirmations: Confirmations,
    confirmation: Confirmation | None = None,
    *,
    replaced: Confirmation | None = None,
    once: Once[Confirmation] | None = None,
) -> Confirmation:
    sent = confirmation or a_confirmation()
    quote = confirmations.read_proposal(QUOTE_ID, None).quote
    request = approval_request(sent, PARTNER_ID, NOON)
    confirmations.send(sent, quote.confirmed_by(sent.id), request, replaced=replaced, once=once)
    return sent


def another(hours: int) -> Confirmation:
    later = CONFIRMATION_ID.replace("AAD", f"AB{hours}")
    return a_confirmation(id=later, sent_at=NOON + timedelta(hours=hours))


def test_a_proposal_is_all_that_sending_depends_on(confirmations: Confirmations) -> None:
    proposal = confirmations.read_proposal(QUOTE_ID, None)

    assert (proposal.partner, proposal.customer, proposal.quote) == (a_partner(), a_customer(), a_quote())
    assert proposal.current_terms == {TERMS.locale: TERMS.reference}


def test_what_is_sent_is_what_is_read(confirmations: Confirmations) -> None:
    sent = send(confirmations)

    assert confirmations.get(sent.id) == sent
    approval = confirmations.read_approval(sent.id)
    assert (approval.partner, approval.customer, approval.confirmation) == (a_partner(), a_customer(), sent)
    assert approval.message is None
    assert confirmations.read_approval(sent.id, 1).message == approval_request(sent, PARTNER_ID, NOON)
    assert confirmations.read_approval(sent.id, 2).message is None
    assert confirmations.read_proposal(QUOTE_ID, None).quote.confirmation_id == sent.id


@pytest.mark.parametrize(
    "read",
    [
        lambda one: one.read_proposal(QUOTE_ID.replace("AAC", "AAZ"), None),
        lambda one: one.read_approval(CONFIRMATION_ID),
        lambda one: one.get(CONFIRMATION_ID),
    ],
)
def test_what_is_not_there_is_refused(confirmations: Confirmations, read: Callable[[Confirmations], object]) -> None:
    with pytest.raises(NotFound):
        read(confirmations)


def test_another_tenant_finds_nothing(table: DynamoTable) -> None:
    put_reseller(table)
    mine = DynamoConfirmations(table, TENANT, lambda: NOON)
    send(mine)
    theirs = DynamoConfirmations(table, Tenant(OTHER_PARTNER_ID), lambda: NOON)

    with pytest.raises(NotFound):
        theirs.get(CONFIRMATION_ID)
    with pytest.raises(NotFound):
        theirs.read_approval(CONFIRMATION_ID)
    assert theirs.page(State, limit=10, before=None).items == ()
    assert theirs.of_quote(QUOTE_ID, limit=10, before=None).items == ()


def test_the_second_writer_of_a_version_loses(confirmations: Confirmations) -> None:
    sent = send(confirmations)
    confirmations.save(sent.viewed(now=NOON, origin=A_PHONE))

    with pytest.raises(ConcurrentChange):
        confirmations.save(sent.revoked("Wrong", now=NOON, by="usr"))
    assert confirmations.get(sent.id).state is State.VIEWED


def test_a_message_that_exists_takes_the_whole_change_back(confirmations: Confirmations) -> None:
    sent = send(confirmations)
    reminder = approval_reminder(replace(sent, reminders=1), PARTNER_ID, NOON)
    confirmations.save(replace(sent, reminders=1, version=2), (reminder,))

    with pytest.raises(ConcurrentChange):
        confirmations.save(replace(sent, reminders=2, version=3), (reminder,))
    assert confirmations.get(sent.id).version == 2


def test_evidence_comes_with_the_decision_and_is_written_once(confirmations: Confirmations) -> None:
    send(confirmations)
    evidence = a_recorded()
    accepted = accepted_with(evidence)
    confirmations.save(accepted, (), evidence)

    with pytest.raises(ConcurrentChange):
        confirmations.save(accepted.superseded(now=NOON, by="usr", why="quote"), (), evidence)

    assert confirmations.get(accepted.id) == accepted
    assert accepted.evidence == evidence.record.reference


def test_two_senders_of_one_quote_don_t_both_win(confirmations: Confirmations) -> None:
    quote = a_quote()
    send(confirmations)
    other = another(1)

    with pytest.raises(ConcurrentChange):
        confirmations.send(
            other,
            quote.confirmed_by(other.id),
            approval_request(other, PARTNER_ID, NOON),
            replaced=None,
            once=None,
        )
    with pytest.raises(NotFound):
        confirmations.get(other.id)


def test_a_replacement_closes_the_one_before_in_the_same_write(confirmations: Confirmations) -> None:
    first = send(confirmations)
    second = send(confirmations, another(1), replaced=first.superseded(now=NOON, by="usr", why="replaced"))

    assert confirmations.get(first.id).state is State.SUPERSEDED
    assert [one.id for one in confirmations.of_quote(QUOTE_ID, limit=10, before=None).items] == [second.id, first.id]


def test_the_answer_to_a_key_is_kept_with_what_it_made(confirmations: Confirmations) -> None:
    once = Once[Confirmation]("key", "body", lambda made: f"made {made.id}")
    sent = send(confirmations, once=once)

    with pytest.raises(AlreadyAnswered) as repeated:
        confirmations.read_proposal(QUOTE_ID, once)
    assert repeated.value.answer == f"made {sent.id}"
    with pytest.raises(IdempotencyKeyReused):
        confirmations.read_proposal(QUOTE_ID, replace(once, fingerprint="another body"))


def test_pages_hang_together_in_every_list(confirmations: Confirmations) -> None:
    sent = [send(confirmations, another(hour)) for hour in range(5)]
    newest_first = [one.id for one in reversed(sent)]

    reads: tuple[Callable[[str | None], Listed[Confirmation]], ...] = (
        lambda before: confirmations.of_quote(QUOTE_ID, limit=2, before=before),
        lambda before: confirmations.page(State, limit=2, before=before),
        lambda before: confirmations.page((State.SENT,), limit=2, before=before),
    )
    for read in reads:
        page = read(None)
        seen = [one.id for one in page.items]
        while page.after is not None:
            page = read(page.after["before"])
            seen.extend(one.id for one in page.items)
        assert seen == newest_first


def test_a_list_of_one_state_follows_the_state(confirmations: Confirmations) -> None:
    sent = send(confirmations)
    confirmations.save(sent.viewed(now=NOON, origin=A_PHONE))

    assert confirmations.page((State.SENT,), limit=10, before=None).items == ()
    assert [one.id for one in confirmations.page((State.VIEWED,), limit=10, before=None).items] == [sent.id]


def test_those_of_a_customer_are_the_newest_of_all_its_quotes(confirmations: Confirmations) -> None:
    sent = [send(confirmations, another(hour)) for hour in range(3)]

    assert [one.id for one in confirmations.of_customer(CUSTOMER_ID, limit=2)] == [sent[2].id, sent[1].id]


def test_they_are_counted_by_state_up_to_a_limit(confirmations: Confirmations) -> None:
    first, *_ = [send(confirmations, another(hour)) for hour in range(3)]
    confirmations.save(first.viewed(now=NOON, origin=A_PHONE))

    assert confirmations.count((State.SENT,), at_most=100) == 2
    assert confirmations.count((State.SENT, State.VIEWED), at_most=100) == 3
    assert confirmations.count((State.SENT, State.VIEWED), at_most=2) == 2
    assert confirmations.count((State.REVOKED,), at_most=100) == 0


def test_each_comes_with_the_message_of_its_newest_link(confirmations: Confirmations) -> None:
    sent = send(confirmations)

    (delivered,) = confirmations.with_delivery([sent])
    assert delivered.message == approval_request(sent, PARTNER_ID, NOON)
    assert confirmations.with_delivery([]) == ()
