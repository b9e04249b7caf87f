"""Add a version of the general terms; the ones before it stand unchanged (A3)."""

from dataclasses import dataclass

from shared.domain.concurrency import settle
from shared.domain.locale import Locale
from shared.domain.once import Once
from shared.domain.terms import Terms
from shared.ports import Clock, TermsLibrary


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTerms:
    locale: Locale
    title: str
    body_markdown: str


def add_terms(command: AddTerms, *, terms: TermsLibrary, now: Clock, once: Once[Terms] | None = None) -> Terms:
    """Raises AlreadyAnswered, IdempotencyKeyReused."""

    def attempt() -> Terms:
        newest = terms.newest(command.locale, once)
        added = Terms(
            locale=command.locale,
            version=newest.version + 1 if newest else 1,
            title=command.title,
            body_markdown=command.body_markdown,
            created_at=now(),
        )
        terms.add(added, once)
        return added

    return settle(attempt)
