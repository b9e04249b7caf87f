"""Totals follow the accounts, whatever becomes of the events (B2)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.keep_statistics.count_accounts import count_accounts
from functions.keep_statistics.rebuild_statistics import Rebuilt, rebuild_statistics
from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.money import Money
from shared.domain.statistics import Counted, Figures, Statistics, Totals
from shared.ports import Standing
from tests.support.builders import a_customer, a_partner
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.statistics import FakeStatistics


def account(
    number: int, *, rate: int = 0, transacting: bool = False, active: bool = True, version: int = 1
) -> Customer:
    return a_customer(
        id=f"cus_01KAAAAAAACVST0MER0000{number:04d}",
        name=f"Account {number:03d}",
        domains=(),
        monthly_run_rate=Money(rate, "SEK"),
        is_transacting=transacting,
        active=active,
        version=version,
    )


def a_book(*accounts: Customer) -> FakeStatistics:
    return FakeStatistics(FakeCustomers(*accounts, partner=a_partner()))


def change(book: FakeStatistics, customer: Customer) -> None:
    book.customers.customers[ids.tail(customer.id)] = customer


def figures(all_customers: int, transacting: int, rate: int) -> Figures:
    return Figures(all_customers=all_customers, transacting_customers=transacting, monthly_run_rate=Money(rate, "SEK"))


def true_figures(book: FakeStatistics) -> Figures:
    accounts = book.customers.customers.values()
    transacting = [one for one in accounts if one.is_transacting or one.monthly_run_rate.amount > 0]
    return figures(len(accounts), len(transacting), sum(one.monthly_run_rate.amount for one in accounts))


def rebuild(book: FakeStatistics, *, pages: int = 100) -> Rebuilt:
    turns = iter(range(pages))
    return rebuild_statistics(customers=book.customers, book=book, is_time_left=lambda: next(turns, None) is not None)


def test_active_and_inactive_accounts_count_and_those_with_a_rate_or_a_licence_transact() -> None:
    accounts = [account(1, rate=500), account(2, transacting=True), account(3, active=False), account(4)]
    book = a_book(*accounts)

    count_accounts([one.id for one in accounts], book=book)

    assert book.get() == figures(4, 2, 500)


def test_the_same_event_again_changes_nothing() -> None:
    book = a_book(account(1, rate=500))

    count_accounts([account(1).id], book=book)
    count_accounts([account(1).id, account(1).id], book=book)

    assert book.get() == figures(1, 1, 500)
    assert book.saved == 1


def test_an_old_event_that_comes_late_counts_what_is_true_now() -> None:
    book = a_book(account(1, rate=500))
    count_accounts([account(1).id], book=book)
    change(book, account(1, rate=700, version=2))
    count_accounts([account(1).id], book=book)

    count_accounts([account(1).id], book=book)

    assert book.get() == figures(1, 1, 700)


def test_a_rate_that_ends_takes_the_account_out_of_the_transacting() -> None:
    book = a_book(account(1, rate=500))
    count_accounts([account(1).id], book=book)
    change(book, account(1, version=2))

    count_accounts([account(1).id], book=book)

    assert book.get() == figures(1, 0, 0)


def test_rates_of_another_currency_are_kept_apart() -> None:
    book = a_book(account(1, rate=500), replace(account(2), monthly_run_rate=Money(9, "EUR")))

    count_accounts([account(1).id, account(2).id], book=book)

    assert book.get() == figures(2, 2, 500)
    book.customers.partner = a_partner(currency="EUR")
    assert book.get().monthly_run_rate == Money(9, "EUR")


class Contended(FakeStatistics):
    """Somebody else counts between the first reading and its writing."""

    intruders: tuple[str, ...] = ()

    def standing(self, customer_ids: Iterable[str]) -> Standing:
        found = super().standing(customer_ids)
        intruders, self.intruders = self.intruders, ()
        if intruders:
            count_accounts(intruders, book=self)
        return found


def test_whoever_loses_the_race_counts_again() -> None:
    book = Contended(FakeCustomers(account(1, rate=500), account(2, rate=40), partner=a_partner()))
    book.intruders = (account(2).id,)

    count_accounts([account(1).id], book=book)

    assert book.get() == figures(2, 2, 540)


def test_a_rebuild_heals_whatever_went_wrong() -> None:
    accounts = [account(number, rate=number) for number in range(120)]
    book = a_book(*accounts)
    count_accounts([accounts[0].id, accounts[1].id], book=book)
    book.statistics = replace(book.statistics, shown=Totals(customers=-7, transacting=99, revenue={"SEK": 1}))

    assert rebuild(book) == Rebuilt(120, done=True)
    assert book.get() == true_figures(book)
    assert rebuild(book) == Rebuilt(120, done=True)
    assert book.get() == true_figures(book)


def test_a_rebuild_goes_on_where_it_stopped_and_shows_the_former_totals_meanwhile() -> None:
    accounts = [account(number, rate=1) for number in range(120)]
    book = a_book(*accounts)

    assert rebuild(book, pages=1) == Rebuilt(49, done=False)
    assert rebuild(book, pages=1) == Rebuilt(49, done=False)
    assert rebuild(book, pages=1) == Rebuilt(22, done=True)
    assert book.get() == true_figures(book)


def test_a_rebuild_of_nobody_s_accounts_is_refused() -> None:
    with pytest.raises(NotFound):
        rebuild_statistics(customers=FakeCustomers(), book=FakeStatistics(FakeCustomers()), is_time_left=lambda: True)


def test_a_partner_without_accounts_has_zeros() -> None:
    book = a_book()

    assert rebuild(book) == Rebuilt(0, done=True)
    assert book.get() == figures(0, 0, 0)


class Lost(FakeStatistics):
    def save(self, statistics: Statistics, notes: Mapping[str, Counted]) -> None:
        raise ConcurrentChange


def test_a_race_that_is_never_won_is_told() -> None:
    book = Lost(FakeCustomers(account(1), partner=a_partner()))

    with pytest.raises(ConcurrentChange):
        count_accounts([account(1).id], book=book)


steps = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, 60), st.integers(0, 3), st.booleans()),
        st.tuples(st.just("event"), st.integers(0, 60)),
        st.tuples(st.just("page of a rebuild")),
        st.tuples(st.just("lost note"), st.integers(0, 60)),
    ),
    max_size=60,
)


@given(steps)
def test_any_order_of_events_and_rebuilds_ends_at_the_truth(taken: list[tuple[object, ...]]) -> None:
    """Events may be lost, repeated and late: each account's last one, or a whole rebuild, makes it right."""
    book = a_book(*(account(number) for number in range(60)))
    for step in taken:
        match step:
            case "change", int(number), int(rate), bool(transacting):
                change(book, account(number, rate=rate, transacting=transacting))
            case "event", int(number):
                count_accounts([account(number).id], book=book)
            case ("page of a rebuild",):
                rebuild(book, pages=1)
            case "lost note", int(number):
                lost: Counted | None = book.notes.pop(ids.tail(account(number).id), None)
                if lost:
                    book.statistics = replace(book.statistics, shown=Totals())

    while book.statistics.rebuild:
        rebuild(book, pages=1)
    rebuild(book)
    count_accounts([account(number).id for number in range(49)], book=book)
    count_accounts([account(number).id for number in range(49, 61)], book=book)

    assert book.get() == true_figures(book)
