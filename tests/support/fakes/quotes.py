"""Quotes in memory; a contract test holds them against the real repository."""

from collections.abc import Iterable

from shared.domain.confirmation import Confirmation
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.once import Once
from shared.domain.quote import Quote
from shared.evidence.record import Evidence
from shared.ports import Listed
from tests.support.fakes.customers import FakeCustomers


class FakeQuotes:
    def __init__(self, *quotes: Quote, customers: FakeCustomers, confirmations: Iterable[Confirmation] = ()) -> None:
        self.quotes = {quote.id: quote for quote in quotes}
        self.customers = customers
        self.confirmations = {confirmation.id: confirmation for confirmation in confirmations}
        self.receipts = customers.receipts
        self.saved: list[Quote] = []
        self.evidence: dict[str, Evidence] = {}

    def get(self, quote_id: str) -> Quote:
        if quote_id not in self.quotes:
            raise NotFound
        return self.quotes[quote_id]

    def get_with_confirmation(self, quote_id: str) -> tuple[Quote, Confirmation | None]:
        quote = self.get(quote_id)
        return quote, self.confirmations.get(quote.confirmation_id or "")

    def of_customer(
        self, customer_id: str, *, limit: int, after: dict[str, str] | None
    ) -> Listed[tuple[Quote, Confirmation | None]]:
        self.customers.get(customer_id)
        found = sorted(one.id for one in self.quotes.values() if one.customer_id == customer_id)[::-1]
        rest = [quote_id for quote_id in found if after is None or quote_id < after["id"]]
        page = rest[:limit]
        return Listed(tuple(map(self.get_with_confirmation, page)), {"id": page[-1]} if len(rest) > limit else None)

    def add(self, quote: Quote, once: Once[Quote] | None) -> None:
        if quote.id in self.quotes:
            raise ConcurrentChange
        self.receipts.keep(once, quote)
        self._put(quote)

    def save(self, quote: Quote, superseded: Confirmation | None = None, evidence: Evidence | None = None) -> None:
        if self.get(quote.id).version != quote.version - 1:
            raise ConcurrentChange
        if evidence is not None and evidence.record.id in self.evidence:
            raise ConcurrentChange
        if superseded is not None:
            if self.confirmations[superseded.id].version != superseded.version - 1:
                raise ConcurrentChange
            self.confirmations[superseded.id] = superseded
        if evidence is not None:
            self.evidence[evidence.record.id] = evidence
        self._put(quote)

    def _put(self, quote: Quote) -> None:
        self.quotes[quote.id] = quote
        self.saved.append(quote)
