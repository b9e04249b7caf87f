"""Find what the queue lost: documents that wait to be handed over, or whose signed file waits to be kept (F1)."""

from functions.poll_status.poll_accounts import moment
from shared.domain.errors import Unavailable
from shared.observability import logger
from shared.ports import Clock, DueDocuments, SigningQueue

BATCH = 100


def sweep_documents(*, documents: DueDocuments, queue: SigningQueue, now: Clock) -> int:
    """How many were queued; those beyond a batch of each shard are found by the next sweep."""
    at, queued = now(), 0
    for tenant, provider, document_id in documents.due(at, BATCH):
        try:
            queue.settle_document(tenant, provider, document_id, once=moment(at))
        except Unavailable:
            logger.warning("document not queued", document_id=document_id)
        else:
            queued += 1
    return queued
