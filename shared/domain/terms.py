"""General terms: numbered, immutable versions in each language (A3)."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from shared.domain.errors import Conflict
from shared.domain.locale import Locale


class TermsMissing(Conflict):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """`version` counts from 1 within a locale; the newest of a locale is current."""

    locale: Locale
    version: int
    title: str
    body_markdown: str
    created_at: datetime

    @property
    def sha256(self) -> str:
        """Hex digest of the Markdown text, UTF-8."""
        return hashlib.sha256(self.body_markdown.encode()).hexdigest()

    @property
    def reference(self) -> "TermsReference":
        return TermsReference(locale=self.locale, version=self.version, title=self.title, sha256=self.sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsReference:
    """Which terms a confirmation froze; the text stands unchanged in its own row."""

    locale: Locale
    version: int
    title: str
    sha256: str


def choose_terms(current: dict[Locale, TermsReference], *, spoken: Locale, house: Locale) -> TermsReference:
    """The terms in the contact's language, else in the partner's, else what there is.

    Raises TermsMissing.
    """
    for locale in (spoken, house, *Locale):
        if locale in current:
            return current[locale]
    raise TermsMissing("Write your general terms first: a confirmation carries them in full.")
