"""What can be done next with a quote."""

from datetime import timedelta

import pytest

from functions.quotes.next_actions import NEXT_ACTIONS, next_actions
from shared.domain.confirmation import State
from shared.domain.digital_document import DocumentStatus
from shared.domain.quote import QuoteKind
from tests.support.builders import NOON, ORDER_ID, a_confirmation, a_quote
from tests.support.signing import a_document


@pytest.mark.parametrize(
    ("state", "actions"),
    [
        (None, ["send_customer_confirmation"]),
        (State.SENT, ["resend_confirmation", "revoke_confirmation"]),
        (State.VIEWED, ["resend_confirmation", "revoke_confirmation"]),
        (State.ACCEPTED, ["progress_quote"]),
        (State.DECLINED, ["send_customer_confirmation"]),
        (State.REVOKED, ["send_customer_confirmation"]),
        (State.SUPERSEDED, ["send_customer_confirmation"]),
        (State.EXPIRED, ["send_customer_confirmation"]),
    ],
)
def test_the_newest_confirmation_decides(state: State | None, actions: list[str]) -> None:
    confirmation = a_confirmation(state=state) if state else None

    assert list(next_actions(a_quote(), confirmation, None, NOON)) == [*actions, "send_digital_quote"]


def test_a_confirmation_that_expires_now_can_be_sent_anew() -> None:
    assert next_actions(a_quote(), a_confirmation(expires_at=NOON), None, NOON) == (
        "send_customer_confirmation",
        "send_digital_quote",
    )


def test_an_expired_quote_is_neither_sent_nor_progressed() -> None:
    expired = a_quote(valid_until=NOON)

    assert next_actions(expired, None, None, NOON) == ()
    assert next_actions(expired, a_confirmation(state=State.ACCEPTED), None, NOON) == ()
    assert next_actions(expired, a_confirmation(), None, NOON - timedelta(1)) != ()


def test_every_state_is_in_the_table() -> None:
    assert set(NEXT_ACTIONS) == {None, *State}


def test_while_a_document_is_out_it_is_followed_or_cancelled() -> None:
    out = a_document(status=DocumentStatus.SENT)

    actions = next_actions(a_quote(kind=QuoteKind.SERVICE), None, out, NOON)

    assert actions == ("send_customer_confirmation", "check_status", "cancel_digital_quote")


@pytest.mark.parametrize("kind", QuoteKind)
def test_a_signed_quote_can_be_ordered(kind: QuoteKind) -> None:
    signed = a_document(status=DocumentStatus.SIGNED)

    assert next_actions(a_quote(kind=kind), None, signed, NOON)[-1] == "create_service_order"
    assert "create_service_order" not in next_actions(a_quote(kind=kind, order_id=ORDER_ID), None, signed, NOON)


def test_what_was_signed_before_a_change_is_sent_anew() -> None:
    signed_before = a_document(status=DocumentStatus.SIGNED, quote_revision=1)

    actions = next_actions(a_quote(revision=2), None, signed_before, NOON)

    assert actions == ("send_customer_confirmation", "send_digital_quote")


def test_a_service_can_be_ordered_by_phone_or_at_the_counter() -> None:
    assert "create_service_order" in next_actions(a_quote(kind=QuoteKind.SERVICE), None, None, NOON)
