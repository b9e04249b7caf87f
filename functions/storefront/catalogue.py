"""What the storefront sells: the partner's products by name, found by the beginnings of their words (B17).

A contract is read whole, a thousand products in a query: they are kept by SKU, and people know them by name.
"""

import re
from dataclasses import dataclass
from typing import Self

from shared.domain.folding import are_begun, fold
from shared.domain.product import Product
from shared.ports import Products

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Catalogue:
    """By name."""

    products: tuple[Product, ...]

    @classmethod
    def read(cls, products: Products, currency: str) -> Self:
        """What can be ordered in that currency."""
        found: list[Product] = []
        after: dict[str, str] | None = None
        while True:
            listed = products.page(limit=AT_ONCE, after=after)
            found.extend(product for product in listed.items if product.cost.currency == currency)
            after = listed.after
            if after is None:
                return cls(tuple(sorted(found, key=lambda product: (_place(product.name), product.sku))))

    def find(self, text: str) -> tuple[Product, ...]:
        """Those of which each word of `text` begins a word of name or SKU; all of them where it holds no word."""
        beginnings = fold(text).split()
        return tuple(product for product in self.products if _matches(product, beginnings))


def _place(name: str) -> str:
    """2 TB before 10 TB."""
    return re.sub(r"\d+", lambda number: number[0].zfill(12), fold(name))


def _matches(product: Product, beginnings: list[str]) -> bool:
    return are_begun(fold(f"{product.name} {product.sku}").split(), beginnings)
