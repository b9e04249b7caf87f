"""Deploys the template to the emulated AWS as `sam deploy` would: transform, upload, create or update the stack."""

import copy
import hashlib
import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError
from samtranslator.yaml_helper import yaml_parse

from local import emulator_faults
from local.build import Package
from local.configuration import API_ID, REGION, ROOT, STACK_NAME, Configuration, StackFailure

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

BUCKET = "countersign-artifacts"
PATIENCE = 120
TRANSFORMERS = (Path(__file__), Path(emulator_faults.__file__))


@dataclass(frozen=True, slots=True)
class Stack:
    status: str
    reason: str
    fingerprint: str
    outputs: dict[str, str]


def session() -> boto3.Session:
    """The emulated account's credentials, never the developer's own."""
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)  # noqa: S106


def read_template() -> dict[str, Any]:
    template: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text())
    return template


def deploy(template: dict[str, Any], packages: list[Package], configuration: Configuration) -> dict[str, str]:
    """Gives the stack's outputs; what is deployed already is left as it is."""
    packed = {package.resource: (package, _digest(package.zip.read_bytes())) for package in packages}
    parameters = {
        "PublicUrl": configuration.api_url,
        "GetAcceptBaseUrl": configuration.getaccept_base_url,
        "PollRate": configuration.poll_rate,
    }
    by = [_digest(file.read_bytes()) for file in TRANSFORMERS]
    keys = {resource: key for resource, (_, key) in packed.items()}
    fingerprint = _digest(json.dumps([template, parameters, keys, by], sort_keys=True).encode())
    cloudformation = session().client("cloudformation", endpoint_url=configuration.aws_endpoint_url)
    stack = _present(cloudformation)
    if stack is None or stack.fingerprint != fingerprint or not stack.status.endswith("E_COMPLETE"):
        s3 = session().client("s3", endpoint_url=configuration.aws_endpoint_url)
        with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
            s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        for package, key in packed.values():
            s3.put_object(Bucket=BUCKET, Key=key, Body=package.zip.read_bytes())
        s3.put_object(Bucket=BUCKET, Key="template.json", Body=json.dumps(transformed(template, packed)).encode())
        act = cloudformation.update_stack if stack else cloudformation.create_stack
        try:
            act(
                StackName=STACK_NAME,
                TemplateURL=f"{configuration.aws_endpoint_url}/{BUCKET}/template.json",
                Parameters=[{"ParameterKey": name, "ParameterValue": value} for name, value in parameters.items()],
                Capabilities=["CAPABILITY_IAM"],
                Tags=[{"Key": "fingerprint", "Value": fingerprint}],
            )
        except ClientError as refused:
            raise _failure(refused.response["Error"]["Message"]) from refused
        stack = _settled(cloudformation)
    return stack.outputs


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def transformed(template: dict[str, Any], packed: dict[str, tuple[Package, str]]) -> dict[str, Any]:
    # Slow to import, and needed only when something changed.
    from samtranslator.model.exceptions import InvalidDocumentException
    from samtranslator.translator.transform import transform

    template = copy.deepcopy(template)
    for resource, (package, key) in packed.items():
        template["Resources"][resource]["Properties"][package.location] = {"Bucket": BUCKET, "Key": key}
    os.environ.setdefault("AWS_DEFAULT_REGION", REGION)  # SAM wants to know where it is
    try:
        result = transform(template, {}, SimpleNamespace(load=dict))
    except InvalidDocumentException as invalid:
        causes = "; ".join(cause.message for cause in invalid.causes)
        raise _failure(causes) from invalid
    for resource in result["Resources"].values():
        if resource["Type"] == "AWS::ApiGatewayV2::Api":
            resource["Properties"].setdefault("Tags", {})["ms-custom-id"] = API_ID
    return emulator_faults.adapted(result)


def _present(cloudformation: "CloudFormationClient") -> Stack | None:
    try:
        [found] = cloudformation.describe_stacks(StackName=STACK_NAME)["Stacks"]
    except ClientError:
        return None
    return Stack(
        found["StackStatus"],
        found.get("StackStatusReason", "no reason was given"),
        next((tag["Value"] for tag in found.get("Tags", []) if tag["Key"] == "fingerprint"), ""),
        {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])},
    )


def _settled(cloudformation: "CloudFormationClient") -> Stack:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        stack = _present(cloudformation)
        if stack and stack.status in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            return stack
        if stack and not stack.status.endswith("_IN_PROGRESS"):
            raise _failure(_first_reason(cloudformation) or stack.reason)
        time.sleep(0.1)
    raise _failure(f"it was not ready within {PATIENCE} seconds")


def _failure(reason: str) -> StackFailure:
    return StackFailure(f"template.yaml could not be deployed: {reason.rstrip('.')}. (FRESH=1 begins anew.)")


def _first_reason(cloudformation: "CloudFormationClient") -> str | None:
    pages = cloudformation.get_paginator("describe_stack_events").paginate(StackName=STACK_NAME)
    newest_first = [event for page in pages for event in page["StackEvents"]]
    return next(
        (
            f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
            for event in reversed(newest_first)
            if event["ResourceStatus"].endswith("_FAILED") and event.get("ResourceStatusReason")
        ),
        None,
    )
