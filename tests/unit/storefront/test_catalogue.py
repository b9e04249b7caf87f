"""What is shown of the catalogue, and what is read of what people type."""

import pytest

from functions.storefront.basket import Basket
from functions.storefront.catalogue import Catalogue
from shared.domain.contract import Wanted
from shared.domain.errors import Invalid
from shared.domain.money import Money
from shared.domain.product import Product
from tests.support.builders import a_product
from tests.support.fakes.products import FakeProducts


def skus(products: tuple[Product, ...]) -> list[str]:
    return [product.sku for product in products]


def catalogue_of(*names: str) -> Catalogue:
    return Catalogue.read(FakeProducts(*(a_product(sku=name, name=name) for name in names)), "SEK")


def test_products_stand_by_name_as_people_count() -> None:
    catalogue = catalogue_of("Disk 10 TB", "disk 2 TB", "Ärende", "Backup", "Disk 1 TB")

    assert skus(catalogue.products) == ["Ärende", "Backup", "Disk 1 TB", "disk 2 TB", "Disk 10 TB"]


def test_what_costs_another_currency_is_not_for_sale() -> None:
    products = FakeProducts(a_product(), a_product(sku="FOREIGN", cost=Money(1, "EUR")))

    assert skus(Catalogue.read(products, "SEK").products) == ["BACKUP-100"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Arkiv för e-post", "Backup 100 GB"]),
        ("BACK", ["Backup 100 GB"]),
        ("gb 10", ["Backup 100 GB"]),
        ("för", ["Arkiv för e-post"]),
        ("for post", ["Arkiv för e-post"]),
        ("ackup", []),
        ("backup arkiv", []),
    ],
)
def test_each_word_asked_for_begins_a_word_of_what_is_found(text: str, found: list[str]) -> None:
    assert skus(catalogue_of("Backup 100 GB", "Arkiv för e-post").find(text)) == found


@pytest.mark.parametrize(("typed", "quantity"), [("1", 1), (" 12 ", 12), ("1 000 000", 1_000_000), ("007", 7)])
def test_quantities_are_read_as_people_type_them(typed: str, quantity: int) -> None:
    assert Basket.read({"quantity.A": typed, "q": "1"}).wanted() == (Wanted("A", quantity),)


@pytest.mark.parametrize("typed", ["-1", "1.5", "1,5", "1000001", "٣", "one", "9" * 5000])
def test_what_is_no_quantity_names_its_line(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        Basket.read({"quantity.A": "1", "quantity.NONE": "0", "quantity.B": typed}).wanted()

    assert [(error.field, error.code) for error in refused.value.errors] == [("lines.1.quantity", "not_a_quantity")]
