"""A10: accepting a quote with *order on acceptance* places its order, or leaves a draft and says why."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.accept_terms.order_on_acceptance import Ordering
from shared.domain.confirmation import State
from shared.domain.customer import Customer, CustomerStatus
from shared.domain.message import MessageKind
from shared.domain.order import Order, OrderStatus, RfiStatus
from shared.domain.quote import OrderOnAcceptance, Quote
from tests.support.builders import (
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    QUOTE_ID,
    SELLER,
    a_confirmation,
    a_contact,
    a_customer,
    a_line,
    a_quote,
)
from tests.support.fakes.confirmations import FakeConfirmations
from tests.support.fakes.orders import FakeOrders
from tests.unit.accept_terms.links import accept, an_ordering, stored

WISH = OrderOnAcceptance(
    order_number="PO-17", order_number_not_required=False, governed_by_master_agreement=True, authorized_to_order=True
)
COPIES = {MessageKind.ACCEPTANCE_COPY_CUSTOMER, MessageKind.ACCEPTANCE_COPY_PARTNER}


def accepted(
    quote: Quote | None = None, customer: Customer | None = None
) -> tuple[Order, FakeOrders, Ordering, FakeConfirmations]:
    confirmations = stored(a_confirmation(places_order=True))
    ordering = an_ordering(quote or a_quote(order_on_acceptance=WISH), customer=customer, confirmations=confirmations)
    outcome = accept(confirmations, ordering=ordering)
    orders = ordering.orders
    assert isinstance(orders, FakeOrders)
    assert outcome.order is not None
    assert confirmations.get(CONFIRMATION_ID).state is State.ACCEPTED
    return orders.get(outcome.order.id), orders, ordering, confirmations


def kinds(orders: FakeOrders) -> set[MessageKind]:
    return {message.kind for message in orders.messages.values()}


def test_the_order_is_submitted_with_the_acceptance() -> None:
    order, orders, ordering, _ = accepted()

    assert (order.status, order.order_number, order.order_date) == (OrderStatus.EXECUTED, "PO-17", NOON)
    assert (order.created_by, order.rfi_status) == (SELLER, RfiStatus.INCOMPLETE)
    assert order.total_amount == a_quote().totals.first_payment
    assert ordering.quotes.get(QUOTE_ID).order_id == order.id
    assert orders.placing(CUSTOMER_ID).customer.status is CustomerStatus.CUSTOMER
    assert kinds(orders) == COPIES | {MessageKind.ORDER_ADDENDUM, MessageKind.RFI_REQUEST}


@pytest.mark.parametrize(
    ("quote", "customer", "code"),
    [
        ({}, {"contacts": (a_contact(roles=()),)}, "implementation_lead_missing"),
        ({"lines": (a_line(sku="GONE"),)}, {}, "not_in_contract"),
        ({"valid_until": NOON - timedelta(days=1)}, {}, "quote_expired"),
    ],
    ids=["no-lead", "out-of-contract", "expired"],
)
def test_where_something_is_missing_the_draft_stays_and_the_seller_is_told(
    quote: dict[str, object], customer: dict[str, object], code: str
) -> None:
    order, orders, ordering, _ = accepted(
        replace(a_quote(order_on_acceptance=WISH), **quote),  # type: ignore[arg-type]
        replace(a_customer(), **customer),  # type: ignore[arg-type]
    )

    assert (order.status, order.held_back_by) == (OrderStatus.DRAFT, code)
    assert order.decisions == ()
    assert ordering.quotes.get(QUOTE_ID).order_id == order.id
    assert orders.placing(CUSTOMER_ID).customer.status is CustomerStatus.PROSPECT
    assert kinds(orders) == COPIES | {MessageKind.ORDER_HELD_BACK_NOTICE}


def test_without_the_switch_no_order_is_placed() -> None:
    confirmations, ordering = stored(), an_ordering(a_quote())

    assert accept(confirmations, ordering=ordering).order is None
    assert ordering.orders.of_customer(CUSTOMER_ID, limit=10, after=None).items == ()


def test_accepting_again_orders_nothing_more() -> None:
    order, orders, ordering, confirmations = accepted()

    assert accept(confirmations, ordering=ordering).order is None
    assert orders.of_customer(CUSTOMER_ID, limit=10, after=None).items == (order,)
