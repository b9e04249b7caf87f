"""A record as it is kept: its signature, its place in a signed checkpoint, and the record before it (G2, G4)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.evidence.findings import Check, Outcome, Result, Verification
from shared.evidence.record import FIELDS, Evidence, Record
from shared.evidence.verify import KeptRecord, verify_record
from tests.support.sealed_files import Platform, platform
from tests.support.waiting_evidence import some_evidence
from tests.unit.evidence.records import a_chain, a_record, edited

OTHER_TYPE: dict[type, Any] = {str: "another", dict: {"another": "one"}, int: 7, type(None): "0" * 64}


def kept(number: int = 2, count: int = 5) -> tuple[Evidence, KeptRecord]:
    """One of several in a checkpoint."""
    evidence = [some_evidence(one) for one in range(count)]
    checkpoint = platform().checkpoint(*evidence)
    found = evidence[number]
    seal = dict(checkpoint.seals())[found.record.id]
    return found, KeptRecord(stored=found.record.stored, seal=seal, checkpoint=checkpoint.signed, previous=None)


def checked(record: Record, how: KeptRecord) -> Verification:
    return verify_record(record.id, how, platform().keys)


def failed(verification: Verification) -> set[Check]:
    return {finding.check for finding in verification.findings if finding.result is Result.FAILED}


def test_each_of_a_checkpoint_is_verified() -> None:
    for number in range(5):
        evidence, how = kept(number)
        verification = checked(evidence.record, how)

        assert (verification.outcome, verification.record_id) == (Outcome.VERIFIED, evidence.record.id)
        assert {finding.result for finding in verification.findings} == {Result.PASSED}


def test_one_that_is_not_sealed_yet_says_so() -> None:
    evidence, how = kept()

    verification = checked(evidence.record, replace(how, seal=None, checkpoint=None))

    assert verification.outcome is Outcome.VERIFIED
    results = {finding.check: finding.result for finding in verification.findings}
    assert results[Check.SIGNATURE] is results[Check.PLACE] is Result.NOT_POSSIBLE


@pytest.mark.parametrize("name", FIELDS)
def test_any_changed_field_is_found(name: str) -> None:
    evidence, how = kept()
    before = evidence.record.content[name]
    changed = edited(evidence.record, **{name: OTHER_TYPE[type(before)]})

    verification = checked(evidence.record, replace(how, stored=changed.stored))

    assert verification.outcome is Outcome.ALTERED
    assert failed(verification) & {Check.RECORD, Check.SIGNATURE}


@settings(max_examples=60)
@given(at=st.integers(0, 2**16), by=st.integers(1, 255))
def test_any_changed_byte_is_found(at: int, by: int) -> None:
    evidence, how = kept()
    at %= len(how.stored)
    changed = how.stored[:at] + bytes([(how.stored[at] + by) % 256]) + how.stored[at + 1 :]

    assert checked(evidence.record, replace(how, stored=changed)).outcome is Outcome.ALTERED


@pytest.mark.parametrize(
    "change",
    [
        {"count": 4},
        {"count": 6},
        {"index": 1},
        {"index": 3},
        {"path": ()},
        {"path": ("00" * 32,)},
        {"checkpoint": 2},
    ],
    ids=str,
)
def test_a_changed_place_is_found(change: dict[str, Any]) -> None:
    evidence, how = kept()
    assert how.seal
    moved = replace(how.seal, place=replace(how.seal.place, **change))

    assert failed(checked(evidence.record, replace(how, seal=moved))) == {Check.PLACE}


@pytest.mark.parametrize(
    "change",
    [{"count": 6}, {"root": "00" * 32}, {"number": 2}, {"partner_id": "par_other"}, {"previous_hash": "00" * 32}],
    ids=str,
)
def test_a_changed_checkpoint_is_found(change: dict[str, Any]) -> None:
    evidence, how = kept()
    assert how.checkpoint
    assert how.seal
    checkpoint = replace(how.checkpoint.checkpoint, **change)
    place = replace(how.seal.place, count=checkpoint.count, checkpoint=checkpoint.number)
    changed = replace(
        how, checkpoint=replace(how.checkpoint, checkpoint=checkpoint), seal=replace(how.seal, place=place)
    )

    assert failed(checked(evidence.record, changed)) == {Check.PLACE}


def test_the_count_is_that_of_the_signed_checkpoint() -> None:
    """A place that says another count may lead to the same root: the signature decides which is true."""
    evidence, how = kept(number=0, count=3)
    assert how.seal
    place = replace(how.seal.place, count=4)
    assert place.root_for(evidence.record.record_hash) == how.seal.place.root_for(evidence.record.record_hash)

    assert failed(checked(evidence.record, replace(how, seal=replace(how.seal, place=place)))) == {Check.PLACE}


def test_a_checkpoint_that_somebody_else_signed_is_none() -> None:
    evidence, how = kept()
    forged = Platform().checkpoint(evidence)
    seal = dict(forged.seals())[evidence.record.id]

    assert failed(checked(evidence.record, replace(how, seal=seal, checkpoint=forged.signed))) == {
        Check.SIGNATURE,
        Check.PLACE,
    }
    assert failed(checked(evidence.record, replace(how, checkpoint=None))) == {Check.PLACE}


def test_another_one_in_its_place_is_found() -> None:
    evidence, _ = kept(1)
    _, other = kept(2)

    assert failed(checked(evidence.record, other)) == {Check.RECORD}


def chained(record: Record, previous: Record | None) -> set[Check]:
    seal = platform().seal_of(Evidence(record=record, disclosures=()))
    checkpoint = platform().checkpoint(Evidence(record=record, disclosures=()))
    before = previous.stored if previous else None
    how = KeptRecord(stored=record.stored, seal=seal, checkpoint=checkpoint.signed, previous=before)
    return failed(checked(record, how))


def test_a_chain_is_followed_and_no_other() -> None:
    first, second, third = a_chain(3)

    assert chained(first, None) == chained(second, first) == chained(third, second) == set()
    assert chained(third, first) == {Check.CHAIN}, "one was taken out"
    assert chained(second, third) == {Check.CHAIN}, "they were swapped"
    assert chained(second, None) == {Check.CHAIN}, "the one before is gone"
    assert chained(first, second) == {Check.CHAIN}, "one was put before the first"
    assert chained(second, edited(first, what="declined")) == {Check.CHAIN}, "the one before was changed"
    assert chained(a_record(edited(first, what="declined")), first) == {Check.CHAIN}, "it was linked anew"
