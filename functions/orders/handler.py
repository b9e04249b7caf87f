"""Orders over the API and as pages: provisioned, reviewed, submitted, decided on, completed (B13-B16, C, A10)."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from functions.orders.complete_order import CompleteOrder, complete_order
from functions.orders.create_order import CreateOrder, create_order
from functions.orders.create_service_order import CreateServiceOrder, create_service_order
from functions.orders.decide_order import DecideOrder, decide_order
from functions.orders.find_orders import find_orders
from functions.orders.models import (
    CancelOrderRequest,
    CreateOrderRequest,
    CustomersOrdersQuery,
    DistributorOrderAnswer,
    OrderAnswer,
    OrdersQuery,
    OrdersToFulfilQuery,
    PatchOrderRequest,
    ServiceOrderRequest,
    SubmitOrderRequest,
    to_changes,
)
from functions.orders.pages import portal
from functions.orders.progress_quote import ProgressQuote, progress_quote
from functions.orders.review_order import review_order
from functions.orders.submit_order import SubmitOrder, submit_order
from functions.orders.sweep_orders import sweep_orders
from functions.orders.update_order import LinesConfirmed, UpdateOrder, update_order
from shared import wiring
from shared.api import Api
from shared.document_answer import present_document
from shared.domain import ids
from shared.domain.digital_document import DocumentActive, DocumentNotSigned
from shared.domain.order import (
    ImplementationLeadMissing,
    Order,
    OrderAlreadySubmitted,
    OrderNotInProgress,
    OrderNotPending,
    OrderStatus,
    OrderStep,
    PaymentTokenRequired,
    QuoteAlreadyProgressed,
    QuoteNotConfirmed,
    ServiceOrderExists,
)
from shared.domain.quote import QuoteExpired
from shared.fields import Page
from shared.lists import answer_page
from shared.number_orders import make_numbered
from shared.observability import logger
from shared.ports import Listed, Requested
from shared.requests import Group, Request

api = Api()


@api.post("/v1/customers/{customer_id}/orders", body=CreateOrderRequest, answer=OrderAnswer)
def post_order(request: Request[CreateOrderRequest]) -> OrderAnswer:
    """Provision: an order for a prospect or a customer, as a draft."""
    tenant = request.caller.tenant
    command = CreateOrder(
        customer_id=request.path["customer_id"], created_by=request.caller.actor, **to_changes(request.content)
    )
    orders = wiring.orders(tenant)
    order = make_numbered(
        lambda: create_order(
            command,
            orders=orders,
            products=wiring.products(tenant),
            now=wiring.now,
            once=request.once(OrderAnswer.of),
        ),
        orders=orders,
    )
    return OrderAnswer.of(order)


@api.get("/v1/customers/{customer_id}/orders", query=CustomersOrdersQuery, answer=Page[OrderAnswer])
def get_customers_orders(request: Request[CustomersOrdersQuery]) -> Page[OrderAnswer]:
    """The orders of a customer, newest first, or those that a search finds."""
    customer_id, query = ids.require("cus", request.path["customer_id"]), request.content
    orders = wiring.orders(request.caller.tenant)

    def read(after: dict[str, str] | None) -> Listed[OrderAnswer]:
        found = find_orders(customer_id, query.q, orders=orders, limit=query.limit, after=after)
        return Listed(present_all(request, [Requested(order, None) for order in found.items]), found.after)

    return answer_page(request, f"orders:{customer_id}:{query.q}", read=read, present=lambda answer: answer)


@api.get("/v1/orders", query=OrdersQuery, answer=Page[OrderAnswer])
def get_orders(request: Request[OrdersQuery]) -> Page[OrderAnswer]:
    """The partner's orders, newest first: all, of a status, or those that are in progress in the wider sense."""
    query, orders = request.content, wiring.orders(request.caller.tenant)
    statuses = (query.status,) if query.status else tuple(OrderStatus)

    def read(after: dict[str, str] | None) -> Listed[OrderAnswer]:
        if query.list == "in_progress":
            found = orders.underway(limit=query.limit, after=after)
        else:
            found = orders.page(statuses, limit=query.limit, before=after["before"] if after else None)
        return Listed(present_all(request, orders.with_rfi_mail(found.items)), found.after)

    return answer_page(request, f"orders:{query.status}:{query.list}", read=read, present=lambda answer: answer)


