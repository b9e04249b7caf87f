"""Count all accounts of a partner anew, while they go on changing: heals whatever went wrong with the totals."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.keep_statistics.count_accounts import AT_ONCE, counted, save_counted
from shared.domain.concurrency import settle
from shared.ports import Customers, StatisticsBook


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How many accounts were counted now, and whether it is through."""

    counted: int
    done: bool


def rebuild_statistics(*, customers: Customers, book: StatisticsBook, is_time_left: Callable[[], bool]) -> Rebuilt:
    """Go on with the rebuild that was begun, or begin one. When time runs out, another call goes on from there.

    Raises NotFound without such a partner, ConcurrentChange.
    """
    book.get()
    settle(lambda: _begin(book))
    number = 0
    while is_time_left():
        listed, done = settle(lambda: _count_page(customers, book))
        number += listed
        if done:
            return Rebuilt(number, done=True)
    return Rebuilt(number, done=False)


def _begin(book: StatisticsBook) -> None:
    statistics = book.standing(()).statistics
    save_counted(statistics.begun(), {}, statistics, book)


def _count_page(customers: Customers, book: StatisticsBook) -> tuple[int, bool]:
    rebuild = book.standing(()).statistics.rebuild
    if rebuild is None:  # somebody else, who was asked for the same, has ended it
        return 0, True
    page = customers.page(status=None, limit=AT_ONCE, after=rebuild.after)
    standing = book.standing(row.id for row in page.items)
    if standing.statistics.rebuild is None or standing.statistics.rebuild.after != rebuild.after:
        return 0, standing.statistics.rebuild is None
    statistics, notes = counted(standing)
    save_counted(statistics.counted_until(page.after), notes, standing.statistics, book)
    return len(page.items), page.after is None
