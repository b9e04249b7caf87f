"""Checkpoints bind the records that came since the last one, and that one (G2)."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence.canonical import canonical, sha256_of
from shared.evidence.checkpoint import Checkpoint, new_checkpoint, places_in
from shared.evidence.merkle import root_of
from tests.support.builders import NOON, OTHER_PARTNER_ID, PARTNER_ID
from tests.unit.evidence.records import a_chain

HASHES = [record.record_hash for record in a_chain(5)]


def a_checkpoint(previous: Checkpoint | None = None, hashes: list[str] | None = None) -> Checkpoint:
    return new_checkpoint(PARTNER_ID, hashes or HASHES, previous=previous, now=NOON)


FIRST = a_checkpoint()
SECOND = a_checkpoint(FIRST, HASHES[:2])
CHANGES: dict[str, Any] = {
    "partner_id": OTHER_PARTNER_ID,
    "number": 7,
    "previous_hash": "0" * 64,
    "made_at": NOON + timedelta(microseconds=1),
    "root": "0" * 64,
    "count": 4,
}


def test_the_first_has_nothing_before_it() -> None:
    assert (FIRST.number, FIRST.previous_hash, FIRST.count) == (1, None, 5)
    assert FIRST.root == root_of(HASHES)
    assert FIRST.follows(None)
    assert not FIRST.follows(FIRST)


def test_the_next_one_names_the_hash_of_the_one_before() -> None:
    assert (SECOND.number, SECOND.previous_hash, SECOND.count) == (2, FIRST.checkpoint_hash, 2)
    assert SECOND.follows(FIRST)
    assert not SECOND.follows(None)
    assert not a_checkpoint(SECOND).follows(FIRST)


def test_without_records_there_is_no_checkpoint() -> None:
    with pytest.raises(ValueError, match="at least one leaf"):
        new_checkpoint(PARTNER_ID, [], previous=FIRST, now=NOON)


def test_its_bytes_say_all_that_it_is() -> None:
    assert FIRST.stored == canonical(FIRST.content)
    assert FIRST.checkpoint_hash == sha256_of(FIRST.stored)
    assert FIRST.content["made_at"] == "2026-11-22T12:00:00.000000Z"
    assert {field.name for field in fields(Checkpoint)} | {"schema"} == FIRST.content.keys()


def test_every_field_is_tried() -> None:
    assert CHANGES.keys() == {field.name for field in fields(Checkpoint)}


@pytest.mark.parametrize("name", CHANGES)
def test_any_field_changed_is_another_hash_and_breaks_what_follows(name: str) -> None:
    changed = replace(FIRST, **{name: CHANGES[name]})

    assert changed.checkpoint_hash != FIRST.checkpoint_hash
    assert not SECOND.follows(changed)


@pytest.mark.parametrize("name", ["partner_id", "number", "previous_hash"])
def test_it_follows_only_at_its_place(name: str) -> None:
    assert not replace(SECOND, **{name: CHANGES[name]}).follows(FIRST)


@pytest.mark.parametrize("changes", [{"number": 2}, {"previous_hash": "0" * 64}], ids=repr)
def test_only_the_first_follows_nothing(changes: dict[str, Any]) -> None:
    assert not replace(FIRST, **changes).follows(None)


@given(st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=70, unique=True))
def test_each_record_has_its_place_which_leads_to_the_root(hashes: list[str]) -> None:
    checkpoint = a_checkpoint(SECOND, hashes)
    places = places_in(checkpoint, hashes)

    assert [(place.checkpoint, place.index, place.count) for place in places] == [
        (3, index, len(hashes)) for index in range(len(hashes))
    ]
    for record_hash, place in zip(hashes, places, strict=True):
        assert place.root_for(record_hash) == checkpoint.root
        assert place.root_for(sha256_of(record_hash.encode())) != checkpoint.root


@given(st.permutations(range(5)))
def test_the_root_knows_the_order_of_the_records(order: list[int]) -> None:
    assert (a_checkpoint(hashes=[HASHES[at] for at in order]).root == FIRST.root) is (order == sorted(order))
