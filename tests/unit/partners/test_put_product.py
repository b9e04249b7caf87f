"""The distributor puts products into a partner's contract."""

from dataclasses import replace

import pytest

from functions.partners.put_product import PutProduct, put_product
from shared.domain.errors import Invalid, NotFound, Stale
from shared.domain.money import Money
from shared.domain.product import Billing, Product, Provisioning
from tests.support.builders import a_partner, a_product
from tests.support.fakes.partners import FakePartners
from tests.support.fakes.products import FakeProducts

BACKUP = PutProduct(
    sku="BACKUP-100",
    expected_version=None,
    name="Backup 100 GB",
    billing=Billing.MONTHLY,
    cost=Money(9900, "SEK"),
    provisioning=Provisioning.AUTOMATIC,
    active=True,
)


def put(products: FakeProducts, command: PutProduct = BACKUP) -> Product:
    return put_product(command, partners=FakePartners(a_partner()), products=products)


def test_a_new_product_is_in_the_contract() -> None:
    products = FakeProducts()

    assert put(products) == a_product()
    assert products.page(limit=10, after=None).items == (a_product(),)


def test_a_product_is_changed_and_taken_out() -> None:
    products = FakeProducts(a_product())

    changed = put(products, replace(BACKUP, cost=Money(8900, "SEK"), active=False))

    assert changed == a_product(cost=Money(8900, "SEK"), active=False, version=2)
    assert products.page(limit=10, after=None).items == ()


def test_the_same_again_changes_nothing() -> None:
    products = FakeProducts(a_product())

    assert put(products) == a_product()
    assert products.saved == []


def test_a_stale_change_overwrites_nothing() -> None:
    with pytest.raises(Stale):
        put(FakeProducts(a_product(version=2)), replace(BACKUP, expected_version=1))


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        put(FakeProducts(), replace(BACKUP, sku="BACKUP#100", cost=Money(9900, "EUR")))
    assert {error.field: error.code for error in refused.value.errors} == {
        "sku": "sku",
        "cost.currency": "currency_mismatch",
    }


@pytest.mark.parametrize("sku", ["", "-A", "A-", "A B", "A/B", "Å", "A" * 65])
def test_refuses_what_is_no_sku(sku: str) -> None:
    with pytest.raises(Invalid):
        put(FakeProducts(), replace(BACKUP, sku=sku))


def test_an_unknown_partner_has_no_contract() -> None:
    with pytest.raises(NotFound):
        put_product(BACKUP, partners=FakePartners(), products=FakeProducts())
