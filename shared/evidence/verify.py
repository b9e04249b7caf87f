"""Whether evidence is what the platform made (G4): a certificate by itself, and a record as it is kept."""

import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass

from shared.evidence.checkpoint import Place
from shared.evidence.disclosures import misfits, read_disclosed
from shared.evidence.embedded_files import embedded_files
from shared.evidence.findings import (
    Check,
    Finding,
    Keys,
    Outcome,
    Result,
    Subject,
    Verification,
    is_sound,
    not_possible,
    passed,
)
from shared.evidence.merkle import root_by_path
from shared.evidence.record import Record
from shared.evidence.seal import ALGORITHM, Seal, SignedCheckpoint, seal_json
from shared.evidence.sealed_pdf import SealBroken, read_seal

_NAMED = re.compile(rb"/verify/(evd_[0-7][0-9A-HJKMNP-TV-Z]{25})\)")

type Lookup = Callable[[str], bytes | None]
"""What the platform keeps as the record of that id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRecord:
    """A record with all that is kept to prove it; `previous` is the one before it, where there is one."""

    stored: bytes
    seal: Seal | None
    checkpoint: SignedCheckpoint | None
    previous: bytes | None


def verify_certificate(pdf: bytes, keys: Keys, lookup: Lookup | None = None) -> Verification:
    """By itself, without `lookup`; with it, also against what is kept."""
    whole, key = _of_seal(pdf, keys)
    if key.result is Result.FAILED:
        return _unknown(whole, key)
    files = embedded_files(pdf)
    record = _record_of(files.get("record.json", b""))
    record_id = record.id if record else _named_in(pdf)
    kept = lookup(record_id) if lookup and record_id else None
    if whole.result is Result.FAILED and not (kept or keys.within(pdf) or (record_id and not lookup)):
        return _unknown(whole, key)
    findings = (whole, key, *_of_files(files, record, keys), _of_kept(record, kept, lookup))
    return Verification(
        subject=Subject.CERTIFICATE,
        outcome=Outcome.VERIFIED if is_sound(findings) else Outcome.ALTERED,
        findings=findings,
        record_id=record_id,
    )


def verify_record(record_id: str, kept: KeptRecord, keys: Keys) -> Verification:
    record = _record_of(kept.stored)
    if record is None or record.id != record_id:
        findings: tuple[Finding, ...] = (passed(Check.RECORD, False),)
    else:
        findings = (
            passed(Check.RECORD, True),
            _of_signature(record, kept.seal, keys),
            _of_place(record, kept.seal, kept.checkpoint, keys),
            _of_chain(record, kept.previous),
        )
    return Verification(
        subject=Subject.RECORD,
        outcome=Outcome.VERIFIED if is_sound(findings) else Outcome.ALTERED,
        findings=findings,
        record_id=record_id,
    )


def signed_by(keys: Keys, content: bytes, *, algorithm: str, signature: str) -> bool:
    """Whether a signature of a record, or of a checkpoint, is the platform's; it is in base64."""
    try:
        return algorithm == ALGORITHM and keys.verifies(content, b64decode(signature, validate=True))
    except ValueError:
        return False


def is_placed(record_hash: str, place: Place, signed: SignedCheckpoint, keys: Keys) -> bool:
    """By the signed checkpoint: what the place says of it counts only where it says the same."""
    checkpoint = signed.checkpoint
    same = (place.checkpoint, place.count) == (checkpoint.number, checkpoint.count)
    root = root_by_path(record_hash, place.index, checkpoint.count, place.path)
    is_signed = signed_by(keys, checkpoint.stored, algorithm=signed.algorithm, signature=signed.signature)
    return same and root == checkpoint.root and is_signed


def _of_seal(pdf: bytes, keys: Keys) -> tuple[Finding, Finding]:
    """WHOLE and KEY: of a seal that is not of our key, nothing else is asked."""
    try:
        seal = read_seal(pdf)
    except SealBroken:
        return passed(Check.WHOLE, False), not_possible(Check.KEY)
    if not keys.within(seal.certificate):
        return not_possible(Check.WHOLE), passed(Check.KEY, False)
    if not keys.verifies(seal.signed, seal.signature):
        return passed(Check.WHOLE, False), not_possible(Check.KEY)
    return passed(Check.WHOLE, True), passed(Check.KEY, True)


def _of_files(files: dict[str, bytes], record: Record | None, keys: Keys) -> tuple[Finding, Finding, Finding]:
    if record is None:
        return passed(Check.RECORD, False), not_possible(Check.DISCLOSURES), not_possible(Check.SIGNATURE)
    return (
        passed(Check.RECORD, True),
        _of_disclosures(record, files.get("disclosures.json")),
        _of_seal_file(record, files.get("seal.json"), keys),
    )


def _of_disclosures(record: Record, content: bytes | None) -> Finding:
    if content is None:
        return not_possible(Check.DISCLOSURES)
    try:
        wrong = misfits(read_disclosed(content), record.digests)
    except ValueError:
        return passed(Check.DISCLOSURES, False)
    return passed(Check.DISCLOSURES, not wrong, wrong)


def _of_seal_file(record: Record, content: bytes | None, keys: Keys) -> Finding:
    if content is None:
        return not_possible(Check.SIGNATURE)
    try:
        seal = seal_json.validate_json(content)
    except ValueError:
        return passed(Check.SIGNATURE, False)
    return _of_signature(record, seal, keys)


def _of_signature(record: Record, seal: Seal | None, keys: Keys) -> Finding:
    if seal is None:
        return not_possible(Check.SIGNATURE)
    holds = signed_by(keys, record.stored, algorithm=seal.algorithm, signature=seal.signature)
    return passed(Check.SIGNATURE, holds)


def _of_place(record: Record, seal: Seal | None, signed: SignedCheckpoint | None, keys: Keys) -> Finding:
    if seal is None:
        return not_possible(Check.PLACE)
    partner_id, _ = record.subject
    holds = (
        signed is not None
        and signed.checkpoint.partner_id == partner_id
        and is_placed(record.record_hash, seal.place, signed, keys)
    )
    return passed(Check.PLACE, holds)


def _of_chain(record: Record, previous: bytes | None) -> Finding:
    before = _record_of(previous) if previous else None
    return passed(Check.CHAIN, record.follows(before))


def _of_kept(record: Record | None, kept: bytes | None, lookup: Lookup | None) -> Finding:
    if record is None or lookup is None:
        return not_possible(Check.KEPT)
    return passed(Check.KEPT, kept == record.stored)


def _unknown(*findings: Finding) -> Verification:
    return Verification(subject=Subject.CERTIFICATE, outcome=Outcome.UNKNOWN, findings=findings)


def _record_of(stored: bytes) -> Record | None:
    try:
        return Record.read(stored)
    except ValueError:
        return None


def _named_in(pdf: bytes) -> str | None:
    found = _NAMED.search(pdf)
    return found[1].decode() if found else None
