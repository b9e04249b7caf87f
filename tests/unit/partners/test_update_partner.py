"""A partner's own settings."""

from decimal import Decimal
from typing import Any

import pytest

from functions.partners.update_partner import UpdatePartner, update_partner
from shared.domain.errors import NotFound, Stale
from shared.domain.partner import Partner, TenantNameTaken
from tests.support.builders import a_partner
from tests.support.fakes.partners import FakePartners


def update(partners: FakePartners, expected_version: int | None = None, **changes: Any) -> Partner:
    return update_partner(UpdatePartner(expected_version=expected_version, changes=changes), partners=partners)


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


def test_who_belongs_to_no_known_partner_finds_none() -> None:
    with pytest.raises(NotFound):
        update(FakePartners(), name="Other")
