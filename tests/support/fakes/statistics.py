"""A partner's statistics in memory, beside the accounts of another fake."""

from collections.abc import Iterable, Mapping

from shared.domain import ids
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.statistics import Counted, Figures, Statistics
from shared.ports import Standing
from tests.support.fakes.customers import FakeCustomers


class FakeStatistics:
    def __init__(self, customers: FakeCustomers) -> None:
        self.customers = customers
        self.statistics = Statistics()
        self.notes: dict[str, Counted] = {}
        self.saved = 0

    def get(self) -> Figures:
        if self.customers.partner is None:
            raise NotFound
        return self.statistics.shown.figures(self.customers.partner.currency)

    def standing(self, customer_ids: Iterable[str]) -> Standing:
        known = self.customers.customers
        tails = [tail for tail in map(ids.tail, customer_ids) if tail in known]
        return Standing(self.statistics, tuple((known[tail], self.notes.get(tail)) for tail in tails))

    def save(self, statistics: Statistics, notes: Mapping[str, Counted]) -> None:
        changed = {ids.tail(customer_id): note for customer_id, note in notes.items()}
        if statistics.version != self.statistics.version + 1 or any(
            note.version != (self.notes[tail].version if tail in self.notes else 0) + 1
            for tail, note in changed.items()
        ):
            raise ConcurrentChange
        self.statistics = statistics
        self.notes |= changed
        self.saved += 1
