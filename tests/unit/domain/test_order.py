"""An order: which step may begin where, what it leads to, and what it costs."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shared.domain.currency import DIGITS
from shared.domain.money import Money
from shared.domain.order import (
    STEPS,
    Order,
    OrderAlreadySubmitted,
    OrderLine,
    OrderNotInProgress,
    OrderNotPending,
    OrderStatus,
    OrderStep,
    RfiStatus,
    order_line,
)
from shared.domain.product import Billing, Provisioning
from tests.support.builders import NOON, SELLER, a_product, an_order, an_order_line

REFUSALS = {
    OrderStep.SUBMIT: OrderAlreadySubmitted,
    OrderStep.ACCEPT: OrderNotPending,
    OrderStep.CANCEL: OrderNotPending,
    OrderStep.COMPLETE: OrderNotInProgress,
}
BEGINS = {
    OrderStep.SUBMIT: OrderStatus.DRAFT,
    OrderStep.ACCEPT: OrderStatus.PENDING_RESELLER_APPROVAL,
    OrderStep.CANCEL: OrderStatus.PENDING_RESELLER_APPROVAL,
    OrderStep.COMPLETE: OrderStatus.IN_PROGRESS,
}
MANUAL = an_order_line(provisioning=Provisioning.MANUAL)


def take(order: Order, step: OrderStep) -> Order:
    return order.taken(step, by=SELLER, at=NOON, reason="because")


def test_the_table_knows_every_step() -> None:
    assert set(STEPS) == set(OrderStep)


@pytest.mark.parametrize("step", OrderStep)
@pytest.mark.parametrize("status", OrderStatus)
def test_a_step_begins_in_one_status_and_is_refused_in_every_other(status: OrderStatus, step: OrderStep) -> None:
    order = an_order(status=status)

    if status is BEGINS[step]:
        assert take(order, step).version == order.version + 1
    else:
        with pytest.raises(REFUSALS[step]):
            take(order, step)


@pytest.mark.parametrize(
    ("step", "by_itself", "by_hand"),
    [
        (OrderStep.SUBMIT, OrderStatus.EXECUTED, OrderStatus.IN_PROGRESS),
        (OrderStep.ACCEPT, OrderStatus.EXECUTED, OrderStatus.IN_PROGRESS),
        (OrderStep.CANCEL, OrderStatus.CANCELED, OrderStatus.CANCELED),
        (OrderStep.COMPLETE, OrderStatus.EXECUTED, OrderStatus.EXECUTED),
    ],
)
def test_one_line_that_is_provisioned_by_hand_keeps_the_order_in_progress(
    step: OrderStep, by_itself: OrderStatus, by_hand: OrderStatus
) -> None:
    assert take(an_order(status=BEGINS[step]), step).status is by_itself
    assert take(an_order(status=BEGINS[step], lines=(an_order_line(), MANUAL)), step).status is by_hand


def test_who_decided_when_and_why_is_kept() -> None:
    pending = an_order(status=OrderStatus.PENDING_RESELLER_APPROVAL)
    assert pending.decision is None

    decision = take(pending, OrderStep.CANCEL).decision

    assert decision is not None
    assert (decision.step, decision.by, decision.at, decision.reason) == (OrderStep.CANCEL, SELLER, NOON, "because")
    assert take(an_order(), OrderStep.SUBMIT).decision is None


@pytest.mark.parametrize(
    ("status", "rfi", "underway"),
    [
        (OrderStatus.DRAFT, RfiStatus.INCOMPLETE, False),
        (OrderStatus.PENDING_RESELLER_APPROVAL, RfiStatus.NOT_APPLICABLE, False),
        (OrderStatus.IN_PROGRESS, RfiStatus.COMPLETE, True),
        (OrderStatus.IN_PROGRESS, RfiStatus.NOT_APPLICABLE, True),
        (OrderStatus.EXECUTED, RfiStatus.INCOMPLETE, True),
        (OrderStatus.EXECUTED, RfiStatus.COMPLETE, False),
        (OrderStatus.CANCELED, RfiStatus.NOT_APPLICABLE, False),
    ],
)
def test_an_order_is_underway_while_the_distributor_or_the_customer_must_act(
    status: OrderStatus, rfi: RfiStatus, underway: bool
) -> None:
    assert an_order(status=status, rfi_status=rfi).is_underway is underway


def test_the_agreement_is_at_cost_and_the_customer_pays_the_price() -> None:
    once = an_order_line(billing=Billing.ONE_TIME, quantity=2, cost=Money(500_00, "SEK"), price=Money(750_00, "SEK"))
    order = an_order(lines=(an_order_line(), once))

    agreement = order.agreement

    assert agreement.ongoing_monthly_payment == Money(12 * 99_00, "SEK")
    assert agreement.one_time_fees == Money(2 * 500_00, "SEK")
    assert agreement.first_payment == order.total_cost == Money(12 * 99_00 + 2 * 500_00, "SEK")
    assert order.total_amount == Money(12 * 111_38 + 2 * 750_00, "SEK")


CURRENCIES = some.sampled_from(
    [next(one for one, digits in DIGITS.items() if digits == wanted) for wanted in (0, 2, 3)]
)
QUANTITIES = some.integers(1, 1_000_000)
AMOUNTS = some.integers(0, 100_000_000_000)


@some.composite
def ordered(draw: some.DrawFn) -> tuple[Order, Decimal]:
    currency, markup = draw(CURRENCIES), draw(some.decimals(0, 1000, places=2))
    lines: list[OrderLine] = []
    for billing in draw(some.lists(some.sampled_from(Billing), min_size=1, max_size=5)):
        product = a_product(cost=Money(draw(AMOUNTS), currency), billing=billing)
        lines.append(order_line(product, draw(QUANTITIES), product.price(markup)))
    return an_order(lines=tuple(lines), currency=currency), markup


@given(ordered())
def test_every_figure_is_the_exact_sum_of_its_lines_in_minor_units(made: tuple[Order, Decimal]) -> None:
    order, markup = made
    agreement = order.agreement

    assert agreement.first_payment.amount == sum(line.cost.amount * line.quantity for line in order.lines)
    assert agreement.ongoing_monthly_payment.amount + agreement.one_time_fees.amount == order.total_cost.amount
    assert all(type(figure.amount) is int for figure in (order.total_cost, order.total_amount))
    rounded = [int(Fraction(line.cost.amount) * (1 + Fraction(markup) / 100) + Fraction(1, 2)) for line in order.lines]
    assert [line.price.amount for line in order.lines] == rounded
    assert order.total_amount.amount == sum(
        price * line.quantity for price, line in zip(rounded, order.lines, strict=True)
    )
