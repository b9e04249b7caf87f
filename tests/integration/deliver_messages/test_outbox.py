"""The outbox: what holds for the table holds for the fake."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from shared.adapters.dynamodb.outbox import DynamoOutbox, message_write
from shared.domain.approval_messages import approval_reminder, approval_request
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.message import Message, MessageStep
from shared.ports import Outbox
from tests.support.builders import NOON, OTHER_PARTNER_ID, PARTNER_ID, a_confirmation
from tests.support.fakes.outbox import FakeOutbox

if TYPE_CHECKING:
    from shared.adapters.dynamodb.table import DynamoTable

REQUEST = approval_request(a_confirmation(), PARTNER_ID, NOON)
REMINDER = approval_reminder(a_confirmation(), PARTNER_ID, NOON)
DUE = NOON + timedelta(seconds=60)

type Holding = Callable[..., Outbox]


@pytest.fixture(params=["fake", "dynamodb"])
def holding(request: pytest.FixtureRequest) -> Holding:
    """An outbox that holds these messages."""

    def in_table(*messages: Message) -> Outbox:
        table: DynamoTable = request.getfixturevalue("table")
        for message in messages:
            table.commit([message_write(message)])
        return DynamoOutbox(table)

    return FakeOutbox if request.param == "fake" else in_table


def test_a_message_is_read_as_it_was_written(holding: Holding) -> None:
    closed = REQUEST.claimed(NOON).moved(MessageStep.BOUNCE, NOON, "Permanent/General")
    outbox = holding(REQUEST, closed_apart := REMINDER.moved(MessageStep.DROP, NOON, "why"))

    outbox.save(REQUEST.claimed(NOON))
    outbox.save(closed)

    assert outbox.get(PARTNER_ID, REQUEST.id) == closed
    assert outbox.get(PARTNER_ID, REMINDER.id) == closed_apart


def test_another_partners_message_is_not_found(holding: Holding) -> None:
    outbox = holding(REQUEST)

    with pytest.raises(NotFound):
        outbox.get(OTHER_PARTNER_ID, REQUEST.id)


def test_of_two_writers_the_second_loses(holding: Holding) -> None:
    outbox = holding(REQUEST)
    outbox.save(REQUEST.claimed(NOON))

    with pytest.raises(ConcurrentChange):
        outbox.save(REQUEST.claimed(NOON))


def test_what_waits_is_due_when_its_time_has_come(holding: Holding) -> None:
    outbox = holding(REQUEST, REMINDER)

    assert outbox.due(DUE - timedelta(microseconds=1), 25) == ()
    assert set(outbox.due(DUE, 25)) == {(PARTNER_ID, REQUEST.id), (PARTNER_ID, REMINDER.id)}


def test_what_was_claimed_is_due_after_the_lease_and_what_is_closed_never(holding: Holding) -> None:
    outbox = holding(REQUEST, REMINDER)
    outbox.save(REQUEST.claimed(DUE))
    outbox.save(REMINDER.moved(MessageStep.SEND, DUE))

    assert outbox.due(DUE + timedelta(seconds=59), 25) == ()
    assert outbox.due(DUE + timedelta(seconds=60), 25) == ((PARTNER_ID, REQUEST.id),)
