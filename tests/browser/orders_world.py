"""What Sam's portal holds in the tests of orders: one in each state."""

from dataclasses import replace
from datetime import timedelta

from shared import wiring
from shared.adapters.dynamodb.outbox import message_write
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.attachment import Attachment, AttachmentKind, addendum_id
from shared.domain.customer import CustomerStatus
from shared.domain.locale import Locale
from shared.domain.message import MessageStep
from shared.domain.money import Money
from shared.domain.order import Decision, OrderStatus, OrderStep, RfiStatus, order_line
from shared.domain.order_messages import implementation_lead, rfi_request
from tests.support import orders as seeded
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    SELLER,
    SHOPPER_ID,
    TAIL,
    TENANT,
    a_customer,
    a_partner,
    an_order_line,
)

DRAFT_ID = f"ord_01KAAAAAB1{TAIL}"
HELD_ID = f"ord_01KAAAAAB2{TAIL}"
PENDING_ID = f"ord_01KAAAAAB3{TAIL}"
SUBMITTED_ID = f"ord_01KAAAAAB4{TAIL}"
BOUNCED_ID = f"ord_01KAAAAAB5{TAIL}"
CANCELED_ID = f"ord_01KAAAAAB6{TAIL}"
COMPLETED_ID = f"ord_01KAAAAAB7{TAIL}"

NEW = f"/portal/customers/{CUSTOMER_ID}/orders/new"
SECTION = f"/portal/customers/{CUSTOMER_ID}/orders"


def path(order_id: str) -> str:
    return f"/portal/orders/{order_id}"


def put_everything(table: DynamoTable) -> None:
    seeded.put_contract(table)
    set_up = order_line(seeded.a_set_up(), 2, Money(562_50, "SEK"))
    lines = (an_order_line(), set_up)
    seeded.put_draft(id=DRAFT_ID, lines=lines, order_number="PO-2026-117")
    seeded.put_draft(id=HELD_ID, held_back_by="implementation_lead_missing")
    anna = replace(SELLER, user_id=SHOPPER_ID, name="Anna Ek", email="anna.ek@bageri.example")
    seeded.put_pending(id=PENDING_ID, created_by=anna, lines=lines)
    seeded.put_submitted(id=SUBMITTED_ID, lines=lines, status=OrderStatus.IN_PROGRESS)
    put_mail(table, SUBMITTED_ID)
    seeded.put_submitted(id=BOUNCED_ID)
    put_mail(table, BOUNCED_ID, is_bounced=True)
    canceled = Decision(
        step=OrderStep.CANCEL, by=SELLER, at=NOON + timedelta(hours=1), reason="The school is closed.\nAsk in August."
    )
    seeded.put_pending(id=CANCELED_ID, created_by=anna)
    cancel = replace(wiring.orders(TENANT).get(CANCELED_ID), status=OrderStatus.CANCELED, decisions=(canceled,))
    wiring.orders(TENANT).save(replace(cancel, version=cancel.version + 1), wiring.orders(TENANT).desk(CANCELED_ID))
    seeded.put_submitted(id=COMPLETED_ID, rfi_status=RfiStatus.COMPLETE)
    put_attachment(SUBMITTED_ID)
    put_prospects()


def put_mail(table: DynamoTable, order_id: str, *, is_bounced: bool = False) -> None:
    """The one that asks for the RFI of the order."""
    order = wiring.orders(TENANT).get(order_id)
    message = rfi_request(order, a_partner(), implementation_lead(a_customer()), NOON)
    moved = message.moved(MessageStep.HAND_OVER, NOON + timedelta(minutes=1))
    if is_bounced:
        moved = moved.moved(MessageStep.BOUNCE, NOON + timedelta(minutes=2), "Permanent/NoEmail 5.1.1")
    table.commit([message_write(replace(message, version=1, state=moved.state, events=moved.events))])


def put_attachment(order_id: str) -> None:
    wiring.attachments(TENANT).add(
        Attachment(
            id=addendum_id(order_id, Locale.ENGLISH),
            customer_id=CUSTOMER_ID,
            name="Order addendum 4.pdf",
            kind=AttachmentKind.ORDER_ADDENDUM,
            created_at=NOON + timedelta(minutes=3),
            key="addenda/one.pdf",
            sha256="0" * 64,
        )
    )


def put_prospects() -> None:
    for number, name in enumerate(("Skolan i Ån AB", "Donaudampfschifffahrtsgesellschaftskapitän GmbH")):
        customer_id = f"cus_01KAAAAAAACVST0MER0001{number:04d}"
        prospect = a_customer(id=customer_id, name=name, domains=(), contacts=(), status=CustomerStatus.PROSPECT)
        wiring.customers(TENANT).add(prospect, None)
