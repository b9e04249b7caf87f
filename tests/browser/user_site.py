"""The portal with people in it: Sam administers, Kim works there, Anna is invited into the storefront."""

from dataclasses import replace

from shared import wiring
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.user import Role
from tests.browser.portal_site import PortalSite
from tests.support.builders import TENANT, a_shopper, a_user

KIM = a_user(
    id=a_user().id.replace("1A", "1B"),
    email="kim@reseller.example",
    sign_in_name="kim@reseller.example",
    first_name="Kim",
    last_name="Åkerlund-Bergström",
    role=Role.MEMBER,
)


def settle_in(site: PortalSite) -> DynamoUsers:
    users = DynamoUsers(site.table, TENANT, site.now)
    sam = users.get(a_user().id, None)
    users.save(replace(sam.user, version=sam.user.version + 1), sam.user, sam.circle)
    for user in (KIM, a_shopper()):
        users.save(user, None, users.circle(user.customer_id))
    wiring.accounts().set_password(KIM, "four grey herons sleeping")
    return users
