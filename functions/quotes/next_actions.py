"""What a user can do next with a quote, by its newest confirmation and digital document (A4, A10, A14, D1, D7)."""

from datetime import datetime
from enum import StrEnum

from shared.domain.confirmation import Confirmation, State
from shared.domain.digital_document import DigitalDocument, DocumentStatus
from shared.domain.quote import Quote, QuoteKind


class NextAction(StrEnum):
    SEND_CUSTOMER_CONFIRMATION = "send_customer_confirmation"
    RESEND_CONFIRMATION = "resend_confirmation"
    REVOKE_CONFIRMATION = "revoke_confirmation"
    PROGRESS_QUOTE = "progress_quote"
    SEND_DIGITAL_QUOTE = "send_digital_quote"
    CHECK_STATUS = "check_status"
    CANCEL_DIGITAL_QUOTE = "cancel_digital_quote"
    CREATE_SERVICE_ORDER = "create_service_order"


_SEND = (NextAction.SEND_CUSTOMER_CONFIRMATION,)
_WAIT = (NextAction.RESEND_CONFIRMATION, NextAction.REVOKE_CONFIRMATION)

NEXT_ACTIONS: dict[State | None, tuple[NextAction, ...]] = {
    None: _SEND,
    State.SENT: _WAIT,
    State.VIEWED: _WAIT,
    State.ACCEPTED: (NextAction.PROGRESS_QUOTE,),
    State.DECLINED: _SEND,
    State.REVOKED: _SEND,
    State.SUPERSEDED: _SEND,
    State.EXPIRED: _SEND,
}

WHILE_VALID = frozenset(
    {NextAction.SEND_CUSTOMER_CONFIRMATION, NextAction.PROGRESS_QUOTE, NextAction.SEND_DIGITAL_QUOTE}
)
WITHOUT_ORDER = frozenset({NextAction.PROGRESS_QUOTE, NextAction.SEND_DIGITAL_QUOTE, NextAction.CREATE_SERVICE_ORDER})


def next_actions(
    quote: Quote, confirmation: Confirmation | None, document: DigitalDocument | None, now: datetime
) -> tuple[NextAction, ...]:
    actions = (*NEXT_ACTIONS[confirmation.state_at(now) if confirmation else None], *_of_document(quote, document))
    over = WHILE_VALID if quote.is_expired(now) else frozenset()
    done = WITHOUT_ORDER if quote.order_id else frozenset()
    return tuple(action for action in actions if action not in over | done)


def _of_document(quote: Quote, document: DigitalDocument | None) -> tuple[NextAction, ...]:
    """A service order of a solution is offered once the customer has signed it: before that, it is confirmed."""
    if document is not None and document.is_out:
        return NextAction.CHECK_STATUS, NextAction.CANCEL_DIGITAL_QUOTE
    signed = (
        document is not None and document.status is DocumentStatus.SIGNED and document.quote_revision == quote.revision
    )
    if signed:
        return (NextAction.CREATE_SERVICE_ORDER,)
    if quote.kind is QuoteKind.SOLUTION:
        return (NextAction.SEND_DIGITAL_QUOTE,)
    return NextAction.SEND_DIGITAL_QUOTE, NextAction.CREATE_SERVICE_ORDER
