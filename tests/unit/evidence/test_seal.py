"""A sealed checkpoint holds all that sealing writes, and is taken only as it was made (G2)."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.evidence.canonical import canonical
from shared.evidence.checkpoint import new_checkpoint
from shared.evidence.seal import ALGORITHM, SealedCheckpoint, SignedCheckpoint, SignedRecord
from tests.support.builders import NOON, PARTNER_ID
from tests.support.waiting_evidence import some_records

RECORDS = some_records(5)
HASHES = [record.record_hash for record in RECORDS]
SEALED = SealedCheckpoint(
    signed=SignedCheckpoint(
        checkpoint=new_checkpoint(PARTNER_ID, HASHES, previous=None, now=NOON + timedelta(microseconds=7)),
        key_id="key-1",
        algorithm=ALGORITHM,
        signature="c2lnbmF0dXJl",
    ),
    records=tuple(
        SignedRecord(record_id=record.id, record_hash=record.record_hash, signature=f"c2VhbCA{number}")
        for number, record in enumerate(RECORDS)
    ),
)


def test_what_is_stored_is_what_is_read() -> None:
    assert SealedCheckpoint.read(SEALED.stored) == SEALED
    assert SEALED.stored == canonical(json.loads(SEALED.stored))


def test_each_record_has_its_own_seal_with_its_place() -> None:
    seals = dict(SEALED.seals())

    assert list(seals) == [record.id for record in RECORDS]
    for number, record in enumerate(RECORDS):
        seal = seals[record.id]
        assert (seal.key_id, seal.algorithm, seal.signature) == ("key-1", "ECDSA_SHA_256", f"c2VhbCA{number}")
        assert (seal.place.checkpoint, seal.place.index, seal.place.count) == (1, number, 5)
        assert seal.place.root_for(record.record_hash) == SEALED.signed.checkpoint.root


def swapped(content: Any) -> None:
    content["records"][0], content["records"][1] = content["records"][1], content["records"][0]


def edited(content: Any) -> None:
    content["records"][0]["record_hash"] = "0" * 64


CHANGES: dict[str, Callable[[Any], object]] = {
    "a-record-taken-out": lambda content: content["records"].pop(),
    "no-record-left": lambda content: content["records"].clear(),
    "a-record-twice": lambda content: content["records"].append(content["records"][0]),
    "records-swapped": swapped,
    "a-hash-changed": edited,
    "another-count": lambda content: content["signed"]["checkpoint"].update(count=4),
    "another-root": lambda content: content["signed"]["checkpoint"].update(root="0" * 64),
    "another-schema": lambda content: content.update(schema="urn:countersign:sealed-checkpoint:2"),
    "another-schema-within": lambda content: content["signed"]["checkpoint"].update(schema="x"),
    "something-added": lambda content: content.update(more=1),
    "something-missing": lambda content: content["signed"].pop("signature"),
    "no-hash": lambda content: content["records"][0].update(record_hash="zz"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_is_not_taken(name: str) -> None:
    content = json.loads(SEALED.stored)
    CHANGES[name](content)

    with pytest.raises(ValueError, match=r"."):
        SealedCheckpoint.read(canonical(content))


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"[]", id="a-list"),
        pytest.param(b"{}", id="an-empty-object"),
        pytest.param(SEALED.stored[:-1], id="cut"),
        pytest.param(SEALED.stored + b"\n", id="longer"),
        pytest.param(SEALED.stored.replace(b'"count":5', b'"count": 5'), id="another-form"),
    ],
)
def test_what_is_not_one_is_not_taken(stored: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        SealedCheckpoint.read(stored)
