"""Have the poll read back what has become of a document (D11)."""

from shared.domain.envelope import Envelope
from shared.domain.errors import Unavailable
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant
from shared.observability import logger
from shared.ports import SigningQueue


def tell_poll(tenant: Tenant, envelope: Envelope, queue: SigningQueue) -> None:
    """A hint: when it is lost, the poll finds the change by itself."""
    try:
        queue.settle_document(tenant, SigningProvider.BUILTIN, envelope.id, once=str(envelope.version))
    except Unavailable:
        logger.warning("hint lost", partner_id=tenant.partner_id, document_id=envelope.id)
