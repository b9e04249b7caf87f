"""The two sides of an offer, in the portal that a browser sees, and what the wizard made of it."""

from collections.abc import Iterable

from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.domain.offer_draft import OfferDraft
from shared.domain.partnership import Partnership
from shared.domain.tenant import Tenant
from shared.domain.user import User
from tests.browser.portal_site import PortalSite
from tests.support.builders import TENANT
from tests.support.partnerships import EVERYBODY, FJORD, SAM, THIRD

WIZARD = "/portal/partnerships/new"


def put_offerers(site: PortalSite) -> None:
    """All but Sam and his partner, whom the site has already."""
    with site.busy:
        for partner in (FJORD, THIRD):
            DynamoPartners(site.table, Tenant(partner.id)).put(partner, None)
    put_users(site, (user for user in EVERYBODY if user.id != SAM.id))


def put_users(site: PortalSite, users: Iterable[User]) -> None:
    """Such as can be found by the name that they sign in with."""
    with site.busy:
        for user in users:
            repository = wiring.users(Tenant(user.partner_id))
            repository.save(user, None, repository.circle(None))


def keep(site: PortalSite, draft: OfferDraft) -> None:
    with site.busy:
        wiring.offer_drafts(TENANT).save(draft)


def draft_of(site: PortalSite, user: User) -> OfferDraft | None:
    with site.busy:
        return wiring.offer_drafts(TENANT).find(user.id)


def offers(site: PortalSite) -> list[Partnership]:
    with site.busy:
        return list(wiring.partnerships(TENANT).page(limit=50, before=None).items)
