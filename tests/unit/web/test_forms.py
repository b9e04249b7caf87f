from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta

import pytest

from shared.domain.errors import Malformed
from shared.domain.signing_keys import SigningKeys
from shared.web.edge import NotAForm, WebRequest
from shared.web.forms import MAX_FIELDS, FormAge, age_of_form, issue_form_token, read_fields
from tests.support.builders import A_PHONE, KEYS, NOON

PAGE = "a page"


def issue(page: str = PAGE, *, keys: SigningKeys = KEYS) -> str:
    return issue_form_token(page, keys=keys, now=NOON, random_bytes=bytes)


def age(token: str, *, after: timedelta = timedelta(minutes=1), page: str = PAGE, keys: SigningKeys = KEYS) -> FormAge:
    now: datetime = NOON + after
    return age_of_form(token, page, keys=keys, now=now)


def a_request(body: bytes, content_type: str = "application/x-www-form-urlencoded") -> WebRequest:
    return WebRequest(
        method="POST",
        address="/approve/token",
        path={},
        query={},
        headers={"content-type": content_type},
        cookies={},
        body=body,
        origin=A_PHONE,
    )


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), FormAge.TOO_YOUNG),
        (timedelta(seconds=2.999), FormAge.TOO_YOUNG),
        (timedelta(seconds=3), FormAge.RIPE),
        (timedelta(hours=24), FormAge.RIPE),
        (timedelta(hours=24, seconds=1), FormAge.UNKNOWN),
        (timedelta(seconds=-5), FormAge.TOO_YOUNG),
    ],
)
def test_a_form_ripens_for_three_seconds_and_lives_for_a_day(after: timedelta, expected: FormAge) -> None:
    assert age(issue(), after=after) is expected


def test_a_form_belongs_to_its_page() -> None:
    assert age(issue("another page")) is FormAge.UNKNOWN


def test_a_form_outlives_the_key_that_came_after_it() -> None:
    assert age(issue(), keys=SigningKeys({**KEYS.keys, 2: b"a newer key"})) is FormAge.RIPE


def test_a_form_dies_with_its_key() -> None:
    assert age(issue(), keys=SigningKeys({2: b"a newer key"})) is FormAge.UNKNOWN


def test_every_altered_byte_is_noticed() -> None:
    packed = urlsafe_b64decode(issue())

    for position in range(len(packed)):
        altered = bytearray(packed)
        altered[position] ^= 1
        assert age(urlsafe_b64encode(bytes(altered)).decode()) is FormAge.UNKNOWN


@pytest.mark.parametrize("token", ["", "x", "å", "A" * 43, "A" * 44, "A" * 4000, "\x00"])
def test_whatever_else_is_sent_is_unknown(token: str) -> None:
    assert age(token) is FormAge.UNKNOWN


def test_two_looks_at_a_page_get_two_forms() -> None:
    other = issue_form_token(PAGE, keys=KEYS, now=NOON, random_bytes=lambda count: b"\x01" * count)

    assert issue() != other


def test_fields_are_read_as_they_were_typed() -> None:
    assert read_fields(a_request(b"reason=%C3%85ngra+mig%0D%0A%26&empty=&decision=accept")) == {
        "reason": "Ångra mig\r\n&",
        "empty": "",
        "decision": "accept",
    }


def test_of_a_field_sent_twice_the_first_counts() -> None:
    assert read_fields(a_request(b"decision=decline&decision=accept")) == {"decision": "decline"}


def test_the_type_may_name_its_character_set() -> None:
    assert read_fields(a_request(b"a=1", "Application/X-WWW-Form-URLencoded; charset=UTF-8")) == {"a": "1"}


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data; boundary=x"])
def test_only_forms_are_read(content_type: str) -> None:
    with pytest.raises(NotAForm):
        read_fields(a_request(b"a=1", content_type))


@pytest.mark.parametrize("body", [b"\xff", b"a=%ff", b"&".join(b"a=1" for _ in range(MAX_FIELDS + 1))])
def test_what_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        read_fields(a_request(body))
