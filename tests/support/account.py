"""An AWS account in this process: empty but for the table of template.yaml and the signing keys."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from moto import mock_aws

from shared import settings, wiring
from tests.support.quick_aws import quick_aws
from tests.support.signed_digests import signed_digests
from tests.support.template import load_template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

TABLE_NAME = "test-table"

ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": "eu-north-1",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "POWERTOOLS_SERVICE_NAME": "countersign",
    "POWERTOOLS_METRICS_NAMESPACE": "Countersign",
    "TABLE_NAME": TABLE_NAME,
    "PUBLIC_URL": "https://countersign.example",
    "SIGNING_KEYS_SECRET": "test-signing-keys",
    "MAIL_SENDER": "no-reply@countersign.example",
    "MAIL_CONFIGURATION_SET": "test-mail",
    "EXPORTS_BUCKET": "test-exports",
    "DOCUMENTS_BUCKET": "test-documents",
    "RENDER_FUNCTION": "test-render",
    "ASSETS_BUCKET": "test-assets",
    "EXPORTS_QUEUE": "https://sqs.eu-north-1.amazonaws.com/123456789012/test-exports",
    "SIGNING_QUEUE": "https://sqs.eu-north-1.amazonaws.com/123456789012/test-signing.fifo",
    "GETACCEPT_BASE_URL": "https://api.getaccept.com/v1",
    "SIGNING_ACCOUNTS_SECRETS": "test/signing-accounts",
    "SECRETS_KEY": "alias/test-secrets",
    "USER_POOL_ID": "eu-north-1_test",
    "USER_POOL_CLIENT_ID": "test-client",
    "WORKSPACE_KEY": "alias/test-workspace",
    "EVIDENCE_KEY": "alias/test-evidence",
    "EVIDENCE_BUCKET": "test-evidence",
}


@contextmanager
def open_account() -> Iterator[None]:
    with mock_aws(), quick_aws(), signed_digests():
        _forget_wiring()
        boto3.client("secretsmanager").create_secret(Name="test-signing-keys", SecretString='{"1": "a test key"}')
        yield
    _forget_wiring()


def create_table() -> "DynamoDBClient":
    properties: dict[str, Any] = load_template()["Resources"]["Table"]["Properties"]
    names = ("AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes")
    client = boto3.client("dynamodb")
    client.create_table(TableName=TABLE_NAME, **{name: properties[name] for name in names})
    return client


def create_workspace_key() -> None:
    _create_key("WorkspaceKey", ENVIRONMENT["WORKSPACE_KEY"])


def create_evidence_key() -> None:
    _create_key("EvidenceKey", ENVIRONMENT["EVIDENCE_KEY"])


def _create_key(resource: str, alias: str) -> None:
    """As template.yaml declares it, by the name that the settings have for it."""
    properties: dict[str, Any] = load_template()["Resources"][resource]["Properties"]
    client = boto3.client("kms")
    made = client.create_key(KeySpec=properties["KeySpec"], KeyUsage=properties["KeyUsage"])
    client.create_alias(AliasName=alias, TargetKeyId=made["KeyMetadata"]["KeyId"])


def create_evidence_bucket() -> "S3Client":
    """With the lock that template.yaml declares."""
    template = load_template()
    default = template["Resources"]["EvidenceBucket"]["Properties"]["ObjectLockConfiguration"]["Rule"][
        "DefaultRetention"
    ]
    days = template["Parameters"][default["Days"]["Ref"]]["Default"]
    client, bucket = boto3.client("s3"), ENVIRONMENT["EVIDENCE_BUCKET"]
    where: Any = {"LocationConstraint": ENVIRONMENT["AWS_DEFAULT_REGION"]}
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration=where, ObjectLockEnabledForBucket=True)
    lock: Any = {
        "ObjectLockEnabled": "Enabled",
        "Rule": {"DefaultRetention": {"Mode": default["Mode"], "Days": days}},
    }
    client.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=lock)
    return client


def create_signing_queue() -> "SQSClient":
    """By the address that the settings have for it; whoever holds the client can look what is in it."""
    client = boto3.client("sqs")
    name = ENVIRONMENT["SIGNING_QUEUE"].rpartition("/")[2]
    client.create_queue(QueueName=name, Attributes={"FifoQueue": "true"})
    return client


def create_assets_bucket() -> "S3Client":
    client = boto3.client("s3")
    where = {"LocationConstraint": ENVIRONMENT["AWS_DEFAULT_REGION"]}
    client.create_bucket(Bucket=ENVIRONMENT["ASSETS_BUCKET"], CreateBucketConfiguration=where)  # type: ignore[arg-type]
    return client


def _forget_wiring() -> None:
    """Clients and settings are cached for a process; an account begins without them."""
    settings.settings.cache_clear()
    for factory in vars(wiring).values():
        if hasattr(factory, "cache_clear"):
            factory.cache_clear()
