"""The text of the terms that a confirmation froze: it never changes, so a process reads each version once."""

from collections.abc import Callable

from shared.domain.errors import NotFound
from shared.domain.tenant import Tenant
from shared.domain.terms import Terms, TermsReference
from shared.ports import TermsLibrary

KEPT = 200


class TermsTexts[T]:
    """`library_of` leads to the terms of a tenant; `render` makes of the Markdown what is kept."""

    def __init__(self, library_of: Callable[[Tenant], TermsLibrary], render: Callable[[str], T]) -> None:
        self._library_of = library_of
        self._render = render
        self._kept: dict[tuple[Tenant, TermsReference], T] = {}

    def of(self, tenant: Tenant, reference: TermsReference) -> T:
        key = (tenant, reference)
        if key not in self._kept:
            if len(self._kept) >= KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = self._render(self._read(tenant, reference).body_markdown)
        return self._kept[key]

    def _read(self, tenant: Tenant, reference: TermsReference) -> Terms:
        """Raises RuntimeError when it isn't what was sent: better no page and no copy than other terms."""
        try:
            terms = self._library_of(tenant).version(reference.locale, reference.version)
        except NotFound:
            raise RuntimeError("The terms that were sent are gone.") from None
        if terms.sha256 != reference.sha256:
            raise RuntimeError("The terms that are stored are not the ones that were sent.")
        return terms
