"""A list of customers that is too long to be made at once, and what it comes to, on the running stack."""

import os
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import httpx
import pytest
from openpyxl import load_workbook

from local.demo.moving_in import House
from local.users import PASSWORD
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.ids import new_id
from shared.domain.money import Money
from shared.domain.tenant import Tenant
from tests.support.builders import NOON, a_customer
from tests.support.stack import LocalStack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

LONG = 500
"""As many as are written within the request that asks for them; another one is fed."""

FED = "Ovansiljan AB"

NOTHING = {"transacting_customers": 0, "monthly_run_rate": {"amount": 0, "currency": "GBP"}}


@pytest.fixture(scope="module")
def admin(stack: LocalStack, house: House) -> Iterator[httpx.Client]:
    with stack.as_user({"username": house.admin, "password": PASSWORD}) as api:
        yield api


@pytest.fixture(scope="module")
def names(stack: LocalStack, house: House) -> list[str]:
    """Of all accounts that the partner has. The repository writes them: by HTTP it takes half a minute."""
    table = DynamoTable(stack.dynamodb(), stack.physical_id("Table"))
    customers = DynamoCustomers(table, Tenant(house.partner_id), lambda: NOON)
    for number in range(LONG):
        identifier = new_id("cus", now=NOON, random_bytes=os.urandom)
        rate = Money(0, "GBP")
        account = a_customer(id=identifier, name=f"Konto {number:03}", domains=(), contacts=(), monthly_run_rate=rate)
        customers.add(account, None)
    feed(house)
    return [*(f"Konto {number:03}" for number in range(LONG)), FED]


def feed(house: House, *subscriptions: dict[str, Any]) -> None:
    path = f"/v1/distributor/partners/{house.partner_id}/customers/one-more"
    told = {"name": FED, "email": "info@ovansiljan.example", "subscriptions": subscriptions}
    answer = house.distributor.put(path, json=told)
    assert answer.status_code == 200, answer.text


def subscription(status: str) -> dict[str, Any]:
    amount = {"amount": 12_300, "currency": "GBP"}
    return {"id": "S-1", "sku": "EP-GUARD", "quantity": 3, "status": status, "monthly_amount": amount}


def statistics(admin: httpx.Client) -> Any:
    return admin.get("/v1/customers/statistics").json()


def test_the_statistics_follow_the_accounts_by_the_stream(house: House, admin: httpx.Client, names: list[str]) -> None:
    assert wait_until(lambda: statistics(admin) == {"all_customers": len(names), **NOTHING})

    feed(house, subscription("active"))
    rate = {"amount": 12_300, "currency": "GBP"}
    expected = {"all_customers": len(names), "transacting_customers": 1, "monthly_run_rate": rate}
    assert wait_until(lambda: statistics(admin) == expected)

    feed(house, subscription("canceled"))
    assert wait_until(lambda: statistics(admin) == {"all_customers": len(names), **NOTHING})


def test_all_accounts_are_counted_anew_on_demand(
    stack: LocalStack, house: House, admin: httpx.Client, names: list[str]
) -> None:
    answer = stack.invoke("KeepStatisticsFunction", {"rebuild": house.partner_id})

    assert answer == {"rebuild": house.partner_id, "counted": len(names), "done": True}
    assert statistics(admin) == {"all_customers": len(names), **NOTHING}


def test_a_long_list_comes_by_the_queue_into_the_bucket(house: House, admin: httpx.Client, names: list[str]) -> None:
    asked = admin.post("/v1/customers/exports")
    export = asked.json()["id"]
    wait_until(lambda: admin.get(f"/v1/exports/{export}").json()["status"] == "ready", within=60)
    page = house.portal.open(f"/portal/exports/{export}")
    link = page.follow("Download Customers.xlsx").leads_to
    file = httpx.get(link)

    assert (asked.status_code, asked.json()["status"]) == (202, "preparing")
    assert f"Your list is ready: {len(names)} customers." in page.words
    header, *rows = load_workbook(BytesIO(file.content), read_only=True).worksheets[0].iter_rows(values_only=True)
    assert header[0] == "Name"
    assert [row[0] for row in rows] == names
    assert httpx.get(link.partition("?")[0]).status_code == 403
