"""An archive of evidence holds all that was sealed, and whoever alters it is found out (G)."""

import base64
import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shared.domain.export import Period
from shared.evidence.archive import MANIFEST, SIGNATURE, Listed, Manifest
from shared.evidence.canonical import canonical, sha256_of
from shared.evidence.findings import Check, Outcome, Result, Verification
from shared.evidence.public_keys import PublicKeys
from shared.evidence.record import Record
from shared.evidence.verify_archive import verify_archive
from tests.support.archives import TERMS, Shelf, a_shelf, altered, files_of, packed
from tests.support.builders import NOON, PARTNER_ID
from tests.support.fakes.signer import FakeSigner

SHELF = a_shelf()
ARCHIVE = SHELF.written()
FILES = files_of(ARCHIVE)
FIRST, SECOND, THIRD, OTHER = (f"records/evd_{number:026}.json" for number in (1, 2, 3, 9))

type Files = dict[str, bytes]


def failed(found: Verification) -> dict[Check, tuple[str, ...]]:
    return {one.check: one.names for one in found.findings if one.result is Result.FAILED}


def resigned(files: Files) -> bytes:
    """As the platform itself would, of whatever the files have become: what is checked beside its signature."""
    listed = {one: Listed(len(files[one]), sha256_of(files[one])) for one in files.keys() - {MANIFEST, SIGNATURE}}
    manifest = replace(Manifest.read(files[MANIFEST]), files=listed).stored
    return packed({**files, MANIFEST: manifest, SIGNATURE: base64.b64encode(SHELF.signer.sign(manifest))})


def test_it_holds_what_was_sealed_and_verifies() -> None:
    found = SHELF.check(ARCHIVE)

    assert (found.outcome, failed(found)) == (Outcome.VERIFIED, {})
    names = ("records", "disclosures", "seals")
    expected = {f"{name}/evd_{number:026}.json" for name in names for number in (1, 2, 3, 9)}
    expected |= {f"checkpoints/000000000{number}.json" for number in (1, 2)}
    assert FILES.keys() == expected | {MANIFEST, SIGNATURE, "evidence-key.pem", f"shown/{sha256_of(TERMS)}"}


def test_the_manifest_says_whose_it_is_from_when_and_what_is_left_out() -> None:
    told = json.loads(FILES[MANIFEST])

    assert told["partner"]["id"] == PARTNER_ID
    assert told["period"] == {"from": None, "until": "2027-11-22T12:00:00.000000Z"}
    assert (told["checkpoints"], told["records"], told["unsealed"]) == ({"first": 1, "last": 2}, 4, "left_out")
    assert canonical(told) == FILES[MANIFEST]


def test_the_same_evidence_gives_the_same_bytes_but_for_the_signature() -> None:
    again = files_of(SHELF.written())

    assert again.pop(SIGNATURE) != FILES[SIGNATURE]
    assert again == {name: content for name, content in FILES.items() if name != SIGNATURE}
    with_same_signature = Shelf(_SameSignature(), SHELF.checkpoints, SHELF.archive, SHELF.evidence, SHELF.parts)
    assert with_same_signature.written() == with_same_signature.written()


class _SameSignature(FakeSigner):
    def sign_digest(self, digest: bytes) -> bytes:
        return digest


def test_openssl_checks_the_manifest(tmp_path: Path) -> None:
    (tmp_path / "manifest").write_bytes(FILES[MANIFEST])
    (tmp_path / "signature").write_bytes(base64.b64decode(FILES[SIGNATURE]))
    (tmp_path / "key").write_bytes(FILES["evidence-key.pem"])
    command = "openssl dgst -sha256 -verify key -signature signature manifest"

    told = subprocess.run(command.split(), cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603

    assert told.stdout == "Verified OK\n"


@pytest.mark.parametrize(
    ("since", "until", "first", "last"),
    [(None, -1, None, None), (None, 0, 1, 1), (0, 0, 1, 1), (1, 3600, 2, 2), (0, 3600, 1, 2), (3601, 9999, None, None)],
)
def test_a_period_takes_what_was_sealed_in_it(
    since: int | None, until: int, first: int | None, last: int | None
) -> None:
    begins = None if since is None else NOON + timedelta(seconds=since)
    archive = SHELF.written(Period(since=begins, until=NOON + timedelta(seconds=until)))

    manifest = Manifest.read(files_of(archive)[MANIFEST])
    assert (manifest.first, manifest.last) == (first, last)
    assert SHELF.check(archive).outcome is Outcome.VERIFIED


def test_what_was_erased_is_not_in_it_and_it_still_verifies() -> None:
    shelf = a_shelf()
    stored = {one: (content, ()) for one, (content, _) in shelf.evidence.stored.items()}
    shelf.evidence.stored = {**stored}

    archive = shelf.written()

    assert shelf.check(archive).outcome is Outcome.VERIFIED
    assert not any(b"Anna" in content for content in files_of(archive).values())


def test_sealed_by_another_key_it_is_unknown() -> None:
    others = PublicKeys.from_der(FakeSigner().public_key)

    assert verify_archive(io.BytesIO(ARCHIVE), others).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("content", [b"", b"PK", b"not a zip", packed({}), packed({MANIFEST: b"{}"})])
def test_what_is_no_archive_is_unknown(content: bytes) -> None:
    assert SHELF.check(content).outcome is Outcome.UNKNOWN


def test_a_file_of_the_same_name_twice_is_found() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = packed({FIRST: FILES[SECOND]}, *FILES.items())

    found = SHELF.check(twice)

    assert found.outcome is Outcome.ALTERED
    assert FIRST in failed(found)[Check.FILES]


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "records/../../outside", "one-more"])
def test_a_file_more_is_found(name: str) -> None:
    found = SHELF.check(packed(FILES, (name, b"more")))

    assert (found.outcome, failed(found)) == (Outcome.ALTERED, {Check.FILES: (name,)})


