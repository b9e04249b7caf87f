"""The session cookie: sealed, and alive only as long as somebody uses it."""

from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.signing_keys import SigningKeys
from shared.web.tickets import RENEW_AFTER, Ticket, no_ticket_cookie, open_ticket, seal_ticket, ticket_cookie
from tests.support.builders import KEYS, NOON, PARTNER_ID, SELLER

TICKET = Ticket(
    partner_id=PARTNER_ID, user_id=SELLER.user_id, of_storefront=False, secret=bytes(range(32)), seen_at=NOON
)


def b64(ticket: str) -> bytes:
    """The last letter has bits to spare: two of them may mean the same."""
    return urlsafe_b64decode(ticket + "==")


@pytest.mark.parametrize("ticket", [TICKET, replace(TICKET, of_storefront=True)])
def test_what_is_sealed_is_what_is_opened(ticket: Ticket) -> None:
    assert open_ticket(seal_ticket(ticket, KEYS), keys=KEYS, now=NOON) == ticket


@given(st.integers(0, 123), st.sampled_from("ABCDEFabcdef0123456789-_"))
def test_a_changed_ticket_opens_nothing_else(at: int, letter: str) -> None:
    sealed = seal_ticket(TICKET, KEYS)
    at = at % len(sealed)
    changed = sealed[:at] + letter + sealed[at + 1 :]

    opened = open_ticket(changed, keys=KEYS, now=NOON)

    assert opened == (TICKET if b64(changed) == b64(sealed) else None)


@given(st.text(max_size=200))
def test_whatever_else_is_shown_opens_nothing(cookie: str) -> None:
    assert open_ticket(cookie, keys=KEYS, now=NOON) is None


def test_the_ticket_of_a_retired_key_opens_nothing() -> None:
    sealed = seal_ticket(TICKET, KEYS)

    assert open_ticket(sealed, keys=SigningKeys({1: b"a test key", 2: b"newer"}), now=NOON) == TICKET
    assert open_ticket(sealed, keys=SigningKeys({2: b"newer"}), now=NOON) is None


def test_a_ticket_nobody_used_for_two_hours_is_void() -> None:
    sealed = seal_ticket(TICKET, KEYS)

    assert open_ticket(sealed, keys=KEYS, now=NOON + timedelta(hours=2, milliseconds=-1)) == TICKET
    assert open_ticket(sealed, keys=KEYS, now=NOON + timedelta(hours=2)) is None


def test_a_ticket_is_renewed_now_and_then_only() -> None:
    assert TICKET.seen(NOON + RENEW_AFTER - timedelta(seconds=1)) is TICKET
    assert TICKET.seen(NOON + RENEW_AFTER) == replace(TICKET, seen_at=NOON + RENEW_AFTER)


def test_the_secret_is_not_in_the_digest() -> None:
    assert TICKET.secret.hex() not in TICKET.digest
    assert TICKET.digest != replace(TICKET, secret=bytes(32)).digest


@pytest.mark.parametrize("cookie", [ticket_cookie(TICKET, KEYS), no_ticket_cookie()])
def test_the_cookie_stays_on_its_host(cookie: str) -> None:
    assert cookie.startswith("__Host-session=")
    assert cookie.endswith("Path=/; Secure; HttpOnly; SameSite=Strict")
