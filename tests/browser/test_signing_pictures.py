"""Every outcome of the signing page, in both languages, on a phone and on a desk, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from shared.domain.locale import Locale
from tests.browser.looking import PHONE, listen, look
from tests.browser.portal_site import PortalSite
from tests.browser.signing_outcomes import OUTCOMES, Visit, prepare

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.__name__)
def test_it_reads_well(
    outcome: Callable[[Visit], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    """JavaScript is on for axe alone: the policy of the pages would stop, and report, any of their own."""
    prepare(portal_site)
    page = open_portal(viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    outcome(Visit(portal_site, page, locale))

    look(page, f"signing-{outcome.__name__}", locale, pictures)
    assert complaints == []
