"""The distributor's feed over the API, on the table of template.yaml."""

import json
from typing import Any

import pytest

from functions.feed_customers import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.customer import Customer
from shared.limits import MAX_BODY
from tests.support.builders import CUSTOMER_ID, NOON, OTHER_PARTNER_ID, PARTNER_ID, TENANT, a_customer, a_partner
from tests.support.counting import counted
from tests.support.events import DISTRIBUTOR_CLAIMS, Context, answer_of, api_event

FED = f"/v1/distributor/partners/{PARTNER_ID}/customers/D-1001"
MINIMUM = {"name": "Bageriet AB", "email": "info@bageri.example"}
SUBSCRIPTION = {
    "id": "sub-1",
    "sku": "BACKUP-100",
    "quantity": 12,
    "status": "active",
    "monthly_amount": {"amount": 133650, "currency": "SEK"},
}
ASSET = {"id": "ast-1", "kind": "license", "name": "Office licence", "quantity": 5, "status": "active"}
BAKERY = MINIMUM | {
    "phone": "+46 90 12 34 56",
    "address": "Storgatan 1",
    "city": "Umeå",
    "country": "SE",
    "postcode": "903 26",
    "subscriptions": [SUBSCRIPTION],
    "assets": [ASSET],
}


@pytest.fixture(autouse=True)
def partner(table: DynamoTable) -> None:
    DynamoPartners(table, TENANT).put(a_partner(), None)


def call(method: str, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def feed(body: object, path: str = FED, *, status: int = 200, **more: Any) -> Any:
    return call("PUT", path, body, status=status, claims=DISTRIBUTOR_CLAIMS, **more)


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer["errors"]}


def account(table: DynamoTable, customer_id: str) -> Customer:
    return DynamoCustomers(table, TENANT, lambda: NOON).get(customer_id)


def test_an_account_is_created_and_shown_with_what_it_holds(table: DynamoTable) -> None:
    fed = feed(BAKERY)

    assert fed == BAKERY | {
        "id": fed["id"],
        "external_id": "D-1001",
        "state": None,
        "domains": ["bageri.example"],
        "status": "customer",
        "transacting": True,
        "monthly_run_rate": {"amount": 133650, "currency": "SEK"},
        "version": 1,
    }
    path = f"/v1/customers/{fed['id']}"
    assert call("GET", f"{path}/subscriptions") == {"items": [SUBSCRIPTION], "next_cursor": None}
    assert call("GET", f"{path}/assets") == {"items": [ASSET], "next_cursor": None}
    rows = DynamoCustomers(table, TENANT, lambda: NOON).page(status=None, limit=9, after=None).items
    assert [(row.id, row.monthly_run_rate.amount, row.is_transacting) for row in rows] == [(fed["id"], 133650, True)]


def test_name_and_email_are_enough(table: DynamoTable) -> None:
    fed = feed(MINIMUM)

    assert (fed["phone"], fed["country"], fed["subscriptions"], fed["assets"]) == ("", "", [], [])
    assert account(table, fed["id"]).version == 1


def test_the_same_call_again_writes_nothing() -> None:
    first = feed(BAKERY)

    with counted(wiring._table()._client) as requests:
        assert feed(BAKERY) == first
    assert requests == {"BatchGetItem": 2}


def test_what_changed_is_carried_over_in_one_transaction() -> None:
    first = feed(BAKERY)
    more = SUBSCRIPTION | {"id": "sub-2", "monthly_amount": {"amount": 100, "currency": "SEK"}}

    with counted(wiring._table()._client) as requests:
        changed = feed(BAKERY | {"subscriptions": [SUBSCRIPTION, more]})

    assert requests == {"BatchGetItem": 2, "TransactWriteItems": 1}
    assert changed == first | {
        "subscriptions": [SUBSCRIPTION, more],
        "monthly_run_rate": {"amount": 133750, "currency": "SEK"},
        "version": 2,
    }


def test_lists_are_paged_and_a_cursor_is_good_for_one_of_them() -> None:
    many = [SUBSCRIPTION | {"id": f"sub-{number:03d}"} for number in range(30)]
    path = f"/v1/customers/{feed(BAKERY | {'subscriptions': many})['id']}"

    first = call("GET", f"{path}/subscriptions")
    second = call("GET", f"{path}/subscriptions", query={"cursor": first["next_cursor"]})

    assert [*first["items"], *second["items"]] == many
    assert (len(first["items"]), second["next_cursor"]) == (25, None)
    stolen = call("GET", f"{path}/assets", query={"cursor": first["next_cursor"]}, status=400)
    assert stolen["code"] == "invalid_cursor"


