"""A record: its bytes are what counts, and each names the hash of the one before (G1, G2)."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence.canonical import canonical
from shared.evidence.disclosures import digests_of, misfits
from shared.evidence.record import Record
from tests.support.builders import NOON, OTHER_PARTNER_ID, PARTNER_ID, QUOTE_ID
from tests.unit.evidence.records import ANNA, a_chain, a_record, edited, is_chain

RECORD = a_record(a_record())
STORED = RECORD.stored


def refused(stored: bytes | str) -> bool:
    try:
        Record.read(stored)
    except ValueError:
        return True
    return False


def test_the_first_record_of_a_subject_begins_its_chain() -> None:
    first = a_record()

    assert (first.sequence, first.previous_hash) == (1, None)
    assert first.follows(None)
    assert not first.follows(first)


def test_the_next_one_names_the_hash_of_the_one_before() -> None:
    first = a_record()
    second = a_record(first)

    assert (second.sequence, second.previous_hash) == (2, first.record_hash)
    assert second.follows(first)
    assert not second.follows(None)


def test_what_is_hashed_is_what_is_stored_and_it_is_read_back() -> None:
    assert hashlib.sha256(STORED).hexdigest() == RECORD.record_hash
    assert Record.read(STORED) == Record.read(STORED.decode()) == RECORD
    assert Record.read(STORED).stored == STORED
    assert RECORD.reference == Record.read(STORED).reference


def test_it_holds_digests_of_people_and_nothing_else_of_them() -> None:
    assert RECORD.digests == digests_of([ANNA])
    assert misfits([ANNA], RECORD.digests) == ()
    assert b"Anna" not in STORED


def test_its_time_is_to_the_microsecond() -> None:
    at = NOON + timedelta(microseconds=7)

    assert a_record(at=at).content["recorded_at"] == "2026-11-22T12:00:00.000007Z"


@pytest.mark.parametrize("fact", [2**53, "\ud800", 10**30], ids=["beyond 2^53", "lone surrogate", "huge"])
def test_what_has_no_canonical_form_is_never_recorded(fact: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        a_record(facts={"title": fact})


def test_any_bit_changed_is_refused_or_another_hash() -> None:
    for at, byte in enumerate(STORED):
        for bit in range(8):
            changed = STORED[:at] + bytes([byte ^ 1 << bit]) + STORED[at + 1 :]
            assert refused(changed) or Record.read(changed).record_hash != RECORD.record_hash


@given(st.integers(0, len(STORED)), st.integers(0, 8), st.binary(max_size=8))
def test_bytes_cut_out_or_put_in_are_refused_or_another_hash(at: int, cut: int, put: bytes) -> None:
    changed = STORED[:at] + put + STORED[at + cut :]

    assert changed == STORED or refused(changed) or Record.read(changed).record_hash != RECORD.record_hash


@given(st.binary(max_size=200))
def test_of_any_bytes_a_record_is_read_or_they_are_refused(stored: bytes) -> None:
    assert refused(stored)


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in RECORD.content.items() if key != name}


NO_RECORDS = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "nothing in it": b"{}",
    "not canonical": json.dumps(RECORD.content).encode(),
    "a space at the end": STORED + b" ",
    "a line at the end": STORED + b"\n",
    "a mark at the beginning": b"\xef\xbb\xbf" + STORED,
    "in UTF-16": STORED.decode().encode("utf-16"),
    "not UTF-8": STORED.replace(b"accepted", b"accept\xff\xff"),
    "a lone surrogate": STORED.replace(b'"accepted"', rb'"\ud800"'),
    "a name twice": STORED.replace(b'"what":"accepted"', b'"what":"declined","what":"accepted"'),
    "of another kind": canonical({**RECORD.content, "schema": "urn:countersign:checkpoint:1"}),
    "too deep": b'{"facts":' + b"[" * 100_000,
    "too deep in a record": STORED.replace(b'"facts":{', b'"facts":{"":' + b"[" * 90_000 + b"]" * 90_000 + b","),
    "more in it": canonical({**RECORD.content, "more": True}),
    **{f"without {name}": canonical(without(name)) for name in RECORD.content},
    **{f"another type of {name}": canonical({**RECORD.content, name: True}) for name in RECORD.content},
}


@pytest.mark.parametrize("name", NO_RECORDS)
def test_what_is_no_record_in_its_canonical_form_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Record.read(NO_RECORDS[name])


def test_a_chain_holds_together() -> None:
    assert is_chain(a_chain(8))
    assert is_chain([])


def test_a_chain_goes_on_when_the_partner_has_another_name() -> None:
    first = a_record()

    assert a_record(first, partner={"id": PARTNER_ID, "name": "Nordic Resale Group AB"}).follows(first)


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": {"kind": "confirmation", "id": QUOTE_ID}},
        {"subject": {"kind": "order", "id": RECORD.content["subject"]["id"]}},
        {"partner": {"id": OTHER_PARTNER_ID, "name": "Nordic Resale AB"}},
        {"sequence": 1},
        {"sequence": 3},
        {"previous_hash": None},
        {"previous_hash": "0" * 64},
        {"previous_hash": str(RECORD.previous_hash).upper()},
    ],
    ids=repr,
)
def test_what_belongs_elsewhere_does_not_follow(changes: dict[str, Any]) -> None:
    first = a_record()

    assert RECORD.follows(first)
    assert not edited(RECORD, **changes).follows(first)


@given(st.integers(2, 8), st.data())
def test_a_record_taken_out_is_missed(length: int, data: st.DataObject) -> None:
    """But the last: that nothing was cut off the end, the checkpoints say."""
    chain = a_chain(length)
    del chain[data.draw(st.integers(0, length - 2))]

    assert not is_chain(chain)


@given(st.permutations(range(6)))
def test_records_in_another_order_are_no_chain(order: list[int]) -> None:
    chain = a_chain(6)

    assert is_chain([chain[at] for at in order]) is (order == sorted(order))


@given(st.integers(2, 8), st.data())
def test_an_edited_record_breaks_the_chain_after_it(length: int, data: st.DataObject) -> None:
    chain = a_chain(length)
    at = data.draw(st.integers(0, length - 2))
    name, value = data.draw(st.sampled_from([("what", "declined"), ("facts", {}), ("disclosures", {})]))
    chain[at] = edited(chain[at], **{name: value})

    assert not is_chain(chain)


@given(st.integers(1, 8), st.data())
def test_a_record_put_in_between_breaks_the_chain(length: int, data: st.DataObject) -> None:
    chain = a_chain(length)
    at = data.draw(st.integers(0, length - 1))
    before = chain[at - 1] if at else None
    chain.insert(at, a_record(before, what="declined"))

    assert not is_chain(chain)
