"""One contract, two implementations: the fake may not drift from the repository."""

import pytest

from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.errors import ConcurrentChange
from shared.ports import Products
from tests.support.builders import TENANT, a_product
from tests.support.fakes.products import FakeProducts


@pytest.fixture(params=["dynamodb", "fake"])
def products(request: pytest.FixtureRequest) -> Products:
    if request.param == "fake":
        return FakeProducts()
    return DynamoProducts(request.getfixturevalue("table"), TENANT)


def skus(products: Products, limit: int) -> list[list[str]]:
    """The list, page by page."""
    found = [products.page(limit=limit, after=None)]
    while found[-1].after is not None:
        found.append(products.page(limit=limit, after=found[-1].after))
    return [[product.sku for product in page.items] for page in found]


def test_what_is_put_is_what_is_found(products: Products) -> None:
    products.put(a_product(), None)

    assert products.find(frozenset({a_product().sku, "UNKNOWN"})) == {a_product().sku: a_product()}
    assert products.find(frozenset()) == {}


def test_products_are_listed_by_sku_without_those_no_longer_in_the_contract(products: Products) -> None:
    for number in (5, 3, 1, 4, 2, 6):
        products.put(a_product(sku=f"P-{number}", active=number not in {2, 3, 6}), None)

    assert skus(products, 2)[:2] == [["P-1", "P-4"], ["P-5"]]
    assert products.find(frozenset({"P-2"}))["P-2"].active is False


def test_the_second_writer_of_a_version_loses(products: Products) -> None:
    products.put(a_product(), None)
    products.put(a_product(name="New", version=2), a_product())

    with pytest.raises(ConcurrentChange):
        products.put(a_product(name="Other", version=2), a_product())
    with pytest.raises(ConcurrentChange):
        products.put(a_product(), None)


def test_a_list_without_products_is_empty(table: DynamoTable) -> None:
    assert skus(DynamoProducts(table, TENANT), 10) == [[]]
