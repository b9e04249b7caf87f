"""What an order that goes on changes of its customer, who is no prospect any more and pays by the month (C1, B18)."""

from dataclasses import dataclass, replace

from shared.domain.customer import Customer, CustomerStatus
from shared.domain.distributor_record import DistributorRecord, Subscription, SubscriptionStatus
from shared.domain.order import Order, OrderStatus
from shared.domain.product import Billing

GONE_ON = frozenset({OrderStatus.IN_PROGRESS, OrderStatus.EXECUTED})


@dataclass(frozen=True, slots=True)
class Holding:
    """An account with the record of what runs for it; None where nothing ever did."""

    customer: Customer
    record: DistributorRecord | None


def fulfil_order(order: Order, former: Order | None, holding: Holding) -> Holding:
    """The holding after a step from `former` to `order`, the same one where that changes nothing of it.

    An order that goes on makes a customer of a prospect; an executed one adds a subscription for each monthly line.
    """
    if order.status not in GONE_ON or (former is not None and former.status is order.status):
        return holding
    record = _with_subscriptions(order, holding.record) if order.status is OrderStatus.EXECUTED else holding.record
    customer = replace(holding.customer, status=CustomerStatus.CUSTOMER)
    if record is not None and record != holding.record:
        customer = replace(
            customer, is_transacting=record.is_transacting, monthly_run_rate=record.monthly_run_rate(order.currency)
        )
    if customer != holding.customer:
        customer = replace(customer, version=customer.version + 1)
    return Holding(customer, record)


def _with_subscriptions(order: Order, record: DistributorRecord | None) -> DistributorRecord | None:
    bought = tuple(
        Subscription(
            id=f"{order.id}-{number}",
            sku=line.sku or "",
            quantity=line.quantity,
            status=SubscriptionStatus.ACTIVE,
            monthly_amount=line.price.times(line.quantity),
        )
        for number, line in enumerate(order.lines, 1)
        if line.billing is Billing.MONTHLY and line.sku is not None
    )
    if not bought:
        return record
    if record is None:
        return DistributorRecord(ordered=bought)
    return replace(record, ordered=(*record.ordered, *bought), version=record.version + 1)
