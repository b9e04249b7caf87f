from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import ids
from shared.domain.errors import NotFound
from shared.domain.link import Link, LinkUnknown, Purpose, open_link, seal_link
from shared.domain.signing_keys import SigningKeys
from tests.support.builders import CONFIRMATION_ID, CUSTOMER_ID, KEYS, NOON, PARTNER_ID, QUOTE_ID

times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
ulids = st.builds(
    lambda now, seed: ids.new_id("cnf", now=now, random_bytes=lambda _: seed),
    times,
    st.binary(min_size=10, max_size=10),
)
LINK = Link(purpose=Purpose.APPROVE, partner_id=PARTNER_ID, object_id=CONFIRMATION_ID, number=1)


@given(ulids)
def test_an_id_survives_its_packed_form(identifier: str) -> None:
    assert ids.require("cnf", identifier) == identifier
    assert ids.bytes_to_id("cnf", ids.ulid_to_bytes(identifier)) == identifier


@given(times, times)
def test_later_ids_sort_later(one: datetime, other: datetime) -> None:
    first, second = (ids.child_id("quo", parent=CUSTOMER_ID, now=now) for now in (one, other))

    if abs(one - other) >= timedelta(milliseconds=1):
        assert (first < second) == (one < other)


def test_an_id_tells_when_it_was_made_to_the_millisecond() -> None:
    at = NOON + timedelta(microseconds=123_456)

    assert ids.made_at(ids.child_id("evd", parent=CUSTOMER_ID, now=at)) == NOON + timedelta(milliseconds=123)
    assert ids.made_at(ids.new_id("cus", now=NOON, random_bytes=lambda count: b"\xff" * count)) == NOON


def test_everything_below_a_customer_leads_to_its_partition() -> None:
    assert ids.tail(ids.child_id("quo", parent=CUSTOMER_ID, now=NOON)) == ids.tail(CUSTOMER_ID) == ids.tail(QUOTE_ID)


@pytest.mark.parametrize(
    "identifier",
    [
        "",
        "quo_",
        "quo",
        QUOTE_ID.lower(),
        QUOTE_ID + "0",
        QUOTE_ID[:-1] + "U",
        "cus" + QUOTE_ID[3:],
        QUOTE_ID[:-1] + "\n",
    ],
)
def test_an_impossible_id_is_an_unknown_one(identifier: str) -> None:
    with pytest.raises(NotFound):
        ids.require("quo", identifier)


@given(ulids, st.integers(0, 255))
def test_a_link_opens_what_it_was_made_for(identifier: str, number: int) -> None:
    link = replace(LINK, object_id=identifier, number=number)

    assert open_link(seal_link(link, KEYS), Purpose.APPROVE, KEYS) == link


def test_a_token_is_short_enough_to_be_typed_into_a_mail() -> None:
    assert len(seal_link(LINK, KEYS)) == 72


@given(st.integers(0, 53), st.integers(1, 255))
def test_no_byte_of_a_token_can_be_changed(position: int, change: int) -> None:
    packed = bytearray(urlsafe_b64decode(seal_link(LINK, KEYS)))
    packed[position] ^= change

    with pytest.raises(LinkUnknown):
        open_link(urlsafe_b64encode(packed).decode(), Purpose.APPROVE, KEYS)


@given(st.text(max_size=120))
def test_whatever_is_typed_is_unknown(token: str) -> None:
    with pytest.raises(LinkUnknown):
        open_link(token, Purpose.APPROVE, KEYS)


def test_an_older_key_still_opens_until_it_is_taken_out() -> None:
    token = seal_link(LINK, KEYS)

    assert open_link(token, Purpose.APPROVE, SigningKeys({**KEYS.keys, 2: b"newer"})) == LINK
    with pytest.raises(LinkUnknown):
        open_link(token, Purpose.APPROVE, SigningKeys({2: b"newer"}))


def test_the_newest_key_seals() -> None:
    rotated = SigningKeys({1: b"old", 2: b"new"})

    assert open_link(seal_link(LINK, rotated), Purpose.APPROVE, SigningKeys({2: b"new"})) == LINK
