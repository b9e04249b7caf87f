"""Have the poll see to a document at once: hand it over, read its status back, keep what was signed (D2, D11)."""

from shared.domain.errors import Unavailable
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant
from shared.observability import logger
from shared.ports import SigningQueue


def tell_poll(
    tenant: Tenant, provider: SigningProvider, document_id: str, *, version: int, queue: SigningQueue
) -> None:
    """A hint: when it is lost, poll and sweep find what there is to do. `version` tells one hint from another."""
    try:
        queue.settle_document(tenant, provider, document_id, once=f"{version}")
    except Unavailable:
        logger.warning("hint lost", partner_id=tenant.partner_id, document_id=document_id)
