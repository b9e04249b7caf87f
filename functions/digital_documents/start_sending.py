"""Have a new document handed to its provider at once; what the queue doesn't take, the sweep finds (D2)."""

from shared.domain.digital_document import DigitalDocument
from shared.domain.errors import Unavailable
from shared.domain.tenant import Tenant
from shared.observability import logger
from shared.ports import SigningQueue


def start_sending(tenant: Tenant, document: DigitalDocument, *, queue: SigningQueue) -> None:
    try:
        queue.settle_document(tenant, document.provider, document.id, once=f"{document.version}")
    except Unavailable:
        logger.warning("the sweep will hand it over", partner_id=tenant.partner_id, document_id=document.id)
