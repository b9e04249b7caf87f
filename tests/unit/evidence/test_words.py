"""Whatever can be found has its words, in both languages."""

import json
import re
from itertools import product
from pathlib import Path

import pytest

from shared.domain.locale import Locale
from shared.evidence.findings import Check, Finding, Outcome, Result, Subject
from shared.evidence.verify_archive import CHECKS as OF_ARCHIVES
from shared.evidence.words import said, words
from tests.support.template import ROOT

PASSED, FAILED, NOT_POSSIBLE = Result
OF_CERTIFICATES = {
    Check.WHOLE: (PASSED, FAILED, NOT_POSSIBLE),
    Check.KEY: (PASSED, FAILED, NOT_POSSIBLE),
    Check.RECORD: (PASSED, FAILED),
    Check.DISCLOSURES: (PASSED, FAILED, NOT_POSSIBLE),
    Check.SIGNATURE: (PASSED, FAILED, NOT_POSSIBLE),
    Check.KEPT: (PASSED, FAILED, NOT_POSSIBLE),
}
OF_RECORDS = {
    Check.RECORD: (PASSED, FAILED),
    Check.SIGNATURE: (PASSED, FAILED, NOT_POSSIBLE),
    Check.PLACE: (PASSED, FAILED, NOT_POSSIBLE),
    Check.CHAIN: (PASSED, FAILED),
}
POSSIBLE = [
    *((Subject.CERTIFICATE, check, result) for check, results in OF_CERTIFICATES.items() for result in results),
    *((Subject.RECORD, check, result) for check, results in OF_RECORDS.items() for result in results),
    *product([Subject.ARCHIVE], OF_ARCHIVES, [PASSED, FAILED]),
]


@pytest.mark.parametrize("locale", list(Locale))
def test_each_result_is_said_in_a_sentence_of_its_own(locale: Locale) -> None:
    t = words(locale)
    told = [said(subject, Finding(check, result), t) for subject, check, result in POSSIBLE]

    assert all(text.endswith(".") for text in told)
    assert len(set(told)) >= len(told) - 2


def test_what_exactly_is_said_where_it_is_known() -> None:
    finding = Finding(Check.DISCLOSURES, Result.FAILED, ("addressee", "history.0"))

    assert said(Subject.CERTIFICATE, finding, words(Locale.ENGLISH)).endswith(": addressee, history.0")


def test_no_words_are_left_over() -> None:
    used = {f"{subject}_{check}_{result}" for subject, check, result in POSSIBLE}
    used |= {f"{subject}_{outcome}" for subject, outcome in product(Subject, Outcome)}
    texts: dict[str, str] = json.loads(Path(ROOT, "shared/evidence/texts/en.json").read_text(encoding="utf-8"))

    assert {key for key in texts if not key.startswith("not_")} == used
    assert not [key for key in texts if re.search("[A-Z ]", key)]
