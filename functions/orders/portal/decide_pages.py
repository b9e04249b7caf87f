"""Accept or cancel what a customer ordered in the storefront; each asks first (B14-B16)."""

from http import HTTPStatus

from functions.orders.decide_order import DecideOrder, decide_order
from functions.orders.models import CancelOrderRequest
from functions.orders.portal.provision_page import read_desk
from functions.orders.portal.routes import order_path, portal, trail_to
from shared import wiring
from shared.domain.errors import Invalid
from shared.domain.order import OrderNotPending, OrderStatus, OrderStep, PaymentTokenRequired, fulfilment_of
from shared.domain.partner import PaymentMethod
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("GET /portal/orders/{order_id}/accept")
def get_accept(request: PortalRequest) -> WebAnswer:
    return ask(request, "accept.html")


@portal.route("POST /portal/orders/{order_id}/accept")
def post_accept(request: PortalRequest) -> WebAnswer:
    try:
        return decide(request, OrderStep.ACCEPT)
    except PaymentTokenRequired:
        return ask(request, "accept.html", HTTPStatus.CONFLICT)


@portal.route("GET /portal/orders/{order_id}/cancel")
def get_cancel(request: PortalRequest) -> WebAnswer:
    return ask(request, "cancel.html", reason="", faults={})


@portal.route("POST /portal/orders/{order_id}/cancel")
def post_cancel(request: PortalRequest) -> WebAnswer:
    reason = request.form.get("reason", "")
    try:
        content = request.read(CancelOrderRequest, {"reason": reason} if reason.strip() else {})
    except Invalid as refusal:
        faults = request.faults(refusal)
        return ask(request, "cancel.html", HTTPStatus.UNPROCESSABLE_ENTITY, reason=reason, faults=faults)
    return decide(request, OrderStep.CANCEL, content.reason)


def decide(request: PortalRequest, step: OrderStep, reason: str | None = None) -> WebAnswer:
    """What is asked for applies to the order as it is: while it waits, nothing of it changes but its number."""
    command = DecideOrder(
        order_id=request.path["order_id"],
        expected_version=None,
        step=step,
        by=request.caller.actor,
        reason=reason,
    )
    try:
        decided = decide_order(command, orders=wiring.orders(request.caller.tenant), now=wiring.now)
    except OrderNotPending:
        return request.redirect(order_path(command.order_id), flash=request.t("not_pending"), kind="problem")
    return request.redirect(order_path(decided.id), flash=request.t(f"decided_{step}_{decided.status}"))


def ask(request: PortalRequest, template: str, status: HTTPStatus = HTTPStatus.OK, **values: object) -> WebAnswer:
    """Where there is nothing to decide any more, the order itself says what was decided."""
    desk = read_desk(request)
    order, partner = desk.order, desk.partner
    if order.status is not OrderStatus.PENDING_RESELLER_APPROVAL:
        return request.redirect(order_path(order.id), flash=request.t("not_pending"), kind="problem")
    return request.page(
        template,
        status=status,
        order=order,
        customer=desk.customer,
        becomes=fulfilment_of(order.lines),
        lacks_token=partner.payment_method is PaymentMethod.CREDIT_CARD and not partner.payment_token,
        trail=[*trail_to(request, desk.customer), (request.t("order_of_customer"), order_path(order.id))],
        **values,
    )
