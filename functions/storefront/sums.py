"""What an order costs the customer, at selling price: each month, and once."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from shared.domain.money import Money, total
from shared.domain.order import OrderLine
from shared.domain.product import Billing


@dataclass(frozen=True, slots=True)
class Sums:
    monthly: Money
    one_time: Money

    @classmethod
    def of(cls, lines: Iterable[OrderLine], currency: str) -> Self:
        amounts = [(line.billing, line.price.times(line.quantity)) for line in lines]
        monthly, one_time = (
            total((amount for billing, amount in amounts if billing is wanted), currency)
            for wanted in (Billing.MONTHLY, Billing.ONE_TIME)
        )
        return cls(monthly, one_time)

    @property
    def first_payment(self) -> Money:
        """The first month with what is paid once (C2)."""
        return total((self.monthly, self.one_time), self.monthly.currency)

    @property
    def mark(self) -> str:
        """In a form: what its reader saw."""
        return f"{self.monthly.amount} {self.one_time.amount} {self.monthly.currency}"
