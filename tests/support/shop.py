"""A partner's storefront with something to sell, and Anna, who shops there for the bakery."""

from dataclasses import replace

from shared import wiring
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.money import Money
from shared.domain.product import Billing, Product, Provisioning
from shared.domain.user import User, UserState
from tests.support.builders import CUSTOMER_ID, NOON, TENANT, a_product, a_shopper

ANNA = a_shopper(state=UserState.ACTIVE, was_active=True)
SETUP = a_product(
    sku="SETUP",
    name="Set-up and first backup",
    billing=Billing.ONE_TIME,
    cost=Money(40_000, "SEK"),
    provisioning=Provisioning.MANUAL,
)


def stock(table: DynamoTable, *products: Product) -> None:
    for product in products:
        DynamoProducts(table, TENANT).put(product, None)


def admit(table: DynamoTable, user: User, previous: User | None = None) -> None:
    users = DynamoUsers(table, TENANT, lambda: NOON)
    users.save(user, previous, users.circle(user.customer_id))


def change_product(table: DynamoTable, product: Product, **changes: object) -> None:
    changed = replace(product, version=product.version + 1, **changes)  # type: ignore[arg-type]
    DynamoProducts(table, TENANT).put(changed, product)


def without_approval() -> None:
    customers = wiring.customers(TENANT)
    former = customers.get(CUSTOMER_ID)
    customers.save(replace(former, order_approval_required=False, version=former.version + 1), former)
