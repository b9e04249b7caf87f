"""Orders over the API, on the table of template.yaml."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.orders import handler
from shared import number_orders, wiring
from shared.adapters.dynamodb.confirmations import confirmation_write
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.confirmation import State
from shared.domain.customer import CustomerStatus
from shared.domain.errors import ConcurrentChange
from shared.domain.message import Message, MessageKind, MessageState
from shared.domain.money import Money
from shared.domain.order import Order, OrderStatus, PlacedBy
from shared.domain.partner import PaymentMethod
from shared.domain.product import Billing, Provisioning
from tests.support import seeds
from tests.support.builders import (
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    PARTNER_ID,
    QUOTE_ID,
    SELLER,
    TENANT,
    a_confirmation,
    a_contact,
    a_customer,
    a_line,
    a_partner,
    a_product,
    a_quote,
    an_order,
)
from tests.support.clock import SteppingClock
from tests.support.events import DISTRIBUTOR_CLAIMS, Context, answer_of, api_event

ORDERS = f"/v1/customers/{CUSTOMER_ID}/orders"
BACKUP = {"sku": "BACKUP-100", "quantity": 12}
SETUP = {"sku": "SETUP", "quantity": 2}
BOXES = {"governed_by_master_agreement": True, "authorized_to_order": True}
SUBMISSION = BOXES | {"order_number": "PO-17"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, clock: SteppingClock) -> None:
    """A partner with a customer, a quote, and two products: the second is set up by hand."""
    seeds.put_reseller(table)
    setup = a_product(
        sku="SETUP",
        name="Set-up",
        billing=Billing.ONE_TIME,
        cost=Money(500_00, "SEK"),
        provisioning=Provisioning.MANUAL,
    )
    for product in (a_product(), setup, a_product(sku="OLD", active=False)):
        DynamoProducts(table, TENANT).put(product, None)


def call(method: str, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def provision(*lines: dict[str, Any], status: int = 201, **more: Any) -> Any:
    return call("POST", ORDERS, {"lines": lines or [BACKUP], **more}, status=status)


def submit(order: Any, status: int = 200, **changes: Any) -> Any:
    return call("POST", f"/v1/orders/{order['id']}/submit", SUBMISSION | changes, status=status)


def placed_in_the_storefront(table: DynamoTable, **changes: Any) -> Order:
    """An order that waits for approval."""
    order = an_order(
        **{
            "number": None,
            "placed_by": PlacedBy.END_CUSTOMER,
            "status": OrderStatus.PENDING_RESELLER_APPROVAL,
            "order_date": NOON,
            **changes,
        }
    )
    orders = wiring.orders(TENANT)
    orders.add(order, orders.placing(CUSTOMER_ID))
    return order


def messages(table: DynamoTable, order_id: str) -> dict[str, Message]:
    rows = table._client.scan(TableName=table._name)["Items"]
    found = [row["pk"]["S"] for row in rows if row["pk"]["S"].startswith(f"OUTBOX#{PARTNER_ID}#{order_id}")]
    read = [wiring.outbox().get(PARTNER_ID, key.split("#")[2]) for key in found]
    return {message.kind: message for message in read}


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer["errors"]}


def customer() -> Any:
    return wiring.customers(TENANT).get(CUSTOMER_ID)


def test_a_draft_is_priced_by_the_contract_and_leaves_a_prospect_a_prospect() -> None:
    order = provision(BACKUP, SETUP, permitted_users=25)

    assert (order["status"], order["number"], order["placed_by"]) == ("draft", 1, "reseller")
    assert order["total_cost"] == {"amount": 12 * 99_00 + 2 * 500_00, "currency": "SEK"}
    assert order["total_amount"] == {"amount": 12 * 111_38 + 2 * 562_50, "currency": "SEK"}
    agreement = order["agreement"]
    assert (agreement["msp"], agreement["company_name"]) == ("Nordic Resale AB", "Bageriet på Hörnet AB")
    assert agreement["permitted_users"] == 25
    assert agreement["ongoing_monthly_payment"]["amount"] == 12 * 99_00
    assert agreement["one_time_fees"]["amount"] == 2 * 500_00
    assert agreement["first_payment"] == order["total_cost"]
    assert order["rfi_status"] == "not_applicable"
    assert order == call("GET", f"/v1/orders/{order['id']}")
    assert customer().status is CustomerStatus.PROSPECT


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ([], {"lines": "too_short"}),
        ([{"sku": "OLD", "quantity": 1}], {"lines.0.sku": "not_in_contract"}),
        ([BACKUP, {"sku": "NONE", "quantity": 1}], {"lines.1.sku": "not_in_contract"}),
        ([BACKUP | {"quantity": 0}], {"lines.0.quantity": "greater_than_equal"}),
        ([BACKUP | {"quantity": -3}], {"lines.0.quantity": "greater_than_equal"}),
        ([BACKUP | {"quantity": 1_000_001}], {"lines.0.quantity": "less_than_equal"}),
        ([BACKUP | {"quantity": 1.5}], {"lines.0.quantity": "int_type"}),
    ],
)
def test_what_cannot_be_ordered_is_named(lines: list[Any], wrong: dict[str, str]) -> None:
    assert faults(call("POST", ORDERS, {"lines": lines}, status=422)) == wrong
    assert call("GET", ORDERS)["items"] == []


def test_numbers_follow_one_another() -> None:
    assert [provision()["number"] for _ in range(3)] == [1, 2, 3]


def test_a_repeated_request_gets_its_first_answer_with_the_number() -> None:
    def repeat(quantity: int, status: int = 201) -> Any:
        body = {"lines": [BACKUP | {"quantity": quantity}]}
        return call("POST", ORDERS, body, status=status, headers={"idempotency-key": "0123456789"})

    first = repeat(1)

    assert repeat(1) == first
    assert first["number"] == 1
    assert repeat(2, 422)["code"] == "idempotency_key_reused"
    assert len(call("GET", ORDERS)["items"]) == 1


def test_an_order_without_a_number_gets_it_with_the_sweep(
    clock: SteppingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(order_id: str, **_: Any) -> Order:
        raise ConcurrentChange

    monkeypatch.setattr(number_orders, "number_order", busy)
    order = provision()
    assert order["number"] is None

    assert handler.lambda_handler({"sweep": "orders"}, Context()) == {"numbered": 0}
    clock.at += timedelta(minutes=5)
    assert handler.lambda_handler({"sweep": "orders"}, Context()) == {"numbered": 1}

    assert call("GET", f"/v1/orders/{order['id']}")["number"] == 1


def test_a_draft_follows_the_contract_until_it_is_submitted(table: DynamoTable) -> None:
    order = provision()
    products = DynamoProducts(table, TENANT)
    dearer = a_product(cost=Money(200_00, "SEK"), version=2)
    products.put(dearer, a_product())
    assert call("GET", f"/v1/orders/{order['id']}")["total_cost"]["amount"] == 12 * 200_00

    submitted = submit(order)
    products.put(a_product(cost=Money(300_00, "SEK"), version=3), dearer)

    assert submitted["total_cost"]["amount"] == 12 * 200_00
    assert call("GET", f"/v1/orders/{order['id']}") == submitted


def test_a_product_that_left_the_contract_holds_up_the_submission(table: DynamoTable) -> None:
    order = provision()
    DynamoProducts(table, TENANT).put(a_product(active=False, version=2), a_product())

    assert call("GET", f"/v1/orders/{order['id']}")["total_cost"]["amount"] == 12 * 99_00
    assert faults(submit(order, 422)) == {"lines.0.sku": "not_in_contract"}
    assert customer().status is CustomerStatus.PROSPECT


def test_a_draft_can_be_changed_and_a_stale_change_is_refused() -> None:
    order = provision(order_number="PO-1")
    path = f"/v1/orders/{order['id']}"
    changed = call("PATCH", path, {"lines": [SETUP], "order_number_not_required": True})

    assert (changed["order_number"], changed["order_number_not_required"]) == (None, True)
    assert [line["sku"] for line in changed["lines"]] == ["SETUP"]
    assert changed["version"] == order["version"] + 1
    assert call("PATCH", path, {"permitted_users": 3}, headers={"if-match": '"1"'}, status=412)["code"] == (
        "stale_version"
    )
    assert call("PATCH", path, {"order_number": "PO-2"})["order_number_not_required"] is False
    submit(order)
    assert call("PATCH", path, {"permitted_users": 3}, status=409)["code"] == "order_already_submitted"


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ({}, {"order_number", "governed_by_master_agreement", "authorized_to_order"}),
        (BOXES, {"order_number"}),
        (SUBMISSION | {"authorized_to_order": False}, {"authorized_to_order"}),
        (SUBMISSION | {"order_number_not_required": True}, {"order_number"}),
    ],
)
def test_a_submission_names_each_thing_that_is_missing(body: dict[str, Any], missing: set[str]) -> None:
    order = provision()

    assert faults(call("POST", f"/v1/orders/{order['id']}/submit", body, status=422)).keys() == missing
    assert call("GET", f"/v1/orders/{order['id']}") == order


def test_a_saved_order_number_is_enough_and_another_replaces_it() -> None:
    saved, replaced = provision(order_number="PO-1"), provision(order_number="PO-2")

    assert call("POST", f"/v1/orders/{saved['id']}/submit", BOXES)["order_number"] == "PO-1"
    assert submit(replaced)["order_number"] == "PO-17"


def test_submitting_makes_a_customer_and_causes_both_mails(table: DynamoTable) -> None:
    order = provision(SETUP)

    submitted = submit(order)

    assert (submitted["status"], submitted["rfi_status"]) == ("in_progress", "incomplete")
    assert submitted["history"][0]["by"] == SELLER.name
    assert customer().status is CustomerStatus.CUSTOMER
    sent = messages(table, order["id"])
    assert sent.keys() == {MessageKind.ORDER_ADDENDUM, MessageKind.RFI_REQUEST}
    assert sent[MessageKind.ORDER_ADDENDUM].to_address == SELLER.email
    assert sent[MessageKind.RFI_REQUEST].to_address == a_contact().email


def test_an_order_that_provisions_itself_is_executed_and_pays_by_the_month() -> None:
    assert submit(provision())["status"] == "executed"

    assert customer().monthly_run_rate == Money(12 * 111_38, "SEK")


def test_submitting_twice_places_one_order(table: DynamoTable) -> None:
    order = provision()
    submit(order)

    assert submit(order, 409)["code"] == "order_already_submitted"
    assert len(messages(table, order["id"])) == 2
    assert customer().monthly_run_rate == Money(12 * 111_38, "SEK")


def test_without_an_implementation_lead_nothing_is_submitted(table: DynamoTable) -> None:
    order = provision()
    without = a_customer(contacts=(a_contact(roles=()),), version=2)
    DynamoCustomers(table, TENANT, lambda: NOON).save(without, a_customer())

    assert submit(order, 409)["code"] == "implementation_lead_missing"
    assert call("GET", f"/v1/orders/{order['id']}")["status"] == "draft"


def test_an_accepted_order_goes_on_and_a_cancelled_one_does_not(table: DynamoTable) -> None:
    accepted = placed_in_the_storefront(table)
    cancelled = placed_in_the_storefront(table, id=ORDER_ID.replace("AAAJ", "AAAK"))

    assert call("POST", f"/v1/orders/{accepted.id}/accept")["status"] == "executed"
    answer = call("POST", f"/v1/orders/{cancelled.id}/cancel", {"reason": "Ordered twice"})

    assert answer["status"] == "canceled"
    assert (answer["decision"]["by"], answer["decision"]["reason"]) == (SELLER.name, "Ordered twice")
    assert messages(table, accepted.id).keys() == {MessageKind.ORDER_ACCEPTED_NOTICE}
    assert messages(table, cancelled.id).keys() == {MessageKind.ORDER_CANCELED_NOTICE}
    assert customer().monthly_run_rate == Money(12 * 111_38, "SEK")


@pytest.mark.parametrize("first", ["accept", "cancel"])
@pytest.mark.parametrize("second", ["accept", "cancel"])
def test_an_order_is_decided_once(first: str, second: str, table: DynamoTable) -> None:
    placed_in_the_storefront(table)
    bodies = {"accept": None, "cancel": {"reason": "No"}}
    call("POST", f"/v1/orders/{ORDER_ID}/{first}", bodies[first])

    assert call("POST", f"/v1/orders/{ORDER_ID}/{second}", bodies[second], status=409)["code"] == "order_not_pending"


def test_cancelling_needs_a_reason(table: DynamoTable) -> None:
    placed_in_the_storefront(table)

    assert faults(call("POST", f"/v1/orders/{ORDER_ID}/cancel", {"reason": " "}, status=422)).keys() == {"reason"}
    assert faults(call("POST", f"/v1/orders/{ORDER_ID}/cancel", {}, status=422)) == {"reason": "missing"}


def test_who_pays_by_card_needs_a_token_to_accept_and_none_to_order(table: DynamoTable) -> None:
    placed_in_the_storefront(table)
    card = a_partner(payment_method=PaymentMethod.CREDIT_CARD, version=2)
    DynamoPartners(table, TENANT).put(card, a_partner())

    assert call("POST", f"/v1/orders/{ORDER_ID}/accept", status=409)["code"] == "payment_token_required"
    assert submit(provision())["status"] == "executed"
    DynamoPartners(table, TENANT).put(replace(card, payment_token=True, version=3), card)
    assert call("POST", f"/v1/orders/{ORDER_ID}/accept")["status"] == "executed"


def test_orders_are_listed_by_status_and_by_customer_and_found_by_words() -> None:
    draft, executed, manual = provision(), submit(provision()), submit(provision(SETUP), order_number="PO 99")

    def listed(path: str, **query: str) -> list[int]:
        return [order["number"] for order in call("GET", path, query=query)["items"]]

    assert listed("/v1/orders") == listed(ORDERS) == [3, 2, 1]
    assert listed("/v1/orders", status="draft") == [draft["number"]]
    assert listed("/v1/orders", list="in_progress") == [manual["number"], executed["number"]]
    assert listed(ORDERS, q="back") == [2, 1]
    assert listed(ORDERS, q="99 set") == [3]
    assert listed(ORDERS, q="nothing") == []
    first = call("GET", ORDERS, query={"q": "backup", "limit": "1"})
    assert [one["number"] for one in first["items"]] == [2]
    assert listed(ORDERS, q="backup", limit="1", cursor=first["next_cursor"]) == [1]


def test_an_undeliverable_request_shows_as_an_error_of_the_rfi(table: DynamoTable) -> None:
    order = submit(provision(SETUP))
    message = messages(table, order["id"])[MessageKind.RFI_REQUEST]
    wiring.outbox().save(replace(message, state=MessageState.BOUNCED, due_at=None, version=2))

    assert call("GET", f"/v1/orders/{order['id']}")["rfi_status"] == "error"
    assert call("GET", "/v1/orders", query={"list": "in_progress"})["items"][0]["rfi_status"] == "error"


def confirm(table: DynamoTable, state: State = State.ACCEPTED, **changes: Any) -> None:
    """The customer's answer to a quote of the product and a service of the partner's own."""
    quote = a_quote(confirmation_id=CONFIRMATION_ID, version=2, **changes)
    DynamoQuotes(table, TENANT, lambda: NOON).save(quote, None)
    table.commit([confirmation_write(TENANT, a_confirmation(state=state), replaces=None)])


def progress(status: int = 201) -> Any:
    return call("POST", f"/v1/quotes/{QUOTE_ID}/progress", status=status)


def test_a_confirmed_quote_becomes_a_draft_at_the_prices_agreed(table: DynamoTable) -> None:
    optional = a_line(id="3", optional=True)
    confirm(table, lines=(*a_quote().lines, optional))

    order = progress()

    assert (order["status"], order["quote_id"]) == ("draft", QUOTE_ID)
    assert order["total_amount"]["amount"] == 12 * 1113_75 + 7654_00
    assert order["total_cost"]["amount"] == 12 * 99_00
    assert [line["sku"] for line in order["lines"]] == ["BACKUP-100", None]
    assert wiring.quotes(TENANT).get(QUOTE_ID).order_id == order["id"]
    assert progress(409)["code"] == "quote_already_progressed"
    refused = call("PATCH", f"/v1/orders/{order['id']}", {"lines": [BACKUP]}, status=409)
    assert refused["code"] == "lines_confirmed"
    assert submit(order)["total_amount"] == order["total_amount"]


@pytest.mark.parametrize("state", [state for state in State if state is not State.ACCEPTED])
def test_a_quote_that_is_not_confirmed_is_not_progressed(state: State, table: DynamoTable) -> None:
    confirm(table, state)

    assert progress(409)["code"] == "quote_not_confirmed"


def test_a_quote_is_progressed_while_it_is_valid(table: DynamoTable, clock: SteppingClock) -> None:
    confirm(table)
    clock.at += timedelta(days=61)

    assert progress(409)["code"] == "quote_expired"


def test_an_order_of_a_quote_that_changed_since_is_not_submitted(table: DynamoTable) -> None:
    confirm(table)
    order = progress()
    quote = wiring.quotes(TENANT).get(QUOTE_ID)
    changed = replace(quote, title="Another", order_id=None, revision=2, version=quote.version + 1)
    DynamoQuotes(table, TENANT, lambda: NOON).save(changed, None)

    assert submit(order, 409)["code"] == "quote_not_confirmed"


def test_the_distributor_sees_what_is_to_be_done_and_completes_it() -> None:
    order = submit(provision(SETUP))

    def listed() -> list[Any]:
        query = {"status": "in_progress"}
        items: list[Any] = call("GET", "/v1/distributor/orders", query=query, claims=DISTRIBUTOR_CLAIMS)["items"]
        return items

    assert [(one["id"], one["partner_id"]) for one in listed()] == [(order["id"], PARTNER_ID)]
    assert "total_amount" not in listed()[0]
    complete = f"/v1/distributor/orders/{order['id']}/complete"

    assert call("POST", complete, claims=DISTRIBUTOR_CLAIMS)["status"] == "executed"

    assert listed() == []
    assert call("POST", complete, claims=DISTRIBUTOR_CLAIMS, status=409)["code"] == "order_not_in_progress"
    assert call("POST", complete.replace(order["id"], ORDER_ID), claims=DISTRIBUTOR_CLAIMS, status=404)
    assert call("GET", "/v1/distributor/orders", claims=DISTRIBUTOR_CLAIMS, status=422)


def test_ten_people_submitting_the_same_order_place_it_once(
    table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reads the draft before any of them writes: nine lose the race, read again, and are refused."""
    order = provision()
    committing, waiting, answers = table._client.transact_write_items, list(range(9)), []

    def commit(**request: Any) -> Any:
        if waiting:
            waiting.pop()
            answers.append(call_raw(order))
        return committing(**request)

    def call_raw(order: Any) -> int:
        event = api_event("POST", f"/v1/orders/{order['id']}/submit", SUBMISSION)
        return int(handler.lambda_handler(event, Context())["statusCode"])

    monkeypatch.setattr(wiring._table()._client, "transact_write_items", commit)
    answers.append(call_raw(order))

    assert sorted(answers) == [200] + [409] * 9
    assert len(messages(table, order["id"])) == 2


@pytest.mark.parametrize(
    ("first", "second", "status"), [("accept", "cancel", "canceled"), ("cancel", "accept", "executed")]
)
def test_of_accepting_against_cancelling_one_wins_and_the_other_is_told(
    first: str, second: str, status: str, table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second decides after the first has read the order, and before it writes."""
    placed_in_the_storefront(table)
    bodies = {"accept": None, "cancel": {"reason": "No"}}
    committing, overtaking = table._client.transact_write_items, [second]

    def commit(**request: Any) -> Any:
        if overtaking:
            call("POST", f"/v1/orders/{ORDER_ID}/{overtaking.pop()}", bodies[second])
        return committing(**request)

    monkeypatch.setattr(wiring._table()._client, "transact_write_items", commit)

    refused = call("POST", f"/v1/orders/{ORDER_ID}/{first}", bodies[first], status=409)

    assert refused["code"] == "order_not_pending"
    assert call("GET", f"/v1/orders/{ORDER_ID}")["status"] == status
    assert len(messages(table, ORDER_ID)) == 1
