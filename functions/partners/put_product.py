"""The distributor puts a product into a partner's contract, changes it, or takes it out (`active: false`)."""

import re
from dataclasses import dataclass, replace

from shared.domain.concurrency import check_version, settle
from shared.domain.errors import FieldError, Invalid
from shared.domain.money import Money
from shared.domain.product import Billing, Product, Provisioning
from shared.ports import Partners, Products

_SKU = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class PutProduct:
    sku: str
    expected_version: int | None
    name: str
    billing: Billing
    cost: Money
    provisioning: Provisioning
    active: bool


def put_product(command: PutProduct, *, partners: Partners, products: Products) -> Product:
    """Raises NotFound, Invalid, Stale."""

    def attempt() -> Product:
        _check(command, partners.get().currency)
        previous = products.find(frozenset({command.sku})).get(command.sku)
        if previous is not None:
            check_version(previous.version, command.expected_version)
        product = Product(
            sku=command.sku,
            name=command.name,
            billing=command.billing,
            cost=command.cost,
            provisioning=command.provisioning,
            active=command.active,
            version=previous.version if previous else 1,
        )
        if product == previous:
            return product
        if previous is not None:
            product = replace(product, version=previous.version + 1)
        products.put(product, previous)
        return product

    return settle(attempt)


def _check(command: PutProduct, currency: str) -> None:
    errors = []
    if not _SKU.fullmatch(command.sku):
        errors.append(FieldError("sku", "sku", "A SKU has letters, digits, . _ and -, at most 64."))
    if command.cost.currency != currency:
        errors.append(FieldError("cost.currency", "currency_mismatch", f"This partner buys in {currency}."))
    if errors:
        raise Invalid(*errors)
