"""Holds what functions ask of AWS in any test against their roles in the template.

moto checks no permissions and the emulator knows no `LeadingKeys`: what a role forgot would show on AWS only.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from tests.support.account import ENVIRONMENT
from tests.support.template import ROOT, load_template, resources_of

FUNCTIONS = ROOT / "functions"
BUCKETS = {
    ENVIRONMENT["ASSETS_BUCKET"]: "AssetsBucket",
    ENVIRONMENT["DOCUMENTS_BUCKET"]: "DocumentsBucket",
    ENVIRONMENT["EVIDENCE_BUCKET"]: "EvidenceBucket",
    ENVIRONMENT["EXPORTS_BUCKET"]: "ExportsBucket",
}
KEYS = {
    ENVIRONMENT["EVIDENCE_KEY"]: "EvidenceKey",
    ENVIRONMENT["WORKSPACE_KEY"]: "WorkspaceKey",
}
QUEUES = {
    ENVIRONMENT["EXPORTS_QUEUE"]: "ExportsQueue",
    ENVIRONMENT["SIGNING_QUEUE"]: "SigningQueue",
}
EVERY_TOPIC = {"Fn::Sub": "arn:${AWS::Partition}:sns:*:*:*"}
A_PHONE = "*"
"""Publishing to one has no resource of its own."""
SIGNING_ACCOUNTS = "${AWS::StackName}/signing-accounts/*"


class NotPermitted(BaseException):
    """No Exception, so that no function can handle it."""


@dataclass(frozen=True, slots=True)
class Need:
    """A permission that a request takes: an action on a resource of the template, with what conditions look at."""

    action: str
    resource: str
    context: dict[str, str]


@contextmanager
def watched() -> Iterator[None]:
    """Within the block, a request made by code of a function must be allowed by the function's role."""
    make_api_call = BaseClient._make_api_call  # type: ignore[attr-defined]

    def watch(client: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        if function := acting_function():
            for need in needs(operation, parameters):
                require(function, need)
        return make_api_call(client, operation, parameters)

    with patch.object(BaseClient, "_make_api_call", watch):
        yield


def acting_function() -> str | None:
    """The folder of the function whose code is being run, wherever it has called."""
    frame = sys._getframe()
    while frame := frame.f_back:  # type: ignore[assignment]
        if function := _function_of(frame.f_code.co_filename):
            return function
    return None


@cache
def _function_of(file: str) -> str | None:
    path = Path(file)
    return path.relative_to(FUNCTIONS).parts[0] if path.is_relative_to(FUNCTIONS) else None


def require(function: str, need: Need) -> None:
    if not any(allows(statement, need) for statement in statements(function)):
        raise NotPermitted(f"{function} may not {need.action} on {need.resource} with {need.context}")


def statements(function: str) -> Iterator[dict[str, Any]]:
    name = function.title().replace("_", "") + "Function"
    for policy in resources_of("AWS::Serverless::Function", load_template())[name].get("Policies", []):
        yield from policy["Statement"]


def allows(statement: dict[str, Any], need: Need) -> bool:
    return (
        need.action in _listed(statement["Action"])
        and _covers(statement, need.resource)
        and all(
            _holds(operator, key, _listed(wanted), need.context)
            for operator, keys in statement.get("Condition", {}).items()
            for key, wanted in keys.items()
        )
    )


def needs(operation: str, parameters: dict[str, Any]) -> Iterator[Need]:
    match operation:
        case "GetItem":
            yield _on_row(operation, parameters["Key"])
        case "BatchGetItem":
            for request in parameters["RequestItems"].values():
                yield from (_on_row(operation, key) for key in request["Keys"])
        case "Query":
            yield _query(parameters)
        case "TransactWriteItems":
            for item in parameters["TransactItems"]:
                ((kind, request),) = item.items()
                action = kind if kind == "ConditionCheck" else f"{kind}Item"
                yield _on_row(action, request.get("Key") or request["Item"])
        case _:
            yield from _needs_beside_the_table(operation, parameters)


def _needs_beside_the_table(operation: str, parameters: dict[str, Any]) -> Iterator[Need]:
    match operation:
        case "GetObject" | "PutObject" | "DeleteObject" | "ListObjectVersions":
            yield _on_file(operation, parameters)
        case "Invoke":
            yield Need("lambda:InvokeFunction", "RenderDocumentsFunction", {})
        case "SendMessage" | "SendMessageBatch":
            yield Need("sqs:SendMessage", QUEUES[parameters["QueueUrl"]], {})
        case "CreateSecret" | "GetSecretValue" | "PutSecretValue":
            name = parameters.get("SecretId") or parameters["Name"]
            resource = SIGNING_ACCOUNTS if name.startswith(ENVIRONMENT["SIGNING_ACCOUNTS_SECRETS"]) else "SigningKeys"
            yield Need(f"secretsmanager:{operation}", resource, {})
        case _ if operation.startswith("Admin") and "UserPoolId" in parameters:
            yield Need(f"cognito-idp:{operation}", "UserPool", {})
        case "Sign" | "GetPublicKey":
            yield Need(f"kms:{operation}", KEYS[parameters["KeyId"]], {})
        case "SendEmail" | "Publish":
            yield from _needs_to_reach_people(parameters)
        case "InitiateAuth" | "RespondToAuthChallenge":
            pass  # anybody may ask the user pool to sign them in: these requests aren't even signed
        case _:
            raise NotPermitted(f"no function makes {operation} requests: say here what they take")


def _on_file(operation: str, parameters: dict[str, Any]) -> Need:
    bucket = BUCKETS[parameters["Bucket"]]
    if operation == "ListObjectVersions":
        return Need("s3:ListBucketVersions", bucket, {"s3:prefix": parameters["Prefix"]})
    version = "Version" if operation == "DeleteObject" and "VersionId" in parameters else ""
    return Need(f"s3:{operation}{version}", f"{bucket}/{parameters['Key'].partition('/')[0]}/*", {})


def _needs_to_reach_people(parameters: dict[str, Any]) -> Iterator[Need]:
    if "Content" not in parameters:
        yield Need("sns:Publish", A_PHONE if "PhoneNumber" in parameters else "a topic", {})
        return
    action = "ses:SendRawEmail" if "Raw" in parameters["Content"] else "ses:SendEmail"
    for resource in ("MailIdentity", "MailConfiguration"):
        yield Need(action, resource, {"ses:FromAddress": parameters["FromEmailAddress"]})


def _on_row(action: str, row: dict[str, Any]) -> Need:
    return Need(f"dynamodb:{action}", "Table", {"dynamodb:LeadingKeys": row["pk"]["S"]})


def _query(parameters: dict[str, Any]) -> Need:
    partition = re.match(r"\w+ = (:\w+)", parameters["KeyConditionExpression"])
    assert partition is not None, "a query begins with its partition"
    key = parameters["ExpressionAttributeValues"][partition[1]]["S"]
    resource = f"Table/index/{parameters['IndexName']}" if "IndexName" in parameters else "Table"
    return Need("dynamodb:Query", resource, {"dynamodb:LeadingKeys": key})


def _holds(operator: str, key: str, wanted: list[Any], context: dict[str, str]) -> bool:
    match operator, key:
        case "ForAllValues:StringLike", "dynamodb:LeadingKeys":
            return any(fnmatchcase(context[key], pattern) for pattern in wanted)
        case "StringLike", "s3:prefix":
            return any(fnmatchcase(context[key], pattern) for pattern in wanted)
        case "StringEquals", "ses:FromAddress":
            return wanted == [{"Ref": "MailSender"}] and "@" in context[key]
    raise NotPermitted(f"{operator} of {key} is not understood: say here what it means")


def _covers(statement: dict[str, Any], resource: str) -> bool:
    if "NotResource" in statement:
        return bool(statement["NotResource"] == EVERY_TOPIC) and resource == A_PHONE
    return resource in map(_resource_name, _listed(statement["Resource"]))


def _resource_name(resource: dict[str, Any]) -> str:
    """`!Sub ${Table.Arn}/index/due` -> Table/index/due; `!Sub arn:...:identity/${MailIdentity}` -> MailIdentity."""
    match resource:
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), "Arn"]}:
            return name
        case {"Fn::Sub": str(text)} if text.startswith("${"):
            return re.sub(r"^\$\{(\w+)\.Arn\}", r"\1", text)
        case {"Fn::Sub": str(text)} if ":secret:" in text:
            return text.partition(":secret:")[2]
        case {"Fn::Sub": str(text)}:
            return str(re.findall(r"\$\{(\w+)\}", text)[-1])
    return str(resource)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
