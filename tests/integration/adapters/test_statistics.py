"""One contract, two implementations: the fake may not drift from the repository."""

from dataclasses import replace

import pytest

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.statistics import DynamoStatistics
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain import ids
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.money import Money
from shared.domain.statistics import Counted, Figures, Share, Statistics, Totals
from shared.domain.tenant import Tenant
from shared.ports import StatisticsBook
from tests.support.builders import CUSTOMER_ID, NOON, OTHER_PARTNER_ID, TENANT, a_customer, a_partner
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.statistics import FakeStatistics

NOTE = Counted(share=Share(transacting=True, monthly_run_rate=Money(500, "SEK")), generation=0)
COUNTED = replace(Statistics().counting(NOTE.share, None), version=1)


@pytest.fixture(params=["dynamodb", "fake"])
def book(request: pytest.FixtureRequest) -> StatisticsBook:
    if request.param == "fake":
        return FakeStatistics(FakeCustomers(a_customer(), partner=a_partner()))
    table: DynamoTable = request.getfixturevalue("table")
    DynamoPartners(table, TENANT).put(a_partner(), None)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    return DynamoStatistics(table, TENANT)


def test_before_anything_was_counted_all_is_zero(book: StatisticsBook) -> None:
    assert book.get() == Figures(all_customers=0, transacting_customers=0, monthly_run_rate=Money(0, "SEK"))


def test_what_is_saved_is_what_is_read(book: StatisticsBook) -> None:
    book.save(COUNTED, {CUSTOMER_ID: NOTE})

    assert book.get() == Figures(all_customers=1, transacting_customers=1, monthly_run_rate=Money(500, "SEK"))
    assert book.standing([CUSTOMER_ID]).statistics == COUNTED
    assert book.standing([CUSTOMER_ID]).accounts == ((a_customer(), NOTE),)


def test_an_account_stands_there_by_its_tail_and_an_unknown_one_is_left_out(book: StatisticsBook) -> None:
    assert book.standing([ids.tail(CUSTOMER_ID), ids.tail(OTHER_PARTNER_ID)]).accounts == ((a_customer(), None),)


def test_a_rebuild_is_kept_with_its_place(book: StatisticsBook) -> None:
    begun = replace(COUNTED.begun().counted_until({"pk": "a", "sk": "b"}), version=1)

    book.save(begun, {})

    assert book.standing(()).statistics == begun


def test_the_second_writer_of_the_totals_loses(book: StatisticsBook) -> None:
    book.save(COUNTED, {})

    with pytest.raises(ConcurrentChange):
        book.save(COUNTED, {})


def test_the_second_writer_of_a_note_loses(book: StatisticsBook) -> None:
    book.save(COUNTED, {CUSTOMER_ID: NOTE})

    with pytest.raises(ConcurrentChange):
        book.save(replace(COUNTED, shown=Totals(), version=2), {CUSTOMER_ID: NOTE})
    assert book.standing(()).statistics == COUNTED


def test_another_partner_s_accounts_are_not_there(table: DynamoTable) -> None:
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    stranger = DynamoStatistics(table, Tenant(OTHER_PARTNER_ID))

    assert stranger.standing([CUSTOMER_ID]).accounts == ()
    with pytest.raises(NotFound):
        stranger.get()