@api.get("/v1/orders/{order_id}", answer=OrderAnswer)
def get_order(request: Request[None]) -> OrderAnswer:
    """An order; a draft as it would be submitted now."""
    tenant = request.caller.tenant
    orders = wiring.orders(tenant)
    order = review_order(request.path["order_id"], orders=orders, products=wiring.products(tenant))
    (answer,) = present_all(request, orders.with_rfi_mail([order]))
    return answer


@api.patch(
    "/v1/orders/{order_id}",
    body=PatchOrderRequest,
    answer=OrderAnswer,
    refusals=(OrderAlreadySubmitted, LinesConfirmed),
)
def patch_order(request: Request[PatchOrderRequest]) -> OrderAnswer:
    """Change a draft."""
    tenant = request.caller.tenant
    command = UpdateOrder(
        order_id=request.path["order_id"],
        expected_version=request.expected_version,
        changes=to_changes(request.content),
    )
    return present(request, update_order(command, orders=wiring.orders(tenant), products=wiring.products(tenant)))


@api.post(
    "/v1/orders/{order_id}/submit",
    body=SubmitOrderRequest,
    answer=OrderAnswer,
    status=HTTPStatus.OK,
    refusals=(OrderAlreadySubmitted, ImplementationLeadMissing, QuoteNotConfirmed),
)
def post_order_submit(request: Request[SubmitOrderRequest]) -> OrderAnswer:
    """Submit a draft: the prospect becomes a customer, and the order goes on."""
    tenant = request.caller.tenant
    command = SubmitOrder(
        order_id=request.path["order_id"],
        expected_version=request.expected_version,
        by=request.caller.actor,
        **dict(request.content),
    )
    return present(
        request,
        submit_order(
            command,
            orders=wiring.orders(tenant),
            products=wiring.products(tenant),
            quotes=wiring.quotes(tenant),
            now=wiring.now,
        ),
    )


@api.post(
    "/v1/orders/{order_id}/accept",
    answer=OrderAnswer,
    status=HTTPStatus.OK,
    refusals=(OrderNotPending, PaymentTokenRequired),
)
def post_order_accept(request: Request[None]) -> OrderAnswer:
    """Accept what a customer ordered in the storefront."""
    return decide(request, OrderStep.ACCEPT)


@api.post(
    "/v1/orders/{order_id}/cancel",
    body=CancelOrderRequest,
    answer=OrderAnswer,
    status=HTTPStatus.OK,
    refusals=(OrderNotPending,),
)
def post_order_cancel(request: Request[CancelOrderRequest]) -> OrderAnswer:
    """Cancel what a customer ordered in the storefront, and say why."""
    return decide(request, OrderStep.CANCEL, request.content.reason)


@api.post(
    "/v1/quotes/{quote_id}/progress",
    answer=OrderAnswer,
    refusals=(QuoteNotConfirmed, QuoteAlreadyProgressed, QuoteExpired),
)
def post_quote_progress(request: Request[None]) -> OrderAnswer:
    """Progress a quote that the customer confirmed: its order, as a draft."""
    tenant = request.caller.tenant
    orders = wiring.orders(tenant)
    order = make_numbered(
        lambda: progress_quote(
            ProgressQuote(quote_id=request.path["quote_id"], by=request.caller.actor),
            quotes=wiring.quotes(tenant),
            orders=orders,
            products=wiring.products(tenant),
            now=wiring.now,
            once=request.once(OrderAnswer.of),
        ),
        orders=orders,
    )
    return OrderAnswer.of(order)


