"""Quotes, products and terms over the API, on the table of template.yaml."""

import hashlib
from typing import Any

import pytest

from functions.quotes import handler
from shared import wiring
from shared.adapters.dynamodb.confirmations import confirmation_write
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.money import Money
from shared.domain.product import Billing
from tests.support import seeds
from tests.support.builders import (
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    QUOTE_ID,
    SELLER,
    TENANT,
    TERMS,
    a_confirmation,
    a_product,
    a_quote,
)
from tests.support.clock import SteppingClock
from tests.support.counting import counted
from tests.support.events import MEMBER_CLAIMS, STRANGER_CLAIMS, Context, answer_of, api_event

QUOTES = f"/v1/customers/{CUSTOMER_ID}/quotes"
QUOTE = f"/v1/quotes/{QUOTE_ID}"

BACKUP_LINE = {"sku": "BACKUP-100", "description": "Backup 100 GB", "quantity": 12, "billing": "monthly"}
WORK_LINE = {
    "description": "Installation",
    "quantity": 1,
    "unit_price": {"amount": 765400, "currency": "SEK"},
    "billing": "one_time",
}
NEW_QUOTE = {
    "kind": "solution",
    "title": "Safe workplace",
    "lines": [BACKUP_LINE, WORK_LINE],
    "permitted_users": 25,
    "valid_until": "2027-01-31T12:00:00Z",
}
ORDER = {"order_number": "PO-17", "governed_by_master_agreement": True, "authorized_to_order": True}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, clock: SteppingClock) -> None:
    """A partner with terms, products, and a customer with a quote."""
    seeds.put_reseller(table)
    products = DynamoProducts(table, TENANT)
    products.put(a_product(), None)
    products.put(a_product(sku="SETUP", name="Set-up", billing=Billing.ONE_TIME, cost=Money(100, "SEK")), None)
    products.put(a_product(sku="OLD", active=False), None)


@pytest.fixture
def sent(table: DynamoTable) -> None:
    """The quote has a confirmation out."""
    quote = a_quote(confirmation_id=CONFIRMATION_ID, version=2)
    DynamoQuotes(table, TENANT, lambda: NOON).save(quote, None)
    table.commit([confirmation_write(TENANT, a_confirmation(), replaces=None)])


def call(method: str, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def create(status: int = 201, **changes: Any) -> Any:
    return call("POST", QUOTES, NEW_QUOTE | changes, status=status)


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer["errors"]}


def test_products_are_listed_at_cost_and_selling_price() -> None:
    assert call("GET", "/v1/products") == {
        "items": [
            {
                "sku": "BACKUP-100",
                "name": "Backup 100 GB",
                "billing": "monthly",
                "cost": {"amount": 9900, "currency": "SEK"},
                "price": {"amount": 11138, "currency": "SEK"},
                "provisioning": "automatic",
            },
            {
                "sku": "SETUP",
                "name": "Set-up",
                "billing": "one_time",
                "cost": {"amount": 100, "currency": "SEK"},
                "price": {"amount": 113, "currency": "SEK"},
                "provisioning": "automatic",
            },
        ],
        "next_cursor": None,
    }


def test_products_are_paged() -> None:
    first = call("GET", "/v1/products", query={"limit": "1"})
    second = call("GET", "/v1/products", query={"limit": "1", "cursor": first["next_cursor"]})

    assert [product["sku"] for product in first["items"] + second["items"]] == ["BACKUP-100", "SETUP"]


def test_terms_get_the_next_version_and_stand() -> None:
    body = {"title": "Terms", "body_markdown": "# Villkor\n\nRäksmörgås", "locale": "en"}

    added = call("POST", "/v1/terms", body, status=201)

    assert added == body | {
        "version": 2,
        "sha256": hashlib.sha256(body["body_markdown"].encode()).hexdigest(),
        "created_at": added["created_at"],
    }
    listed = call("GET", "/v1/terms")["items"]
    assert [terms["version"] for terms in listed] == [2, 1]
    assert listed[0] == added
    assert listed[1]["body_markdown"] == TERMS.body_markdown


def test_terms_are_written_by_admins_and_read_by_all() -> None:
    body = {"title": "Terms", "body_markdown": "x", "locale": "en"}

    assert call("POST", "/v1/terms", body, status=403, claims=MEMBER_CLAIMS)["code"] == "admin_only"
    assert len(call("GET", "/v1/terms", claims=MEMBER_CLAIMS)["items"]) == 1
    assert call("GET", "/v1/terms", claims=STRANGER_CLAIMS)["items"] == []


def test_repeated_terms_are_added_once() -> None:
    body, headers = {"title": "Terms", "body_markdown": "x", "locale": "sv"}, {"idempotency-key": "0123456789"}
    first = call("POST", "/v1/terms", body, status=201, headers=headers)

    assert call("POST", "/v1/terms", body, status=201, headers=headers) == first
    assert len(call("GET", "/v1/terms")["items"]) == 2


