"""The search rows of accounts: written with each, and read a page at a time (B3).

A row stands under each head of an account, and holds what the grid shows. One beginning of a word is one range of
sort keys, so a page of a search for one word is one query: the matching words in order, accounts of the same word by
name. Each page is then sorted by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Page, Row
from shared.domain.customer import Customer, CustomerRow, CustomerStatus
from shared.domain.folding import fold
from shared.domain.search import HEAD_LENGTH, Query, Reading, heads_of
from shared.domain.tenant import Tenant
from shared.ports import Listed

# Several words, or a status, may have to pass over many rows: a page then ends early, and its cursor leads on.
MAX_QUERIES = 10
ROWS_OF_A_QUERY = 100
# So many of a query's words are tried, the longest first, before one is followed.
TRIED = 4

customer_row_json = TypeAdapter(CustomerRow)


def search_keys(tenant: Tenant, customer: Customer) -> set[keys.Key]:
    folded = fold(customer.name)
    return {keys.search_row(tenant, head, folded, customer.id) for head in heads_of(customer)}


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a search is: in which reading of the query, following which beginning, behind which sort key."""

    reading: int
    beginning: str
    behind: str | None

    @classmethod
    def of(cls, after: dict[str, str]) -> Self:
        return cls(int(after["reading"]), after["beginning"], after["behind"])

    @property
    def after(self) -> dict[str, str]:
        return {"reading": str(self.reading), "beginning": self.beginning, "behind": self.behind or ""}


class CustomerSearch:
    """One page's worth of a search; `more` is where the next page goes on, None at the end."""

    def __init__(
        self, table: DynamoTable, tenant: Tenant, query: Query, *, status: CustomerStatus | None, limit: int
    ) -> None:
        self._table = table
        self._tenant = tenant
        self._query = query
        self._status = status
        self._limit = limit
        self._found: list[tuple[CustomerRow, Spot]] = []
        self._queries = 0

    def page(self, after: dict[str, str] | None) -> Listed[CustomerRow]:
        more = self._walk(Spot.of(after) if after else None)
        kept = self._found[: self._limit]
        if kept and (len(self._found) > len(kept) or (more and len(kept) == self._limit)):
            more = kept[-1][1]
        items = sorted((row for row, _ in kept), key=lambda row: (fold(row.name), row.id))
        return Listed(tuple(items), more.after if more else None)

    def _walk(self, spot: Spot | None) -> Spot | None:
        """Read until the page is full, nothing is left, or enough was read; answer where that was."""
        first = spot.reading if spot else 0
        for number in range(first, len(self._query.readings)):
            if spot is None or spot.reading != number:
                spot, rows = self._begin(number)
            else:
                rows = self._read(spot)
            while (spot := self._take(spot, rows)) is not None:
                if len(self._found) >= self._limit or self._queries >= MAX_QUERIES:
                    return spot
                rows = self._read(spot)
        return None

    def _begin(self, number: int) -> tuple[Spot, Page]:
        """Follow the beginning that few accounts have; where all have many, the one whose first rows hold most hits."""
        beginnings = self._query.readings[number].beginnings[:TRIED]
        tried: list[tuple[int, Spot, Page]] = []
        for beginning in beginnings:
            spot = Spot(number, beginning, None)
            rows = self._read(spot)
            if rows.after is None or len(beginnings) == 1:
                return spot, rows
            tried.append((sum(1 for _ in self._hits(spot, rows.rows)), spot, rows))
        _, spot, rows = max(tried, key=lambda one: one[0])
        return spot, rows

    def _read(self, spot: Spot) -> Page:
        """A little more than the page, for rows that are passed over; much more once that wasn't enough."""
        one_word = len(self._query.readings[spot.reading].beginnings) == 1 and self._queries == 0
        limit = self._limit + self._limit // 4 + 1 if one_word else ROWS_OF_A_QUERY
        self._queries += 1
        partition, prefix = keys.search_range(self._tenant, spot.beginning[:HEAD_LENGTH])
        behind = {"pk": partition, "sk": spot.behind} if spot.behind else None
        return self._table.query(partition, prefix=prefix, limit=limit, after=behind)

    def _take(self, spot: Spot, rows: Page) -> Spot | None:
        self._found.extend(self._hits(spot, rows.rows))
        return Spot(spot.reading, spot.beginning, rows.after["sk"]) if rows.after else None

    def _hits(self, spot: Spot, rows: list[Row]) -> Iterator[tuple[CustomerRow, Spot]]:
        earlier, reading = self._query.readings[: spot.reading], self._query.readings[spot.reading]
        for row in rows:
            account = customer_row_json.validate_json(row.data)
            if self._status in {None, account.status} and _is_hit(account, row, spot.beginning, reading, earlier):
                yield account, Spot(spot.reading, spot.beginning, row.key[1])


def _is_hit(account: CustomerRow, row: Row, beginning: str, reading: Reading, earlier: tuple[Reading, ...]) -> bool:
    """An account has a row for each of its words that begin so; only the first of them counts."""
    head = keys.head_of(row.key)
    first = next(it for it in heads_of(account) if it.startswith(beginning[:HEAD_LENGTH]))
    return head == first and reading.matches(account) and not any(it.matches(account) for it in earlier)
