"""A reseller with a customer and a stranger beside it, in an AWS account of their own; time goes on when it is told."""

import json
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import boto3
import pytest
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends
from moto.sqs.models import sqs_backends

from functions.deliver_messages import handler as deliver_messages
from functions.issue_evidence import handler as issue_evidence
from functions.orders import handler as orders
from functions.poll_status import handler as poll_status
from functions.request_information import handler as request_information
from functions.send_confirmation import handler as send_confirmation
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable, Row
from shared.terms_texts import TermsTexts
from tests.faults.wire import Wire, wired
from tests.support import seeds
from tests.support.account import (
    ENVIRONMENT,
    TABLE_NAME,
    create_evidence_bucket,
    create_evidence_key,
    create_signing_queue,
    create_table,
    open_account,
)
from tests.support.builders import OTHER_PARTNER_ID, PARTNER_ID
from tests.support.clock import SteppingClock
from tests.support.events import Context
from tests.support.user_pool import UserPool

SIGNING_QUEUE = ENVIRONMENT["SIGNING_QUEUE"].rpartition("/")[2]
ROUNDS = 3
BETWEEN_ROUNDS = timedelta(minutes=5)
SCHEDULE = (
    (send_confirmation, "confirmations"),
    (orders, "orders"),
    (request_information, "rfis"),
    (deliver_messages, "messages"),
    (issue_evidence, "evidence"),
)


@dataclass(slots=True)
class World:
    """With `is_reported`, SES tells of each mail that it took before a claim on its message ends.

    What is `only_seen` may stay unrecorded although the page was shown. The `stranger` has no part in anything.
    """

    table: DynamoTable
    clock: SteppingClock
    wire: Wire = field(default_factory=Wire)
    is_reported: bool = False
    only_seen: bool = False
    stranger: str = OTHER_PARTNER_ID
    changes: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)
    is_signing: bool = False

    def rows(self) -> list[dict[str, Any]]:
        """All of the table."""
        found: Any = self.table._client.scan(TableName=TABLE_NAME)
        assert "LastEvaluatedKey" not in found
        return list(found["Items"])

    def report(self) -> None:
        """What SES tells of the mails that it took."""
        for message_id in sorted(self.wire.sent) if self.is_reported else ():
            deliver_messages.lambda_handler(_send_event(message_id, self.clock().isoformat()), Context())

    def pass_time(self) -> None:
        """What the schedule runs, as often as it takes at the most."""
        with _empty_shards_at_no_cost():
            for _ in range(ROUNDS):
                self.clock.at += BETWEEN_ROUNDS
                for function, what in SCHEDULE:
                    function.lambda_handler({"sweep": what}, Context())
                if self.is_signing:
                    self._poll()

    def _poll(self) -> None:
        """What came of envelopes is read back."""
        self.sweep_documents()
        poll_status.lambda_handler({"poll": "accounts"}, Context())
        self.work_on_queue()

    def sweep_documents(self) -> None:
        poll_status.lambda_handler({"sweep": "documents"}, Context())

    def open_user_pool(self) -> None:
        """Where users are activated; closed with the world."""
        UserPool(self.changes)

    def work_on_queue(self) -> None:
        """The queue hands out what is in it, until it is empty."""
        queue = sqs_backends[DEFAULT_ACCOUNT_ID][ENVIRONMENT["AWS_DEFAULT_REGION"]].queues[SIGNING_QUEUE]
        while messages := list(queue._messages):
            queue._messages.clear()
            for message in messages:
                record = {"eventSource": "aws:sqs", "messageId": "1", "body": message.body}
                poll_status.lambda_handler({"Records": [record]}, Context())


@contextmanager
def _empty_shards_at_no_cost() -> Iterator[None]:
    """The schedule looks into dozens of shards, most of which are empty: moto isn't asked for those."""
    query_due = DynamoTable.query_due
    rows = dynamodb_backends[DEFAULT_ACCOUNT_ID][ENVIRONMENT["AWS_DEFAULT_REGION"]].tables[TABLE_NAME]

    def query(table: DynamoTable, shard: str, *, until: str, limit: int) -> list[Row]:
        shards = {item.attrs["due_shard"].value for item in rows.all_items() if "due_shard" in item.attrs}
        return query_due(table, shard, until=until, limit=limit) if shard in shards else []

    with patch.object(DynamoTable, "query_due", query):
        yield


def _send_event(message_id: str, at: str) -> dict[str, Any]:
    tags = {"partner_id": [PARTNER_ID], "message_id": [message_id]}
    told = {"eventType": "Send", "mail": {"timestamp": at, "tags": tags}, "send": {}}
    sns = {"Type": "Notification", "Message": json.dumps(told)}
    return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": sns}]}


@contextmanager
def new_world() -> Iterator[World]:
    clock, chance = SteppingClock(), random.Random(1)
    with (
        open_account(),
        patch.object(wiring, "now", clock),
        patch.object(wiring, "random_bytes", chance.randbytes),
    ):
        world = World(DynamoTable(create_table(), TABLE_NAME), clock)
        with wired(world.wire):
            _furnish(world.table)
            _forget_terms()
            try:
                yield world
            finally:
                world.changes.undo()


def _furnish(table: DynamoTable) -> None:
    boto3.client("sesv2").create_email_identity(EmailIdentity="countersign.example")
    where: Any = {"LocationConstraint": ENVIRONMENT["AWS_DEFAULT_REGION"]}
    for bucket in ("DOCUMENTS_BUCKET", "EXPORTS_BUCKET"):
        boto3.client("s3").create_bucket(Bucket=ENVIRONMENT[bucket], CreateBucketConfiguration=where)
    boto3.client("sqs").create_queue(QueueName=ENVIRONMENT["EXPORTS_QUEUE"].rpartition("/")[2])
    create_signing_queue()
    create_evidence_key()
    create_evidence_bucket()
    seeds.put_reseller(table)
    seeds.put_stranger(table)


def _forget_terms() -> None:
    """As a process that has just begun."""
    for name, module in list(sys.modules.items()):
        if name.startswith("functions.") and isinstance(texts := getattr(module, "terms_texts", None), TermsTexts):
            texts._kept.clear()
