"""Versions of the general terms."""

import hashlib

import pytest

from functions.quotes.add_terms import AddTerms, add_terms
from shared.domain.errors import ConcurrentChange
from shared.domain.locale import Locale
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.terms import Terms
from tests.support.builders import NOON
from tests.support.fakes.terms import FakeTermsLibrary


def add(library: FakeTermsLibrary, locale: Locale = Locale.ENGLISH, once: Once[Terms] | None = None) -> Terms:
    command = AddTerms(locale=locale, title="Terms", body_markdown="# Räksmörgås")
    return add_terms(command, terms=library, now=lambda: NOON, once=once)


def test_versions_count_from_one_in_each_language() -> None:
    library = FakeTermsLibrary()

    added = [add(library), add(library), add(library, Locale.SWEDISH), add(library)]

    assert [(terms.locale, terms.version) for terms in added] == [("en", 1), ("en", 2), ("sv", 1), ("en", 3)]
    assert library.newest(Locale.ENGLISH) == added[-1].reference


def test_a_version_is_known_by_the_digest_of_its_text() -> None:
    assert add(FakeTermsLibrary()).sha256 == hashlib.sha256("# Räksmörgås".encode()).hexdigest()


def test_a_repeated_request_adds_nothing_more() -> None:
    library, once = FakeTermsLibrary(), Once[Terms]("a-key", "a-fingerprint", lambda made: made.title)
    add(library, once=once)

    with pytest.raises(AlreadyAnswered):
        add(library, once=once)
    assert len(library.versions) == 1


def test_of_two_at_once_the_second_becomes_the_next_version() -> None:
    library = RacingLibrary()

    assert add(library).version == 2
    assert len(library.versions) == 2


class RacingLibrary(FakeTermsLibrary):
    """Somebody else adds a version just before the first one here."""

    def add(self, terms: Terms, once: Once[Terms] | None) -> None:
        if not self.versions:
            super().add(terms, None)
            raise ConcurrentChange
        super().add(terms, once)
