"""What was set aside is handled once more, by the function that it was meant for."""

import json
from collections.abc import Callable
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from recovery.redrive import Account, Call, call_for, redrive

FUNCTION = "arn:aws:lambda:eu-north-1:123456789012:function:countersign-OrdersFunction-1A2B"
MAILS = "arn:aws:lambda:eu-north-1:123456789012:function:countersign-DeliverMessagesFunction-3C4D"
RESOURCES = {"DeadLetters": "https://sqs/123456789012/dead-letters", "DeliverMessagesFunction": "mails"}

LOST_EVENT = json.dumps(
    {
        "version": "1.0",
        "requestContext": {"functionArn": f"{FUNCTION}:$LATEST", "condition": "RetriesExhausted"},
        "requestPayload": {"sweep": "orders"},
        "responsePayload": {"errorType": "Unavailable"},
    }
)
MAIL_EVENT = json.dumps({"Type": "Notification", "MessageId": "1", "Message": '{"eventType": "Delivery"}'})


def lost_records(function: str) -> str:
    return json.dumps(
        {
            "requestContext": {"functionArn": function, "condition": "RetryAttemptsExhausted"},
            "DDBStreamBatchInfo": {"shardId": "shardId-0001", "batchSize": 1},
        }
    )


class Functions:
    """Keeps what was asked of each; those of `broken` fail."""

    def __init__(self, broken: set[str]) -> None:
        self.broken = broken
        self.asked: list[tuple[str, Any]] = []

    def invoke(self, *, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's names
        self.asked.append((FunctionName, json.loads(Payload)))
        failed = {"FunctionError": "Unhandled"} if FunctionName in self.broken else {}
        return {"StatusCode": 200, "Payload": BytesIO(b"{}"), **failed}


class Stacks:
    def describe_stack_resource(self, *, StackName: str, LogicalResourceId: str) -> Any:  # noqa: N803
        assert StackName == "countersign"
        return {"StackResourceDetail": {"PhysicalResourceId": RESOURCES[LogicalResourceId]}}


@pytest.fixture
def dead_letters(aws: None) -> Callable[..., SimpleNamespace]:
    """A queue that holds these; what a redrive does with them, and what is left in it."""
    client = boto3.client("sqs")
    queue = client.create_queue(QueueName="dead-letters")["QueueUrl"]

    def handle(*bodies: str, broken: set[str] | None = None) -> SimpleNamespace:
        for body in bodies:
            client.send_message(QueueUrl=queue, MessageBody=body)
        functions: Any = Functions(broken or set())
        stacks: Any = Stacks()
        counts = redrive("countersign", Account(stacks, functions, client))
        names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        left = client.get_queue_attributes(QueueUrl=queue, AttributeNames=names)["Attributes"].values()
        return SimpleNamespace(counts=counts, asked=functions.asked, left=sum(map(int, left)))

    return handle


def test_an_event_goes_to_its_function_again_as_it_was(dead_letters: Callable[..., SimpleNamespace]) -> None:
    done = dead_letters(LOST_EVENT)

    assert done.asked == [(FUNCTION, {"sweep": "orders"})]
    assert (done.counts, done.left) == ({"handled": 1}, 0)


def test_a_mail_event_is_handled_as_the_topic_would_have_had_it(dead_letters: Callable[..., SimpleNamespace]) -> None:
    done = dead_letters(MAIL_EVENT)

    (asked,) = done.asked
    assert asked[0] == "mails"
    (record,) = asked[1]["Records"]
    assert (record["EventSource"], record["Sns"]["Message"]) == ("aws:sns", '{"eventType": "Delivery"}')
    assert done.left == 0


def test_lost_records_of_the_outbox_are_swept_up() -> None:
    assert call_for(lost_records(MAILS)) == Call(MAILS, {"sweep": "messages"})


@pytest.mark.parametrize(
    "body", [lost_records(FUNCTION), json.dumps({"partner_id": "par_1", "export_id": "exp_1"}), json.dumps([1])]
)
def test_what_is_not_known_is_left_for_somebody_to_look_at(
    dead_letters: Callable[..., SimpleNamespace], body: str
) -> None:
    done = dead_letters(body)

    assert done.asked == []
    assert (done.counts, done.left) == ({"left": 1}, 1)


def test_what_fails_again_stays_and_keeps_no_other_waiting(dead_letters: Callable[..., SimpleNamespace]) -> None:
    done = dead_letters(LOST_EVENT, MAIL_EVENT, LOST_EVENT, broken={FUNCTION})

    assert (done.counts, done.left) == ({"failed again": 2, "handled": 1}, 2)
