"""Amounts of money as people type them, in the ways of their language: 1,299.50 or 1 299,50."""

import re

from shared.domain.currency import DIGITS
from shared.domain.locale import Locale
from shared.domain.money import Money

_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")
_TYPED = {
    Locale.ENGLISH: re.compile(r"(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d*))?"),
    Locale.SWEDISH: re.compile(r"(\d+)(?:[.,](\d*))?"),
}
MAX_LENGTH = 30


def read_amount(typed: str, currency: str, locale: Locale) -> int | None:
    """In minor units; None for what isn't an amount in that currency."""
    found = _TYPED[locale].fullmatch(_SPACES.sub("", typed[:MAX_LENGTH]))
    digits = DIGITS[currency]
    if found is None:
        return None
    whole, fraction = found[1].replace(",", ""), (found[2] or "").rstrip("0")
    if not (whole + fraction).isascii() or len(fraction) > digits:
        return None
    return int(whole + fraction.ljust(digits, "0"))


def write_amount(money: Money, locale: Locale) -> str:
    """As a field shows it: 1299.50, 1299,50."""
    written = f"{money.units:f}"
    return written if locale is Locale.ENGLISH else written.replace(".", ",")
