"""What the routes and the pages of exports share."""

from functools import partial
from pathlib import Path

from functions.export_lists.evidence_archive import EvidenceShelf
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
        evidence=EvidenceShelf(
            partners=wiring.partners(tenant),
            checkpoints=wiring.checkpoints(tenant),
            records=wiring.evidence_records(tenant),
            archive=wiring.evidence_archive(),
            shown=partial(wiring.shown_parts().get, tenant),
            signer=wiring.evidence_signer(),
        ),
        files=wiring.files(),
        queue=wiring.export_queue(),
    )
