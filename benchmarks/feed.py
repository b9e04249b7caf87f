"""Feeding a partner's whole stock of accounts in one run (B18): what each partition of the table is asked for.

The run goes through the function, on a table in memory that throttles a partition key beyond what DynamoDB gives one,
at the rate at which the API itself lets requests in.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from functions.feed_customers import handler
from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from tests.support.builders import PARTNER_ID, TENANT, a_partner
from tests.support.events import DISTRIBUTOR_CLAIMS, Context, api_event
from tests.support.memory_dynamodb import PARTITION_WRITES, MemoryDynamoDb
from tests.support.template import load_template

# What a new table takes before it has grown.
TABLE_WRITES = 4000

_WORDS = """
Bageri Bil Bygg Data El Fastighet Frisör Hotell Konsult Logistik Måleri Plåt Redovisning Service Städ
Andersson Berg Dahl Ek Falk Gran Holm Ivarsson Johansson Karlsson Lind Nilsson Olsson Persson Ström
Stockholm Göteborg Malmö Uppsala Umeå Luleå Kiruna Lund Växjö Ystad Örebro Östersund Åre
"""
_TRADES, _NAMES, _CITIES = (line.split() for line in _WORDS.strip().splitlines())


@dataclass(frozen=True, slots=True)
class FedRun:
    """`hottest` and `table` are the most write units that one partition key, and the table, took in a second."""

    accounts: int
    refused: int
    requests_for_each: float
    hottest: int
    hottest_key: str
    table: int

    @property
    def is_met(self) -> bool:
        return not self.refused and self.hottest <= PARTITION_WRITES and self.table <= TABLE_WRITES


def accounts(number: int, seed: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """The distributor's id and the body, as many times: most in few big cities, with up to six subscriptions."""
    chance = random.Random(seed)  # noqa: S311 - the same accounts each time
    for count in range(number):
        trade, name = chance.choice(_TRADES), chance.choice(_NAMES)
        domain = f"{trade}{name}{count}.example".lower().translate(str.maketrans("åäö", "aao"))
        yield (
            f"D-{count:06d}",
            {
                "name": f"{name}s {trade} i {(city := chance.choice(_CITIES[: chance.randint(1, len(_CITIES))]))} AB",
                "email": f"info@{domain}",
                "phone": f"+46 {chance.randint(8, 99)} {chance.randint(100_000, 999_999)}",
                "address": f"Storgatan {chance.randint(1, 200)}",
                "city": city,
                "country": "SE",
                "postcode": "123 45",
                "subscriptions": [_subscription(each, chance) for each in range(chance.randint(0, 6))],
                "assets": [{"id": "a", "kind": "license", "name": "Licence", "quantity": 5, "status": "active"}],
            },
        )


def _subscription(number: int, chance: random.Random) -> dict[str, Any]:
    return {
        "id": f"sub-{number}",
        "sku": f"SKU-{chance.randint(1, 40)}",
        "quantity": chance.randint(1, 500),
        "status": chance.choice(["active", "active", "active", "canceled"]),
        "monthly_amount": {"amount": chance.randint(100, 1_000_000), "currency": "SEK"},
    }


def requests_a_second() -> int:
    """What the API lets in."""
    properties = load_template()["Resources"]["Api"]["Properties"]
    return int(properties["DefaultRouteSettings"]["ThrottlingRateLimit"])


class Feed:
    """A distributor's program that calls as fast as the API lets it."""

    def __init__(self) -> None:
        self._calls, self._rate = 0, requests_a_second()
        self.client = MemoryDynamoDb(lambda: self._calls // self._rate)
        self.table = DynamoTable(cast("Any", self.client), "table")
        DynamoPartners(self.table, TENANT).put(a_partner(), None)

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self._calls / self._rate)

    def run(self, told: list[tuple[str, dict[str, Any]]]) -> FedRun:
        self._calls += self._rate  # a second of its own
        first, asked, refused = self._calls // self._rate, self.client.requests.total(), 0
        for external_id, body in told:
            path = f"/v1/distributor/partners/{PARTNER_ID}/customers/{external_id}"
            answer = handler.lambda_handler(api_event("PUT", path, body, claims=DISTRIBUTOR_CLAIMS), Context())
            refused += answer["statusCode"] != 200
            self._calls += 1
        units = {at: number for at, number in self.client.write_units.items() if at[0] >= first}
        (_, key), hottest = max(units.items(), key=lambda one: one[1], default=((0, ""), 0))
        seconds = {second for second, _ in units}
        table = max((sum(it for (at, _), it in units.items() if at == second) for second in seconds), default=0)
        return FedRun(
            accounts=len(told),
            refused=refused,
            requests_for_each=(self.client.requests.total() - asked) / len(told),
            hottest=hottest,
            hottest_key=key.replace(PARTNER_ID, "<partner>"),
            table=table,
        )


def feed_accounts(number: int) -> dict[str, FedRun]:
    """That many new accounts, then the same run again."""
    real_table, real_clock = wiring._table, wiring.now  # noqa: SLF001
    feed = Feed()
    told = list(accounts(number, seed=1))
    try:
        vars(wiring).update(_table=lambda: feed.table, now=feed.now)
        return {"feed": feed.run(told), "feed, repeated": feed.run(told)}
    finally:
        vars(wiring).update(_table=real_table, now=real_clock)
