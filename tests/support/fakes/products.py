"""Products in memory; a contract test holds them against the real repository."""

from shared.domain.errors import ConcurrentChange
from shared.domain.product import Product
from shared.ports import Listed


class FakeProducts:
    def __init__(self, *products: Product) -> None:
        self.products = {product.sku: product for product in products}
        self.saved: list[Product] = []

    def find(self, skus: frozenset[str]) -> dict[str, Product]:
        return {sku: product for sku, product in self.products.items() if sku in skus}

    def page(self, *, limit: int, after: dict[str, str] | None) -> Listed[Product]:
        active = sorted((one for one in self.products.values() if one.active), key=lambda one: one.sku)
        rest = [one for one in active if after is None or one.sku > after["sku"]]
        page = tuple(rest[:limit])
        return Listed(page, {"sku": page[-1].sku} if len(rest) > limit else None)

    def put(self, product: Product, previous: Product | None) -> None:
        known = self.products.get(product.sku)
        if (known.version if known else None) != (previous.version if previous else None):
            raise ConcurrentChange
        self.products[product.sku] = product
        self.saved.append(product)
