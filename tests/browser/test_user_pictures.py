"""Every screen about users, in both languages, on a phone and on a desk, light and dark."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared.domain.link import Link, Purpose, seal_link
from shared.domain.locale import Locale
from shared.domain.user import UserState
from tests.browser.looking import PHONE, listen, look
from tests.browser.portal_site import PortalSite
from tests.browser.user_site import KIM, settle_in
from tests.support.builders import CUSTOMER_ID, KEYS, PARTNER_ID, SHOPPER_ID, a_shopper, a_user
from tests.support.portal import put_user

pytestmark = pytest.mark.browser

STOREFRONT_USERS = f"/portal/customers/{CUSTOMER_ID}/storefront-users"
LINK = Link(purpose=Purpose.ACTIVATE, partner_id=PARTNER_ID, object_id=SHOPPER_ID, number=1)
ACTIVATION = f"/activate/{seal_link(LINK, KEYS)}"


def users_list(page: Page) -> None:
    page.goto("/portal/users")


def users_menu(page: Page) -> None:
    page.goto("/portal/users")
    page.locator("td.actions summary").first.click()


def invitation(page: Page) -> None:
    page.goto("/portal/users/new")


def invitation_dialog(page: Page) -> None:
    page.goto("/portal/users")
    page.locator(".heading a.button").click()
    page.locator("dialog[open]").wait_for()


def invitation_refused(page: Page) -> None:
    page.goto(f"{STOREFRONT_USERS}/new")
    page.fill("#email", "nobody")
    page.locator("form.sheet button[type=submit]").click()
    page.locator(".notice.problem").wait_for()


def edit(page: Page) -> None:
    page.goto(f"/portal/users/{KIM.id}")


def question(page: Page) -> None:
    page.goto(f"/portal/users/{KIM.id}/deactivate")


def storefront_users(page: Page) -> None:
    page.goto(STOREFRONT_USERS)


def nobody_found(page: Page) -> None:
    page.goto(f"{STOREFRONT_USERS}?q=nobody")


def last_admin(page: Page) -> None:
    page.goto(f"/portal/users/{a_user().id}/deactivate")
    page.locator("form.sheet button[type=submit]").click()
    page.locator("h1").wait_for()


SCREENS_OF_THE_PORTAL = [
    users_list,
    users_menu,
    invitation,
    invitation_dialog,
    invitation_refused,
    edit,
    question,
    storefront_users,
    nobody_found,
    last_admin,
]


def activation(page: Page, locale: Locale) -> None:
    page.goto(f"{ACTIVATION}?lang={locale}")


def activation_refused(page: Page, locale: Locale) -> None:
    activation(page, locale)
    page.fill("#password", "sommar2026sommar")
    page.locator("#choose").click()
    page.locator(".notice.problem").wait_for()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("screen", SCREENS_OF_THE_PORTAL, ids=lambda screen: screen.__name__)
def test_the_portal_s_screens_read_well(
    screen: Callable[[Page], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    users = settle_in(portal_site)
    sam = users.get(a_user().id, None)
    speaking = replace(sam.user, language=locale, version=sam.user.version + 1)
    users.save(speaking, sam.user, sam.circle)
    page = open_portal(speaking, viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    screen(page)

    look(page, f"users-{screen.__name__}", locale, pictures)
    assert complaints == []


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("screen", [activation, activation_refused], ids=lambda screen: screen.__name__)
def test_the_activation_page_reads_well(
    screen: Callable[[Page, Locale], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    settle_in(portal_site)
    page = open_portal(viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    screen(page, locale)

    look(page, f"users-{screen.__name__}", locale, pictures)
    assert complaints == []


@pytest.mark.parametrize("locale", list(Locale))
def test_that_it_is_done_reads_well(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    settle_in(portal_site)
    page = open_portal(viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    activation(page, locale)
    portal_site.wait(seconds=5)
    for name in ("#password", "#password_again"):
        page.fill(name, "three brown owls reading")
    page.locator("#choose").click()
    page.locator(".notice.done").wait_for()

    look(page, "users-password_chosen", locale, pictures)
    assert complaints == []


def shop_preferences(page: Page) -> None:
    page.goto("/portal/preferences")


def not_for_the_shop(page: Page) -> None:
    page.goto("/portal/customers")


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("screen", [shop_preferences, not_for_the_shop], ids=lambda screen: screen.__name__)
def test_what_storefront_users_see_reads_well(
    screen: Callable[[Page], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    anna = a_shopper(language=locale, state=UserState.ACTIVE, was_active=True)
    put_user(portal_site.table, anna)
    page = open_portal(anna, viewport=PHONE, reduced_motion="reduce").new_page()
    complaints = listen(page)
    screen(page)

    look(page, f"users-{screen.__name__}", locale, pictures)
    assert complaints == []
