"""AWS in memory without what it does again for each test: moto and boto3 are made for few calls, a run makes many."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import cache
from typing import Any
from unittest.mock import patch

import boto3
from joserfc.jwk import RSAKey
from moto.dynamodb.models import DynamoDBBackend
from moto.dynamodb.models.table import Table

from shared import wiring


@contextmanager
def quick_aws() -> Iterator[None]:
    session = _session()
    with (
        patch.object(boto3, "DEFAULT_SESSION", session),
        patch.object(wiring, "_session", lambda: session),
        patch.object(Table, "__deepcopy__", _with_the_same_items, create=True),
        patch.object(DynamoDBBackend, "transact_write_items", _without_updates),
        patch.object(RSAKey, "import_key", _imported_once),
    ):
        yield


@cache
def _session() -> boto3.Session:
    """One for a process: each reads the models of all services anew. Clients are those of a test."""
    return boto3.Session()


def _with_the_same_items(table: Table, memo: dict[int, Any]) -> Table:
    """What a transaction goes back to when it fails. Putting and deleting replace items: none needs a copy."""
    same = copy(table)
    same.items = defaultdict(dict, {key: copy(rows) for key, rows in table.items.items()})
    return same


_transact_write_items = DynamoDBBackend.transact_write_items


def _without_updates(backend: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
    assert not any("Update" in item for item in transact_items), "an update changes an item: copy it before"
    _transact_write_items(backend, transact_items)


_import_key = RSAKey.import_key


def _imported_once(key: dict[str, Any]) -> RSAKey:
    """Every user pool of moto signs with one key, and takes a tenth of a second to read it."""
    return _read(json.dumps(key))


@cache
def _read(key: str) -> RSAKey:
    return _import_key(json.loads(key))
