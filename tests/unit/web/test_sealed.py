"""Small cookies that one page leaves for the next."""

from datetime import timedelta

import pytest

from shared.domain.signing_keys import SigningKeys
from shared.web.sealed import dropped_cookie, open_cookie, sealed_cookie
from tests.support.builders import KEYS, NOON

NAME = "__Host-flash"
COOKIE = sealed_cookie(NAME, {"text": "Sparat å"}, lasts=timedelta(minutes=1), keys=KEYS, now=NOON)
VALUE = COOKIE.partition(";")[0].partition("=")[2]


def test_what_is_sealed_is_what_is_opened() -> None:
    assert open_cookie(NAME, {NAME: VALUE}, keys=KEYS, now=NOON) == {"text": "Sparat å"}


def test_it_goes_stale() -> None:
    assert open_cookie(NAME, {NAME: VALUE}, keys=KEYS, now=NOON + timedelta(minutes=1)) is None


@pytest.mark.parametrize("value", ["", "x", "å", "A" * 40, VALUE[:-4], "A" + VALUE[1:]])
def test_nobody_else_can_write_one(value: str) -> None:
    assert open_cookie(NAME, {NAME: value}, keys=KEYS, now=NOON) is None


def test_it_is_good_under_its_own_name_alone() -> None:
    assert open_cookie("__Host-challenge", {"__Host-challenge": VALUE}, keys=KEYS, now=NOON) is None
    assert open_cookie(NAME, {NAME: VALUE}, keys=SigningKeys({2: b"other"}), now=NOON) is None


def test_the_cookie_stays_on_its_host_and_away_from_scripts() -> None:
    assert COOKIE.endswith("; Max-Age=60; Path=/; Secure; HttpOnly; SameSite=Strict")
    assert dropped_cookie(NAME) == "__Host-flash=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Strict"
