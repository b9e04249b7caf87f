"""What request fields take, and what they refuse."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.fields import (
    CountryCode,
    CurrencyCode,
    DomainName,
    Email,
    MoneyField,
    PageQuery,
    Paragraph,
    Percent,
    Phone,
    Prose,
    ShortText,
    Text,
    Until,
    email_domain,
    to_ascii_domain,
)


def read(kind: Any, value: object) -> Any:
    return TypeAdapter(kind).validate_python(value)


def refusal(kind: Any, value: object) -> str:
    with pytest.raises(ValidationError) as refused:
        read(kind, value)
    return refused.value.errors()[0]["type"]


@pytest.mark.parametrize("sent", ["[null, null, null]", '[0, ["x"], 0]', "[0, [1, 2], 0]"])
def test_a_percentage_is_no_list(sent: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(Percent).validate_json(sent)
    assert refused.value.errors()[0]["type"] == "decimal_type"


def test_text_is_stripped() -> None:
    assert read(Text, "  Anna Ek ") == "Anna Ek"


@pytest.mark.parametrize("text", ["a\nb", "a\x00b", "a\x1bb", "a\x85b", "a\u2028b", "a\u202eb", "a\u2066b"])
def test_text_holds_no_control_characters(text: str) -> None:
    assert refusal(Text, text) == "control_character"


@pytest.mark.parametrize("text", ["", "   ", "\t\n"])
def test_blank_text_is_missing_text(text: str) -> None:
    assert refusal(Text, text) == "string_too_short"


@pytest.mark.parametrize(("kind", "limit"), [(ShortText, 100), (Text, 200), (Paragraph, 1000), (Prose, 80_000)])
def test_text_is_bounded(kind: Any, limit: int) -> None:
    assert read(kind, "x" * limit)
    assert refusal(kind, "x" * (limit + 1)) == "string_too_long"


def test_names_keep_their_letters() -> None:
    assert read(Text, "Åsa O’Brien-Łukasz 李") == "Åsa O’Brien-Łukasz 李"


def test_prose_keeps_its_lines_and_tabs() -> None:
    assert read(Prose, "1. One\r\n\t- two\n") == "1. One\n\t- two"


@pytest.mark.parametrize("text", ["a\x00b", "a\rb", "a\u202eb"])
def test_prose_holds_no_other_control_characters(text: str) -> None:
    assert refusal(Prose, text) == "control_character"


def test_an_email_is_normalised_and_keeps_its_local_part() -> None:
    assert read(Email, " Anna.Ek@Bageri.EXAMPLE ") == "Anna.Ek@bageri.example"


@pytest.mark.parametrize(
    "address",
    ["anna", "anna@", "@bageri.example", "anna@bageri", "a b@bageri.example", "anna@[192.0.2.1]", "é@bageri.example",
     "Anna <anna@bageri.example>", "anna@bageri.example, bo@bageri.example", "anna@-bageri.example"],
)  # fmt: skip
def test_refuses_what_is_no_address(address: str) -> None:
    assert refusal(Email, address) == "email"


def test_an_address_cannot_smuggle_a_header() -> None:
    assert refusal(Email, "anna@bageri.example\r\nBcc: all@bageri.example") == "control_character"


def test_the_domain_of_an_address_is_compared_in_ascii() -> None:
    assert email_domain(read(Email, "a@BÜCHER.example")) == "xn--bcher-kva.example"
    assert email_domain(read(Email, "a@xn--bcher-kva.example")) == read(DomainName, "Bücher.Example")


@pytest.mark.parametrize(
    ("written", "ascii_name"),
    [("Bageri.EXAMPLE", "bageri.example"), ("räksmörgås.se", "xn--rksmrgs-5wao1o.se"), (" a.example. ", "a.example")],
)
def test_a_domain_is_lower_case_ascii(written: str, ascii_name: str) -> None:
    assert read(DomainName, written) == ascii_name


@pytest.mark.parametrize(
    "written", ["example", "*.example.com", "a_b.example", "@a.example", "192.0.2.1", "a..b", "-a.b"]
)
def test_refuses_what_is_no_domain(written: str) -> None:
    assert refusal(DomainName, written) == "domain_name"


label = st.from_regex(r"[a-zåäöéü0-9]([a-zåäöéü0-9]{0,8}[a-zåäöéü0-9])?", fullmatch=True)


@given(st.lists(label, min_size=1, max_size=3))
def test_a_domain_read_twice_is_the_same(labels: list[str]) -> None:
    written = ".".join([*labels, "example"])

    once = read(DomainName, written)

    assert read(DomainName, once) == once == read(DomainName, written.upper())
    assert once.isascii()
    assert to_ascii_domain(once) == once


@pytest.mark.parametrize("number", ["+46 90 12 34 56", "090-12 34 56", "(090) 123456"])
def test_takes_phone_numbers_as_people_write_them(number: str) -> None:
    assert read(Phone, number) == number


@pytest.mark.parametrize("number", ["1234-", "+46 90 ext 3", "++46123456", "1" * 21, "١٢٣٤٥٦"])
def test_refuses_what_is_no_phone_number(number: str) -> None:
    assert refusal(Phone, number) == "phone"


def test_countries_and_currencies_are_codes_in_use() -> None:
    assert read(CountryCode, "se") == "SE"
    assert read(CurrencyCode, "sek") == "SEK"
    assert refusal(CountryCode, "UK") == "country"
    assert refusal(CurrencyCode, "XYZ") == "currency"


def test_money_is_whole_minor_units() -> None:
    assert read(MoneyField, {"amount": 129900, "currency": "SEK"}).money.amount == 129900


@pytest.mark.parametrize("amount", [1.5, "12", -1, True, 100_000_000_001])
def test_refuses_money_that_is_no_sum(amount: object) -> None:
    with pytest.raises(ValidationError, match="amount"):
        read(MoneyField, {"amount": amount, "currency": "SEK"})


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-22T09:30:00Z", datetime(2026, 11, 22, 9, 30, tzinfo=UTC)),
        ("2026-11-22T09:30:00.5+01:00", datetime(2026, 11, 22, 8, 30, 0, 500_000, tzinfo=UTC)),
        ("2026-11-22", datetime(2026, 11, 22, 23, 59, 59, tzinfo=UTC)),
    ],
)
def test_a_limit_is_a_time_or_the_end_of_a_day(written: str, meant: datetime) -> None:
    assert read(Until, written) == meant


@pytest.mark.parametrize(
    "written",
    ["2026-11-22T09:30:00", "2026-02-30", "tomorrow", 1795339800, None, "2026-W47", "0001-01-01T00:00:00+23:59"],
)
def test_refuses_what_is_no_time(written: object) -> None:
    assert refusal(Until, written) == "time"


@given(st.decimals(min_value=0, max_value=1000, places=2))
def test_a_percentage_survives_its_way_through_json(percent: Decimal) -> None:
    adapter: TypeAdapter[Decimal] = TypeAdapter(Percent)

    assert adapter.validate_json(adapter.dump_json(percent)) == percent


@pytest.mark.parametrize("percent", [-0.01, 1000.01, 12.345, float("nan"), float("inf")])
def test_refuses_percentages_out_of_bounds(percent: float) -> None:
    assert refusal(Percent, percent)


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"limit": "x"}, {"page": "2"}])
def test_a_page_has_one_to_a_hundred_items(query: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        PageQuery.model_validate(query)
    assert PageQuery.model_validate({}).limit == 25
