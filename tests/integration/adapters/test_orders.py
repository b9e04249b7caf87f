"""One contract, two implementations: the fake may not drift from the repository."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.orders import DynamoOrderDirectory, DynamoOrders
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.customer import CustomerStatus
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.money import Money
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.order import Order, OrderStatus, OrderStep, RfiStatus
from shared.domain.order_messages import rfi_request
from shared.domain.product import Provisioning
from shared.domain.tenant import Tenant
from shared.number_orders import number_order, number_waiting_orders
from shared.ports import Orders
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
    a_quote,
    an_order,
    an_order_line,
)
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.quotes import FakeQuotes
from tests.support.recorded import a_recorded

ONCE = Once[Order]("a-key", "a-fingerprint", lambda made: made.id)


@pytest.fixture(params=["dynamodb", "fake"])
def orders(request: pytest.FixtureRequest) -> Orders:
    """Of a partner with one prospect, who has a quote."""
    if request.param == "fake":
        customers = FakeCustomers(a_customer(), partner=a_partner())
        return FakeOrders(records=FakeDistributorRecords(customers), quotes=FakeQuotes(a_quote(), customers=customers))
    table: DynamoTable = request.getfixturevalue("table")
    DynamoPartners(table, TENANT).put(a_partner(), None)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    DynamoQuotes(table, TENANT, lambda: NOON).add(a_quote(), None)
    return orders_of(table)


def test_evidence_comes_with_the_order_or_neither_is_there(orders: Orders) -> None:
    evidence, placing = a_recorded(), orders.placing(CUSTOMER_ID)
    recorded = an_order(number=None, evidence=evidence.record.reference)
    orders.add(recorded, placing, evidence=evidence)
    assert orders.get(ORDER_ID) == recorded

    with pytest.raises(ConcurrentChange):
        orders.add(the_order(2), orders.placing(CUSTOMER_ID), evidence=evidence)
    with pytest.raises(NotFound):
        orders.get(the_order(2).id)


def orders_of(table: DynamoTable, tenant: Tenant = TENANT) -> DynamoOrders:
    return DynamoOrders(table, tenant, DynamoCustomers(table, tenant, lambda: NOON), lambda: NOON)


def the_order(number: int, **changes: object) -> Order:
    """One of several, the higher the later; without a number of ours yet."""
    return an_order(**{"id": ORDER_ID.replace("01KAAAAAAJ", f"01KAAAAA{number:02d}"), "number": None, **changes})


def add(orders: Orders, *new: Order) -> None:
    for order in new:
        orders.add(order, orders.placing(CUSTOMER_ID))


def take(orders: Orders, step: OrderStep, order_id: str = ORDER_ID) -> Order:
    desk = orders.desk(order_id)
    taken = desk.order.taken(step, by=SELLER, at=NOON)
    orders.save(taken, desk)
    return taken


def test_what_is_added_is_what_is_read(orders: Orders) -> None:
    order = an_order(number=None)
    add(orders, order)

    desk = orders.desk(ORDER_ID)
    assert orders.get(ORDER_ID) == desk.order == order
    assert (desk.partner, desk.customer, desk.record) == (a_partner(), a_customer(), None)


def test_an_unknown_order_and_an_unknown_customer_are_refused(orders: Orders) -> None:
    for read in (orders.get, orders.desk):
        with pytest.raises(NotFound):
            read(ORDER_ID)
    with pytest.raises(NotFound):
        orders.placing(f"{CUSTOMER_ID[:-1]}9")
    with pytest.raises(NotFound):
        orders.of_customer(f"{CUSTOMER_ID[:-1]}9", limit=10, after=None)


def test_a_repeated_request_makes_one_order(orders: Orders) -> None:
    orders.add(an_order(number=None), orders.placing(CUSTOMER_ID, ONCE), once=ONCE)

    with pytest.raises(AlreadyAnswered, match="answered"):
        orders.placing(CUSTOMER_ID, ONCE)
    with pytest.raises(ConcurrentChange):
        orders.add(the_order(2), orders.placing(CUSTOMER_ID), once=ONCE)


def test_the_second_of_two_who_change_the_same_order_is_too_late(orders: Orders) -> None:
    add(orders, an_order(number=None))
    desk = orders.desk(ORDER_ID)
    take(orders, OrderStep.SUBMIT)

    with pytest.raises(ConcurrentChange):
        orders.save(desk.order.taken(OrderStep.SUBMIT, by=SELLER, at=NOON), desk)


def test_an_order_is_written_with_its_quote_and_its_messages_or_not_at_all(orders: Orders) -> None:
    placing = orders.placing(CUSTOMER_ID)
    stale = replace(a_quote(), order_id=ORDER_ID, version=7)
    with pytest.raises(ConcurrentChange):
        orders.add(an_order(number=None), placing, quote=stale)
    assert orders.of_customer(CUSTOMER_ID, limit=10, after=None).items == ()

    message = rfi_request(an_order(), a_partner(), a_contact(), NOON)
    orders.add(an_order(number=None), placing, (message,), quote=a_quote(order_id=ORDER_ID, version=2))

    (requested,) = orders.with_rfi_mail([orders.get(ORDER_ID)])
    assert requested.message == message


def test_a_prospect_becomes_a_customer_when_its_order_goes_on(orders: Orders) -> None:
    add(orders, an_order(number=None))
    assert orders.placing(CUSTOMER_ID).customer.status is CustomerStatus.PROSPECT

    take(orders, OrderStep.SUBMIT)

    assert orders.placing(CUSTOMER_ID).customer.status is CustomerStatus.CUSTOMER


def test_executing_an_order_adds_to_the_monthly_run_rate(orders: Orders) -> None:
    lines = (an_order_line(), an_order_line(provisioning=Provisioning.MANUAL, price=Money(1_00, "SEK")))
    add(orders, an_order(number=None, lines=lines))
    take(orders, OrderStep.SUBMIT)
    assert orders.placing(CUSTOMER_ID).record is None

    take(orders, OrderStep.COMPLETE)

    placing = orders.placing(CUSTOMER_ID)
    assert placing.customer.monthly_run_rate == Money(12 * 111_38 + 12 * 1_00, "SEK")
    assert placing.customer.is_transacting
    assert placing.record is not None
    assert [one.quantity for one in placing.record.ordered] == [12, 12]

    desk = orders.desk(ORDER_ID)
    orders.save(replace(desk.order, rfi_status=RfiStatus.COMPLETE, version=desk.order.version + 1), desk)
    assert orders.placing(CUSTOMER_ID).record == placing.record


def test_orders_of_a_customer_are_listed_newest_first_page_by_page(orders: Orders) -> None:
    add(orders, the_order(1), the_order(3), the_order(2))

    first = orders.of_customer(CUSTOMER_ID, limit=2, after=None)
    second = orders.of_customer(CUSTOMER_ID, limit=2, after=first.after)

    assert [one.id for one in first.items + second.items] == [the_order(number).id for number in (3, 2, 1)]


def test_orders_of_some_statuses_are_listed_newest_first_page_by_page(orders: Orders) -> None:
    pending = OrderStatus.PENDING_RESELLER_APPROVAL
    add(orders, the_order(1), the_order(2, status=pending), the_order(3), the_order(4, status=OrderStatus.CANCELED))
    wanted = (OrderStatus.DRAFT, pending)

    first = orders.page(wanted, limit=2, before=None)
    assert first.after is not None
    second = orders.page(wanted, limit=2, before=first.after["before"])

    assert [one.id for one in first.items + second.items] == [the_order(number).id for number in (3, 2, 1)]
    assert second.after is None
    assert [one.id for one in orders.page([pending], limit=2, before=None).items] == [the_order(2).id]


def test_an_order_is_underway_until_it_is_executed_and_its_rfi_complete(orders: Orders) -> None:
    manual = (an_order_line(provisioning=Provisioning.MANUAL),)
    add(orders, the_order(1, lines=manual, rfi_status=RfiStatus.INCOMPLETE), the_order(2))

    def underway() -> list[str]:
        return [one.id for one in orders.underway(limit=10, after=None).items]

    assert underway() == []
    take(orders, OrderStep.SUBMIT, the_order(1).id)
    take(orders, OrderStep.SUBMIT, the_order(2).id)
    assert underway() == [the_order(1).id]
    take(orders, OrderStep.COMPLETE, the_order(1).id)
    assert underway() == [the_order(1).id]
    desk = orders.desk(the_order(1).id)
    done = replace(desk.order, rfi_status=RfiStatus.COMPLETE, version=desk.order.version + 1)
    orders.save(done, desk)
    assert underway() == []


def test_each_order_gets_the_next_number(orders: Orders) -> None:
    for number in (1, 2, 3):
        add(orders, the_order(number))
        assert number_order(the_order(number).id, orders=orders).number == number
    assert number_order(the_order(2).id, orders=orders).number == 2


def test_those_that_wait_are_numbered_together(orders: Orders) -> None:
    add(orders, *(the_order(number) for number in range(1, 60)))

    assert number_waiting_orders(orders=orders) == 49
    assert number_waiting_orders(orders=orders) == 10
    assert number_waiting_orders(orders=orders) == 0

    assert [orders.get(the_order(number).id).number for number in range(1, 60)] == list(range(1, 60))


def test_of_two_who_number_at_once_the_second_numbers_nothing(orders: Orders) -> None:
    add(orders, the_order(1))
    earlier = orders.numbering()
    add(orders, the_order(2))
    orders.give_numbers(orders.numbering())

    with pytest.raises(ConcurrentChange):
        orders.give_numbers(earlier)
    assert [orders.get(the_order(number).id).number for number in (1, 2)] == [1, 2]


def test_the_distributor_finds_the_partner_of_any_order(table: DynamoTable) -> None:
    directory = DynamoOrderDirectory(table)
    everybody = (TENANT, Tenant(OTHER_PARTNER_ID))
    for tenant in everybody:
        DynamoPartners(table, tenant).put(a_partner(id=tenant.partner_id, tenant_name=tenant.partner_id), None)
        tail = f"CVST0MER0000001{everybody.index(tenant)}"
        customer = a_customer(id=f"cus_01KAAAAAAA{tail}", contacts=())
        DynamoCustomers(table, tenant, lambda: NOON).add(customer, None)
        orders = orders_of(table, tenant)
        order = an_order(id=f"ord_01KAAAAAAJ{tail}", customer_id=customer.id, number=None)
        orders.add(replace(order, status=OrderStatus.IN_PROGRESS), orders.placing(customer.id))
        assert directory.tenant_of(order.id) == tenant

    first = directory.in_progress(limit=1, after=None)
    assert first.after is not None
    second = directory.in_progress(limit=1, after=first.after["after"])

    assert [tenant for tenant, _ in first.items + second.items] == list(everybody)
    assert second.after is None
    with pytest.raises(NotFound):
        directory.tenant_of(ORDER_ID)


def test_whoever_waits_too_long_for_a_number_is_found(table: DynamoTable) -> None:
    DynamoPartners(table, TENANT).put(a_partner(), None)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    orders, directory = orders_of(table), DynamoOrderDirectory(table)
    add(orders, the_order(1), the_order(2))

    assert directory.unnumbered(NOON, 10) == ()
    assert directory.unnumbered(NOON + timedelta(minutes=5), 10) == (TENANT,)
    number_waiting_orders(orders=orders)
    assert directory.unnumbered(NOON + timedelta(minutes=5), 10) == ()
