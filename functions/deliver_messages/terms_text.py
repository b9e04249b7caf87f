"""The text of the terms that a confirmation froze: it never changes, so a process reads each version once."""

from collections.abc import Callable

from shared.domain.terms import TermsReference
from shared.ports import TermsLibrary

KEPT = 50


class TermsTexts:
    """`library` leads to the terms of a partner."""

    def __init__(self, library: Callable[[str], TermsLibrary]) -> None:
        self._library = library
        self._kept: dict[tuple[str, TermsReference], str] = {}

    def markdown(self, partner_id: str, reference: TermsReference) -> str:
        """Raises RuntimeError when it isn't what was sent: better no copy than a false one."""
        key = (partner_id, reference)
        if key not in self._kept:
            terms = self._library(partner_id).version(reference.locale, reference.version)
            if terms.sha256 != reference.sha256:
                raise RuntimeError("The terms that are stored are not the ones that were sent.")
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = terms.body_markdown
        return self._kept[key]
