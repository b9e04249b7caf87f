"""A partner's own settings."""

from decimal import Decimal
from typing import Any

import pytest

from functions.partners.picture import Picture, read_picture
from functions.partners.update_partner import UpdatePartner, update_partner
from shared.domain.errors import NotFound, Stale
from shared.domain.partner import Partner, TenantNameInUse, TenantNameTaken
from tests.support.builders import PARTNER_ID, a_partner
from tests.support.fakes.assets import FakeAssets
from tests.support.fakes.partners import FakePartners
from tests.support.pictures import a_png

PICTURE = read_picture(a_png())


def update(
    partners: FakePartners,
    expected_version: int | None = None,
    *,
    picture: Picture | None = None,
    assets: FakeAssets | None = None,
    **changes: Any,
) -> Partner:
    command = UpdatePartner(expected_version=expected_version, changes=changes, picture=picture)
    return update_partner(command, partners=partners, assets=assets or FakeAssets())


def test_what_was_sent_is_changed_and_the_rest_stays() -> None:
    partners = FakePartners(a_partner())

    updated = update(partners, markup_percent=Decimal(20), reminder_days=3, expected_version=1)

    assert updated == a_partner(markup_percent=Decimal(20), reminder_days=3, version=2)
    assert partners.get() == updated


def test_a_change_that_changes_nothing_writes_nothing() -> None:
    partners = FakePartners(a_partner())

    assert update(partners, markup_percent=Decimal("12.50")) == a_partner()
    assert partners.saved == []


def test_a_stale_edit_overwrites_nothing() -> None:
    partners = FakePartners(a_partner(version=3))

    with pytest.raises(Stale):
        update(partners, name="Other", expected_version=2)
    assert partners.saved == []


def test_the_tenant_name_of_another_partner_is_refused() -> None:
    partners = FakePartners(a_partner(), claims={"taken": "par_other"})

    with pytest.raises(TenantNameTaken):
        update(partners, tenant_name="taken")
    assert partners.get() == a_partner()


def test_a_tenant_name_that_people_sign_in_with_stays_while_the_rest_can_change() -> None:
    partners = FakePartners(a_partner(has_storefront_users=True))

    with pytest.raises(TenantNameInUse):
        update(partners, tenant_name="other", name="Other")
    assert partners.saved == []
    assert update(partners, tenant_name="nordic-resale", name="Other").name == "Other"


def test_a_logo_is_there_before_the_partner_has_it() -> None:
    partners, assets = FakePartners(a_partner()), FakeAssets()
    put = partners.put

    def put_later(partner: Partner, previous: Partner | None) -> None:
        assert assets.get(partner.logo_path or "") == PICTURE.content
        put(partner, previous)

    partners.put = put_later  # type: ignore[method-assign]
    updated = update(partners, picture=PICTURE, assets=assets)

    assert updated == a_partner(logo=PICTURE.logo, version=2)
    assert list(assets.files) == [f"logos/{PARTNER_ID}/{PICTURE.logo.sha256}.png"]


def test_the_same_logo_again_is_neither_stored_nor_written() -> None:
    partners, assets = FakePartners(a_partner(logo=PICTURE.logo)), FakeAssets()

    assert update(partners, picture=PICTURE, assets=assets) == partners.get()
    assert (partners.saved, assets.files) == ([], {})


def test_a_stale_edit_stores_no_logo() -> None:
    assets = FakeAssets()

    with pytest.raises(Stale):
        update(FakePartners(a_partner(version=3)), 2, picture=PICTURE, assets=assets)
    assert assets.files == {}


def test_a_logo_is_taken_away_and_its_file_stays_for_the_mails_that_show_it() -> None:
    assets = FakeAssets()
    partners = FakePartners(a_partner())
    update(partners, picture=PICTURE, assets=assets)

    assert update(partners, assets=assets, logo=None) == a_partner(version=3)
    assert len(assets.files) == 1


def test_who_belongs_to_no_known_partner_finds_none() -> None:
    with pytest.raises(NotFound):
        update(FakePartners(), name="Other")
