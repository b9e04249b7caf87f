"""What the catalogue shows: a page of products, and beside it what is chosen and stands elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from functions.storefront.basket import Basket
from functions.storefront.catalogue import Catalogue
from functions.storefront.pages import CATALOGUE, ROWS
from functions.storefront.sums import Sums
from shared.domain.errors import Invalid
from shared.domain.money import Money
from shared.domain.order import MAX_LINES, order_line
from shared.domain.partner import Partner
from shared.domain.product import Product
from shared.ports import Products


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """`gone` are the names of chosen products that are not sold any more; `text` is what is searched for."""

    basket: Basket
    catalogue: Catalogue
    gone: Mapping[str, str]
    partner: Partner
    text: str
    number: int
    found: tuple[Product, ...]

    @classmethod
    def read(cls, basket: Basket, asked: Mapping[str, str], *, partner: Partner, products: Products) -> Self:
        catalogue = Catalogue.read(products, partner.currency)
        text = " ".join(asked.get("q", "").split())[:200]
        found = catalogue.find(text)
        return cls(
            basket=basket,
            catalogue=catalogue,
            gone=_names_of_gone(basket, catalogue, products),
            partner=partner,
            text=text,
            number=_page_number(asked.get("page", ""), last=-(-len(found) // ROWS)),
            found=found,
        )

    @cached_property
    def shown(self) -> tuple[Product, ...]:
        return self.found[(self.number - 1) * ROWS : self.number * ROWS]

    @property
    def has_more(self) -> bool:
        return self.number * ROWS < len(self.found)

    @cached_property
    def aside(self) -> tuple[Product, ...]:
        """Chosen, but not on this page."""
        return tuple(it for it in self.catalogue.products if it.sku in self.basket.typed and it not in self.shown)

    @property
    def sums(self) -> Sums | None:
        """Of what is chosen so far; none while some of it can't be ordered."""
        quantities = self.basket.quantities
        chosen = [product for product in self.catalogue.products if product.sku in quantities]
        if len(chosen) < len(self.basket.typed):
            return None
        lines = [order_line(product, quantities[product.sku], self.price_of(product)) for product in chosen]
        return Sums.of(lines, self.partner.currency) if lines else None

    @property
    def everything(self) -> str:
        """The address of the whole catalogue, with what is chosen."""
        return CATALOGUE + self.basket.query

    def price_of(self, product: Product) -> Money:
        return product.price(self.partner.markup_percent)

    @cached_property
    def ids(self) -> dict[str, str]:
        """SKU -> id of its field."""
        skus = [*self.gone, *(product.sku for product in (*self.aside, *self.shown))]
        return {sku: f"quantity-{number}" for number, sku in enumerate(skus, start=1)}

    @property
    def names(self) -> dict[str, str]:
        """Id of a field -> name of its product."""
        names = {product.sku: product.name for product in self.catalogue.products} | dict(self.gone)
        return {field: names[sku] for sku, field in self.ids.items()}

    def faults(self, refusal: Invalid | None) -> dict[str, str]:
        """Id of a field, or `basket` -> code, in the order of the page; whatever is gone is one always."""
        skus = list(self.basket.typed)
        codes = {self.ids[sku]: "not_in_contract" for sku in self.gone}
        for error in refusal.errors if refusal else ():
            line = error.field.split(".")
            codes[self.ids[skus[int(line[1])]] if line[0] == "lines" else error.field] = error.code
        return dict(sorted(codes.items(), key=lambda it: (len(it[0]), it[0])))


def _names_of_gone(basket: Basket, catalogue: Catalogue, products: Products) -> dict[str, str]:
    sold = {product.sku for product in catalogue.products}
    gone = [sku for sku in basket.typed if sku not in sold][:MAX_LINES]
    known = products.find(frozenset(gone))
    return {sku: known[sku].name if sku in known else sku for sku in gone}


def _page_number(typed: str, *, last: int) -> int:
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 1
    return max(1, min(wanted, last))