def test_every_fault_of_terms_is_named_at_once() -> None:
    answer = call("POST", "/v1/terms", {"title": "", "body_markdown": "a\x00", "locale": "de"}, status=422)

    assert set(faults(answer)) == {"title", "body_markdown", "locale"}


def test_a_created_quote_is_answered_whole() -> None:
    created = create(order_on_acceptance=ORDER)

    backup_price, work_price = {"amount": 11138, "currency": "SEK"}, {"amount": 765400, "currency": "SEK"}
    backup_amount = {"amount": 133656, "currency": "SEK"}
    assert created == NEW_QUOTE | {
        "id": created["id"],
        "customer_id": CUSTOMER_ID,
        "currency": "SEK",
        "lines": [
            BACKUP_LINE | {"id": "1", "optional": False, "unit_price": backup_price, "amount": backup_amount},
            WORK_LINE | {"id": "2", "sku": None, "optional": False, "amount": work_price},
        ],
        "order_on_acceptance": ORDER | {"order_number_not_required": False},
        "totals": {
            "monthly": backup_amount,
            "one_time": work_price,
            "first_payment": {"amount": 899056, "currency": "SEK"},
        },
        "confirmation": None,
        "order_id": None,
        "digital_document": None,
        "next_actions": ["send_customer_confirmation", "send_digital_quote"],
        "created_at": created["created_at"],
        "created_by": SELLER.user_id,
        "revision": 1,
        "version": 1,
    }
    assert call("GET", f"/v1/quotes/{created['id']}") == created


def test_a_date_means_until_the_end_of_that_day() -> None:
    assert create(valid_until="2026-11-22")["valid_until"] == "2026-11-22T23:59:59Z"


def test_every_malformed_field_is_named_at_once() -> None:
    answer = create(
        422,
        kind="wish",
        title=" ",
        lines=[
            BACKUP_LINE | {"quantity": 0},
            {"description": "Work", "quantity": 1_000_001, "billing": "monthly"},
            BACKUP_LINE | {"quantity": 1.5, "unit_price": {"amount": -1, "currency": "SEK"}},
        ],
        permitted_users=0,
        valid_until="soon",
        order_on_acceptance={"order_number": "PO", "order_number_not_required": True, "authorized_to_order": False},
    )

    assert set(faults(answer)) == {
        "kind",
        "title",
        "lines.0.quantity",
        "lines.1.quantity",
        "lines.1.unit_price",
        "lines.2.quantity",
        "lines.2.unit_price.amount",
        "permitted_users",
        "valid_until",
        "order_on_acceptance.order_number",
        "order_on_acceptance.governed_by_master_agreement",
        "order_on_acceptance.authorized_to_order",
    }


def test_every_line_that_is_not_in_the_contract_is_named() -> None:
    answer = create(422, lines=[BACKUP_LINE, BACKUP_LINE | {"sku": "OLD"}, BACKUP_LINE | {"sku": "X" * 65}])

    assert faults(answer) == {"lines.1.sku": "not_in_contract", "lines.2.sku": "not_in_contract"}


@pytest.mark.parametrize("lines", [[], [BACKUP_LINE] * 101])
def test_a_quote_has_one_to_a_hundred_lines(lines: list[Any]) -> None:
    assert list(faults(create(422, lines=lines))) == ["lines"]


def test_a_hundred_different_products_fit(table: DynamoTable) -> None:
    products = DynamoProducts(table, TENANT)
    for number in range(100):
        products.put(a_product(sku=f"P{number}"), None)

    created = create(lines=[BACKUP_LINE | {"sku": f"P{number}"} for number in range(100)])

    assert len(created["lines"]) == 100


@pytest.mark.parametrize(
    ("order", "is_right"),
    [
        ({"order_number": "PO-17"}, True),
        ({"order_number_not_required": True}, True),
        ({"order_number": "PO-17", "order_number_not_required": False}, True),
        ({"order_number": "PO-17", "order_number_not_required": True}, False),
        ({"order_number_not_required": False}, False),
        ({}, False),
    ],
)
def test_an_order_on_acceptance_has_a_number_or_needs_none(order: dict[str, Any], is_right: bool) -> None:
    order = {"governed_by_master_agreement": True, "authorized_to_order": True} | order

    answer = create(201 if is_right else 422, order_on_acceptance=order)

    if not is_right:
        assert faults(answer) == {"order_on_acceptance.order_number": "exactly_one"}


def test_a_repeated_quote_is_created_once() -> None:
    headers = {"idempotency-key": "0123456789"}
    first = call("POST", QUOTES, NEW_QUOTE, status=201, headers=headers)

    assert call("POST", QUOTES, NEW_QUOTE, status=201, headers=headers) == first
    other = call("POST", QUOTES, NEW_QUOTE | {"title": "Other"}, status=422, headers=headers)
    assert other["code"] == "idempotency_key_reused"
    assert [quote["id"] for quote in call("GET", QUOTES)["items"]] == [first["id"], QUOTE_ID]


