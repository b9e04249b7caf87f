"""How many acceptances one partner's customers can make in a second: what each asks of a partition of the table (G2).

They go through the functions, on a table in memory that writes the bill. An acceptance adds its record to the chain of
its own confirmation, so no two write the same row; what bounds a partner is the partition that they have in common.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from benchmarks.feed import TABLE_WRITES
from benchmarks.requests import filled_in, path_to
from functions.accept_terms import handler as accept_terms
from functions.send_confirmation import handler as send_confirmation
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain import ids
from tests.support import seeds
from tests.support.account import open_account
from tests.support.builders import ANNA_ID, PARTNER_ID, TENANT, a_contact, a_customer, a_quote
from tests.support.events import Context, api_event, page_event
from tests.support.memory_dynamodb import PARTITION_WRITES, MemoryDynamoDb


@dataclass(frozen=True, slots=True)
class Rush:
    """All in one second. `hottest` are the write units that one partition key took, `table` those of all."""

    name: str
    acceptances: int
    hottest: int
    hottest_key: str
    table: int

    @property
    def units_each(self) -> float:
        return self.table / self.acceptances

    @property
    def is_met(self) -> bool:
        return self.hottest <= PARTITION_WRITES and self.table <= TABLE_WRITES


class Office:
    """A partner whose customers all have a confirmation before them, and press the button at once."""

    def __init__(self) -> None:
        self.second, self._asked = 0, 0
        self.client = MemoryDynamoDb(lambda: self.second, throttles=False)
        self.table = DynamoTable(cast("Any", self.client), "table")
        seeds.put_reseller(self.table)

    def now(self) -> datetime:
        """Another at each call: an id holds its millisecond."""
        self._asked += 1
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.second, milliseconds=self._asked)

    def quote_of(self, customer_id: str) -> str:
        quote_id = ids.child_id("quo", parent=customer_id, now=self.now())
        DynamoQuotes(self.table, TENANT, self.now).add(a_quote(id=quote_id, customer_id=customer_id), None)
        return quote_id

    def customer(self, count: int) -> str:
        customer_id = ids.new_id("cus", now=self.now(), random_bytes=count.to_bytes)
        domain = f"bakery-{count}.example"
        contact = a_contact(email=f"anna@{domain}", email_domain=domain)
        customer = a_customer(id=customer_id, email=f"info@{domain}", domains=(domain,), contacts=(contact,))
        DynamoCustomers(self.table, TENANT, self.now).add(customer, None)
        return customer_id

    def acceptance_of(self, quote_id: str) -> dict[str, Any]:
        """The form of its page, filled in."""
        event = api_event("POST", f"/v1/quotes/{quote_id}/confirmations", {"contact_id": ANNA_ID})
        path = path_to(send_confirmation.lambda_handler(event, Context()))
        return filled_in(path, accept_terms.lambda_handler(page_event("GET", path), Context()))

    def rush(self, name: str, quotes: Sequence[str]) -> Rush:
        events = [self.acceptance_of(quote_id) for quote_id in quotes]
        self.second += 60
        for event in events:
            answer = accept_terms.lambda_handler(event, Context())
            if answer["statusCode"] != 303:
                raise SystemExit(f"{name}: answered {answer['statusCode']}")
        units = Counter({key: number for (at, key), number in self.client.write_units.items() if at == self.second})
        [(key, hottest)] = units.most_common(1)
        return Rush(name, len(events), hottest, key.replace(PARTNER_ID, "<partner>"), sum(units.values()))


def measure_acceptances() -> list[Rush]:
    real_table, real_clock = wiring._table, wiring.now  # noqa: SLF001
    with open_account():
        try:
            return [_rush("of 200 customers", 200, customers=200), _rush("of one customer", 80, customers=1)]
        finally:
            vars(wiring).update(_table=real_table, now=real_clock)


def _rush(name: str, acceptances: int, *, customers: int) -> Rush:
    office = Office()
    vars(wiring).update(_table=lambda: office.table, now=office.now)
    those = [office.customer(count) for count in range(customers)]
    return office.rush(name, [office.quote_of(those[at % customers]) for at in range(acceptances)])
