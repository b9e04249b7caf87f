"""The words of the pages: whatever is said in one language is said in the other, with the same things in it."""

import json
from pathlib import Path
from string import Formatter

import pytest

from shared.domain.locale import Locale
from tests.support.template import ROOT

FOLDERS = sorted(path.parent for folder in ("functions", "shared") for path in (ROOT / folder).glob("**/texts/en.json"))


def words(folder: Path, locale: Locale) -> dict[str, str]:
    loaded: dict[str, str] = json.loads((folder / f"{locale}.json").read_text(encoding="utf-8"))
    return loaded


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_both_languages_say_the_same_things(folder: Path) -> None:
    english, swedish = words(folder, Locale.ENGLISH), words(folder, Locale.SWEDISH)

    assert english.keys() == swedish.keys()
    assert {key: gaps(text) for key, text in english.items()} == {key: gaps(text) for key, text in swedish.items()}
    assert all(english.values())
    assert all(swedish.values())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_nobody_shouts(folder: Path) -> None:
    assert not [text for locale in Locale for text in words(folder, locale).values() if "!" in text]


BEGINNINGS = {
    "accept_terms": ("declined", "change_requested", "resent", "revoked", "superseded", "expired", "billed"),
    "sign_document": (
        "amount",
        "billed",
        "canceled",
        "copy",
        "expired",
        "job",
        "the",
        "title",
        "total",
        "undeliverable",
    ),
}
"""What the keys begin with that the pages put together."""


@pytest.mark.parametrize("function", BEGINNINGS)
def test_every_word_of_the_pages_behind_links_is_used(function: str) -> None:
    folder = ROOT / "functions" / function
    sources = "".join(
        path.read_text(encoding="utf-8") for pattern in ("*.py", "templates/*.html") for path in folder.glob(pattern)
    )

    unused = {
        key
        for key in words(folder / "texts", Locale.ENGLISH)
        if f'"{key}"' not in sources and not key.startswith(tuple(f"{kind}_" for kind in BEGINNINGS[function]))
    }

    assert FOLDERS
    assert unused == set()
