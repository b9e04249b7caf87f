"""What somebody is about to order: a quantity for each product, as it was typed. It lives in the pages alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from shared.domain.contract import Wanted
from shared.domain.errors import FieldError, Invalid
from shared.domain.order import MAX_LINES, MAX_QUANTITY

PREFIX = "quantity."
# No product has a longer one.
MAX_SKU = 100


@dataclass(frozen=True, slots=True)
class Basket:
    """SKU -> what was typed; whoever leaves a field empty, or types 0, wants none of it."""

    typed: Mapping[str, str]

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        sent = {name.removeprefix(PREFIX): it for name, it in fields.items() if name.startswith(PREFIX)}
        typed = {sku: "".join(it.split()) for sku, it in sent.items() if len(sku) <= MAX_SKU}
        return cls({sku: quantity for sku, quantity in typed.items() if quantity.strip("0")})

    @property
    def fields(self) -> dict[str, str]:
        """As a form sends them."""
        return {f"{PREFIX}{sku}": quantity for sku, quantity in self.typed.items()}

    @property
    def query(self) -> str:
        return f"?{urlencode(self.fields)}" if self.typed else ""

    @property
    def quantities(self) -> dict[str, int]:
        """Those that are quantities."""
        read = {sku: _quantity(typed) for sku, typed in self.typed.items()}
        return {sku: quantity for sku, quantity in read.items() if quantity is not None}

    def wanted(self) -> tuple[Wanted, ...]:
        """Raises Invalid: a fault is that of a line, as the contract counts them too, or of the whole `basket`."""
        if not self.typed:
            raise Invalid(FieldError("basket", "nothing_chosen", "Choose something."))
        if len(self.typed) > MAX_LINES:
            raise Invalid(FieldError("basket", "too_many_products", f"Choose at most {MAX_LINES} products."))
        quantities = self.quantities
        wrong = [number for number, sku in enumerate(self.typed) if sku not in quantities]
        if wrong:
            raise Invalid(
                *(FieldError(f"lines.{it}.quantity", "not_a_quantity", "This is not a quantity.") for it in wrong)
            )
        return tuple(Wanted(sku, quantity) for sku, quantity in quantities.items())


def _quantity(typed: str) -> int | None:
    if re.fullmatch(r"[0-9]{1,9}", typed) is None:
        return None
    return int(typed) if 1 <= int(typed) <= MAX_QUANTITY else None
