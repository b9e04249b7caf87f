"""What orders need in the table: two products, one set up by hand, and orders in each state."""

from dataclasses import replace
from typing import Any

from shared import wiring
from shared.adapters.dynamodb.confirmations import confirmation_write
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.confirmation import Person, State
from shared.domain.customer import Customer
from shared.domain.money import Money
from shared.domain.order import Decision, Order, OrderStatus, OrderStep, PlacedBy, RfiStatus
from shared.domain.product import Billing, Product, Provisioning
from shared.domain.quote import Quote
from shared.number_orders import number_order
from tests.support.builders import (
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    QUOTE_ID,
    SELLER,
    TENANT,
    a_confirmation,
    a_contact,
    a_line,
    a_product,
    a_quote,
    an_order,
)


def a_set_up(**changes: Any) -> Product:
    """Done by hand, and billed once."""
    set_up = a_product(
        sku="SETUP",
        name="Set-up",
        billing=Billing.ONE_TIME,
        cost=Money(500_00, "SEK"),
        provisioning=Provisioning.MANUAL,
    )
    return replace(set_up, **changes)


def put_contract(table: DynamoTable) -> None:
    for product in (a_product(), a_set_up(), a_product(sku="OLD", name="Old backup", active=False)):
        DynamoProducts(table, TENANT).put(product, None)


def change_contract(table: DynamoTable, **changes: Any) -> None:
    """Of the backup."""
    DynamoProducts(table, TENANT).put(a_product(version=2, **changes), a_product())


def put_order(order: Order) -> Order:
    """Numbered after those before it."""
    orders = wiring.orders(TENANT)
    orders.add(replace(order, number=None), orders.placing(order.customer_id))
    return number_order(order.id, orders=orders)


def put_draft(**changes: Any) -> Order:
    return put_order(an_order(**changes))


def put_pending(**changes: Any) -> Order:
    """From the storefront."""
    return put_order(
        an_order(
            placed_by=PlacedBy.END_CUSTOMER,
            status=OrderStatus.PENDING_RESELLER_APPROVAL,
            order_date=NOON,
            permitted_users=None,
            **changes,
        )
    )


def put_submitted(**changes: Any) -> Order:
    """By Sam, with its RFI not complete yet."""
    order = an_order(
        **{
            "status": OrderStatus.EXECUTED,
            "order_date": NOON,
            "order_number": "PO-17",
            "rfi_status": RfiStatus.INCOMPLETE,
            "decisions": (Decision(step=OrderStep.SUBMIT, by=SELLER, at=NOON),),
            **changes,
        }
    )
    return put_order(order)


def put_accepted_quote(table: DynamoTable, **changes: Any) -> Quote:
    """The quote, one of whose lines has no SKU, as Anna accepted it."""
    quotes = DynamoQuotes(table, TENANT, lambda: NOON)
    previous = quotes.get(QUOTE_ID)
    quote = replace(
        a_quote(lines=(a_line(unit_price=Money(120_00, "SEK")), a_quote().lines[1])),
        confirmation_id=CONFIRMATION_ID,
        version=previous.version + 1,
        **changes,
    )
    quotes.save(quote, None)
    accepted = a_confirmation(state=State.ACCEPTED, accepted_by=Person.of(a_contact()), decided_at=NOON)
    table.commit([confirmation_write(TENANT, accepted, replaces=None)])
    return quote


def take_the_lead_away(table: DynamoTable) -> None:
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    customer = customers.get(CUSTOMER_ID)
    contacts = tuple(replace(contact, roles=()) for contact in customer.contacts)
    customers.save(replace(customer, contacts=contacts, version=customer.version + 1), customer)


def the_customer() -> Customer:
    return wiring.customers(TENANT).get(CUSTOMER_ID)
