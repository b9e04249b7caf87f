"""Forms that carry a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import Malformed
from shared.limits import MAX_FILE
from shared.web.edge import NotAForm, WebRequest
from shared.web.forms import MAX_FIELDS
from shared.web.uploads import MAX_READ, carries_files, read_upload
from tests.support.builders import A_PHONE

BOUNDARY = "----WebKitFormBoundaryuKNA1jPhOuR7uR1n"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def part(head: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"


def a_request(*parts: bytes, content_type: str = FORM) -> WebRequest:
    return WebRequest(
        method="POST",
        address="/portal/settings/logo",
        path={},
        query={},
        headers={"content-type": content_type},
        cookies={},
        body=b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(),
        origin=A_PHONE,
    )


CSRF = part('name="csrf"', b"token")


@given(st.binary(max_size=2_000))
def test_a_file_arrives_as_it_was_sent(content: bytes) -> None:
    request = a_request(CSRF, part('name="logo"; filename="l.png"\r\nContent-Type: image/png', content))

    assert read_upload(request) == ((("csrf", "token"),), {"logo": content})


@given(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=200))
def test_what_was_typed_arrives_as_it_was_typed(typed: str) -> None:
    assert read_upload(a_request(part('name="a"', typed.encode()))) == ((("a", typed),), {})


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\n\r", b"--", b"\r\n--", b"\x00"])
def test_the_end_of_a_file_is_its_own(end: bytes) -> None:
    _, files = read_upload(a_request(part('name="logo"; filename="l"', b"picture" + end)))

    assert files == {"logo": b"picture" + end}


@pytest.mark.parametrize("name", ["", "Å.png", 'a\\"b.png', "../../etc/passwd", "a;b.png"])
def test_whatever_the_file_is_called_it_is_found_by_its_field(name: str) -> None:
    assert read_upload(a_request(CSRF, part(f'name="logo"; filename="{name}"', b"x")))[1] == {"logo": b"x"}


def test_a_field_is_read_as_often_as_it_was_sent() -> None:
    assert read_upload(a_request(part('name="a"', b"1"), part('name="a"', b"2")))[0] == (("a", "1"), ("a", "2"))


@pytest.mark.parametrize("more", [1, 500_000, 3_000_000])
def test_a_file_that_is_too_large_is_seen_to_be_so_without_being_read_to_its_end(more: int) -> None:
    request = a_request(CSRF, part('name="logo"; filename="l"', bytes(MAX_FILE + more)))

    pairs, files = read_upload(request)

    assert pairs == (("csrf", "token"),)
    assert MAX_FILE < len(files["logo"]) <= MAX_READ


def nested(depth: int) -> bytes:
    """Parts within parts, each of a boundary of its own."""
    return b"".join(
        f"--{BOUNDARY if at == 0 else at - 1}\r\nContent-Type: multipart/mixed; boundary={at}\r\n\r\n".encode()
        for at in range(depth)
    )


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((part("filename=x", b"x"),), id="a-field-without-a-name"),
        pytest.param((part('name="a"', b"\xff"),), id="not-unicode"),
        pytest.param((part('name="a"', b"1"),) * (MAX_FIELDS + 1), id="too-many-fields"),
        pytest.param((nested(1),), id="parts-within-a-part"),
        pytest.param((nested(5_000),), id="parts-within-parts-without-end"),
    ],
)
def test_what_no_form_of_ours_sends_is_refused(parts: tuple[bytes, ...]) -> None:
    with pytest.raises(Malformed):
        read_upload(a_request(*parts))


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=other"])
def test_a_body_without_its_boundary_is_refused(content_type: str) -> None:
    with pytest.raises(Malformed):
        read_upload(a_request(CSRF, content_type=content_type))


@pytest.mark.parametrize(
    ("content_type", "carries"),
    [(FORM, True), (FORM.replace("multipart", "Multipart"), True), ("application/x-www-form-urlencoded", False)],
)
def test_forms_that_carry_files_say_so(content_type: str, carries: bool) -> None:
    assert carries_files(a_request(content_type=content_type)) is carries


def test_another_kind_of_multipart_is_no_form() -> None:
    with pytest.raises(NotAForm):
        read_upload(a_request(CSRF, content_type=FORM.replace("form-data", "mixed")))
