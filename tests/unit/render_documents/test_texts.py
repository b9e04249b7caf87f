"""The words of the PDFs: the same in both languages, and all of them used."""

import json
import re

from functions.render_documents.words import TEXTS
from shared.domain.locale import Locale

BEGINNINGS = (
    "by_", "evidence_check_", "evidence_code_", "evidence_consented_", "evidence_event_", "evidence_how_",
    "evidence_mail_", "evidence_name_", "evidence_part_", "evidence_saved_", "evidence_shown_", "file_",
    "handed_over_", "job_", "name_", "opened_", "signed_", "title_", "total_",
)  # fmt: skip
"""What the keys begin with that are put together."""


def test_both_languages_have_the_same_words_with_the_same_placeholders_and_all_are_used() -> None:
    english, swedish = (json.loads((TEXTS / f"{locale}.json").read_text()) for locale in Locale)
    source = "".join(path.read_text() for path in TEXTS.parent.glob("*.py"))

    assert english.keys() == swedish.keys()
    for key, words in english.items():
        assert set(re.findall(r"{(\w+)}", words)) == set(re.findall(r"{(\w+)}", swedish[key])), key
        assert f'"{key}"' in source or key.startswith(BEGINNINGS), key
