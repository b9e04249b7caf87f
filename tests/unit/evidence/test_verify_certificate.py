"""A certificate, checked by itself: whatever was changed in it is found, and said (G4)."""

import os
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.evidence.canonical import canonical
from shared.evidence.disclosures import Disclosure, disclosed_json
from shared.evidence.findings import Check, Outcome, Result, Verification
from shared.evidence.public_keys import PublicKeys
from shared.evidence.verify import verify_certificate
from tests.support.certificates import a_sealed_certificate
from tests.support.recorded import EVIDENCE_ID, a_recorded
from tests.support.sealed_files import Platform, a_page, a_sealed_file, files_of, platform

SAMPLE = None if os.environ.get("EVERY_BYTE") else 400
"""How many positions of a file are tried; all of them with EVERY_BYTE=1, which takes minutes."""
NOTHING: dict[str, bytes] = {}
STRANGER = Disclosure("addressee", "5a" * 16, {"name": "Eve", "email": "eve@example.com"})


def verified(pdf: bytes) -> Verification:
    return verify_certificate(pdf, platform().keys)


def failed(verification: Verification) -> list[Check]:
    return [finding.check for finding in verification.findings if finding.result is Result.FAILED]


def results(verification: Verification) -> dict[Check, Result]:
    return {finding.check: finding.result for finding in verification.findings}


def altered(content: bytes, at: int, by: int = 1) -> bytes:
    return content[:at] + bytes([(content[at] + by) % 256]) + content[at + 1 :]


def positions(content: bytes) -> Iterator[int]:
    """Always the same ones, and all of where the seal says what it covers."""
    everywhere = range(len(content))
    yield from everywhere if SAMPLE is None else Random(7).sample(everywhere, SAMPLE)  # noqa: S311 - the same each time
    begins = content.rfind(b"/ByteRange")
    yield from range(begins, begins + 60)


def test_one_as_it_was_sealed_is_verified() -> None:
    verification = verified(a_sealed_file())

    assert (verification.outcome, verification.record_id) == (Outcome.VERIFIED, EVIDENCE_ID)
    assert results(verification) == {
        Check.WHOLE: Result.PASSED,
        Check.KEY: Result.PASSED,
        Check.RECORD: Result.PASSED,
        Check.DISCLOSURES: Result.PASSED,
        Check.SIGNATURE: Result.PASSED,
        Check.KEPT: Result.NOT_POSSIBLE,
    }


def test_a_real_one_is_verified_and_so_is_every_changed_byte_found() -> None:
    real = a_sealed_certificate()
    keys = PublicKeys.from_der(real.public_key)

    assert verify_certificate(real.pdf, keys).outcome is Outcome.VERIFIED
    found = {verify_certificate(altered(real.pdf, at), keys).outcome for at in positions(real.pdf)}
    assert found == {Outcome.ALTERED}


def test_a_changed_byte_is_found_wherever_it_stands() -> None:
    pdf = a_sealed_file()

    found = [verified(altered(pdf, at, by)) for at in positions(pdf) for by in (1, 128)]
    assert {one.outcome for one in found} == {Outcome.ALTERED}
    assert all(Check.WHOLE in failed(one) for one in found)


@settings(max_examples=60)
@given(at=st.integers(0, 2**20), more=st.binary(min_size=1, max_size=40))
def test_bytes_put_in_taken_out_or_cut_off_are_found(at: int, more: bytes) -> None:
    pdf = a_sealed_file()
    at %= len(pdf)

    assert verified(pdf[:at] + more + pdf[at:]).outcome is not Outcome.VERIFIED
    assert verified(pdf[:at] + pdf[at + len(more) :]).outcome is not Outcome.VERIFIED
    assert verified(pdf[:at]).outcome is not Outcome.VERIFIED
    assert verified(pdf + more).outcome is Outcome.ALTERED


def test_a_key_damaged_in_the_seal_still_tells_whose_record_it_was() -> None:
    """Then nothing but the number leads to us."""
    pdf = a_sealed_file()
    digits = platform().signer.public_key.hex().upper().encode()
    assert digits in pdf

    verification = verified(pdf.replace(digits, b"0" + digits[1:]))

    assert (verification.outcome, verification.record_id) == (Outcome.ALTERED, EVIDENCE_ID)


