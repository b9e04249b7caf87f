"""One contract, two implementations: the fake may not drift from the repository."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from shared.adapters.dynamodb.partners import DynamoPartners
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.partner import TenantNameTaken
from shared.domain.tenant import Tenant
from shared.ports import Partners
from tests.support.builders import OTHER_PARTNER_ID, PARTNER_ID, a_partner
from tests.support.fakes.partners import FakePartners

if TYPE_CHECKING:
    from shared.adapters.dynamodb.table import DynamoTable

type Of = Callable[[str], Partners]


@pytest.fixture(params=["dynamodb", "fake"])
def of(request: pytest.FixtureRequest) -> Of:
    """The repository of a partner."""
    if request.param == "fake":
        claims: dict[str, str] = {}
        return lambda _: FakePartners(claims=claims)
    table: DynamoTable = request.getfixturevalue("table")
    return lambda partner_id: DynamoPartners(table, Tenant(partner_id))


def test_what_is_put_is_what_is_read(of: Of) -> None:
    partners, partner = of(PARTNER_ID), a_partner(markup_percent=Decimal("12.35"), notification_email="a@b.example")

    partners.put(partner, None)

    assert partners.get() == partners.find() == partner


def test_an_unknown_partner_is_refused(of: Of) -> None:
    assert of(PARTNER_ID).find() is None
    with pytest.raises(NotFound):
        of(PARTNER_ID).get()


def test_a_tenant_name_belongs_to_one_partner(of: Of) -> None:
    of(PARTNER_ID).put(a_partner(), None)
    other = of(OTHER_PARTNER_ID)

    with pytest.raises(TenantNameTaken):
        other.put(a_partner(id=OTHER_PARTNER_ID), None)
    assert other.find() is None


def test_a_tenant_name_that_is_given_up_can_be_taken(of: Of) -> None:
    partners = of(PARTNER_ID)
    partners.put(a_partner(), None)

    partners.put(a_partner(tenant_name="renamed", version=2), a_partner())
    of(OTHER_PARTNER_ID).put(a_partner(id=OTHER_PARTNER_ID), None)

    assert partners.get().tenant_name == "renamed"


def test_a_partner_keeps_its_name_through_other_changes(of: Of) -> None:
    partners = of(PARTNER_ID)
    partners.put(a_partner(), None)

    partners.put(a_partner(name="Nordic", version=2), a_partner())

    assert partners.get().name == "Nordic"


@pytest.mark.parametrize("previous", [None, a_partner()])
def test_the_second_writer_of_a_version_loses(of: Of, previous: None) -> None:
    partners = of(PARTNER_ID)
    partners.put(a_partner(), None)
    partners.put(a_partner(name="Nordic", version=2), a_partner())

    with pytest.raises(ConcurrentChange):
        partners.put(a_partner(name="Other", version=2), previous)
