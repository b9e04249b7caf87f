"""The storefront over the API, on the table of template.yaml."""

from dataclasses import replace
from typing import Any

import pytest

from functions.storefront import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.customer import CustomerStatus
from shared.domain.message import MessageKind
from shared.domain.money import Money
from shared.domain.order import OrderStatus, OrderStep
from shared.domain.partner import PaymentMethod
from shared.domain.product import Provisioning
from shared.domain.user import User, UserState
from tests.support import seeds
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    PARTNER_ID,
    SELLER,
    TENANT,
    a_customer,
    a_product,
    a_shopper,
    an_order,
)
from tests.support.clock import SteppingClock
from tests.support.events import SELLER_CLAIMS, SHOPPER_CLAIMS, Context, answer_of, api_event

ORDERS = "/v1/storefront/orders"
ANNA = a_shopper(state=UserState.ACTIVE, was_active=True)


@pytest.fixture(autouse=True)
def storefront(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a partner with two products, the second set up by hand; Anna has a password."""
    monkeypatch.setattr(wiring, "now", SteppingClock())
    seeds.put_reseller(table)
    for product in (a_product(), a_product(sku="SETUP", name="Set-up", provisioning=Provisioning.MANUAL)):
        DynamoProducts(table, TENANT).put(product, None)
    put(table, ANNA)


def put(table: DynamoTable, user: User, previous: User | None = None) -> None:
    users = DynamoUsers(table, TENANT, lambda: NOON)
    users.save(user, previous, users.circle(user.customer_id))


def change_partner(table: DynamoTable, **changes: Any) -> None:
    partners = DynamoPartners(table, TENANT)
    former = partners.get()
    partners.put(replace(former, version=former.version + 1, **changes), former)


def without_approval() -> None:
    customers = wiring.customers(TENANT)
    former = customers.get(CUSTOMER_ID)
    customers.save(replace(former, order_approval_required=False, version=former.version + 1), former)


def call(method: str, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
    event = api_event(method, path, body, **({"claims": SHOPPER_CLAIMS} | more))
    response = handler.lambda_handler(event, Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def order(sku: str = "BACKUP-100", status: int = 201, **more: Any) -> Any:
    return call("POST", ORDERS, {"lines": [{"sku": sku, "quantity": 2}]}, status=status, **more)


def test_products_are_shown_at_selling_price_and_nothing_of_their_cost() -> None:
    items = call("GET", "/v1/storefront/products")["items"]

    assert items[0] == {
        "sku": "BACKUP-100",
        "name": "Backup 100 GB",
        "billing": "monthly",
        "price": {"amount": 111_38, "currency": "SEK"},
    }
    assert "9900" not in str(items)


def test_an_order_waits_where_approval_is_required_and_the_partner_is_told(table: DynamoTable) -> None:
    change_partner(table, notification_email="office@reseller.example")

    placed = order()

    assert (placed["status"], placed["number"], placed["placed_by"]) == ("pending_reseller_approval", 1, "end_customer")
    assert placed["total_amount"] == {"amount": 2 * 111_38, "currency": "SEK"}
    notice = wiring.outbox().get(PARTNER_ID, f"{placed['id']}-{MessageKind.ORDER_PENDING_NOTICE}")
    assert notice.to_address == "office@reseller.example"
    assert wiring.customers(TENANT).get(CUSTOMER_ID).status is CustomerStatus.PROSPECT
    assert call("GET", f"{ORDERS}/{placed['id']}") == placed
    assert call("GET", ORDERS)["items"] == [placed]


@pytest.mark.parametrize(("sku", "status"), [("BACKUP-100", "executed"), ("SETUP", "in_progress")])
def test_where_none_is_required_an_order_goes_on_and_makes_a_customer(sku: str, status: str) -> None:
    without_approval()

    assert order(sku)["status"] == status

    customer = wiring.customers(TENANT).get(CUSTOMER_ID)
    assert customer.status is CustomerStatus.CUSTOMER
    assert customer.monthly_run_rate == Money(2 * 111_38 if status == "executed" else 0, "SEK")


def test_who_pays_by_card_approves_every_order(table: DynamoTable) -> None:
    without_approval()
    change_partner(table, payment_method=PaymentMethod.CREDIT_CARD, payment_token=True)

    assert order()["status"] == "pending_reseller_approval"


def test_no_implementation_lead_is_needed(table: DynamoTable) -> None:
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    former = customers.get(CUSTOMER_ID)
    customers.save(a_customer(contacts=(), version=former.version + 1), former)

    assert order()["number"] == 1


def test_a_repeated_request_places_one_order() -> None:
    first = order(headers={"idempotency-key": "0123456789"})

    assert order(headers={"idempotency-key": "0123456789"}) == first
    assert len(call("GET", ORDERS)["items"]) == 1


def test_what_is_not_sold_cannot_be_ordered() -> None:
    errors = order("NONE", status=422)["errors"]

    assert [(error["field"], error["code"]) for error in errors] == [("lines.0.sku", "not_in_contract")]


def test_a_deactivated_user_is_shut_out_at_once(table: DynamoTable) -> None:
    put(table, ANNA.deactivated(NOON), ANNA)

    assert order(status=403)["code"] == "shopper_shut_out"
    for path in ("/v1/storefront/products", ORDERS, f"{ORDERS}/{ORDER_ID}"):
        assert call("GET", path, status=403)["code"] == "shopper_shut_out"


def test_the_partners_drafts_are_its_own_business() -> None:
    orders = wiring.orders(TENANT)
    orders.add(an_order(number=None), orders.placing(CUSTOMER_ID))

    assert call("GET", ORDERS)["items"] == []
    call("GET", f"{ORDERS}/{ORDER_ID}", status=404)

    desk = orders.desk(ORDER_ID)
    orders.save(desk.order.taken(OrderStep.SUBMIT, by=SELLER, at=NOON), desk)
    assert call("GET", ORDERS)["items"][0]["placed_by"] == "reseller"


def test_another_customers_people_see_and_reach_nothing_of_it(table: DynamoTable) -> None:
    placed = order()
    other = a_customer(id="cus_01KAAAAAAA0THER0000000001A", name="Other AB", domains=(), contacts=())
    DynamoCustomers(table, TENANT, lambda: NOON).add(other, None)
    stranger = a_shopper(
        id="usr_01KAAAAAAH0THER0000000001A",
        customer_id=other.id,
        email="o@other.example",
        sign_in_name="nordic-resale:o@other.example",
        state=UserState.ACTIVE,
    )
    put(table, stranger)
    claims = SHOPPER_CLAIMS | {"custom:customer_id": other.id, "custom:user_id": stranger.id}

    assert call("GET", ORDERS, claims=claims)["items"] == []
    foreign = call("GET", f"{ORDERS}/{placed['id']}", claims=claims, status=404)
    assert foreign == call("GET", f"{ORDERS}/{placed['id'][:-1]}Z", claims=claims, status=404)
    mixed = SHOPPER_CLAIMS | {"custom:user_id": stranger.id}
    call("GET", ORDERS, claims=mixed, status=404)


def test_a_partners_token_opens_no_storefront_and_one_without_a_customer_neither() -> None:
    call("GET", ORDERS, claims=SELLER_CLAIMS, status=403)
    call("GET", ORDERS, claims={key: one for key, one in SHOPPER_CLAIMS.items() if "customer" not in key}, status=403)


def test_cancelling_shows_why() -> None:
    placed = order()
    orders = wiring.orders(TENANT)
    desk = orders.desk(placed["id"])
    orders.save(desk.order.taken(OrderStep.CANCEL, by=SELLER, at=NOON, reason="Out of stock"), desk)

    shown = call("GET", f"{ORDERS}/{placed['id']}")

    assert (shown["status"], shown["reason"]) == (OrderStatus.CANCELED, "Out of stock")
