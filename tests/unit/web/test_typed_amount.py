"""Amounts as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.currency import DIGITS
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.user import DateFormat
from shared.web.formats import Formats
from shared.web.typed_amount import read_amount, write_amount


@pytest.mark.parametrize(
    ("typed", "locale", "amount"),
    [
        ("1299", Locale.ENGLISH, 129900),
        ("1,299.50", Locale.ENGLISH, 129950),
        ("1299.5", Locale.ENGLISH, 129950),
        ("0.05", Locale.ENGLISH, 5),
        ("1 299,50", Locale.SWEDISH, 129950),
        ("1\N{NO-BREAK SPACE}299,5", Locale.SWEDISH, 129950),
        ("1299.50", Locale.SWEDISH, 129950),
        ("1299.500", Locale.ENGLISH, 129950),
        ("1299,50", Locale.ENGLISH, None),
        ("1,299,50", Locale.ENGLISH, None),
        ("1.299,50", Locale.SWEDISH, None),
        ("1299.505", Locale.ENGLISH, None),
        ("-5", Locale.ENGLISH, None),
        ("٣", Locale.ENGLISH, None),
        ("", Locale.ENGLISH, None),
        ("free", Locale.SWEDISH, None),
    ],
)
def test_an_amount_is_read_in_the_way_of_its_language(typed: str, locale: Locale, amount: int | None) -> None:
    assert read_amount(typed, "SEK", locale) == amount


@pytest.mark.parametrize(("currency", "written"), [("SEK", "1234.56"), ("JPY", "123456"), ("KWD", "123.456")])
def test_minor_units_are_those_of_the_currency(currency: str, written: str) -> None:
    assert write_amount(Money(123456, currency), Locale.ENGLISH) == written
    assert read_amount(written, currency, Locale.ENGLISH) == 123456


@given(st.integers(0, 10**11), st.sampled_from(sorted(DIGITS)), st.sampled_from(list(Locale)))
def test_what_a_field_shows_is_read_as_the_same_amount(amount: int, currency: str, locale: Locale) -> None:
    assert read_amount(write_amount(Money(amount, currency), locale), currency, locale) == amount


@given(st.integers(0, 10**14), st.sampled_from(sorted(DIGITS)), st.sampled_from(list(Locale)))
def test_what_a_page_shows_is_read_as_the_same_amount(amount: int, currency: str, locale: Locale) -> None:
    shown = Formats(locale, DateFormat.ISO).money(Money(amount, currency))

    assert shown.endswith(f"\N{NO-BREAK SPACE}{currency}")
    assert read_amount(shown.removesuffix(currency), currency, locale) == amount
