"""The messages that each step of an order causes, to be committed with it (F1, C7).

Their ids follow from the step alone, so a step that is decided twice still causes each message once.
"""

from datetime import datetime

from shared.domain.approval_messages import STREAM_HEAD_START
from shared.domain.customer import IMPLEMENTATION_LEAD, Contact, Customer
from shared.domain.locale import Locale
from shared.domain.message import Message, MessageKind
from shared.domain.order import ImplementationLeadMissing, Order
from shared.domain.partner import Partner


def implementation_lead(customer: Customer) -> Contact:
    """The first contact with that role. Raises ImplementationLeadMissing (C7)."""
    for contact in customer.contacts:
        if IMPLEMENTATION_LEAD in contact.roles:
            return contact
    raise ImplementationLeadMissing(
        f"{customer.name} has no implementation lead. Give one of its contacts that role first."
    )


def submission_messages(order: Order, partner: Partner, customer: Customer, now: datetime) -> tuple[Message, ...]:
    """The addendum to whoever submitted it, the RFI to the implementation lead (C7).

    Raises ImplementationLeadMissing.
    """
    return order_addendum(order, partner, now), rfi_request(order, partner, implementation_lead(customer), now)


def order_addendum(order: Order, partner: Partner, now: datetime) -> Message:
    """To the user who submitted the order."""
    by = order.decisions[-1].by
    return _message(MessageKind.ORDER_ADDENDUM, order, partner, now, name=by.name, email=by.email)


def held_back_notice(order: Order, partner: Partner, now: datetime) -> Message:
    """To the user who wanted it ordered on acceptance: something is missing, so it stays a draft (A10)."""
    by = order.created_by
    return _message(MessageKind.ORDER_HELD_BACK_NOTICE, order, partner, now, name=by.name, email=by.email)


def rfi_request_id(order: Order) -> str:
    """The id of the message that carries the newest link to the RFI: where its delivery is read (C8)."""
    return _message_id(order, MessageKind.RFI_REQUEST, f"{order.link_number}")


def rfi_request(order: Order, partner: Partner, lead: Contact, now: datetime) -> Message:
    return _message(
        MessageKind.RFI_REQUEST,
        order,
        partner,
        now,
        name=lead.name,
        email=lead.email,
        locale=lead.language,
        suffix=f"{order.link_number}",
    )


def rfi_reminder(order: Order, partner: Partner, lead: Contact, now: datetime, *, count: int) -> Message:
    """The `count`-th one."""
    return _message(
        MessageKind.RFI_REMINDER,
        order,
        partner,
        now,
        name=lead.name,
        email=lead.email,
        locale=lead.language,
        suffix=f"{order.link_number}-{count}",
    )


def pending_notices(order: Order, partner: Partner, now: datetime) -> tuple[Message, ...]:
    """To the partner's notification address, where it has one: an order waits for approval (B15)."""
    if partner.notification_email is None:
        return ()
    kind, office = MessageKind.ORDER_PENDING_NOTICE, partner.notification_email
    return (_message(kind, order, partner, now, name=partner.name, email=office),)


def decision_notice(kind: MessageKind, order: Order, partner: Partner, now: datetime) -> Message:
    """To the storefront user who placed the order: it was accepted, or cancelled."""
    by = order.created_by
    return _message(kind, order, partner, now, name=by.name, email=by.email, locale=order.locale)


def _message(
    kind: MessageKind,
    order: Order,
    partner: Partner,
    now: datetime,
    *,
    name: str,
    email: str,
    locale: Locale | None = None,
    suffix: str = "",
) -> Message:
    return Message(
        id=_message_id(order, kind, suffix),
        partner_id=partner.id,
        kind=kind,
        about=order.id,
        number=order.link_number,
        to_address=email,
        to_name=name,
        locale=locale or partner.locale,
        created_at=now,
        due_at=now + STREAM_HEAD_START,
    )


def _message_id(order: Order, kind: MessageKind, suffix: str) -> str:
    return f"{order.id}-{kind}" + (f"-{suffix}" if suffix else "")
