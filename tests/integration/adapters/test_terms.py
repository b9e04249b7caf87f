"""One contract, two implementations: the fake may not drift from the repository."""

from dataclasses import replace

import pytest

from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.errors import ConcurrentChange, IdempotencyKeyReused, NotFound
from shared.domain.locale import Locale
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.terms import Terms
from shared.ports import TermsLibrary
from tests.support.builders import NOON, TENANT, TERMS
from tests.support.fakes.terms import FakeTermsLibrary

ONCE = Once[Terms]("a-key", "a-fingerprint", lambda made: f"version {made.version}")


@pytest.fixture(params=["dynamodb", "fake"])
def library(request: pytest.FixtureRequest) -> TermsLibrary:
    if request.param == "fake":
        return FakeTermsLibrary()
    return DynamoTermsLibrary(request.getfixturevalue("table"), TENANT, lambda: NOON)


def version(number: int, locale: Locale = Locale.ENGLISH) -> Terms:
    return replace(TERMS, locale=locale, version=number, body_markdown=f"Version {number}")


def test_every_version_stands_and_the_newest_is_current(library: TermsLibrary) -> None:
    for number in (1, 2, 3):
        library.add(version(number), None)

    assert [library.version(Locale.ENGLISH, number) for number in (1, 2, 3)] == [version(1), version(2), version(3)]
    assert library.newest(Locale.ENGLISH) == version(3).reference
    assert library.newest(Locale.SWEDISH) is None


def test_languages_count_their_versions_apart(library: TermsLibrary) -> None:
    library.add(version(1), None)
    library.add(version(1, Locale.SWEDISH), None)
    library.add(version(2), None)

    listed = library.page(limit=10, after=None)
    assert [(terms.locale, terms.version) for terms in listed.items] == [("sv", 1), ("en", 2), ("en", 1)]


def test_versions_are_listed_page_by_page(library: TermsLibrary) -> None:
    for number in (1, 2, 3):
        library.add(version(number), None)

    first = library.page(limit=2, after=None)
    second = library.page(limit=2, after=first.after)

    assert [terms.version for terms in first.items + second.items] == [3, 2, 1]


def test_a_version_is_written_once(library: TermsLibrary) -> None:
    library.add(version(1), None)

    with pytest.raises(ConcurrentChange):
        library.add(replace(version(1), body_markdown="Other"), None)
    assert library.version(Locale.ENGLISH, 1) == version(1)


def test_no_version_is_left_out(library: TermsLibrary) -> None:
    with pytest.raises(ConcurrentChange):
        library.add(version(2), None)


def test_an_unknown_version_is_refused(library: TermsLibrary) -> None:
    with pytest.raises(NotFound):
        library.version(Locale.ENGLISH, 1)


def test_a_repeated_create_answers_as_the_first(library: TermsLibrary) -> None:
    library.add(version(1), ONCE)

    with pytest.raises(AlreadyAnswered) as repeated:
        library.newest(Locale.ENGLISH, ONCE)
    assert repeated.value.answer == "version 1"
    with pytest.raises(IdempotencyKeyReused):
        library.newest(Locale.ENGLISH, replace(ONCE, fingerprint="another"))
    with pytest.raises(ConcurrentChange):
        library.add(version(2), ONCE)
