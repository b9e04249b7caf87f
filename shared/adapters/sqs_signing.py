"""Tasks for the poll, in a FIFO queue with a group for each signing account: one at a time there, side by side else."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable
from shared.domain.partner import SigningProvider
from shared.domain.tenant import Tenant

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

BATCH = 10
"""SQS takes no more in one request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningTask:
    """`document_id` None: the whole account is to be asked."""

    tenant: Tenant
    provider: SigningProvider
    document_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardTask:
    """The accounts of a shard are to be queued, from `after` on."""

    shard: int
    failed_only: bool
    after: dict[str, str] | None


class SqsSigningQueue:
    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def follow_accounts(self, accounts: Sequence[tuple[Tenant, SigningProvider]], *, once: str) -> int:
        return sum(
            self._send_all([_message_of(*_task_of(tenant, provider), once) for tenant, provider in batch])
            for batch in batched(accounts, BATCH, strict=False)
        )

    def poll_shard(self, shard: int, *, failed_only: bool, after: dict[str, str] | None, once: str) -> None:
        task = {"shard": shard, "failed_only": failed_only, "after": after}
        self._send(_message_of(f"shard-{shard}", task, once))

    def settle_document(self, tenant: Tenant, provider: SigningProvider, document_id: str, *, once: str) -> None:
        self._send(_message_of(*_task_of(tenant, provider, {"document_id": document_id}), once))

    def _send(self, message: dict[str, str]) -> None:
        try:
            self._client.send_message(QueueUrl=self._url, **message)  # type: ignore[arg-type]
        except (ClientError, HTTPClientError, NotConnected) as error:
            raise Unavailable("The task can't be queued now.") from error

    def _send_all(self, messages: Sequence[dict[str, str]]) -> int:
        """How many of them SQS took."""
        entries: Any = [{"Id": str(number), **message} for number, message in enumerate(messages)]
        try:
            answer = self._client.send_message_batch(QueueUrl=self._url, Entries=entries)
        except (ClientError, HTTPClientError, NotConnected):
            return 0
        return len(answer.get("Successful", ()))


def _task_of(
    tenant: Tenant, provider: SigningProvider, wish: dict[str, Any] | None = None
) -> tuple[str, dict[str, Any]]:
    """The group of the account, and what it is asked for."""
    return f"{tenant.partner_id}-{provider}", {"partner_id": tenant.partner_id, "provider": provider, **(wish or {})}


def _message_of(group: str, task: dict[str, Any], once: str) -> dict[str, str]:
    body = json.dumps(task)
    return {
        "MessageBody": body,
        "MessageGroupId": group,
        "MessageDeduplicationId": hashlib.sha256(f"{body} {once}".encode()).hexdigest(),
    }


def queued_task(record: Any) -> SigningTask | ShardTask:
    """What a record of the queue asks for."""
    body = json.loads(record["body"])
    if "shard" in body:
        return ShardTask(shard=body["shard"], failed_only=body["failed_only"], after=body["after"])
    return SigningTask(
        tenant=Tenant(body["partner_id"]),
        provider=SigningProvider(body["provider"]),
        document_id=body.get("document_id"),
    )
