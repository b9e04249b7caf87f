"""General terms in memory; a contract test holds them against the real repository."""

from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.locale import Locale
from shared.domain.once import Once
from shared.domain.terms import Terms, TermsReference
from shared.ports import Listed
from tests.support.fakes.receipts import FakeReceipts


class FakeTermsLibrary:
    def __init__(self) -> None:
        self.versions: dict[tuple[Locale, int], Terms] = {}
        self.receipts = FakeReceipts()

    def newest(self, locale: Locale, once: Once[Terms] | None = None) -> TermsReference | None:
        self.receipts.check(once)
        versions = [terms for terms in self.versions.values() if terms.locale is locale]
        return max(versions, key=lambda terms: terms.version).reference if versions else None

    def version(self, locale: Locale, version: int) -> Terms:
        if (locale, version) not in self.versions:
            raise NotFound
        return self.versions[locale, version]

    def page(self, *, limit: int, after: dict[str, str] | None) -> Listed[Terms]:
        newest_first = [self.versions[key] for key in sorted(self.versions, reverse=True)]
        start = int(after["start"]) if after else 0
        more = start + limit < len(newest_first)
        return Listed(tuple(newest_first[start : start + limit]), {"start": str(start + limit)} if more else None)

    def add(self, terms: Terms, once: Once[Terms] | None) -> None:
        newest = self.newest(terms.locale)
        if terms.version != (newest.version if newest else 0) + 1:
            raise ConcurrentChange
        self.receipts.keep(once, terms)
        self.versions[terms.locale, terms.version] = terms
