"""One contract, two implementations: the fake may not drift from the repository."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.orders import DynamoOrders
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.rfis import DynamoDueRfis, DynamoRfis
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.order import Order, OrderStatus, OrderStep, RfiStatus
from shared.domain.order_messages import rfi_reminder
from shared.domain.rfi import Answer, Rfi
from shared.domain.tenant import Tenant
from shared.ports import DueRfis, Inquiry, Orders, Rfis
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    OTHER_PARTNER_ID,
    SELLER,
    TENANT,
    a_contact,
    a_customer,
    a_partner,
    an_order,
)
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.rfis import FakeDueRfis, FakeRfis

DUE = NOON + timedelta(days=5)


@pytest.fixture(params=["dynamodb", "fake"])
def world(request: pytest.FixtureRequest) -> tuple[Orders, Rfis, DueRfis]:
    """Of a partner with one prospect, who has a draft."""
    if request.param == "fake":
        fakes = FakeOrders(records=FakeDistributorRecords(FakeCustomers(a_customer(), partner=a_partner())))
        fakes.add(an_order(number=None), fakes.placing(CUSTOMER_ID))
        return fakes, FakeRfis(fakes), FakeDueRfis(fakes)
    table: DynamoTable = request.getfixturevalue("table")
    DynamoPartners(table, TENANT).put(a_partner(), None)
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    customers.add(a_customer(), None)
    orders = DynamoOrders(table, TENANT, customers, lambda: NOON)
    orders.add(an_order(number=None), orders.placing(CUSTOMER_ID))
    return orders, DynamoRfis(table, TENANT, orders), DynamoDueRfis(table)


@pytest.fixture
def orders(world: tuple[Orders, Rfis, DueRfis]) -> Orders:
    return world[0]


@pytest.fixture
def rfis(world: tuple[Orders, Rfis, DueRfis]) -> Rfis:
    return world[1]


@pytest.fixture
def due(world: tuple[Orders, Rfis, DueRfis]) -> DueRfis:
    return world[2]


@pytest.fixture
def inquiry(orders: Orders, rfis: Rfis) -> Inquiry:
    """The order is submitted."""
    desk = orders.desk(ORDER_ID)
    taken = desk.order.taken(OrderStep.SUBMIT, by=SELLER, at=NOON)
    orders.save(replace(taken, rfi_status=RfiStatus.INCOMPLETE), desk)
    return rfis.read(ORDER_ID)


def rfi_of(inquiry: Inquiry) -> Rfi:
    assert inquiry.rfi is not None
    return inquiry.rfi


def done(inquiry: Inquiry) -> tuple[Rfi, Order]:
    rfi, order = rfi_of(inquiry), inquiry.order
    return (
        replace(rfi, submitted_at=NOON, due_at=None, version=rfi.version + 1),
        replace(order, rfi_status=RfiStatus.COMPLETE, version=order.version + 1),
    )


def test_a_draft_asks_for_nothing(rfis: Rfis, due: DueRfis) -> None:
    assert rfis.read(ORDER_ID).rfi is None
    assert due.due(DUE, 10) == ()


def test_submitting_an_order_begins_its_rfi(inquiry: Inquiry, orders: Orders) -> None:
    assert inquiry.rfi == Rfi(order_id=ORDER_ID, customer_id=CUSTOMER_ID, due_at=DUE)
    assert (inquiry.partner, inquiry.order) == (a_partner(), orders.get(ORDER_ID))
    assert inquiry.customer == orders.desk(ORDER_ID).customer


def test_an_order_that_is_submitted_as_it_is_made_begins_its_rfi_too(orders: Orders, rfis: Rfis) -> None:
    other = ORDER_ID.replace("01KAAAAAAJ", "01KAAAAAAK")
    made = an_order(id=other, number=None, status=OrderStatus.IN_PROGRESS, rfi_status=RfiStatus.INCOMPLETE)
    orders.add(made, orders.placing(CUSTOMER_ID))

    assert rfi_of(rfis.read(other)).due_at == DUE


def test_an_unknown_order_is_not_found(rfis: Rfis) -> None:
    with pytest.raises(NotFound):
        rfis.read(f"{ORDER_ID[:-1]}9")


def test_what_is_saved_is_what_is_read(rfis: Rfis, inquiry: Inquiry) -> None:
    answers: dict[str, Answer] = {
        "technical_contact.email": "ada@bageri.example",
        "outbound_addresses": ("192.0.2.10", "2001:db8::/32"),
    }
    filled = replace(rfi_of(inquiry), answers=answers, version=2)
    rfis.save(filled, rfi_of(inquiry))

    assert rfis.read(ORDER_ID).rfi == filled


def test_the_second_of_two_who_save_is_too_late(rfis: Rfis, inquiry: Inquiry) -> None:
    filled = replace(rfi_of(inquiry), answers={"mail_server": "other"}, version=2)
    rfis.save(filled, rfi_of(inquiry))

    with pytest.raises(ConcurrentChange):
        rfis.save(filled, rfi_of(inquiry))
    with pytest.raises(ConcurrentChange):
        rfis.complete(*done(inquiry), inquiry)
    assert rfis.read(ORDER_ID).order.rfi_status is RfiStatus.INCOMPLETE


def test_submitting_it_changes_the_order_with_it(rfis: Rfis, orders: Orders, due: DueRfis, inquiry: Inquiry) -> None:
    assert [one.id for one in orders.underway(limit=10, after=None).items] == [ORDER_ID]

    rfis.complete(*done(inquiry), inquiry)

    assert rfi_of(rfis.read(ORDER_ID)).is_submitted
    assert orders.get(ORDER_ID).rfi_status is RfiStatus.COMPLETE
    assert orders.underway(limit=10, after=None).items == ()
    assert due.due(DUE + timedelta(days=365), 10) == ()


def test_an_order_that_moved_meanwhile_keeps_the_rfi_open(rfis: Rfis, orders: Orders, inquiry: Inquiry) -> None:
    desk = orders.desk(ORDER_ID)
    orders.save(replace(desk.order, number=1, version=desk.order.version + 1), desk)

    with pytest.raises(ConcurrentChange):
        rfis.complete(*done(inquiry), inquiry)
    assert not rfi_of(rfis.read(ORDER_ID)).is_submitted


def test_it_is_due_when_its_time_has_come_and_not_before(due: DueRfis, rfis: Rfis, inquiry: Inquiry) -> None:
    assert due.due(DUE - timedelta(seconds=1), 10) == ()
    assert due.due(DUE, 10) == ((TENANT, ORDER_ID),)

    reminded = rfi_of(inquiry).reminded(now=DUE, reminder=timedelta(days=5))
    message = rfi_reminder(inquiry.order, a_partner(), a_contact(), DUE, count=1)
    rfis.save(reminded, rfi_of(inquiry), (message,))

    assert due.due(DUE, 10) == ()
    assert due.due(DUE + timedelta(days=5), 10) == ((TENANT, ORDER_ID),)


def test_a_reminder_is_written_with_the_rfi_or_not_at_all(rfis: Rfis, inquiry: Inquiry) -> None:
    message = rfi_reminder(inquiry.order, a_partner(), a_contact(), DUE, count=1)
    first = rfi_of(inquiry).reminded(now=DUE, reminder=timedelta(days=5))
    rfis.save(first, rfi_of(inquiry), (message,))

    with pytest.raises(ConcurrentChange):
        rfis.save(first.reminded(now=DUE, reminder=timedelta(days=5)), first, (message,))
    assert rfis.read(ORDER_ID).rfi == first


def test_another_partner_reaches_none_of_it(table: DynamoTable) -> None:
    stranger = Tenant(OTHER_PARTNER_ID)
    customers = DynamoCustomers(table, stranger, lambda: NOON)

    with pytest.raises(NotFound):
        DynamoRfis(table, stranger, DynamoOrders(table, stranger, customers, lambda: NOON)).read(ORDER_ID)
