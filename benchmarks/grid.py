"""What a page of the grid and of a search asks of the table, among a hundred accounts and a hundred thousand (P13)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, cast

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.customer import Customer, CustomerRow
from shared.domain.search import Query
from shared.ports import Listed
from tests.support.builders import NOON, TENANT, a_customer
from tests.support.memory_dynamodb import MemoryDynamoDb

FEW, MANY = 100, 100_000
ROWS = 25
MAX_QUERIES, MAX_RATIO = 1, 1.05

type Page = Callable[[DynamoCustomers, dict[str, str] | None], Listed[CustomerRow]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Of one page: how many queries, and read units as they are billed."""

    queries: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigure:
    name: str
    few: Read
    many: Read

    @property
    def ratio(self) -> float:
        return self.many.units / self.few.units

    @property
    def is_met(self) -> bool:
        return max(self.few.queries, self.many.queries) <= MAX_QUERIES and self.ratio <= MAX_RATIO


def measure_pages() -> list[PageFigure]:
    few, many = _read_pages(FEW), _read_pages(MANY)
    return [PageFigure(name=name, few=few[name], many=many[name]) for name in few]


def _read_pages(accounts: int) -> dict[str, Read]:
    """Nine of ten accounts begin with the word that is searched for, and all of them are in the city."""
    client = MemoryDynamoDb(throttles=False)
    customers = DynamoCustomers(DynamoTable(cast("Any", client), "table"), TENANT, lambda: NOON)
    for number in range(accounts):
        customers.add(_account(number), None)
    pages: dict[str, Page] = {
        "grid": lambda repository, after: repository.page(status=None, limit=ROWS, after=after),
        "search for a name": _search("bageri"),
        "search for a letter": _search("b"),
        "search for a city": _search("UMEÅ"),
    }
    read: dict[str, Read] = {}
    for name, page in pages.items():
        first, read[name] = _measured(client, lambda page=page: page(customers, None))  # type: ignore[misc]
        _, read[f"{name}, page 2"] = _measured(client, lambda page=page, at=first.after: page(customers, at))  # type: ignore[misc]
    return read


def _search(text: str) -> Page:
    query = Query.parse(text)
    if query is None:
        raise SystemExit(f"{text!r} asks for nothing.")
    return lambda repository, after: repository.search(query, status=None, limit=ROWS, after=after)


def _measured(client: MemoryDynamoDb, page: Callable[[], Listed[CustomerRow]]) -> tuple[Listed[CustomerRow], Read]:
    client.requests.clear()
    client.read_units.clear()
    listed = page()
    if len(listed.items) != ROWS:
        raise SystemExit(f"A page holds {len(listed.items)} accounts instead of {ROWS}.")
    return listed, Read(queries=client.requests.total(), units=client.read_units.total())


def _account(number: int) -> Customer:
    """Ids and names of one length: the rows of any page weigh the same."""
    return replace(
        a_customer(contacts=(), domains=()),
        id=f"cus_01KAAAAAAACVST0MER0{number:07d}",
        name=f"{'Bageri' if number % 10 else 'Åkeri'} {number:07d} AB",
        email=f"info@a{number:07d}.example",
    )
