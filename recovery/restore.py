"""Fills a fresh stack's table from an export of the lost one: `python -m recovery.restore <folder> <table>`.

The folder is what DynamoDB's export to S3 put there (`manifest-files.json`, `data/*.json.gz`). A row is put where
none is; so whatever breaks off is run again, and a row that says something else is never overwritten.
"""

import gzip
import json
import sys
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

AT_ONCE = 10
"""As many connections as a client keeps."""


class UnusableExport(Exception):
    """What is wrong with the export, or with the table: nothing was written over."""


@dataclass(frozen=True, slots=True)
class Restored:
    """Rows that were put, and rows that were there already, just so."""

    put: int
    there: int


def restore(folder: Path, table: str, client: "DynamoDBClient") -> Restored:
    """Raises UnusableExport."""
    files = [*_files(folder)]
    with ThreadPoolExecutor(AT_ONCE) as workers:
        fresh = [it for rows in files for it in workers.map(lambda row: _put(row, table, client), rows)]
    return Restored(put=sum(fresh), there=len(fresh) - sum(fresh))


def _files(folder: Path) -> Iterator[list[dict[str, Any]]]:
    """All of them are checked before a row of the first is put."""
    for line in (folder / "manifest-files.json").read_text().splitlines():
        told = json.loads(line)
        packed = (folder / "data" / Path(told["dataFileS3Key"]).name).read_bytes()
        if b64encode(md5(packed, usedforsecurity=False).digest()).decode() != told["md5Checksum"]:
            raise UnusableExport(f"{told['dataFileS3Key']} is not as it was exported")
        rows = [json.loads(row)["Item"] for row in gzip.decompress(packed).splitlines()]
        if len(rows) != told["itemCount"]:
            raise UnusableExport(f"{told['dataFileS3Key']} holds {len(rows)} rows, not {told['itemCount']}")
        yield rows


def _put(row: dict[str, Any], table: str, client: "DynamoDBClient") -> bool:
    try:
        client.put_item(TableName=table, Item=row, ConditionExpression="attribute_not_exists(pk)")
    except client.exceptions.ConditionalCheckFailedException:
        key = {name: row[name] for name in ("pk", "sk")}
        if client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item") != row:
            raise UnusableExport(f"the table has another row at {row['pk']['S']}, {row['sk']['S']}") from None
        return False
    return True


def main(arguments: list[str]) -> int:
    folder, table = arguments
    try:
        restored = restore(Path(folder), table, boto3.client("dynamodb"))
    except UnusableExport as fault:
        sys.stderr.write(f"Not restored: {fault}.\n")
        return 1
    sys.stdout.write(f"{restored.put} rows put, {restored.there} were there already.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
