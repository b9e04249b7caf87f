"""Tasks for the poll, in a FIFO queue with a group for each signing account: one at a time there, side by side else."""

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningTask:
    """`document_id` None: the whole account is to be asked."""

    tenant: Tenant
    provider: SigningProvider
    document_id: str | None
    from_webhook: bool


class SqsSigningQueue:
    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def follow_account(self, tenant: Tenant, provider: SigningProvider, *, once: str) -> None:
        self._send(tenant, provider, {}, once)

    def settle_document(
        self, tenant: Tenant, provider: SigningProvider, document_id: str, *, once: str, from_webhook: bool = False
    ) -> None:
        self._send(tenant, provider, {"document_id": document_id, "from_webhook": from_webhook}, once)

    def _send(self, tenant: Tenant, provider: SigningProvider, wish: dict[str, Any], once: str) -> None:
        task = {"partner_id": tenant.partner_id, "provider": provider, **wish}
        try:
            self._client.send_message(
                QueueUrl=self._url,
                MessageBody=json.dumps(task),
                MessageGroupId=f"{tenant.partner_id}-{provider}",
                MessageDeduplicationId=hashlib.sha256(f"{json.dumps(task)} {once}".encode()).hexdigest(),
            )
        except (ClientError, HTTPClientError, NotConnected) as error:
            raise Unavailable("The task can't be queued now.") from error


def queued_task(record: Any) -> SigningTask:
    """What a record of the queue asks for."""
    body = json.loads(record["body"])
    return SigningTask(
        tenant=Tenant(body["partner_id"]),
        provider=SigningProvider(body["provider"]),
        document_id=body.get("document_id"),
        from_webhook=body.get("from_webhook", False),
    )
