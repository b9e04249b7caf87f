"""Every screen of the portal's shell, in both languages, on a phone and on a desk, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared.domain.locale import Locale
from tests.browser.looking import PHONE, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.builders import SELLER, a_user
from tests.support.portal import put_user

pytestmark = pytest.mark.browser


def way_in(page: Page) -> None:
    page.goto("/portal/sign-in")


def refused(page: Page) -> None:
    page.goto("/portal/sign-in")
    page.fill("#sign_in_name", SELLER.email)
    page.fill("#password", "a wrong password it is")
    page.click("button[type=submit]")


def home(page: Page) -> None:
    page.goto("/portal")


def home_with_menu(page: Page) -> None:
    page.goto("/portal")
    page.click(".bar summary")


def preferences(page: Page) -> None:
    page.goto("/portal/preferences")


def saved(page: Page) -> None:
    page.goto("/portal/preferences")
    page.click(".sheet button[type=submit]")


def not_found(page: Page) -> None:
    page.goto("/portal/nothing")


def documentation(page: Page) -> None:
    page.goto("/docs")
    page.locator("details.operation").nth(1).locator("summary").click()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("screen", [way_in, refused, documentation], ids=lambda screen: screen.__name__)
def test_what_strangers_see_reads_well(
    screen: Callable[[Page], None], locale: Locale, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    page = open_portal(locale=locale.value, viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    screen(page)

    look(page, f"portal-{screen.__name__}", locale, pictures)
    assert complaints == []


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize(
    "screen", [home, home_with_menu, preferences, saved, not_found], ids=lambda screen: screen.__name__
)
def test_what_users_see_reads_well(
    screen: Callable[[Page], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    user = a_user(id="usr_01KASE11ER000000000000001C", language=locale, first_name="Åsa-Britt", last_name="Öhrn")
    put_user(portal_site.table, user)
    page = open_portal(user, viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    screen(page)

    look(page, f"portal-{screen.__name__}", locale, pictures)
    assert complaints == []
