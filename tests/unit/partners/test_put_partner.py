"""The distributor creates partners and sets their terms of trade."""

from dataclasses import replace
from decimal import Decimal

import pytest

from functions.partners.put_partner import PutPartner, put_partner
from shared.domain.errors import Invalid, Stale
from shared.domain.locale import Locale
from shared.domain.partner import CodePolicy, PaymentMethod, TenantNameInUse, TenantNameTaken
from tests.support.builders import PARTNER_ID, a_partner
from tests.support.fakes.partners import FakePartners

NORDIC = PutPartner(
    partner_id=PARTNER_ID,
    expected_version=None,
    name="Nordic Resale AB",
    tenant_name="nordic-resale",
    country="SE",
    currency="SEK",
    payment_method=PaymentMethod.DEPOSIT,
    payment_token=True,
    workspace_url="https://workspace.example",
)


def test_a_new_partner_begins_with_the_usual_settings() -> None:
    created = put_partner(NORDIC, partners=FakePartners())

    assert (created.id, created.payment_method, created.payment_token) == (PARTNER_ID, PaymentMethod.DEPOSIT, True)
    assert (created.markup_percent, created.confirmation_validity_days, created.reminder_days) == (
        Decimal(0),
        30,
        5,
    )
    assert (created.require_code, created.version) == (CodePolicy.WHEN_NOT_ADDRESSEE, 1)


@pytest.mark.parametrize(("country", "locale"), [("SE", Locale.SWEDISH), ("NO", Locale.ENGLISH)])
def test_a_new_partner_speaks_its_countrys_language_where_we_do(country: str, locale: Locale) -> None:
    assert put_partner(replace(NORDIC, country=country), partners=FakePartners()).locale is locale


def test_the_partners_own_settings_stay() -> None:
    own = {"markup_percent": Decimal(25), "reminder_days": 2, "notification_email": "sales@nordic.example"}
    partners = FakePartners(a_partner(**own))

    changed = put_partner(NORDIC, partners=partners)

    assert changed == a_partner(
        **own,
        payment_method=PaymentMethod.DEPOSIT,
        payment_token=True,
        workspace_url="https://workspace.example",
        version=2,
    )


def test_the_same_again_changes_nothing() -> None:
    partners = FakePartners()
    put_partner(NORDIC, partners=partners)

    assert put_partner(NORDIC, partners=partners).version == 1
    assert len(partners.saved) == 1


def test_a_stale_change_overwrites_nothing() -> None:
    with pytest.raises(Stale):
        put_partner(replace(NORDIC, expected_version=1), partners=FakePartners(a_partner(version=2)))


def test_a_tenant_name_that_people_sign_in_with_stays_while_the_rest_can_change() -> None:
    partners = FakePartners(a_partner(has_storefront_users=True))

    with pytest.raises(TenantNameInUse):
        put_partner(replace(NORDIC, tenant_name="other"), partners=partners)
    assert partners.saved == []
    assert put_partner(replace(NORDIC, name="Other"), partners=partners).name == "Other"


def test_a_tenant_name_of_another_partner_is_refused() -> None:
    partners = FakePartners(claims={"nordic-resale": "par_other"})

    with pytest.raises(TenantNameTaken):
        put_partner(NORDIC, partners=partners)
    assert partners.find() is None


def test_a_partners_id_is_a_ulid_for_links_carry_it() -> None:
    with pytest.raises(Invalid) as refused:
        put_partner(replace(NORDIC, partner_id="par_nordic"), partners=FakePartners())
    assert [error.field for error in refused.value.errors] == ["partner_id"]
