"""Dates, times, money and numbers as the signed-in user wants to see them (F4)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from markupsafe import Markup

from shared.amounts import money_words, number_words
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.user import DateFormat

PATTERNS = {
    DateFormat.ISO: "%Y-%m-%d",
    DateFormat.DAY_FIRST: "%d/%m/%Y",
    DateFormat.MONTH_FIRST: "%m/%d/%Y",
    DateFormat.DOTTED: "%d.%m.%Y",
}


@dataclass(frozen=True, slots=True)
class Formats:
    locale: Locale
    date_format: DateFormat

    def day(self, at: date) -> str:
        """22/11/2026. An instant is taken as its day in UTC."""
        if isinstance(at, datetime):
            at = at.astimezone(UTC)
        return at.strftime(PATTERNS[self.date_format])

    def moment(self, at: datetime) -> Markup:
        """22/11/2026 12:05, with the exact time on hover."""
        utc = at.astimezone(UTC)
        exact = utc.strftime("%Y-%m-%dT%H:%M:%SZ")
        hover = f"{self.day(utc)} {utc:%H:%M:%S} UTC"
        words = f"{self.day(utc)} {utc:%H:%M}"
        return Markup('<time datetime="{}" title="{}">{}</time>').format(exact, hover, words)

    def number(self, value: int | Decimal) -> str:
        """1,234.5 or 1 234,5."""
        return number_words(value, self.locale)

    def money(self, money: Money) -> str:
        """1,299.00 SEK or 1 299,00 SEK; 1,299 JPY, 1,299.000 KWD."""
        return money_words(money, self.locale)