def test_somebody_else_s_seal_over_the_very_same_page_is_not_ours() -> None:
    forger, evidence = Platform(), a_recorded()
    page = a_page(files_of(evidence, platform().seal_of(evidence)), evidence.record.id)

    verification = verified(forger.sealed(page))

    assert (verification.outcome, verification.record_id) == (Outcome.UNKNOWN, None)
    assert failed(verification) == [Check.KEY]


def test_one_sealed_with_an_earlier_key_is_verified_with_both() -> None:
    keys = PublicKeys.from_der(Platform().signer.public_key, platform().signer.public_key)

    assert verify_certificate(a_sealed_file(), keys).outcome is Outcome.VERIFIED


def test_what_was_told_otherwise_of_somebody_is_named() -> None:
    """A page that was made anew, without a seal, out of a real record."""
    evidence = a_recorded()
    files = files_of(evidence) | {"disclosures.json": disclosed_json((STRANGER, *evidence.disclosures[1:]))}

    verification = verified(a_page(files, evidence.record.id))

    assert verification.outcome is Outcome.ALTERED
    assert failed(verification) == [Check.WHOLE, Check.DISCLOSURES]
    assert next(one.names for one in verification.findings if one.check is Check.DISCLOSURES) == ("addressee",)


@pytest.mark.parametrize(
    ("name", "content", "check"),
    [
        pytest.param("record.json", b"{}", Check.RECORD, id="no-record"),
        pytest.param("record.json", a_recorded().record.stored + b" ", Check.RECORD, id="not-its-form"),
        pytest.param("disclosures.json", b"[1]", Check.DISCLOSURES, id="no-disclosures"),
        pytest.param("disclosures.json", b'[["a","b"]]', Check.DISCLOSURES, id="no-value"),
        pytest.param("seal.json", b"[]", Check.SIGNATURE, id="no-seal"),
        pytest.param(
            "seal.json",
            files_of(a_recorded(), platform().seal_of(a_recorded(what="declined")))["seal.json"],
            Check.SIGNATURE,
            id="a-seal-of-another",
        ),
        pytest.param(
            "seal.json",
            files_of(a_recorded(), replace(platform().seal_of(a_recorded()), algorithm="none"))["seal.json"],
            Check.SIGNATURE,
            id="another-algorithm",
        ),
    ],
)
def test_what_does_not_fit_is_found_even_under_our_seal(name: str, content: bytes, check: Check) -> None:
    evidence = a_recorded()
    files = files_of(evidence, platform().seal_of(evidence)) | {name: content}

    verification = verified(platform().sealed(a_page(files, evidence.record.id)))

    assert (verification.outcome, failed(verification)) == (Outcome.ALTERED, [check])


def test_what_was_erased_is_missed_by_nobody() -> None:
    evidence = replace(a_recorded(), disclosures=())

    assert verified(platform().sealed(a_page(files_of(evidence), EVIDENCE_ID))).outcome is Outcome.VERIFIED


def test_a_record_that_is_kept_otherwise_is_found() -> None:
    kept = {EVIDENCE_ID: a_recorded().record.stored}

    same = verify_certificate(a_sealed_file(), platform().keys, kept.get)
    other = verify_certificate(a_sealed_file(), platform().keys, {EVIDENCE_ID: canonical({})}.get)
    gone = verify_certificate(a_sealed_file(), platform().keys, NOTHING.get)

    assert (same.outcome, results(same)[Check.KEPT]) == (Outcome.VERIFIED, Result.PASSED)
    assert (other.outcome, failed(other)) == (Outcome.ALTERED, [Check.KEPT])
    assert (gone.outcome, failed(gone)) == (Outcome.ALTERED, [Check.KEPT])


def test_an_unsealed_page_about_a_record_that_nobody_keeps_is_unknown() -> None:
    page = a_page(files_of(a_recorded()), EVIDENCE_ID)

    assert verify_certificate(page, platform().keys, NOTHING.get).outcome is Outcome.UNKNOWN
    kept = {EVIDENCE_ID: a_recorded().record.stored}
    assert verify_certificate(page, platform().keys, kept.get).outcome is Outcome.ALTERED


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_what_is_no_certificate_is_unknown(content: bytes) -> None:
    assert verified(content).outcome is Outcome.UNKNOWN
    assert verified(b"%PDF-1.7\n" + content).outcome is Outcome.UNKNOWN
