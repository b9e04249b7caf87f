"""Two who record a consent at once, request by request: ordered, and its evidence exists, or neither (T5, D7).

The real repositories on a table in memory: a turn is a request to the table.
"""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from functools import partial
from typing import Any, cast

import pytest

from functions.orders.create_service_order import CreateServiceOrder, create_service_order
from functions.quotes.update_quote import UpdateQuote, update_quote
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.digital_documents import DynamoDigitalDocuments
from shared.adapters.dynamodb.evidence import DynamoEvidence
from shared.adapters.dynamodb.orders import DynamoOrders
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.errors import DomainError
from shared.domain.order import ConsentHow, Order, ServiceOrderExists
from shared.evidence.disclosures import digests_of
from tests.support.account import TABLE_NAME
from tests.support.builders import NOON, QUOTE_ID, SELLER, TENANT, a_customer, a_partner, a_quote
from tests.support.interleaving import Turns, every_order
from tests.support.memory_dynamodb import MemoryDynamoDb
from tests.support.signing import a_service_line

type Act = Callable[[MemoryDynamoDb], object]

AT = NOON + timedelta(minutes=5)


def now() -> Any:
    return AT


def table_of(client: object) -> DynamoTable:
    return DynamoTable(cast("Any", client), TABLE_NAME)


def prepared() -> MemoryDynamoDb:
    memory = MemoryDynamoDb(throttles=False)
    table = table_of(memory)
    DynamoPartners(table, TENANT).put(a_partner(), None)
    DynamoCustomers(table, TENANT, now).add(a_customer(), None)
    DynamoQuotes(table, TENANT, now).add(a_quote(lines=(a_service_line(),)), None)
    return memory


def agreeing(how: ConsentHow) -> Act:
    def act(memory: MemoryDynamoDb) -> object:
        table = table_of(memory)
        return create_service_order(
            CreateServiceOrder(quote_id=QUOTE_ID, consent=how, note="Maria called", by=SELLER),
            documents=DynamoDigitalDocuments(table, TENANT, now),
            orders=DynamoOrders(table, TENANT, DynamoCustomers(table, TENANT, now), now),
            products=DynamoProducts(table, TENANT),
            now=now,
            random_bytes=bytes,
        )

    return act


def change_quote(memory: MemoryDynamoDb) -> object:
    table = table_of(memory)
    return update_quote(
        UpdateQuote(quote_id=QUOTE_ID, expected_version=None, changes={"title": "Safer"}, tenant=TENANT, by=SELLER),
        quotes=DynamoQuotes(table, TENANT, now),
        documents=DynamoDigitalDocuments(table, TENANT, now),
        partners=DynamoPartners(table, TENANT),
        products=DynamoProducts(table, TENANT),
        now=now,
        random_bytes=bytes,
    )


PHONE, COUNTER = agreeing(ConsentHow.PHONE), agreeing(ConsentHow.COUNTER)


@pytest.mark.parametrize(
    ("acts", "ends"),
    [
        pytest.param((PHONE, COUNTER), {"phone", "counter"}, id="phone-counter"),
        pytest.param((PHONE, change_quote), {"phone"}, id="phone-change"),
    ],
)
def test_a_service_order_and_its_evidence_exist_together(acts: tuple[Act, Act], ends: set[str]) -> None:
    before, seen = prepared(), set[str]()

    def play(turns: Turns) -> None:
        memory = deepcopy(before)
        watched = turns.watched(memory)
        outcomes = turns.run(*(partial(act, watched) for act in acts))
        made = [one for one in outcomes if isinstance(one, Order)]
        refused = [one for one in outcomes if isinstance(one, DomainError)]
        assert all(isinstance(one, ServiceOrderExists) for one in refused)
        seen.update(check(memory, made))

    orders = len(list(every_order(play, changes=3)))

    assert orders > 20
    assert seen == ends


def check(memory: MemoryDynamoDb, made: list[Order]) -> list[str]:
    """Of the one order there is one record, which says how it was agreed to."""
    (order,) = made
    table = table_of(memory)
    rows = [sort_key for _, sort_key in memory._items]
    assert [row for row in rows if row.startswith("ORDER#")] == [f"ORDER#{order.id}"]
    stored = DynamoOrders(table, TENANT, DynamoCustomers(table, TENANT, now), now).get(order.id)
    assert stored.evidence is not None
    record_id = stored.evidence.record_id
    assert [row for row in rows if row.startswith("EVIDENCE#")] == [f"EVIDENCE#{record_id}"]
    evidence = DynamoEvidence(table, TENANT).get(record_id)
    assert evidence.record.reference == stored.evidence
    assert evidence.record.content["subject"] == {"kind": "order", "id": order.id}
    assert digests_of(evidence.disclosures) == evidence.record.digests
    assert stored.consent is not None
    assert evidence.record.content["facts"]["how"] == stored.consent.how
    return [stored.consent.how]
