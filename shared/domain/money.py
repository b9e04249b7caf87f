"""Money: whole minor units with a currency, never a float (C3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shared.domain.currency import DIGITS


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` in minor units of an ISO 4217 currency: 129900 SEK is 1,299.00 kronor."""

    amount: int
    currency: str

    @property
    def units(self) -> Decimal:
        """In whole units, with as many decimals as the currency has: 1299.00."""
        return Decimal(self.amount).scaleb(-DIGITS[self.currency])

    def times(self, quantity: int) -> "Money":
        return Money(self.amount * quantity, self.currency)

    def marked_up(self, percent: Decimal) -> "Money":
        """Selling price of one unit: cost × (1 + markup), rounded half up (C3)."""
        exact = Decimal(self.amount) * (100 + percent) / 100
        return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), self.currency)


def total(parts: Iterable[Money], currency: str) -> Money:
    return Money(sum(part.amount for part in parts), currency)
