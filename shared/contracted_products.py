"""Every product in the partner's contract, for forms where one is chosen."""

from shared.domain.product import Product
from shared.ports import Products

READ_AT_ONCE = 100


def contracted_products(products: Products, currency: str) -> dict[str, Product]:
    """Those in that currency, in the order of their names, by SKU."""
    found = list[Product]()
    after: dict[str, str] | None = None
    while True:
        listed = products.page(limit=READ_AT_ONCE, after=after)
        found.extend(product for product in listed.items if product.cost.currency == currency)
        after = listed.after
        if after is None:
            return {product.sku: product for product in sorted(found, key=lambda one: one.name.casefold())}
