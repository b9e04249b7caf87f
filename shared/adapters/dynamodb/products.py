"""The products that a partner has in its contract, and had."""

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.product import Product
from shared.domain.tenant import Tenant
from shared.ports import Listed

_product_json = TypeAdapter(Product)


class DynamoProducts:
    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def find(self, skus: frozenset[str]) -> dict[str, Product]:
        if not skus:
            return {}
        rows = self._table.get_all([keys.product(self._tenant, sku) for sku in skus])
        products = (_product_json.validate_json(row.data) for row in rows.values())
        return {product.sku: product for product in products}

    def page(self, *, limit: int, after: dict[str, str] | None) -> Listed[Product]:
        partition, prefix = keys.products(self._tenant)
        active: list[Product] = []
        while True:
            found = self._table.query(partition, prefix=prefix, limit=limit - len(active), after=after)
            products = (_product_json.validate_json(row.data) for row in found.rows)
            active.extend(product for product in products if product.active)
            after = found.after
            if len(active) == limit or after is None:
                return Listed(tuple(active), after)

    def put(self, product: Product, previous: Product | None) -> None:
        write = Write(
            key=keys.product(self._tenant, product.sku),
            data=_product_json.dump_json(product, exclude_defaults=True).decode(),
            version=product.version,
            replaces=previous.version if previous else None,
        )
        self._table.commit([write])
