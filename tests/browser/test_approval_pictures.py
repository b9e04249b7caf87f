"""Every outcome of the approval page, in both languages, on a phone and on a desk, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from shared.domain.locale import Locale
from tests.browser.approval_site import ApprovalSite
from tests.browser.looking import PHONE, listen, look
from tests.browser.outcomes import OUTCOMES, Visit

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.__name__)
def test_it_reads_well(
    outcome: Callable[[Visit], None],
    locale: Locale,
    approval_site: ApprovalSite,
    open_context: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    """JavaScript is on for axe alone: the policy of the pages would stop, and report, any of their own."""
    page = open_context(viewport=PHONE, reduced_motion="reduce", java_script_enabled=True).new_page()
    complaints = listen(page)
    outcome(Visit(approval_site, page, locale))

    look(page, f"approval-{outcome.__name__}", locale, pictures)
    assert complaints == []
