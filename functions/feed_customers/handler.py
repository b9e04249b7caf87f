"""Accounts from the distributor's records, with subscriptions and assets, over the API and in the portal (B18)."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.feed_customers.feed_customer import FeedCustomer, feed_customer
from functions.feed_customers.list_holdings import list_holdings
from functions.feed_customers.models import AssetAnswer, FedCustomerAnswer, FeedCustomerRequest, SubscriptionAnswer
from functions.feed_customers.pages import portal
from shared import wiring
from shared.api import Api
from shared.domain import ids
from shared.domain.customer import DomainTaken
from shared.domain.distributor_record import Asset, DistributorRecord, Subscription
from shared.domain.tenant import Tenant
from shared.fields import Page, PageQuery
from shared.lists import answer_page
from shared.models import AnswerModel
from shared.observability import logger
from shared.requests import Group, Request

api = Api()


@api.put(
    "/v1/distributor/partners/{partner_id}/customers/{external_id}",
    body=FeedCustomerRequest,
    answer=FedCustomerAnswer,
    group=Group.DISTRIBUTOR,
    refusals=(DomainTaken,),
)
def put_distributor_customer(request: Request[FeedCustomerRequest]) -> FedCustomerAnswer:
    """Create an account of a partner, or carry over what changed in the distributor's record of it."""
    tenant = Tenant(ids.require("par", request.path["partner_id"]))
    command = FeedCustomer(
        external_id=request.path["external_id"],
        expected_version=request.expected_version,
        told=request.content.told,
    )
    fed = feed_customer(
        command, records=wiring.distributor_records(tenant), now=wiring.now, random_bytes=wiring.random_bytes
    )
    return FedCustomerAnswer.of(*fed)


@api.get("/v1/customers/{customer_id}/subscriptions", query=PageQuery, answer=Page[SubscriptionAnswer])
def get_subscriptions(request: Request[PageQuery]) -> Page[SubscriptionAnswer]:
    """What an account subscribes to, by the distributor's records."""
    return _list(request, lambda record: record.running, SubscriptionAnswer.of)


@api.get("/v1/customers/{customer_id}/assets", query=PageQuery, answer=Page[AssetAnswer])
def get_assets(request: Request[PageQuery]) -> Page[AssetAnswer]:
    """Licences and reservations of an account, by the distributor's records."""
    return _list(request, lambda record: record.assets, AssetAnswer.of)


def _list[T: (Subscription, Asset), A: AnswerModel](
    request: Request[PageQuery], held_in: Callable[[DistributorRecord], tuple[T, ...]], present: Callable[[T], A]
) -> Page[A]:
    customer_id = ids.require("cus", request.path["customer_id"])
    record = wiring.distributor_records(request.caller.tenant).get(customer_id).record
    held = held_in(record) if record else ()
    return answer_page(
        request,
        request.route,
        read=lambda after: list_holdings(held, limit=request.content.limit, after=after),
        present=present,
    )


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
