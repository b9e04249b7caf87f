"""The form of a quick quote: a title, up to three amounts that are paid once, and whom it goes to (D8)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from shared.domain.channel import Channel
from shared.domain.locale import Locale
from shared.domain.money import Money, total
from shared.domain.product import Billing
from shared.domain.quote import QuoteKind
from shared.web.typed_amount import read_amount

LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickLine:
    description: str = ""
    unit_price: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.description.strip() or self.unit_price.strip())

    def price(self, currency: str, locale: Locale) -> Money | None:
        amount = read_amount(self.unit_price.strip(), currency, locale)
        return None if amount is None else Money(amount, currency)

    def to_values(self, currency: str, locale: Locale) -> dict[str, Any]:
        price = self.price(currency, locale)
        values: dict[str, Any] = {
            "sku": None,
            "quantity": 1,
            "billing": Billing.ONE_TIME,
            "unit_price": {"amount": price.amount, "currency": currency} if price else self.unit_price.strip() or None,
        }
        return values | ({"description": self.description} if self.description.strip() else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickQuoteForm:
    """`locale` is the user's: amounts are typed in its way. The address is looked at on the page that sends it."""

    currency: str
    locale: Locale
    heading: str = ""
    valid_until: str = ""
    channel: str = Channel.EMAIL
    address: str = ""
    lines: tuple[QuickLine, ...] = (QuickLine(),) * LINES

    @classmethod
    def read(cls, form: Mapping[str, str], currency: str, locale: Locale) -> Self:
        return cls(
            currency=currency,
            locale=locale,
            heading=form.get("heading", ""),
            valid_until=form.get("valid_until", ""),
            channel=Channel.SMS if form.get("channel") == Channel.SMS else Channel.EMAIL,
            address=form.get("address", "").strip()[:254],
            lines=tuple(
                QuickLine(
                    description=form.get(f"lines.{number}.description", ""),
                    unit_price=form.get(f"lines.{number}.unit_price", ""),
                )
                for number in range(LINES)
            ),
        )

    @property
    def total(self) -> Money:
        prices = (line.price(self.currency, self.locale) for line in self.lines)
        return total((price for price in prices if price), self.currency)

    def tidied(self) -> Self:
        """With the lines that were left blank behind the others."""
        return replace(self, lines=tuple(sorted(self.lines, key=lambda line: line.is_blank)))

    def to_values(self) -> dict[str, Any]:
        """As the model of the API takes them; where all lines are blank, the first is missing."""
        written = [line for line in self.lines if not line.is_blank] or [self.lines[0]]
        values: dict[str, Any] = {
            "kind": QuoteKind.QUICK,
            "lines": [line.to_values(self.currency, self.locale) for line in written],
        }
        typed = {"title": self.heading, "valid_until": self.valid_until}
        return values | {name: value for name, value in typed.items() if value.strip()}