@api.post(
    "/v1/quotes/{quote_id}/service-order",
    body=ServiceOrderRequest,
    answer=OrderAnswer,
    refusals=(DocumentNotSigned, DocumentActive, ServiceOrderExists),
)
def post_service_order(request: Request[ServiceOrderRequest]) -> OrderAnswer:
    """Create a service order of a quote, and record how the customer agreed to it."""
    tenant = request.caller.tenant
    orders = wiring.orders(tenant)
    command = CreateServiceOrder(
        quote_id=request.path["quote_id"],
        consent=request.content.consent,
        note=request.content.note,
        by=request.caller.actor,
    )
    order = make_numbered(
        lambda: create_service_order(
            command,
            documents=wiring.digital_documents(tenant),
            orders=orders,
            products=wiring.products(tenant),
            now=wiring.now,
            random_bytes=wiring.random_bytes,
            once=request.once(lambda made: present(request, made)),
        ),
        orders=orders,
    )
    return present(request, order)


@api.get(
    "/v1/distributor/orders",
    query=OrdersToFulfilQuery,
    answer=Page[DistributorOrderAnswer],
    group=Group.DISTRIBUTOR,
)
def get_distributor_orders(request: Request[OrdersToFulfilQuery]) -> Page[DistributorOrderAnswer]:
    """The orders of every partner that the distributor must fulfil, oldest first."""
    directory, limit = wiring.order_directory(), request.content.limit
    return answer_page(
        request,
        "orders to fulfil",
        read=lambda after: directory.in_progress(limit=limit, after=after["after"] if after else None),
        present=lambda found: DistributorOrderAnswer.of(*found),
    )


@api.post(
    "/v1/distributor/orders/{order_id}/complete",
    answer=DistributorOrderAnswer,
    status=HTTPStatus.OK,
    group=Group.DISTRIBUTOR,
    refusals=(OrderNotInProgress,),
)
def post_distributor_order_complete(request: Request[None]) -> DistributorOrderAnswer:
    """Say that an order was fulfilled."""
    order_id = ids.require("ord", request.path["order_id"])
    tenant = wiring.order_directory().tenant_of(order_id)
    command = CompleteOrder(order_id=order_id, expected_version=request.expected_version, by=request.caller.actor)
    return DistributorOrderAnswer.of(tenant, complete_order(command, orders=wiring.orders(tenant), now=wiring.now))


def decide(request: Request[Any], step: OrderStep, reason: str | None = None) -> OrderAnswer:
    command = DecideOrder(
        order_id=request.path["order_id"],
        expected_version=request.expected_version,
        step=step,
        by=request.caller.actor,
        reason=reason,
    )
    return present(request, decide_order(command, orders=wiring.orders(request.caller.tenant), now=wiring.now))


def present(request: Request[Any], order: Order) -> OrderAnswer:
    (answer,) = present_all(request, [Requested(order, None)])
    return answer


def present_all(request: Request[Any], found: Sequence[Requested]) -> tuple[OrderAnswer, ...]:
    """Each with its digital document, where it has one."""
    wanted = [one.order.signed_as for one in found if one.order.signed_as]
    watched = wiring.digital_documents(request.caller.tenant).find(wanted) if wanted else {}
    documents = {identifier: present_document(one, request.origin) for identifier, one in watched.items()}
    return tuple(
        OrderAnswer.of(one.order, one.rfi_status, document=documents.get(one.order.signed_as or "")) for one in found
    )


@logger.inject_lambda_context(clear_state=True)
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    if event.get("sweep") != "orders":
        return portal.resolve(event) if portal.serves(event) else api.resolve(event, context)
    numbered = sweep_orders(directory=wiring.order_directory(), orders=wiring.orders, now=wiring.now)
    logger.info("swept", numbered=numbered)
    return {"numbered": numbered}
