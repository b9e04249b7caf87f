from dataclasses import replace

import pytest

from shared import terms_texts
from shared.domain.tenant import Tenant
from shared.domain.terms import Terms
from shared.markdown import to_html
from shared.terms_texts import TermsTexts
from tests.support.builders import OTHER_PARTNER_ID, TENANT, TERMS
from tests.support.fakes.terms import FakeTermsLibrary


class CountingLibrary(FakeTermsLibrary):
    def __init__(self, *versions: Terms) -> None:
        super().__init__()
        self.versions = {(terms.locale, terms.version): terms for terms in versions}
        self.reads = 0

    def version(self, *asked: object) -> Terms:
        self.reads += 1
        return super().version(*asked)  # type: ignore[arg-type]


def test_a_version_is_read_once_for_a_process() -> None:
    library = CountingLibrary(TERMS)
    texts = TermsTexts(lambda _: library, to_html)

    shown = {texts.of(TENANT, TERMS.reference) for _ in range(3)}

    assert len(shown) == 1
    assert "<strong>Delivery</strong>" in shown.pop()
    assert library.reads == 1


def test_the_same_version_of_another_partner_is_another_text() -> None:
    theirs = replace(TERMS, body_markdown="Their terms")
    libraries = {TENANT: CountingLibrary(TERMS), Tenant(OTHER_PARTNER_ID): CountingLibrary(theirs)}
    texts = TermsTexts(libraries.__getitem__, to_html)

    assert "Delivery" in texts.of(TENANT, TERMS.reference)
    assert texts.of(Tenant(OTHER_PARTNER_ID), theirs.reference) == "<p>Their terms</p>\n"


def test_the_oldest_is_forgotten_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms_texts, "KEPT", 2)
    versions = [replace(TERMS, version=number, body_markdown=f"Terms {number}") for number in (1, 2, 3)]
    library = CountingLibrary(*versions)
    texts = TermsTexts(lambda _: library, to_html)

    for terms in (*versions, versions[2], versions[1], versions[0]):
        assert texts.of(TENANT, terms.reference) == f"<p>Terms {terms.version}</p>\n"

    assert library.reads == 4


def test_a_text_that_is_not_the_one_that_was_sent_is_never_shown() -> None:
    texts = TermsTexts(lambda _: CountingLibrary(replace(TERMS, body_markdown="Other terms")), to_html)

    with pytest.raises(RuntimeError, match="not the ones that were sent"):
        texts.of(TENANT, TERMS.reference)


def test_a_text_that_is_gone_is_no_unknown_link() -> None:
    texts = TermsTexts(lambda _: CountingLibrary(), to_html)

    with pytest.raises(RuntimeError, match="gone"):
        texts.of(TENANT, TERMS.reference)