def test_quotes_are_listed_newest_first_page_by_page() -> None:
    second, third = create(), create()

    first_page = call("GET", QUOTES, query={"limit": "2"})
    last_page = call("GET", QUOTES, query={"limit": "2", "cursor": first_page["next_cursor"]})

    assert first_page["items"] == [third, second]
    assert ([quote["id"] for quote in last_page["items"]], last_page["next_cursor"]) == ([QUOTE_ID], None)


def test_a_quote_shows_its_confirmation_and_what_can_be_done(sent: None, clock: SteppingClock) -> None:
    quote = call("GET", QUOTE)

    assert quote["confirmation"] == {
        "id": CONFIRMATION_ID,
        "state": "sent",
        "quote_revision": 1,
        "contact_id": a_confirmation().addressee.contact_id,
        "contact_name": "Anna Ek",
        "sent_at": "2026-11-22T12:00:00Z",
        "expires_at": "2026-12-22T12:00:00Z",
        "decided_at": None,
        "version": 1,
    }
    assert quote["next_actions"] == ["resend_confirmation", "revoke_confirmation", "send_digital_quote"]
    assert call("GET", QUOTES)["items"] == [quote]
    clock.at = a_confirmation().expires_at
    expired = call("GET", QUOTE)
    assert expired["confirmation"]["state"] == "expired"
    assert expired["next_actions"][0] == "send_customer_confirmation"


def test_a_change_grows_the_revision_and_voids_the_confirmation(sent: None) -> None:
    with counted(wiring._table()._client) as counts:
        changed = call("PATCH", QUOTE, {"title": "Safer workplace"}, headers={"if-match": '"2"'})

    assert (changed["title"], changed["revision"], changed["version"]) == ("Safer workplace", 2, 3)
    assert changed["confirmation"]["state"] == "superseded"
    assert changed["next_actions"] == ["send_customer_confirmation", "send_digital_quote"]
    assert changed == call("GET", QUOTE)
    assert counts == {"GetItem": 1, "BatchGetItem": 1, "TransactWriteItems": 1}


def test_a_change_that_changes_nothing_writes_nothing(sent: None) -> None:
    before = call("GET", QUOTE)

    with counted(wiring._table()._client) as counts:
        assert call("PATCH", QUOTE, {"title": before["title"], "valid_until": before["valid_until"]}) == before
        assert call("PATCH", QUOTE, {}) == before

    assert counts["TransactWriteItems"] == 0


def test_lines_are_replaced_and_priced_anew() -> None:
    changed = call("PATCH", QUOTE, {"lines": [BACKUP_LINE | {"optional": True}], "permitted_users": None})

    assert [(line["id"], line["optional"], line["unit_price"]["amount"]) for line in changed["lines"]] == [
        ("1", True, 11138)
    ]
    assert (changed["totals"]["first_payment"]["amount"], changed["permitted_users"]) == (0, None)


def test_the_switch_order_on_acceptance_goes_on_and_off() -> None:
    assert call("PATCH", QUOTE, {"order_on_acceptance": ORDER})["order_on_acceptance"]["order_number"] == "PO-17"
    assert call("PATCH", QUOTE, {"order_on_acceptance": None})["order_on_acceptance"] is None


def test_a_stale_edit_is_refused() -> None:
    call("PATCH", QUOTE, {"title": "First"}, headers={"if-match": '"1"'})

    stale = call("PATCH", QUOTE, {"title": "Second"}, status=412, headers={"if-match": '"1"'})

    assert stale["code"] == "stale_version"
    assert call("GET", QUOTE)["title"] == "First"


@pytest.mark.parametrize("body", [{"title": None}, {"lines": None}, {"valid_until": None}, {"revision": 7}])
def test_what_must_be_there_cannot_be_taken_away(body: dict[str, Any]) -> None:
    assert list(faults(call("PATCH", QUOTE, body, status=422))) == list(body)


def test_a_date_in_the_past_is_refused() -> None:
    assert faults(create(422, valid_until="2026-11-21")) == {"valid_until": "not_in_future"}
    assert faults(call("PATCH", QUOTE, {"valid_until": "2026-11-21"}, status=422)) == {"valid_until": "not_in_future"}


@pytest.mark.parametrize(
    ("method", "own", "unknown", "body"),
    [
        ("GET", QUOTE, QUOTE.replace("01KAAAAAAC", "01KAAAAAAZ"), None),
        ("PATCH", QUOTE, QUOTE.replace("01KAAAAAAC", "01KAAAAAAZ"), {"title": "Other"}),
        ("GET", QUOTES, QUOTES.replace("01KAAAAAAA", "01KAAAAAAZ"), None),
        ("POST", QUOTES, QUOTES.replace("01KAAAAAAA", "01KAAAAAAZ"), NEW_QUOTE),
    ],
)
def test_somebody_elses_is_answered_as_an_unknown_one(method: str, own: str, unknown: str, body: Any) -> None:
    foreign = call(method, own, body, status=404, claims=STRANGER_CLAIMS)

    assert foreign == call(method, unknown, body, status=404)


def test_the_products_of_another_partner_are_not_seen(table: DynamoTable) -> None:
    assert call("GET", "/v1/products", status=404, claims=STRANGER_CLAIMS)["code"] == "not_found"
