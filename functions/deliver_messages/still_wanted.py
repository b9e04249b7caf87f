"""The world moves on while a message waits: whether it still makes sense, looked at just before it is sent."""

from collections.abc import Collection
from datetime import datetime

from shared.domain.confirmation import Confirmation, State
from shared.domain.digital_document import DigitalDocument
from shared.domain.envelope import Envelope, EnvelopeState
from shared.domain.message import Message, MessageKind
from shared.domain.order import Order, OrderStatus, OrderStep, RfiStatus
from shared.domain.partnership import HistoryEntry, Partnership, PartnershipStatus
from shared.domain.signing_messages import NOTICES
from shared.domain.user import User, UserState


def reason_to_drop(message: Message, confirmation: Confirmation, now: datetime) -> str | None:
    """None while it is still wanted."""
    match message.kind:
        case MessageKind.APPROVAL_REQUEST | MessageKind.APPROVAL_REMINDER:
            return _closed(confirmation, now) or _replaced_link(message, confirmation)
        case MessageKind.APPROVAL_CODE:
            return _closed(confirmation, now) or _dead_code(message, confirmation, now)
        case MessageKind.ACCEPTANCE_COPY_CUSTOMER | MessageKind.ACCEPTANCE_COPY_PARTNER:
            return None if confirmation.accepted_by else "not accepted"
        case MessageKind.DECLINED_NOTICE | MessageKind.CHANGE_REQUESTED_NOTICE:
            return None if confirmation.state is State.DECLINED else "not declined"
        case _:
            return f"no confirmation has a {message.kind}"


def reason_to_drop_for_user(message: Message, user: User, now: datetime) -> str | None:
    """Whoever was deactivated gets no link; nor does one go out that opens nothing."""
    wanted = UserState.INVITED if message.kind is MessageKind.USER_INVITATION else UserState.ACTIVE
    if user.state is not wanted:
        return f"the user is {user.state}"
    return None if user.is_opened_by(message.number, now) else "its link was replaced by a newer one, or is over"


def reason_to_drop_for_order(message: Message, order: Order) -> str | None:
    """A step that was taken stays taken; what waits for a step is over once it is taken."""
    match message.kind:
        case MessageKind.ORDER_ADDENDUM:
            return None if order.submission else "not submitted"
        case MessageKind.RFI_REQUEST | MessageKind.RFI_REMINDER:
            return _answered_rfi(order) or _replaced_rfi_link(message, order)
        case MessageKind.ORDER_PENDING_NOTICE:
            pending = order.status is OrderStatus.PENDING_RESELLER_APPROVAL
            return None if pending else f"the order is {order.status}"
        case MessageKind.ORDER_HELD_BACK_NOTICE:
            is_held = order.status is OrderStatus.DRAFT and order.held_back_by is not None
            return None if is_held else "no longer held back"
        case MessageKind.ORDER_ACCEPTED_NOTICE | MessageKind.ORDER_CANCELED_NOTICE:
            wanted = OrderStep.ACCEPT if message.kind is MessageKind.ORDER_ACCEPTED_NOTICE else OrderStep.CANCEL
            return None if order.decision and order.decision.step is wanted else f"no {wanted} was decided"
        case _:
            return f"no order has a {message.kind}"


def _answered_rfi(order: Order) -> str | None:
    return None if order.rfi_status is RfiStatus.INCOMPLETE else f"the RFI is {order.rfi_status}"


def _replaced_rfi_link(message: Message, order: Order) -> str | None:
    return None if message.number == order.link_number else "its link was replaced by a newer one"


def reason_to_drop_for_shopper(shopper: User) -> str | None:
    """Whoever was deactivated receives nothing any more (B12)."""
    return None if shopper.state is UserState.ACTIVE else f"the user is {shopper.state}"


def _closed(confirmation: Confirmation, now: datetime) -> str | None:
    return None if confirmation.is_open(now) else f"the confirmation is {confirmation.state_at(now)}"


def _replaced_link(message: Message, confirmation: Confirmation) -> str | None:
    return None if message.number == confirmation.link_number else "its link was replaced by a newer one"


def _dead_code(message: Message, confirmation: Confirmation, now: datetime) -> str | None:
    code = confirmation.code
    is_out = code is not None and code.number == message.number and now < code.expires_at
    return None if is_out else "its code no longer counts"


def reason_to_drop_for_envelope(message: Message, envelope: Envelope, now: datetime) -> str | None:
    """A document is asked for while it is open; the copy of a signature is wanted for good."""
    state = envelope.state_at(now)
    if message.kind is MessageKind.SIGNED_COPY:
        return None if state is EnvelopeState.SIGNED else "not signed"
    return None if envelope.is_open(now) else f"the document is {state}"


def reason_to_drop_for_document(message: Message, document: DigitalDocument) -> str | None:
    return None if NOTICES.get(document.status) is message.kind else f"the document is {document.status}"


def reason_to_drop_for_partnership(message: Message, partnership: Partnership, entry: HistoryEntry) -> str | None:
    """What asks for an answer is over with the answer; a step that was taken stays taken."""
    match message.kind:
        case MessageKind.PARTNERSHIP_OFFERED:
            is_open = partnership.status is PartnershipStatus.OPEN
            return None if is_open else f"the offer is {partnership.status}"
        case MessageKind.MODIFICATION_PROPOSED | MessageKind.MODIFICATION_COUNTERED:
            return None if partnership.modification == entry.modification else "the change was answered, or taken back"
        case _:
            return None


def reason_to_drop_for_manager(found: Collection[User]) -> str | None:
    """Only a side's managers see a partnership (E6), and nobody who was deactivated."""
    if not found:
        return "no longer a manager"
    return None if any(user.is_live for user in found) else "the user is deactivated"
