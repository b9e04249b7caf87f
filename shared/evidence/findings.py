"""What verifying found (G4): each check by name, whether it passed, and what they come to.

A page, an answer in JSON and the command say the same: their words are in `texts`, by subject, check and result.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Subject(StrEnum):
    CERTIFICATE = "certificate"
    RECORD = "record"
    ARCHIVE = "archive"


class Check(StrEnum):
    WHOLE = "whole"
    """Every byte of the file is as it was sealed."""
    KEY = "key"
    """It was sealed with a key of the platform."""
    RECORD = "record"
    """A record is there, in its canonical form."""
    DISCLOSURES = "disclosures"
    """What is told of people is what the record was made with."""
    SIGNATURE = "signature"
    """The platform's signature is of this record."""
    PLACE = "place"
    """It stands in a signed checkpoint."""
    CHAIN = "chain"
    """It follows the record before it."""
    KEPT = "kept"
    """The platform keeps the very same record."""
    MANIFEST = "manifest"
    """An archive's list of files is signed by the platform."""
    FILES = "files"
    """The files are those of the list, each as it says."""
    CHECKPOINTS = "checkpoints"
    """They are signed, and follow one another."""
    COMPLETE = "complete"
    """Every record of the checkpoints is there, with what it says was shown."""


class Result(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_POSSIBLE = "not_possible"


class Outcome(StrEnum):
    VERIFIED = "verified"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    """Nothing of the platform's is in it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`names`: what exactly, where a check is of several things."""

    check: Check
    result: Result
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """`record_id` is that of the record in question, where one is named."""

    subject: Subject
    outcome: Outcome
    findings: tuple[Finding, ...]
    record_id: str | None = None


class Keys(Protocol):
    """Public keys that the platform seals, or sealed, with."""

    def verifies(self, content: bytes, signature: bytes) -> bool:
        """Whether it is one of theirs: ECDSA with P-256 over the SHA-256 of the content, in DER."""

    def within(self, content: bytes) -> bool:
        """Whether one of them stands in it (SubjectPublicKeyInfo in DER, or its digits as a PDF writes them)."""


def passed(check: Check, holds: bool, names: Iterable[str] = ()) -> Finding:
    return Finding(check, Result.PASSED if holds else Result.FAILED, tuple(names))


def not_possible(check: Check) -> Finding:
    return Finding(check, Result.NOT_POSSIBLE)


def is_sound(findings: Iterable[Finding]) -> bool:
    return not any(finding.result is Result.FAILED for finding in findings)