def test_the_active_ones_come_first() -> None:
    held = [SUBSCRIPTION | {"id": "a", "status": "canceled"}, SUBSCRIPTION | {"id": "b"}]
    path = f"/v1/customers/{feed(BAKERY | {'subscriptions': held})['id']}/subscriptions"

    first = call("GET", path, query={"limit": "1"})
    second = call("GET", path, query={"limit": "1", "cursor": first["next_cursor"]})

    assert [*first["items"], *second["items"]] == held[::-1]


def test_a_page_goes_on_where_the_last_one_ended_though_that_is_gone() -> None:
    many = [SUBSCRIPTION | {"id": f"sub-{number}"} for number in range(4)]
    path = f"/v1/customers/{feed(BAKERY | {'subscriptions': many})['id']}/subscriptions"
    first = call("GET", path, query={"limit": "2"})
    feed(BAKERY | {"subscriptions": many[2:]})

    second = call("GET", path, query={"limit": "2", "cursor": first["next_cursor"]})

    assert second == {"items": many[2:], "next_cursor": None}


def test_an_account_that_was_never_fed_holds_nothing(table: DynamoTable) -> None:
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)

    assert call("GET", f"/v1/customers/{CUSTOMER_ID}/assets") == {"items": [], "next_cursor": None}


def test_a_domain_of_another_account_is_refused() -> None:
    feed(BAKERY)

    assert feed(BAKERY, f"{FED}-other", status=409)["code"] == "domain_taken"


def test_every_fault_is_named_at_once() -> None:
    answer = feed(
        {
            "name": "",
            "phone": "x",
            "country": "XX",
            "subscriptions": [SUBSCRIPTION | {"quantity": 0, "status": "paused"}],
            "assets": [ASSET | {"kind": "car", "status": "Not A Word"}],
            "color": "red",
        },
        status=422,
    )

    assert set(faults(answer)) == {
        "name",
        "email",
        "phone",
        "country",
        "subscriptions.0.quantity",
        "subscriptions.0.status",
        "assets.0.kind",
        "assets.0.status",
        "color",
    }


def test_amounts_are_in_the_partner_s_currency() -> None:
    euros = SUBSCRIPTION | {"monthly_amount": {"amount": 100, "currency": "EUR"}}

    answer = feed(BAKERY | {"subscriptions": [euros]}, status=422)

    assert faults(answer) == {"subscriptions.0.monthly_amount.currency": "currency_mismatch"}


def test_unknown_partners_and_impossible_ids() -> None:
    assert feed(BAKERY, FED.replace(PARTNER_ID, OTHER_PARTNER_ID), status=404)["code"] == "not_found"
    assert feed(BAKERY, FED.replace(PARTNER_ID, "nobody"), status=404)["code"] == "not_found"
    assert faults(feed(BAKERY, f"{FED}!", status=422)) == {"external_id": "external_id"}


def test_the_fullest_call_fits_into_one_row_and_one_transaction() -> None:
    """256 KB come in, a row holds 400 KB, a transaction a hundred writes: every word and every domain changes."""
    words = "abcdefghijklmnopqrstuvwxyz"
    assets = [ASSET | {"id": f"ast-{number:04d}", "name": "Å" * 100} for number in range(870)]
    first = BAKERY | {
        "name": " ".join(f"{letter}{letter}" for letter in words),
        "domains": [f"first{number}.example" for number in range(20)],
        "assets": assets,
    }
    second = first | {
        "name": " ".join(f"{letter}x{letter}" for letter in words),
        "email": "anna@other.example",
        "city": "Luleå",
        "domains": [f"second{number}.example" for number in range(20)],
        "subscriptions": [],
    }
    body = json.dumps(first, ensure_ascii=False)
    assert 0.95 < len(body.encode()) / MAX_BODY <= 1

    feed(body)
    changed = feed(json.dumps(second, ensure_ascii=False))

    assert (changed["domains"], len(changed["assets"]), changed["version"]) == (second["domains"], 870, 2)
