"""How much is tried: in a test run little, and always the same; `make abuse` tries a hundred of each, anew."""

import os
from collections.abc import Iterator

import hypothesis
import pytest
from hypothesis import HealthCheck

from shared.adapters.dynamodb.table import DynamoTable
from tests.support.account import TABLE_NAME, create_evidence_key, create_table, open_account
from tests.support.getaccept import getaccept_in_place
from tests.support.two_resellers import put_two_resellers

WANTED = os.environ.get("ABUSE", "")

hypothesis.settings.register_profile(
    "abuse",
    deadline=None,
    database=None,
    derandomize=not WANTED,
    max_examples=int(WANTED or 6),
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
ABUSE = hypothesis.settings.get_profile("abuse")


@pytest.fixture(scope="module")
def resellers() -> Iterator[DynamoTable]:
    """Two partners, and everything that one of them can have: for many requests, which nothing else may follow."""
    with pytest.MonkeyPatch.context() as patch, open_account(), getaccept_in_place(patch):
        table = DynamoTable(create_table(), TABLE_NAME)
        create_evidence_key()
        put_two_resellers(table, patch)
        yield table
