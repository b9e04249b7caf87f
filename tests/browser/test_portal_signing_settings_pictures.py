"""The settings of digital signing, in both languages, on a phone and on a desk, light and dark."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared.domain.locale import Locale
from tests.browser.looking import DESK, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.builders import a_user
from tests.support.getaccept import GetAcceptSite, getaccept_in_place
from tests.support.portal import put_user

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def getaccept(portal_site: PortalSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[GetAcceptSite]:
    with getaccept_in_place(monkeypatch) as site:
        yield site


def save(page: Page, password: str) -> None:
    page.goto("/portal/settings/signing")
    page.check("input[value=getaccept]")
    page.fill("#email", "sign@reseller.example")
    page.fill("#password", password)
    page.click("form[action='/portal/settings/signing'] button")


def settings(page: Page) -> None:
    page.goto("/portal/settings/signing")


def faulty(page: Page) -> None:
    save(page, "")
    page.wait_for_selector(".problem")


def saved(page: Page) -> None:
    save(page, "a password")
    page.wait_for_selector("form[action='/portal/settings/signing/test']")


def refused(page: Page) -> None:
    save(page, "wrong")
    page.click("form[action='/portal/settings/signing/test'] button")
    page.wait_for_selector("#flash.problem")


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("scene", [settings, faulty, saved, refused], ids=lambda scene: scene.__name__)
def test_it_reads_well(
    scene: Callable[[Page], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    user = a_user(id="usr_01KASE11ER000000000000001D", language=locale)
    put_user(portal_site.table, user)
    page = open_portal(user, viewport=DESK, reduced_motion="reduce").new_page()
    complaints = listen(page)
    scene(page)

    look(page, f"signing_settings-{scene.__name__}", locale, pictures)
    assert complaints == []
