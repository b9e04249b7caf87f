"""Accept or cancel what a customer ordered in the storefront (B14-B16)."""

from dataclasses import dataclass

from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.message import MessageKind
from shared.domain.order import Order, OrderStep, PaymentTokenRequired
from shared.domain.order_messages import decision_notice
from shared.domain.partner import Partner, PaymentMethod
from shared.domain.tenant import Actor
from shared.ports import Clock, Orders

NOTICES = {
    OrderStep.ACCEPT: MessageKind.ORDER_ACCEPTED_NOTICE,
    OrderStep.CANCEL: MessageKind.ORDER_CANCELED_NOTICE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideOrder:
    """`step` is ACCEPT or CANCEL; cancelling has a reason."""

    order_id: str
    expected_version: int | None
    step: OrderStep
    by: Actor
    reason: str | None = None


def decide_order(command: DecideOrder, *, orders: Orders, now: Clock) -> Order:
    """Raises NotFound, Stale, OrderNotPending, PaymentTokenRequired."""
    ids.require("ord", command.order_id)

    def attempt() -> Order:
        desk, at = orders.desk(command.order_id), now()
        check_version(desk.order.version, command.expected_version)
        decided = desk.order.taken(command.step, by=command.by, at=at, reason=command.reason)
        if command.step is OrderStep.ACCEPT:
            _check_payment(desk.partner)
        orders.save(decided, desk, (decision_notice(NOTICES[command.step], decided, desk.partner, at),))
        return decided

    return settle(attempt)


def _check_payment(partner: Partner) -> None:
    if partner.payment_method is PaymentMethod.CREDIT_CARD and not partner.payment_token:
        raise PaymentTokenRequired(
            "You pay by credit card, and there is no valid payment token on file. Ask your distributor to add one."
        )
