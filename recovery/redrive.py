"""Handles once more what waits in a stack's dead-letter queue: `python -m recovery.redrive <stack>`.

To be run when the cause is mended. A message leaves the queue when its function has handled it, and stays when it
failed again. Everything may be handled twice: the handlers see to that.
"""

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_sqs import SQSClient

QUEUE = "DeadLetters"
LONGEST_RUN = 310
"""Seconds: no function runs longer; nobody else gets a message for as long."""


class Call(NamedTuple):
    """A function of the stack, by its logical id or its ARN, and the event that it is to handle."""

    function: str
    event: dict[str, Any]


class Account(NamedTuple):
    cloudformation: "CloudFormationClient"
    functions: "LambdaClient"
    sqs: "SQSClient"


def call_for(body: str) -> Call | None:
    """None for what is found anew without it, or is not known."""
    match json.loads(body):
        case {"requestContext": {"functionArn": str(arn)}, "requestPayload": dict(event)}:
            return Call(arn.removesuffix(":$LATEST"), event)
        case {"Type": "Notification", "Message": str()} as told:
            return Call("DeliverMessagesFunction", {"Records": [{"EventSource": "aws:sns", "Sns": told}]})
        case {"DDBStreamBatchInfo": {}, "requestContext": {"functionArn": str(arn)}} if "DeliverMessages" in arn:
            return Call(arn.removesuffix(":$LATEST"), {"sweep": "messages"})
    return None


def redrive(stack: str, account: Account) -> Counter[str]:
    """How many were handled, failed again, and were left for somebody to look at."""
    queue = account.sqs.get_queue_url(QueueName=_physical_id(stack, QUEUE, account).rpartition("/")[2])["QueueUrl"]
    counts: Counter[str] = Counter()
    while found := account.sqs.receive_message(QueueUrl=queue, VisibilityTimeout=LONGEST_RUN).get("Messages", []):
        (message,) = found
        call = call_for(message["Body"])
        outcome = "left" if call is None else _handled(call, stack, account)
        counts[outcome] += 1
        if outcome == "handled":
            account.sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return counts


def _handled(call: Call, stack: str, account: Account) -> str:
    name = call.function if ":" in call.function else _physical_id(stack, call.function, account)
    answer = account.functions.invoke(FunctionName=name, Payload=json.dumps(call.event).encode())
    return "failed again" if answer.get("FunctionError") else "handled"


def _physical_id(stack: str, resource: str, account: Account) -> str:
    told = account.cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=resource)
    return told["StackResourceDetail"]["PhysicalResourceId"]


def main(arguments: list[str]) -> int:
    (stack,) = arguments
    patient = Config(read_timeout=LONGEST_RUN, retries={"total_max_attempts": 1})
    account = Account(boto3.client("cloudformation"), boto3.client("lambda", config=patient), boto3.client("sqs"))
    counts = redrive(stack, account)
    sys.stdout.write(", ".join(f"{counts[it]} {it}" for it in ("handled", "failed again", "left")) + "\n")
    return 1 if counts["failed again"] + counts["left"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
