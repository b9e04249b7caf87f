"""What every way of asking a provider needs: its account with all beside it, and what an answer makes necessary."""

from collections.abc import Sequence

from aws_lambda_powertools.metrics import MetricUnit

from functions.poll_status.account_book import AccountBook
from functions.poll_status.check_status import CheckStatus, check_status
from shared import wiring
from shared.domain import ids
from shared.domain.digital_document import DocumentStatus
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant
from shared.follow_document import Followed
from shared.observability import logger, metrics
from shared.tell_poll import tell_poll


def account_book(tenant: Tenant, provider: SigningProvider) -> AccountBook:
    return AccountBook(
        provider=provider,
        service=wiring.signing_services(tenant)(provider),
        accounts=wiring.signing_accounts(tenant),
        documents=wiring.digital_documents(tenant),
        orders=wiring.orders(tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )


def check_now(tenant: Tenant, command: CheckStatus) -> Followed:
    """Raises NotFound, TooManyRequests, StatusNotChecked, Unavailable."""
    provider = wiring.digital_documents(tenant).get(ids.require("doc", command.document_id)).provider
    followed = check_status(command, account_book(tenant, provider), wiring.status_checks(tenant))
    heed(tenant, [followed])
    return followed


def heed(tenant: Tenant, followed: Sequence[Followed]) -> None:
    """What a report makes necessary: an alarm for words that we don't know, the signed file to be kept."""
    for one in followed:
        document = one.document
        if one.is_unknown_word:
            metrics.add_metric(name="UnknownStatus", unit=MetricUnit.Count, value=1)
            logger.error("unknown status", document_id=document.id, provider_status=document.provider_status)
        if document.status is DocumentStatus.SIGNED and document.due_at is not None:
            queue = wiring.signing_queue()
            tell_poll(tenant, document.provider, document.id, version=document.version, queue=queue)
