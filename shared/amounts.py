"""Numbers and amounts in the way of a language, with the digits that the currency has (F4)."""

from decimal import Decimal

from shared.domain.locale import Locale
from shared.domain.money import Money

SPACE = "\N{NO-BREAK SPACE}"


def number_words(value: int | Decimal, locale: Locale) -> str:
    """1,234.5 or 1 234,5."""
    english = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
    return english if locale is Locale.ENGLISH else english.translate({ord(","): SPACE, ord("."): ","})


def money_words(money: Money, locale: Locale) -> str:
    """1,299.00 SEK or 1 299,00 SEK; 1,299 JPY, 1,299.000 KWD."""
    return f"{number_words(money.units, locale)}{SPACE}{money.currency}"
