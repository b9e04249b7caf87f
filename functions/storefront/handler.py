"""The partner's storefront, for the people of its customers: products, orders, what became of them (B17)."""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.storefront import own_order_pages, shop_pages  # noqa: F401 - they register their routes
from functions.storefront.list_own_orders import get_own_order, list_own_orders
from functions.storefront.models import StorefrontOrderAnswer, StorefrontOrderRequest, StorefrontProductAnswer
from functions.storefront.pages import portal
from functions.storefront.place_order import PlaceOrder, ShopperShutOut, active_shopper, place_order
from shared import wiring
from shared.api import Api
from shared.domain import ids
from shared.fields import Page, PageQuery
from shared.lists import answer_page
from shared.number_orders import make_numbered
from shared.observability import logger
from shared.requests import Caller, Group, Request

api = Api()


@api.get(
    "/v1/storefront/products",
    query=PageQuery,
    answer=Page[StorefrontProductAnswer],
    group=Group.STOREFRONT,
    refusals=(ShopperShutOut,),
)
def get_storefront_products(request: Request[PageQuery]) -> Page[StorefrontProductAnswer]:
    """The partner's products at selling price."""
    customer_of(request.caller)
    tenant = request.caller.tenant
    partner, products = wiring.partners(tenant).get(), wiring.products(tenant)
    return answer_page(
        request,
        "storefront products",
        read=lambda after: products.page(limit=request.content.limit, after=after),
        present=lambda product: StorefrontProductAnswer.of(product, partner),
    )


@api.post(
    "/v1/storefront/orders",
    body=StorefrontOrderRequest,
    answer=StorefrontOrderAnswer,
    group=Group.STOREFRONT,
    refusals=(ShopperShutOut,),
)
def post_storefront_order(request: Request[StorefrontOrderRequest]) -> StorefrontOrderAnswer:
    """Order; where the partner wants to approve it first, it waits."""
    caller = request.caller
    tenant = caller.tenant
    command = PlaceOrder(
        customer_id=caller.customer_id or "", user_id=caller.actor.user_id, lines=request.content.to_wanted()
    )
    orders = wiring.orders(tenant)
    order = make_numbered(
        lambda: place_order(
            command,
            orders=orders,
            products=wiring.products(tenant),
            users=wiring.users(tenant),
            now=wiring.now,
            once=request.once(StorefrontOrderAnswer.of),
        ),
        orders=orders,
    )
    return StorefrontOrderAnswer.of(order)


@api.get(
    "/v1/storefront/orders",
    query=PageQuery,
    answer=Page[StorefrontOrderAnswer],
    group=Group.STOREFRONT,
    refusals=(ShopperShutOut,),
)
def get_storefront_orders(request: Request[PageQuery]) -> Page[StorefrontOrderAnswer]:
    """The orders of one's own customer account, newest first."""
    customer_id, orders = customer_of(request.caller), wiring.orders(request.caller.tenant)
    return answer_page(
        request,
        f"storefront orders:{customer_id}",
        read=lambda after: list_own_orders(customer_id, orders=orders, limit=request.content.limit, after=after),
        present=StorefrontOrderAnswer.of,
    )


@api.get(
    "/v1/storefront/orders/{order_id}",
    answer=StorefrontOrderAnswer,
    group=Group.STOREFRONT,
    refusals=(ShopperShutOut,),
)
def get_storefront_order(request: Request[None]) -> StorefrontOrderAnswer:
    """One order of one's own customer account."""
    order_id = ids.require("ord", request.path["order_id"])
    orders = wiring.orders(request.caller.tenant)
    return StorefrontOrderAnswer.of(get_own_order(customer_of(request.caller), order_id, orders=orders))


def customer_of(caller: Caller) -> str:
    """The account of a user who may still be here. Raises NotFound, ShopperShutOut."""
    customer_id = caller.customer_id or ""
    active_shopper(customer_id, caller.actor.user_id, wiring.users(caller.tenant))
    return customer_id


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
