"""What is to be prepared later, in a queue that hands it to a function."""

import json
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable
from shared.domain.export import Export
from shared.domain.tenant import Tenant

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


class SqsExportQueue:
    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def send(self, export: Export) -> None:
        body = json.dumps({"partner_id": export.partner_id, "export_id": export.id})
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=body)
        except (ClientError, HTTPClientError, NotConnected) as error:
            raise Unavailable("The export can't be begun now.") from error


def queued_export(record: Any) -> tuple[Tenant, str, int]:
    """Whose export a message asks for, which, and how often it was handed out by now."""
    body = json.loads(record["body"])
    return Tenant(body["partner_id"]), body["export_id"], int(record["attributes"]["ApproximateReceiveCount"])
