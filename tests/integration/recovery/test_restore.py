"""The restore drill: a table is exported and lost, and a fresh one is all that it was."""

import gzip
import json
from base64 import b64encode
from datetime import timedelta
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from functions.deliver_messages import handler as deliver_messages
from functions.keep_statistics import handler as keep_statistics
from recovery.restore import Restored, UnusableExport, main, restore
from shared import wiring
from shared.adapters.dynamodb.outbox import DynamoOutbox
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.approval_messages import approval_reminder, approval_request
from tests.support import seeds
from tests.support.account import TABLE_NAME, create_table
from tests.support.builders import NOON, PARTNER_ID, TENANT, a_confirmation, a_quote
from tests.support.events import Context
from tests.support.waiting_evidence import put_waiting

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Rows = list[dict[str, Any]]
REQUEST = approval_request(a_confirmation(), PARTNER_ID, NOON)


class Patient(Context):
    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override]
        return 300_000


@pytest.fixture(autouse=True)
def business(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partner with a customer, counted; a confirmation whose mail has left; evidence that waits."""
    monkeypatch.setattr(wiring, "now", lambda: NOON + timedelta(minutes=1))
    boto3.client("sesv2").create_email_identity(EmailIdentity="countersign.example")
    seeds.put_reseller(table)
    confirmation = a_confirmation()
    quote = a_quote().confirmed_by(confirmation.id)
    wiring.confirmations(TENANT).send(confirmation, quote, REQUEST, replaced=None, once=None)
    put_waiting(table, 1, 2, 3)
    assert sweep() == {"sent": 1}
    keep_statistics.lambda_handler({"rebuild": PARTNER_ID}, Patient())


def sweep() -> dict[str, int]:
    counted: dict[str, int] = deliver_messages.lambda_handler({"sweep": "messages"}, Patient())
    return counted


def all_rows(client: "DynamoDBClient") -> Rows:
    rows = [row for page in client.get_paginator("scan").paginate(TableName=TABLE_NAME) for row in page["Items"]]
    return sorted(rows, key=lambda row: (row["pk"]["S"], row["sk"]["S"]))


def export(rows: Rows, folder: Path, *, parts: int = 3) -> Path:
    """As DynamoDB's export to S3 lays it down, in its own JSON."""
    (folder / "data").mkdir(parents=True)
    told = []
    for number in range(parts):
        some = rows[number::parts]
        packed = gzip.compress("".join(json.dumps({"Item": row}) + "\n" for row in some).encode())
        (folder / "data" / f"part-{number}.json.gz").write_bytes(packed)
        told.append(
            {
                "itemCount": len(some),
                "md5Checksum": b64encode(md5(packed, usedforsecurity=False).digest()).decode(),
                "dataFileS3Key": f"AWSDynamoDB/01700000000000-a1b2c3d4/data/part-{number}.json.gz",
            }
        )
    (folder / "manifest-files.json").write_text("".join(json.dumps(it) + "\n" for it in told))
    return folder


def lose_the_table(client: "DynamoDBClient") -> None:
    client.delete_table(TableName=TABLE_NAME)
    create_table()
    assert all_rows(client) == []


def test_a_fresh_table_is_all_that_the_lost_one_was(dynamodb: "DynamoDBClient", tmp_path: Path) -> None:
    before = all_rows(dynamodb)
    exported = export(before, tmp_path / "export")
    lose_the_table(dynamodb)

    assert restore(exported, TABLE_NAME, dynamodb) == Restored(put=len(before), there=0)

    assert len(before) > 20
    assert all_rows(dynamodb) == before


def test_what_was_sent_is_not_sent_again_and_what_waited_is(
    dynamodb: "DynamoDBClient", table: DynamoTable, tmp_path: Path
) -> None:
    reminded = a_confirmation().reminded(now=NOON, reminder=timedelta(days=5))
    reminder = approval_reminder(reminded, PARTNER_ID, NOON)
    wiring.confirmations(TENANT).save(reminded, (reminder,))
    exported = export(all_rows(dynamodb), tmp_path / "export")
    lose_the_table(dynamodb)
    restore(exported, TABLE_NAME, dynamodb)

    assert [sweep(), sweep()] == [{"sent": 1}, {}]
    assert [DynamoOutbox(table).get(PARTNER_ID, it.id).attempts for it in (REQUEST, reminder)] == [1, 1]


def test_the_figures_are_counted_anew_to_the_same(dynamodb: "DynamoDBClient", tmp_path: Path) -> None:
    exported = export(all_rows(dynamodb), tmp_path / "export")
    lose_the_table(dynamodb)
    restore(exported, TABLE_NAME, dynamodb)
    before = all_rows(dynamodb)

    assert keep_statistics.lambda_handler({"rebuild": PARTNER_ID}, Patient())["done"] is True

    unlike = [row for row in all_rows(dynamodb) if row not in before]
    assert {row["sk"]["S"] for row in unlike} <= {"STATISTICS", "COUNTED"}


def test_what_broke_off_goes_on_and_again_changes_nothing(dynamodb: "DynamoDBClient", tmp_path: Path) -> None:
    before = all_rows(dynamodb)
    exported = export(before, tmp_path / "export")
    lose_the_table(dynamodb)
    for row in before[:5]:
        dynamodb.put_item(TableName=TABLE_NAME, Item=row)

    assert restore(exported, TABLE_NAME, dynamodb) == Restored(put=len(before) - 5, there=5)
    assert restore(exported, TABLE_NAME, dynamodb) == Restored(put=0, there=len(before))
    assert all_rows(dynamodb) == before


def test_a_living_row_is_never_overwritten(dynamodb: "DynamoDBClient", tmp_path: Path) -> None:
    exported = export(all_rows(dynamodb), tmp_path / "export")
    other = {**all_rows(dynamodb)[0], "version": {"N": "99"}}
    dynamodb.put_item(TableName=TABLE_NAME, Item=other)

    with pytest.raises(UnusableExport, match="another row"):
        restore(exported, TABLE_NAME, dynamodb)
    assert all_rows(dynamodb)[0] == other


@pytest.mark.parametrize("fault", ["a byte changed", "a row less"])
def test_a_damaged_export_is_refused_before_anything_is_put(
    dynamodb: "DynamoDBClient", tmp_path: Path, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    exported = export(all_rows(dynamodb), tmp_path / "export")
    manifest, last = exported / "manifest-files.json", exported / "data" / "part-2.json.gz"
    if fault == "a byte changed":
        packed = bytearray(last.read_bytes())
        packed[9] ^= 1  # which system packed it: it unpacks to the same
        last.write_bytes(packed)
    else:
        *first, told = map(json.loads, manifest.read_text().splitlines())
        told["itemCount"] += 1
        manifest.write_text("".join(json.dumps(it) + "\n" for it in [*first, told]))
    lose_the_table(dynamodb)

    assert main([str(exported), TABLE_NAME]) == 1

    assert "part-2.json.gz" in capsys.readouterr().err
    assert all_rows(dynamodb) == []
