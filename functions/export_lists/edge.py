"""What the routes and the pages of exports share."""

from pathlib import Path

from functions.export_lists.workshop import Workshop
from shared import wiring
from shared.api import Api
from shared.domain.tenant import Tenant
from shared.web.portal import Portal

FOLDER = Path(__file__).parent

api = Api()
portal = Portal(FOLDER)


def workshop(tenant: Tenant) -> Workshop:
    return Workshop(
        exports=wiring.exports(tenant),
        customers=wiring.customers(tenant),
        orders=wiring.orders(tenant),
        files=wiring.files(),
        queue=wiring.export_queue(),
    )
