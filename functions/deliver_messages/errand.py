"""What a message is about, looked at when it is delivered: whether it is still wanted, and what is sent."""

from collections.abc import Callable
from dataclasses import dataclass

from functions.deliver_messages.compose import Occasion, compose
from functions.deliver_messages.compose_of_document import compose_of_document, text_of_document
from functions.deliver_messages.compose_of_order import OrderOccasion, compose_of_order
from functions.deliver_messages.compose_of_partnership import compose_of_partnership
from functions.deliver_messages.compose_to_user import UserOccasion, compose_to_user
from functions.deliver_messages.errand_of_document import NOTICES, TO_SIGNER, read_document_errand, with_pdf
from functions.deliver_messages.errand_of_partnership import OF_PARTNERSHIPS, read_partnership_errand
from functions.deliver_messages.mail import Mail, Pdf, TextMessage
from functions.deliver_messages.post_office import PostOffice
from functions.deliver_messages.still_wanted import (
    reason_to_drop,
    reason_to_drop_for_order,
    reason_to_drop_for_shopper,
    reason_to_drop_for_user,
)
from shared.domain.approval_code import code_of
from shared.domain.channel import Channel
from shared.domain.confirmation import Confirmation
from shared.domain.errors import Unavailable
from shared.domain.link import Purpose
from shared.domain.message import Message, MessageKind
from shared.domain.order import Order
from shared.domain.tenant import Tenant
from shared.ports import Approval, Desk

TO_USERS = frozenset({MessageKind.USER_INVITATION, MessageKind.PASSWORD_RESET})
TO_SHOPPERS = frozenset({MessageKind.ORDER_ACCEPTED_NOTICE, MessageKind.ORDER_CANCELED_NOTICE})
WITH_RFI = frozenset({MessageKind.RFI_REQUEST, MessageKind.RFI_REMINDER})
TO_PARTNER = frozenset(
    {MessageKind.ORDER_ADDENDUM, MessageKind.ORDER_PENDING_NOTICE, MessageKind.ORDER_HELD_BACK_NOTICE}
)
NUMBERED = TO_SHOPPERS | {MessageKind.ORDER_ADDENDUM}
OF_ORDERS = TO_SHOPPERS | WITH_RFI | TO_PARTNER
COPIES = frozenset({MessageKind.ACCEPTANCE_COPY_CUSTOMER, MessageKind.ACCEPTANCE_COPY_PARTNER})


@dataclass(frozen=True, slots=True)
class Errand:
    """`obsolete` says why nobody needs it any more; `compose` makes it, with whatever that takes to be read."""

    obsolete: str | None
    compose: Callable[[], Mail | TextMessage]


def read_errand(message: Message, office: PostOffice) -> Errand:
    """Raises NotFound, Unavailable."""
    if message.kind in TO_USERS:
        return _errand_to_user(message, office)
    if message.kind in OF_ORDERS:
        return _errand_of_order(message, office)
    if message.kind in TO_SIGNER | NOTICES:
        return _errand_of_document(message, office)
    if message.kind in OF_PARTNERSHIPS:
        obsolete, step = read_partnership_errand(message, office)
        return Errand(obsolete, lambda: compose_of_partnership(step))
    approval = office.confirmations(Tenant(message.partner_id)).read_approval(message.about)
    return Errand(
        reason_to_drop(message, approval.confirmation, office.now()),
        lambda: compose(_occasion(message, approval, office)),
    )


def _errand_to_user(message: Message, office: PostOffice) -> Errand:
    member = office.users(Tenant(message.partner_id)).find(message.about)
    link = office.address_of(message, Purpose.ACTIVATE, "activate", message.number)
    occasion = UserOccasion(message=message, member=member, link=link, portal=f"{office.public_url}/portal")
    return Errand(reason_to_drop_for_user(message, member.user, office.now()), lambda: compose_to_user(occasion))


def _errand_of_order(message: Message, office: PostOffice) -> Errand:
    desk = office.orders(Tenant(message.partner_id)).desk(message.about)
    obsolete = reason_to_drop_for_order(message, desk.order) or _unreachable_shopper(message, desk.order, office)
    return Errand(obsolete, lambda: compose_of_order(_order_occasion(message, desk, office)))


def _errand_of_document(message: Message, office: PostOffice) -> Errand:
    obsolete, occasion = read_document_errand(message, office)
    if message.channel is Channel.SMS:
        return Errand(obsolete, lambda: text_of_document(occasion))
    return Errand(obsolete, lambda: compose_of_document(with_pdf(occasion, office)))


def _unreachable_shopper(message: Message, order: Order, office: PostOffice) -> str | None:
    if message.kind not in TO_SHOPPERS:
        return None
    users = office.users(Tenant(message.partner_id))
    return reason_to_drop_for_shopper(users.get(order.created_by.user_id, order.customer_id).user)


def _order_occasion(message: Message, desk: Desk, office: PostOffice) -> OrderOccasion:
    """Raises Unavailable while a number to be named isn't given yet, or the addendum can't be made."""
    if desk.order.number is None and message.kind in NUMBERED:
        raise Unavailable("The order has no number yet.")
    return OrderOccasion(
        message=message,
        partner=desk.partner,
        order=desk.order,
        link=_page_of_order(message, desk.order, office),
        addendum=_addendum(message, office) if message.kind is MessageKind.ORDER_ADDENDUM else None,
    )


def _page_of_order(message: Message, order: Order, office: PostOffice) -> str:
    if message.kind in WITH_RFI:
        return office.address_of(message, Purpose.RFI, "rfi", order.link_number)
    place = "storefront/orders" if message.kind in TO_SHOPPERS else "orders"
    return f"{office.public_url}/portal/{place}/{order.id}"


def _addendum(message: Message, office: PostOffice) -> Pdf:
    made = office.addenda.of_order(Tenant(message.partner_id), message.about, message.locale)
    return Pdf(name=made.name, content=made.content)


def _occasion(message: Message, approval: Approval, office: PostOffice) -> Occasion:
    """Raises Unavailable while the certificate can't be made that goes with a copy."""
    confirmation = approval.confirmation
    is_code = message.kind is MessageKind.APPROVAL_CODE
    is_copy = message.kind in COPIES
    return Occasion(
        message=message,
        partner=approval.partner,
        customer=approval.customer,
        confirmation=confirmation,
        link=office.address_of(message, Purpose.APPROVE, "approve", confirmation.link_number),
        code=code_of(confirmation.id, message.number, office.keys) if is_code else "",
        terms=office.terms.of(Tenant(message.partner_id), confirmation.terms) if is_copy else "",
        certificate=_certificate(message, confirmation, office) if is_copy else None,
    )


def _certificate(message: Message, confirmation: Confirmation, office: PostOffice) -> Pdf | None:
    """Of the acceptance, whatever became of it since. Raises Unavailable."""
    if confirmation.evidence is None:
        return None
    made = office.certificates.certificate(
        Tenant(message.partner_id), confirmation.evidence.decision_id, message.locale, origin=office.public_url
    )
    return Pdf(name=made.name, content=made.content)
