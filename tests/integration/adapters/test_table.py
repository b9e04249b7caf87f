"""What the table answers when it can't: a refusal that says to try again, never a half-done change."""

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber

from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.errors import ConcurrentChange, Conflict, Unavailable
from tests.support.counting import counted

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

ROW = Write(key=("PARTNER#1", "ROW"), data="{}")


class Taken(Conflict):
    pass


def test_what_nobody_answers_is_said_to_be_unavailable() -> None:
    nobody = Config(retries={"total_max_attempts": 1}, connect_timeout=1)
    table = DynamoTable(boto3.client("dynamodb", endpoint_url="http://127.0.0.1:1", config=nobody), "table")

    with pytest.raises(Unavailable):
        table.get(ROW.key)
    with pytest.raises(Unavailable):
        table.commit([ROW])


@pytest.mark.parametrize(
    ("code", "refusal"),
    [
        ("ThrottlingException", Unavailable),
        ("InternalServerError", Unavailable),
        ("TransactionInProgressException", ConcurrentChange),
    ],
)
def test_a_busy_table_is_to_be_tried_again(code: str, refusal: type[Exception]) -> None:
    client = boto3.client("dynamodb", config=Config(retries={"total_max_attempts": 1}))
    with Stubber(client) as stub:
        stub.add_client_error("transact_write_items", code)
        with pytest.raises(refusal):
            DynamoTable(client, "table").commit([ROW])


def test_the_first_condition_that_fails_says_why_and_nothing_is_written(table: DynamoTable) -> None:
    table.commit([ROW])
    other = Write(key=("PARTNER#1", "OTHER"), data="{}")

    with pytest.raises(Taken):
        table.commit([other, Write(key=ROW.key, data="{}", refusal=Taken("there is one"))])
    with pytest.raises(ConcurrentChange):
        table.commit([other, ROW])
    assert table.get(other.key) is None


def test_an_outlived_row_is_replaced_and_a_living_one_is_not(table: DynamoTable) -> None:
    table.commit([Write(key=ROW.key, data="old", version=100)])

    with pytest.raises(ConcurrentChange):
        table.commit([Write(key=ROW.key, data="new", version=300, outlived=99)])
    table.commit([Write(key=ROW.key, data="new", version=300, outlived=100)])

    row = table.get(ROW.key)
    assert row is not None
    assert (row.data, row.version) == ("new", 300)


def test_deleting_is_conditional_too(table: DynamoTable) -> None:
    table.commit([ROW])

    with pytest.raises(ConcurrentChange):
        table.commit([Write(key=ROW.key, data=None, replaces=2)])
    table.commit([Write(key=ROW.key, data=None, replaces=1)])
    assert table.get(ROW.key) is None


def test_more_than_one_answer_holds_is_asked_for_until_all_is_there(
    dynamodb: "DynamoDBClient", table: DynamoTable
) -> None:
    keys = [("PARTNER#1", f"ROW#{number:03d}") for number in range(99)]
    for key in keys:
        table.commit([Write(key=key, data="x" * 300_000)])

    with counted(dynamodb) as requests:
        found = table.get_all([*keys, ("PARTNER#1", "nothing")])
    assert found.keys() == set(keys)
    assert requests["BatchGetItem"] > 1
