"""What verifying found, in words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shared.domain.locale import Locale
from shared.evidence.findings import Finding, Subject, Verification
from shared.texts import Texts, load_texts

NOT_PROVEN = ("not_person", "not_authority", "not_times", "not_qualified", "not_current")
"""What no seal shows: said with every result, by these names in the texts."""


def words(locale: Locale) -> Texts:
    return load_texts(Path(__file__).parent / "texts", locale)


def headline(verification: Verification, t: Texts) -> str:
    return t(f"{verification.subject}_{verification.outcome}")


def said(subject: Subject, finding: Finding, t: Texts) -> str:
    """Where it says what exactly, that comes last, after a colon."""
    told = t(f"{subject}_{finding.check}_{finding.result}", names=", ".join(finding.names))
    return f"{told.removesuffix(': ')}." if told.endswith(": ") else told


def not_proven(t: Texts) -> list[str]:
    return [t(name) for name in NOT_PROVEN]


def details(verification: Verification, t: Texts) -> Iterator[dict[str, Any]]:
    """Of each check its result, for programs and for people."""
    for finding in verification.findings:
        yield {
            "check": finding.check.value,
            "result": finding.result.value,
            "text": said(verification.subject, finding, t),
            "names": list(finding.names),
        }


def answer_of(verification: Verification, t: Texts) -> dict[str, Any]:
    """As programs get it."""
    return {
        "outcome": verification.outcome.value,
        "record_id": verification.record_id,
        "details": [*details(verification, t)],
    }
