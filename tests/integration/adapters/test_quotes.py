"""One contract, two implementations: the fake may not drift from the repository."""

from dataclasses import replace

import pytest

from shared.adapters.dynamodb.confirmations import confirmation_write
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.confirmation import Confirmation, State
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.once import Once
from shared.domain.quote import Quote
from shared.domain.tenant import Tenant
from shared.ports import Quotes
from tests.support.builders import (
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    QUOTE_ID,
    TENANT,
    a_confirmation,
    a_customer,
    a_quote,
)
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.quotes import FakeQuotes
from tests.support.recorded import a_recorded

ONCE = Once[Quote]("a-key", "a-fingerprint", lambda made: made.title)


@pytest.fixture(params=["dynamodb", "fake"])
def quotes(request: pytest.FixtureRequest) -> Quotes:
    """Of a partner with a customer, who was sent a confirmation."""
    if request.param == "fake":
        return FakeQuotes(customers=FakeCustomers(a_customer()), confirmations=[a_confirmation()])
    table: DynamoTable = request.getfixturevalue("table")
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    table.commit([confirmation_write(TENANT, a_confirmation(), replaces=None)])
    return DynamoQuotes(table, TENANT, lambda: NOON)


def a_numbered_quote(number: int, **changes: object) -> Quote:
    return a_quote(id=QUOTE_ID.replace("01KAAAAAAC", f"01KAAAAAA{number}"), **changes)


def test_what_is_added_is_what_is_read(quotes: Quotes) -> None:
    quotes.add(a_quote(), None)

    assert quotes.get(QUOTE_ID) == a_quote()
    assert quotes.get_with_confirmation(QUOTE_ID) == (a_quote(), None)


def test_a_quote_comes_with_its_newest_confirmation(quotes: Quotes) -> None:
    sent = a_quote(confirmation_id=CONFIRMATION_ID)
    quotes.add(sent, None)

    assert quotes.get_with_confirmation(QUOTE_ID) == (sent, a_confirmation())
    assert quotes.of_customer(CUSTOMER_ID, limit=10, after=None).items == ((sent, a_confirmation()),)


def test_quotes_are_listed_newest_first_page_by_page(quotes: Quotes) -> None:
    for number in (1, 3, 2):
        quotes.add(a_numbered_quote(number), None)

    first = quotes.of_customer(CUSTOMER_ID, limit=2, after=None)
    second = quotes.of_customer(CUSTOMER_ID, limit=2, after=first.after)

    listed = [quote for quote, _ in first.items + second.items]
    assert listed == [a_numbered_quote(3), a_numbered_quote(2), a_numbered_quote(1)]


def test_a_customer_without_quotes_has_none_and_an_unknown_one_is_refused(quotes: Quotes) -> None:
    assert quotes.of_customer(CUSTOMER_ID, limit=10, after=None).items == ()
    with pytest.raises(NotFound):
        quotes.of_customer(f"{CUSTOMER_ID[:-1]}9", limit=10, after=None)


def test_an_id_with_another_time_before_the_tail_is_nobodys(quotes: Quotes) -> None:
    quotes.add(a_quote(), None)

    with pytest.raises(NotFound):
        quotes.of_customer(CUSTOMER_ID.replace("01KAAAAAAA", "01KAAAAAAB"), limit=10, after=None)


def test_an_unknown_quote_is_refused(quotes: Quotes) -> None:
    with pytest.raises(NotFound):
        quotes.get(QUOTE_ID)
    with pytest.raises(NotFound):
        quotes.get_with_confirmation(QUOTE_ID)


def test_a_change_and_what_it_voids_are_one_write(quotes: Quotes) -> None:
    sent = a_quote(confirmation_id=CONFIRMATION_ID)
    quotes.add(sent, None)
    voided = a_confirmation().superseded(now=NOON, by="usr_1", why="quote_changed")

    quotes.save(replace(sent, title="Safer workplace", version=2), voided)

    quote, confirmation = quotes.get_with_confirmation(QUOTE_ID)
    assert (quote.title, confirmation) == ("Safer workplace", voided)


def test_evidence_of_what_it_voids_comes_with_the_change_or_not_at_all(quotes: Quotes) -> None:
    sent = a_quote(confirmation_id=CONFIRMATION_ID)
    quotes.add(sent, None)
    voided = a_confirmation().superseded(now=NOON, by="usr_1", why="quote_changed")
    changed = replace(sent, title="Safer workplace", version=2)
    quotes.save(changed, voided, a_recorded())

    with pytest.raises(ConcurrentChange):
        quotes.save(replace(changed, title="Another", version=3), None, a_recorded())
    assert quotes.get_with_confirmation(QUOTE_ID) == (changed, voided)


def test_a_change_that_meets_an_acceptance_loses(quotes: Quotes) -> None:
    """The confirmation was accepted after it was read: nothing is written, it is read again."""
    sent = a_quote(confirmation_id=CONFIRMATION_ID)
    quotes.add(sent, None)
    outrun: Confirmation = replace(a_confirmation(), state=State.SUPERSEDED, version=3)

    with pytest.raises(ConcurrentChange):
        quotes.save(replace(sent, title="Safer workplace", version=2), outrun)
    assert quotes.get_with_confirmation(QUOTE_ID) == (sent, a_confirmation())


def test_the_second_writer_of_a_version_loses(quotes: Quotes) -> None:
    quotes.add(a_quote(), None)
    quotes.save(a_quote(title="First", version=2), None)

    with pytest.raises(ConcurrentChange):
        quotes.save(a_quote(title="Second", version=2), None)
    with pytest.raises(ConcurrentChange):
        quotes.add(a_quote(), None)


def test_the_same_create_twice_at_once_is_a_race(quotes: Quotes) -> None:
    quotes.add(a_numbered_quote(1), ONCE)

    with pytest.raises(ConcurrentChange):
        quotes.add(a_numbered_quote(2), ONCE)
    with pytest.raises(NotFound):
        quotes.get(a_numbered_quote(2).id)


def test_another_partner_sees_nothing_of_it(table: DynamoTable) -> None:
    DynamoQuotes(table, TENANT, lambda: NOON).add(a_quote(), None)
    stranger = DynamoQuotes(table, Tenant(OTHER_PARTNER_ID), lambda: NOON)

    with pytest.raises(NotFound):
        stranger.get(QUOTE_ID)
    with pytest.raises(NotFound):
        stranger.of_customer(CUSTOMER_ID, limit=10, after=None)
