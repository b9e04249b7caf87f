"""What an order changes of its customer: status, subscriptions, monthly run rate."""

import pytest

from shared.domain.customer import CustomerStatus
from shared.domain.fulfil_order import Holding, fulfil_order
from shared.domain.money import Money
from shared.domain.order import OrderStatus
from shared.domain.product import Billing
from tests.support.builders import a_customer, a_distributor_record, a_subscription, an_order, an_order_line

PROSPECT = Holding(a_customer(), None)
TWELVE_A_MONTH = Money(12 * 111_38, "SEK")


@pytest.mark.parametrize("status", [OrderStatus.DRAFT, OrderStatus.PENDING_RESELLER_APPROVAL, OrderStatus.CANCELED])
def test_an_order_that_does_not_go_on_changes_nothing(status: OrderStatus) -> None:
    assert fulfil_order(an_order(status=status), None, PROSPECT) == PROSPECT


def test_an_order_in_progress_makes_a_customer_and_no_subscription_yet() -> None:
    holding = fulfil_order(an_order(status=OrderStatus.IN_PROGRESS), an_order(), PROSPECT)

    assert (holding.customer.status, holding.customer.version) == (CustomerStatus.CUSTOMER, 2)
    assert holding.record is None
    assert not holding.customer.is_transacting


def test_each_monthly_line_of_an_executed_order_becomes_a_subscription() -> None:
    lines = (an_order_line(), an_order_line(billing=Billing.ONE_TIME), an_order_line(sku=None))
    holding = fulfil_order(an_order(status=OrderStatus.EXECUTED, lines=lines), an_order(), PROSPECT)

    assert holding.record is not None
    (subscription,) = holding.record.running
    assert (subscription.sku, subscription.quantity) == ("BACKUP-100", 12)
    assert subscription.monthly_amount == holding.customer.monthly_run_rate == TWELVE_A_MONTH
    assert holding.customer.is_transacting


def test_what_is_ordered_adds_to_what_the_distributor_told() -> None:
    record = a_distributor_record()
    customer = a_customer(monthly_run_rate=record.monthly_run_rate("SEK"), is_transacting=True)
    holding = fulfil_order(an_order(status=OrderStatus.EXECUTED), an_order(), Holding(customer, record))

    assert holding.record is not None
    assert holding.record.version == record.version + 1
    assert holding.customer.monthly_run_rate.amount == customer.monthly_run_rate.amount + TWELVE_A_MONTH.amount


def test_a_step_that_keeps_the_status_changes_nothing() -> None:
    executed = an_order(status=OrderStatus.EXECUTED)

    assert fulfil_order(executed, executed, PROSPECT) == PROSPECT


def test_the_distributors_next_word_on_a_sku_replaces_what_was_ordered_of_it() -> None:
    ordered = (a_subscription(id="ord-1"), a_subscription(id="ord-2", sku="OTHER"))
    record = a_distributor_record(ordered=ordered)

    assert record.told_of(record.subscriptions) == record
    told = record.told_of((a_subscription(quantity=24),))

    assert [one.id for one in told.ordered] == ["ord-2"]
    assert [(one.id, one.quantity) for one in told.running] == [("sub-1", 24), ("ord-2", 12)]
