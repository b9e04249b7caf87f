"""The table's stream and the rebuild, on the table of template.yaml."""

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.customers import handler as customers_handler
from functions.keep_statistics import handler
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.statistics import DynamoStatistics
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.customer import Customer
from shared.domain.errors import NotFound
from shared.domain.money import Money
from shared.domain.statistics import Share, Statistics
from shared.domain.tenant import Tenant
from tests.support.builders import NOON, OTHER_PARTNER_ID, TENANT, a_customer, a_partner
from tests.support.events import STRANGER_CLAIMS, Context, answer_of, api_event
from tests.support.template import load_template

STRANGER = Tenant(OTHER_PARTNER_ID)


class Patient(Context):
    """A function that has still so long to live."""

    def __init__(self, *milliseconds: int) -> None:
        super().__init__()
        left = iter(milliseconds)
        self.get_remaining_time_in_millis = lambda: next(left, 300_000)  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def partners(table: DynamoTable) -> None:
    DynamoPartners(table, TENANT).put(a_partner(), None)
    DynamoPartners(table, STRANGER).put(a_partner(id=OTHER_PARTNER_ID, tenant_name="other"), None)


def account(number: int, *, rate: int = 0, version: int = 1) -> Customer:
    customer_id = f"cus_01KAAAAAAACVST0MER0000{number:04d}"
    rated = Money(rate, "SEK")
    return a_customer(id=customer_id, domains=(), contacts=(), monthly_run_rate=rated, version=version)


def told(number: int, tenant: Tenant = TENANT, *, sk: str | None = None) -> dict[str, Any]:
    """A record of the stream about an account, or about another row of its partition."""
    pk, own = keys.customer(tenant, account(number).id)
    key = {"pk": {"S": pk}, "sk": {"S": sk or own}}
    return {
        "eventSource": "aws:dynamodb",
        "eventName": "MODIFY",
        "dynamodb": {"Keys": key, "SequenceNumber": f"seq-{tenant.partner_id[-1]}-{number}"},
    }


def follow(*records: dict[str, Any]) -> Any:
    return handler.lambda_handler({"Records": list(records)}, Patient())


def shown(claims: dict[str, str] | None = None) -> Any:
    response = customers_handler.lambda_handler(api_event("GET", "/v1/customers/statistics", claims=claims), Context())
    assert response["statusCode"] == 200, response["body"]
    return answer_of(response)


def figures(all_customers: int, transacting: int, rate: int) -> dict[str, Any]:
    return {
        "all_customers": all_customers,
        "transacting_customers": transacting,
        "monthly_run_rate": {"amount": rate, "currency": "SEK"},
    }


def test_nobody_s_accounts_come_to_nothing() -> None:
    assert shown() == figures(0, 0, 0)


def test_the_statistics_follow_the_accounts_of_each_partner(table: DynamoTable) -> None:
    mine, theirs = (DynamoCustomers(table, tenant, lambda: NOON) for tenant in (TENANT, STRANGER))
    for number in range(60):
        mine.add(account(number, rate=number), None)
    theirs.add(account(1, rate=7), None)

    answer = follow(*map(told, range(60)), told(1, STRANGER), told(2, sk="QUOTE#x"))

    assert answer == {"batchItemFailures": []}
    assert shown() == figures(60, 59, sum(range(60)))
    assert shown(STRANGER_CLAIMS) == figures(1, 1, 7)


def test_repeated_and_late_records_change_nothing(table: DynamoTable) -> None:
    repository = DynamoCustomers(table, TENANT, lambda: NOON)
    repository.add(account(1, rate=5), None)
    follow(told(1), told(1))
    repository.save(account(1, rate=9, version=2), account(1, rate=5))
    follow(told(1))

    follow(told(1), told(1))

    assert shown() == figures(1, 1, 9)


def test_a_failure_keeps_its_partner_s_records_and_no_others(table: DynamoTable) -> None:
    mine, theirs = (DynamoCustomers(table, tenant, lambda: NOON) for tenant in (TENANT, STRANGER))
    mine.add(account(1, rate=5), None)
    theirs.add(account(2, rate=7), None)
    table.commit([Write(key=keys.statistics(STRANGER), data="not what it should be")])

    answer = follow(told(2, STRANGER), told(1))

    assert answer == {"batchItemFailures": [{"itemIdentifier": "seq-B-2"}]}
    assert shown() == figures(1, 1, 5)


def test_a_rebuild_heals_the_totals(table: DynamoTable) -> None:
    for number in range(60):
        DynamoCustomers(table, TENANT, lambda: NOON).add(account(number, rate=1), None)
    wrong = replace(Statistics().counting(Share(transacting=True, monthly_run_rate=Money(999, "SEK")), None), version=1)
    DynamoStatistics(table, TENANT).save(wrong, {})

    event = {"rebuild": TENANT.partner_id}
    first = handler.lambda_handler(event, Patient(20_000, 5_000))
    second = handler.lambda_handler(event, Patient())

    assert first == {"rebuild": TENANT.partner_id, "counted": 49, "done": False}
    assert second == {"rebuild": TENANT.partner_id, "counted": 11, "done": True}
    assert shown() == figures(60, 60, 60)


def test_a_rebuild_of_an_unknown_partner_is_refused() -> None:
    with pytest.raises(NotFound):
        handler.lambda_handler({"rebuild": "par_unknown"}, Patient())


def test_an_event_of_another_kind_is_set_aside() -> None:
    with pytest.raises(ValueError, match="neither"):
        handler.lambda_handler({"sweep": "messages"}, Patient())


def test_the_stream_brings_accounts_and_nothing_else() -> None:
    mapping = load_template()["Resources"]["AccountsStream"]["Properties"]
    (pattern,) = (json.loads(it["Pattern"]) for it in mapping["FilterCriteria"]["Filters"])

    assert pattern["dynamodb"]["Keys"]["sk"]["S"] == [keys.customer(TENANT, account(1).id)[1]]
    assert set(pattern["eventName"]) == {"INSERT", "MODIFY"}