@pytest.mark.parametrize("name", sorted(FILES.keys() - {MANIFEST}))
def test_a_file_less_is_found(name: str) -> None:
    found = SHELF.check(altered(ARCHIVE, lambda files: files.pop(name)))

    assert found.outcome is Outcome.ALTERED
    assert failed(found)


@settings(max_examples=150)
@given(st.data())
def test_a_changed_byte_of_a_file_is_found(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(FILES)))
    at = data.draw(st.integers(0, len(FILES[name]) - 1))
    byte = data.draw(st.integers(0, 255))
    assume(FILES[name][at] != byte)
    changed = FILES[name][:at] + bytes([byte]) + FILES[name][at + 1 :]

    assert SHELF.check(packed({**FILES, name: changed})).outcome is not Outcome.VERIFIED


@settings(max_examples=100)
@given(st.integers(0, len(ARCHIVE) - 1), st.integers(1, 255))
def test_a_changed_byte_of_the_zip_does_no_harm(at: int, by: int) -> None:
    """It is found, unless it stands where a zip says nothing of its files (a time, a version): never a crash."""
    found = SHELF.check(ARCHIVE[:at] + bytes([ARCHIVE[at] ^ by]) + ARCHIVE[at + 1 :])

    assert isinstance(found.outcome, Outcome)


def without_a_record(files: Files) -> None:
    for folder in ("records", "disclosures", "seals"):
        del files[f"{folder}/evd_{2:026}.json"]


def with_two_records_exchanged(files: Files) -> None:
    files[FIRST], files[SECOND] = files[SECOND], files[FIRST]


def with_another_record(files: Files) -> None:
    files[THIRD] = files[THIRD].replace(b"replaced", b"repeated")


def without_a_checkpoint(files: Files) -> None:
    files["checkpoints/0000000001.json"] = files.pop("checkpoints/0000000002.json")


def with_another_checkpoint(files: Files) -> None:
    """Whole in itself, of the very same records, but signed by nobody."""
    name = "checkpoints/0000000002.json"
    files[name] = files[name].replace(b"2026-11-22T13:00", b"2026-11-22T14:00")


def with_another_value(files: Files) -> None:
    name = f"disclosures/evd_{1:026}.json"
    files[name] = files[name].replace(b"Anna Ek", b"Arne Ek")


def with_a_value_told_twice(files: Files) -> None:
    name = f"disclosures/evd_{1:026}.json"
    files[name] = canonical(json.loads(files[name]) * 2)


def with_another_place(files: Files) -> None:
    name = f"seals/evd_{1:026}.json"
    files[name] = files[name].replace(b'"index":0', b'"index":1')


def without_the_terms(files: Files) -> None:
    del files[f"shown/{sha256_of(TERMS)}"]


def with_something_more(files: Files) -> None:
    files["notes.txt"] = b"more"


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (without_a_record, Check.COMPLETE),
        (with_two_records_exchanged, Check.RECORD),
        (with_another_record, Check.SIGNATURE),
        (without_a_checkpoint, Check.CHECKPOINTS),
        (with_another_checkpoint, Check.CHECKPOINTS),
        (with_another_value, Check.DISCLOSURES),
        (with_a_value_told_twice, Check.DISCLOSURES),
        (with_another_place, Check.PLACE),
        (without_the_terms, Check.COMPLETE),
        (with_something_more, Check.FILES),
    ],
)
def test_a_signed_manifest_is_not_believed_alone(change: Callable[[Files], None], check: Check) -> None:
    files = dict(FILES)
    change(files)

    found = SHELF.check(resigned(files))

    assert found.outcome is Outcome.ALTERED
    assert check in failed(found)
    assert Check.MANIFEST not in failed(found)


def test_a_checkpoint_that_follows_another_is_found_though_it_is_signed() -> None:
    """As if the platform had begun anew after the first, and left it out."""
    first, _, *rest = (Record.read(stored) for stored, _ in SHELF.evidence.stored.values())
    anew = Shelf(SHELF.signer)
    anew.seal(first)
    anew.seal(*rest)
    names = ("checkpoints/0000000002.json", f"seals/evd_{3:026}.json", f"seals/evd_{9:026}.json")
    other = files_of(anew.written())

    found = SHELF.check(resigned(FILES | {name: other[name] for name in names}))

    assert failed(found) == {Check.CHECKPOINTS: names[:1]}


def test_a_chain_that_leaves_one_out_is_found_though_everything_is_sealed() -> None:
    records = [Record.read(stored) for stored, _ in SHELF.evidence.stored.values()]
    gap = Shelf(SHELF.signer)
    gap.seal(*(record for record in records if record.sequence != 2))

    assert failed(gap.check(gap.written())) == {Check.CHAIN: (THIRD,)}
