"""Bring the totals up to what some accounts come to now (B2)."""

from collections.abc import Iterable
from dataclasses import replace

from shared.domain.concurrency import settle
from shared.domain.statistics import Counted, Share, Statistics
from shared.ports import Standing, StatisticsBook

AT_ONCE = 49
"""Accounts of one request: with their notes and the totals they are 99 rows, of the hundred that can be read."""


def count_accounts(customer_ids: Iterable[str], *, book: StatisticsBook) -> None:
    """At most AT_ONCE of them. Raises ConcurrentChange."""

    def attempt() -> None:
        standing = book.standing(customer_ids)
        save_counted(*counted(standing), standing.statistics, book)

    settle(attempt)


def counted(standing: Standing) -> tuple[Statistics, dict[str, Counted]]:
    """The statistics with these accounts as they are, and the notes that have changed by it."""
    statistics, notes = standing.statistics, dict[str, Counted]()
    for customer, note in standing.accounts:
        share = Share.of(customer)
        if note is None or (note.share, note.generation) != (share, statistics.generation):
            statistics = statistics.counting(share, note)
            version = note.version + 1 if note else 1
            notes[customer.id] = Counted(share=share, generation=statistics.generation, version=version)
    return statistics, notes


def save_counted(statistics: Statistics, notes: dict[str, Counted], former: Statistics, book: StatisticsBook) -> None:
    """What has not changed is not written. Raises ConcurrentChange."""
    if statistics != former or notes:
        book.save(replace(statistics, version=former.version + 1), notes)
