"""What the routes, the pages and the sweep share."""

from functions.keep_evidence.shelf import Shelf
from shared import wiring
from shared.domain.tenant import Tenant


def shelf_of(tenant: Tenant) -> Shelf:
    return Shelf(
        tenant=tenant,
        keeping=wiring.evidence_keeping(tenant),
        certificates=wiring.certificate_files(),
        now=wiring.now,
    )
