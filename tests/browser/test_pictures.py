"""Every outcome, in both languages, on a phone and on a desk, light and dark: pictured, and free of axe findings."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, ViewportSize

from shared.domain.locale import Locale
from tests.browser.approval_site import ApprovalSite
from tests.browser.outcomes import OUTCOMES, Visit

pytestmark = pytest.mark.browser

SCREENS: tuple[ViewportSize, ...] = ({"width": 360, "height": 640}, {"width": 1280, "height": 800})
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NARROWEST: ViewportSize = {"width": 320, "height": 568}


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("outcome", OUTCOMES, ids=lambda outcome: outcome.__name__)
def test_it_reads_well(
    outcome: Callable[[Visit], None],
    locale: Locale,
    approval_site: ApprovalSite,
    open_context: Callable[..., BrowserContext],
    pictures: Path,
) -> None:
    """JavaScript is on for axe alone: the policy of the pages would stop, and report, any of their own."""
    page = open_context(viewport=SCREENS[0], reduced_motion="reduce", java_script_enabled=True).new_page()
    complaints = listen(page)
    outcome(Visit(approval_site, page, locale))

    for screen in SCREENS:
        page.set_viewport_size(screen)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            name = f"{outcome.__name__}-{locale}-{screen['width']}-{scheme}.png"
            page.screenshot(path=pictures / name, full_page=True)
            assert findings(page) == [], name
    page.set_viewport_size(NARROWEST)
    assert sideways(page) == 0
    assert complaints == []


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
    report: dict[str, Any] = Axe().run(page).response
    assert len(report["passes"]) > 10, "axe looked at next to nothing"
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in report["violations"]]


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
