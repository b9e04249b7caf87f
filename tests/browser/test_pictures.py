"""Every outcome, in both languages, on a phone and on a desk, light and dark: pictured, and free of axe findings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from shared.domain.locale import Locale
from tests.browser.approval_site import ApprovalSite
from tests.browser.outcomes import OUTCOMES, Visit

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 640}
DESK = {"width": 1280, "height": 800}


@pytest.mark.parametrize("screen", [pytest.param(PHONE, id="phone"), pytest.param(DESK, id="desk")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", list(Locale))
def test_every_outcome_reads_well_and_has_no_axe_findings(
    locale: Locale,
    scheme: str,
    screen: dict[str, int],
    approval_site: ApprovalSite,
    open_context: Callable[..., BrowserContext],
    pictures: Path,
) -> None:
    context = open_context(viewport=screen, color_scheme=scheme, java_script_enabled=True)
    for outcome in OUTCOMES:
        page = context.new_page()
        complaints = listen(page)
        outcome(Visit(approval_site, page, locale))
        page.screenshot(path=pictures / f"{outcome.__name__}-{locale}-{screen['width']}-{scheme}.png", full_page=True)

        assert complaints == [], outcome.__name__
        assert findings(page) == [], outcome.__name__
        assert sideways(page) == 0, outcome.__name__
        page.close()


def test_nothing_scrolls_sideways_on_the_narrowest_screen(
    approval_site: ApprovalSite, open_context: Callable[..., BrowserContext]
) -> None:
    context = open_context(viewport={"width": 320, "height": 568}, java_script_enabled=True)
    for locale in Locale:
        for outcome in OUTCOMES:
            page = context.new_page()
            outcome(Visit(approval_site, page, locale))

            assert sideways(page) == 0, outcome.__name__
            page.close()


def listen(page: Page) -> list[str]:
    """What the browser says against the page; a refusal's status is none of that."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: None if "responded with a status of 4" in message.text else complaints.append(message.text),
    )
    return complaints


def findings(page: Page) -> list[str]:
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
