"""A contracted product: what the distributor sells to one partner, at which cost."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from shared.domain.money import Money


class Billing(StrEnum):
    MONTHLY = "monthly"
    ONE_TIME = "one_time"


class Provisioning(StrEnum):
    AUTOMATIC = "automatic"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    sku: str
    name: str
    billing: Billing
    cost: Money
    provisioning: Provisioning
    active: bool = True
    version: int = 1

    def price(self, markup_percent: Decimal) -> Money:
        """The partner's selling price of one unit (C3)."""
        return self.cost.marked_up(markup_percent)
