"""Check an archive of evidence, with nothing but public keys: what is said to be in it, is, and as it was sealed.

Nothing is unpacked: names are only compared, and no file is read beyond what the limits allow.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, BinaryIO
from zipfile import BadZipFile, LargeZipFile, ZipFile

from shared.evidence.archive import (
    KEY,
    MANIFEST,
    SIGNATURE,
    Listed,
    Manifest,
    checkpoint_file,
    disclosures_file,
    parts_kept_apart,
    record_file,
    seal_file,
    shown_file,
)
from shared.evidence.canonical import canonical, sha256_of
from shared.evidence.disclosures import misfits, read_disclosed
from shared.evidence.findings import Check, Finding, Keys, Outcome, Result, Subject, Verification, is_sound, passed
from shared.evidence.record import Record
from shared.evidence.seal import ALGORITHM, Seal, SealedCheckpoint, SignedRecord
from shared.evidence.verify import signed_by

if TYPE_CHECKING:
    from shared.evidence.checkpoint import Checkpoint

MOST_FILES = 50_000
MOST_BYTES = 16 * 1024 * 1024
MOST_BYTES_OF_ALL = 1024 * 1024 * 1024

UNREADABLE = (BadZipFile, LargeZipFile, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error)
"""What a damaged zip makes of itself when it is read."""

CHECKS = (
    Check.MANIFEST,
    Check.FILES,
    Check.CHECKPOINTS,
    Check.COMPLETE,
    Check.RECORD,
    Check.SIGNATURE,
    Check.PLACE,
    Check.CHAIN,
    Check.DISCLOSURES,
)


def verify_archive(file: BinaryIO, keys: Keys) -> Verification:
    """Where a check fails, its finding names the files. What has no signature of the platform at all is unknown."""
    try:
        with ZipFile(file) as opened:
            return _Archive(opened, keys).verified()
    except UNREADABLE:
        return _verification(Outcome.UNKNOWN, passed(Check.MANIFEST, False))


def _verification(outcome: Outcome, *findings: Finding) -> Verification:
    return Verification(subject=Subject.ARCHIVE, outcome=outcome, findings=findings)


@dataclass(frozen=True, slots=True)
class _Link:
    """What is kept of a record to look at its chain, once all were read."""

    file: str
    subject: str
    sequence: int
    record_hash: str
    previous_hash: str | None


@dataclass(slots=True)
class _Archive:
    """`wrong` are the names of files by the check that they fail; `expected` all that belong into the archive."""

    zip: ZipFile
    keys: Keys
    wrong: dict[Check, dict[str, None]] = field(default_factory=dict)
    links: list[_Link] = field(default_factory=list)
    expected: set[str] = field(default_factory=set)
    is_ours: bool = False

    def verified(self) -> Verification:
        """Raises what a damaged zip raises."""
        entries = self.zip.infolist()
        names = {entry.filename for entry in entries}
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > MOST_BYTES_OF_ALL:
            raise ValueError("This archive is too large to be one of ours.")
        stored = self._find(MANIFEST)
        manifest = Manifest.read(stored)
        self.is_ours = signed_by(
            self.keys, stored, algorithm=ALGORITHM, signature=self._find(SIGNATURE).decode(errors="replace")
        )
        if not self.is_ours:
            self._fails(Check.MANIFEST, MANIFEST)
        if len(entries) != len(names):
            self._fails(Check.FILES, *(entry.filename for entry in entries))
        self._check_contents(manifest, names - {MANIFEST, SIGNATURE})
        findings = tuple(self._finding(check) for check in CHECKS)
        if not self.is_ours:
            return _verification(Outcome.UNKNOWN, *findings)
        return _verification(Outcome.VERIFIED if is_sound(findings) else Outcome.ALTERED, *findings)

    def _finding(self, check: Check) -> Finding:
        names = self.wrong.get(check, {})
        return Finding(check, Result.FAILED if names else Result.PASSED, tuple(names))

    def _check_contents(self, manifest: Manifest, names: set[str]) -> None:
        self.expected = {KEY}
        for sealed in self._checkpoints(manifest):
            for listed, (_, seal) in zip(sealed.records, sealed.seals(), strict=True):
                self._check_record(manifest, listed, seal)
        if len(self.links) != manifest.records:
            self._fails(Check.COMPLETE, MANIFEST)
        self._fails(Check.FILES, *sorted(names ^ manifest.files.keys()))
        self._fails(Check.FILES, *sorted(manifest.files.keys() - self.expected))
        for name in sorted(names & manifest.files.keys()):
            found = self._find(name)
            if Listed(len(found), sha256_of(found)) != manifest.files[name]:
                self._fails(Check.FILES, name)
        self._check_chains()

    def _checkpoints(self, manifest: Manifest) -> Iterator[SealedCheckpoint]:
        """Those that can be read, each checked with the one before."""
        if manifest.first is None or manifest.last is None:
            return
        previous: Checkpoint | None = None
        for number in range(manifest.first, min(manifest.last, manifest.first + MOST_FILES) + 1):
            name = checkpoint_file(number)
            self.expected.add(name)
            try:
                sealed = SealedCheckpoint.read(self._find(name))
            except ValueError:
                self._fails(Check.CHECKPOINTS, name)
                previous = None
                continue
            signed, checkpoint = sealed.signed, sealed.signed.checkpoint
            is_signed = signed_by(self.keys, checkpoint.stored, algorithm=signed.algorithm, signature=signed.signature)
            self.is_ours |= is_signed
            begins = previous is None and number > 1
            follows = checkpoint.number == number if begins else checkpoint.follows(previous)
            if not (is_signed and follows and checkpoint.partner_id == manifest.partner_id):
                self._fails(Check.CHECKPOINTS, name)
            previous = checkpoint
            yield sealed

    def _check_record(self, manifest: Manifest, listed: SignedRecord, seal: Seal) -> None:
        name = record_file(listed.record_id)
        self.expected |= {name, seal_file(listed.record_id), disclosures_file(listed.record_id)}
        stored = self._find(name)
        if not stored:
            self._fails(Check.COMPLETE, name)
            return
        try:
            record = Record.read(stored)
            partner_id, subject = record.subject
            of_subject = canonical(subject).decode()
        except ValueError:
            self._fails(Check.RECORD, name)
            return
        if (record.id, record.record_hash, partner_id) != (listed.record_id, listed.record_hash, manifest.partner_id):
            self._fails(Check.RECORD, name)
        if not signed_by(self.keys, stored, algorithm=seal.algorithm, signature=seal.signature):
            self._fails(Check.SIGNATURE, name)
        if self._find(seal_file(record.id)) != seal.stored:
            self._fails(Check.PLACE, seal_file(record.id))
        self.links.append(_Link(name, of_subject, record.sequence, record.record_hash, record.previous_hash))
        self._check_disclosures(record)
        self._check_shown(record)

    def _check_disclosures(self, record: Record) -> None:
        """A value may be missing: it was erased then. None may be another, or told twice."""
        name = disclosures_file(record.id)
        try:
            disclosed = read_disclosed(self._find(name))
        except ValueError:
            self._fails(Check.DISCLOSURES, name)
            return
        if misfits(disclosed, record.digests) or len({one.name for one in disclosed}) != len(disclosed):
            self._fails(Check.DISCLOSURES, name)

    def _check_shown(self, record: Record) -> None:
        for sha256 in parts_kept_apart(record):
            name = shown_file(sha256)
            self.expected.add(name)
            if sha256_of(self._find(name)) != sha256:
                self._fails(Check.COMPLETE, name)

    def _check_chains(self) -> None:
        """Within the archive: what came before its period is not in it."""
        ordered = sorted(self.links, key=lambda link: (link.subject, link.sequence))
        for link in ordered:
            if (link.sequence == 1) != (link.previous_hash is None):
                self._fails(Check.CHAIN, link.file)
        for before, after in pairwise(ordered):
            follows = (after.sequence, after.previous_hash) == (before.sequence + 1, before.record_hash)
            if before.subject == after.subject and not follows:
                self._fails(Check.CHAIN, after.file)

    def _find(self, name: str) -> bytes:
        """Empty where there is none, or where it can't be read."""
        try:
            with self.zip.open(name) as entry:
                content = entry.read(MOST_BYTES + 1)
        except (KeyError, *UNREADABLE):
            return b""
        return content if len(content) <= MOST_BYTES else b""

    def _fails(self, check: Check, *names: str) -> None:
        self.wrong.setdefault(check, {}).update(dict.fromkeys(names))
