"""Words of pages and mails: a flat JSON file for each language, in the `texts` folder beside their templates (F4)."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shared.domain.locale import Locale


@dataclass(frozen=True, slots=True)
class Texts:
    """Called from templates: `{{ t("valid_until", when=...) }}`. The result is plain text, escaped like any other."""

    locale: Locale
    words: dict[str, str]

    def __call__(self, key: str, **values: str | int) -> str:
        """Raises KeyError for an unknown key, or a placeholder that was given no value."""
        return self.words[key].format(**values)


@cache
def load_texts(folder: Path, locale: Locale) -> Texts:
    return Texts(locale, json.loads((folder / f"{locale}.json").read_text(encoding="utf-8")))
