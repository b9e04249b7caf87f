"""What is typed of an offer: a tenant's name out of a pasted address, a message that both ends count alike (E4)."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from functions.partnership.models import OfferMessage, TenantName, check_message, first_label
from shared.domain.partnership import MAX_MESSAGE

tenant_name: TypeAdapter[str] = TypeAdapter(TenantName)
message: TypeAdapter[str] = TypeAdapter(OfferMessage)

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?", fullmatch=True)
# Characters of every plane, without halves of any.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=600)
CONTROL = "".join(chr(code) for code in (*range(9), *range(11, 32), *range(0x7F, 0xA0)) if chr(code) != "\r")


def code_of(adapter: TypeAdapter[str], value: Any) -> str | None:
    """Of the refusal."""
    try:
        adapter.validate_python(value)
    except ValidationError as error:
        return error.errors()[0]["type"]
    return None


# --- Tenant names ------------------------------------------------------------------------------------------------


@given(
    LABEL,
    st.sampled_from(["", "https://", "http://", "HTTPS://", "ftp://", "https://sam:secret@"]),
    st.sampled_from(["", ".countersign.example", ".example:8443", ".", ":443"]),
    st.sampled_from(["", "/", "/portal?tenant=other", "#top", "?a=b", "/a.b/c"]),
    st.sampled_from([" {} ", "{}", "\t{}\n"]),
)
def test_of_whatever_address_is_pasted_the_first_label_counts(
    label: str, scheme: str, rest: str, path: str, around: str
) -> None:
    pasted = around.format(scheme + label + rest + path)

    assert tenant_name.validate_python(pasted) == label
    assert tenant_name.validate_python(pasted.upper()) == label


@given(st.text(max_size=80))
def test_any_text_has_a_first_label_or_is_left_as_it_is(text: str) -> None:
    label = first_label(text)

    assert "." not in label or label == text.strip()
    assert code_of(tenant_name, text) in {None, "string_too_short", "string_too_long"}


@pytest.mark.parametrize("value", [None, 7, ["fjord-drift"], b"\xff", {"a": 1}])
def test_what_is_no_text_is_refused_as_such(value: Any) -> None:
    assert first_label(value) is value
    assert (code_of(tenant_name, value) or "").startswith("string_")


def test_a_name_is_found_by_what_a_browser_takes_it_for() -> None:
    assert urlsplit("https://Fjord-Drift.example").hostname == "fjord-drift.example"
    assert tenant_name.validate_python("Fjord-Drift") == "fjord-drift"


# --- Messages ------------------------------------------------------------------------------------------------------


def in_browser(text: str) -> int:
    """What the counter beside the field shows: `[...textarea.value].length`, where each line break is one."""
    units = text.replace("\r\n", "\n").encode("utf-16-le")
    pairs = (int.from_bytes(units[at : at + 2], "little") for at in range(0, len(units), 2))
    return sum(not 0xDC00 <= unit < 0xE000 for unit in pairs)


@given(TEXT, st.integers(0, 6), st.sampled_from(["\n", "\r\n"]))
def test_both_ends_count_alike(text: str, breaks: int, line_break: str) -> None:
    typed = (text + line_break) * (breaks + 1)

    code = code_of(message, typed)

    if in_browser(typed) > MAX_MESSAGE:
        assert code == "string_too_long"
    else:
        assert code in {None, "missing", "control_character"}


@given(TEXT.filter(lambda text: 0 < len(text) <= MAX_MESSAGE))
def test_what_is_kept_is_what_was_typed_without_its_ends(text: str) -> None:
    if code_of(message, text) is not None:
        return

    assert message.validate_python(text) == check_message(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "\U0001f44b\U0001f3fd" * 250,
        "e\u0301" * 250,
        "x" * 500,
        "x\r\n" * 249 + "xy",
        "\U0001f468\u200d\U0001f469" * 166 + "xy",
        " " * 499 + "x",
    ],
    ids=["emoji", "combining", "letters", "lines", "joined", "spaces"],
)
def test_five_hundred_are_taken_and_one_more_is_not(text: str) -> None:
    assert in_browser(text) == MAX_MESSAGE

    assert code_of(message, text) is None
    assert code_of(message, text + "x") == "string_too_long"


@pytest.mark.parametrize("text", ["", " ", "\r\n", "\u00a0\u2003", "\n" * MAX_MESSAGE])
def test_nothing_is_no_message(text: str) -> None:
    assert code_of(message, text) == "missing"


@given(st.sampled_from(CONTROL + "\u2028\u2029\u202a\u202e\u2066\u2069"), st.integers(0, 5))
def test_what_would_hide_the_text_or_turn_it_round_is_refused_wherever_it_stands(character: str, at: int) -> None:
    assert code_of(message, f"{'Hello'[:at]}{character}{'Hello'[at:]}") == "control_character"


def test_a_line_break_of_an_old_kind_is_refused() -> None:
    assert code_of(message, "one\rtwo") == "control_character"
    assert message.validate_python("one\r\ntwo\tthree\n") == "one\ntwo\tthree"
