"""Dates, numbers and money as a user wants to see them."""

from datetime import date
from decimal import Decimal

import pytest

from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.user import DateFormat
from shared.web.formats import Formats
from tests.support.builders import NOON


@pytest.mark.parametrize(
    ("date_format", "expected"),
    [
        (DateFormat.ISO, "2026-02-03"),
        (DateFormat.DAY_FIRST, "03/02/2026"),
        (DateFormat.MONTH_FIRST, "02/03/2026"),
        (DateFormat.DOTTED, "03.02.2026"),
    ],
)
def test_a_day_is_written_in_the_format_chosen(date_format: DateFormat, expected: str) -> None:
    assert Formats(Locale.ENGLISH, date_format).day(date(2026, 2, 3)) == expected


def test_every_format_can_be_written() -> None:
    assert len({Formats(Locale.ENGLISH, it).day(date(2026, 2, 3)) for it in DateFormat}) == len(DateFormat)


def test_a_moment_has_its_exact_time_on_hover() -> None:
    assert Formats(Locale.SWEDISH, DateFormat.ISO).moment(NOON) == (
        '<time datetime="2026-11-22T12:00:00Z" title="2026-11-22 12:00:00 UTC">2026-11-22 12:00</time>'
    )


def test_numbers_are_written_as_in_the_language() -> None:
    english, swedish = (Formats(locale, DateFormat.ISO) for locale in (Locale.ENGLISH, Locale.SWEDISH))

    assert (english.number(1_234_567), swedish.number(1_234_567)) == (
        "1,234,567",
        "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567",
    )
    assert (english.number(Decimal("12.5")), swedish.number(Decimal("12.5"))) == ("12.5", "12,5")
    assert english.money(Money(129_900, "SEK")) == "1,299.00\N{NO-BREAK SPACE}SEK"
    assert swedish.money(Money(-129_905, "SEK")) == "-1\N{NO-BREAK SPACE}299,05\N{NO-BREAK SPACE}SEK"


@pytest.mark.parametrize(
    ("currency", "english", "swedish"),
    [
        ("SEK", "1,234,567.89", "1 234 567,89"),
        ("JPY", "123,456,789", "123 456 789"),
        ("ISK", "123,456,789", "123 456 789"),
        ("KWD", "123,456.789", "123 456,789"),
        ("BHD", "123,456.789", "123 456,789"),
    ],
)
def test_money_has_the_decimals_of_its_currency(currency: str, english: str, swedish: str) -> None:
    for locale, expected in ((Locale.ENGLISH, english), (Locale.SWEDISH, swedish)):
        written = Formats(locale, DateFormat.ISO).money(Money(123_456_789, currency))
        assert written.replace("\N{NO-BREAK SPACE}", " ") == f"{expected} {currency}"
