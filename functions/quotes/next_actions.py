"""What a user can do next with a quote, by its newest confirmation (A4, A10, A14)."""

from datetime import datetime
from enum import StrEnum

from shared.domain.confirmation import Confirmation, State
from shared.domain.quote import Quote


class NextAction(StrEnum):
    SEND_CUSTOMER_CONFIRMATION = "send_customer_confirmation"
    RESEND_CONFIRMATION = "resend_confirmation"
    REVOKE_CONFIRMATION = "revoke_confirmation"
    PROGRESS_QUOTE = "progress_quote"


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

WHILE_VALID = frozenset({NextAction.SEND_CUSTOMER_CONFIRMATION, NextAction.PROGRESS_QUOTE})


def next_actions(quote: Quote, confirmation: Confirmation | None, now: datetime) -> tuple[NextAction, ...]:
    actions = NEXT_ACTIONS[confirmation.state_at(now) if confirmation else None]
    over = WHILE_VALID if quote.is_expired(now) else frozenset()
    done = {NextAction.PROGRESS_QUOTE} if quote.order_id else frozenset()
    return tuple(action for action in actions if action not in over | done)
