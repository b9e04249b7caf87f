"""No test reaches the real AWS: dummy credentials for all, moto for those that ask for the table."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from shared import settings, wiring
from shared.adapters.dynamodb.table import DynamoTable
from tests.support.permissions import watched
from tests.support.template import load_template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

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
}


def pytest_configure() -> None:
    """Powertools reads its names when it is imported, so they are set before any test module is."""
    os.environ.update(ENVIRONMENT)


@pytest.fixture(autouse=True, scope="session")
def permissions() -> Iterator[None]:
    """Whatever a function asks of AWS in a test, its role in the template allows."""
    with watched():
        yield


def forget_wiring() -> None:
    """Clients and settings are cached for a process; a test begins without them."""
    settings.settings.cache_clear()
    for factory in vars(wiring).values():
        if hasattr(factory, "cache_clear"):
            factory.cache_clear()


@pytest.fixture
def aws() -> Iterator[None]:
    """An empty AWS account in this process, with the signing keys in their secret."""
    with mock_aws():
        forget_wiring()
        boto3.client("secretsmanager").create_secret(Name="test-signing-keys", SecretString='{"1": "a test key"}')
        yield
    forget_wiring()


@pytest.fixture
def dynamodb(aws: None) -> "DynamoDBClient":
    """A client of an account that holds the table, exactly as template.yaml declares it."""
    properties: dict[str, Any] = load_template()["Resources"]["Table"]["Properties"]
    names = ("AttributeDefinitions", "KeySchema", "BillingMode", "GlobalSecondaryIndexes")
    client = boto3.client("dynamodb")
    client.create_table(TableName=TABLE_NAME, **{name: properties[name] for name in names})
    return client


@pytest.fixture
def table(dynamodb: "DynamoDBClient") -> DynamoTable:
    return DynamoTable(dynamodb, TABLE_NAME)
