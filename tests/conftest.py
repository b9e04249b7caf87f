"""No test reaches the real AWS: dummy credentials for all, moto for those that ask for the table."""

import gc
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest

from shared.adapters.dynamodb.table import DynamoTable
from tests.support.account import ENVIRONMENT, TABLE_NAME, create_table, open_account
from tests.support.chromium import chromium
from tests.support.permissions import watched
from tests.support.stack import stack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

__all__ = ["chromium", "stack"]
"""Fixtures for whoever asks: one browser and one stack for a run, whichever folder asks first."""


def pytest_configure() -> None:
    """Powertools reads its names when it is imported, so they are set before any test module is."""
    os.environ.update(ENVIRONMENT)
    # Nothing is timed in a test: the first example of a property imports what it needs.
    hypothesis.settings.register_profile("untimed", deadline=None)
    hypothesis.settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """Thousands of tests stay until the end: no collection of garbage looks through them, and all modules, again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def permissions() -> Iterator[None]:
    """Whatever a function asks of AWS in a test, its role in the template allows."""
    with watched():
        yield


@pytest.fixture
def aws() -> Iterator[None]:
    """An empty AWS account in this process, with the signing keys in their secret."""
    with open_account():
        yield


@pytest.fixture
def dynamodb(aws: None) -> "DynamoDBClient":
    """A client of an account that holds the table, exactly as template.yaml declares it."""
    return create_table()


@pytest.fixture
def table(dynamodb: "DynamoDBClient") -> DynamoTable:
    return DynamoTable(dynamodb, TABLE_NAME)
