"""The certificate of a record (G3), for the partner whose customer agreed: the one that is kept, or made now."""

from shared import wiring
from shared.domain import ids
from shared.domain.errors import NotFound
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.evidence.certificate_file import CERTIFIED
from shared.ports import Rendered
from shared.settings import settings

PDF = "application/pdf"


def certificate_of_record(tenant: Tenant, record_id: str, locale: Locale, *, origin: str) -> Rendered:
    """`origin` is where we were reached, for a stack that has no address of its own. Raises NotFound, Unavailable."""
    found = wiring.evidence_records(tenant).get(ids.require("evd", record_id))
    if found.record.content["what"] not in CERTIFIED:
        raise NotFound("Only what was agreed has a certificate.")
    address = settings().public_url or origin
    return wiring.certificates().certificate(tenant, found.record.id, locale, origin=address)
