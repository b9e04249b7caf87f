"""Partnerships in the portal: every screen pictured in both languages, wide and narrow, and free of findings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.domain.locale import Locale
from shared.domain.partnership import PartnershipStatus
from shared.domain.user import User
from tests.browser import partnerships_world as world
from tests.browser.looking import DESK, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.partnerships import CARLA, SAM

pytestmark = pytest.mark.browser

LIST = "/portal/partnerships"


@pytest.fixture(autouse=True)
def everything(portal_site: PortalSite) -> None:
    world.put_people(portal_site.table)
    world.put_closed(portal_site.table)
    world.put_neighbours(portal_site.table)
    portal_site.wait(hours=4)


def home(page: Page) -> None:
    page.goto("/portal")


def lists(page: Page) -> None:
    page.goto(LIST)


def none_of_a_sort(page: Page) -> None:
    page.goto(f"{LIST}?side=customer&status=withdrawn")


def card(page: Page) -> None:
    page.goto(world.LIVE)


def declined(page: Page) -> None:
    page.goto(world.path_of(world.CLOSED[PartnershipStatus.DECLINED]))


def ended(page: Page) -> None:
    page.goto(world.path_of(world.CLOSED[PartnershipStatus.ENDED]))


def ending_in_a_dialog(page: Page) -> None:
    page.goto(world.LIVE)
    page.locator("a[href$='/end']").click()
    page.wait_for_selector("dialog[open]")


def changing(page: Page) -> None:
    page.goto(f"{world.LIVE}/change")
    page.locator("#add_contact_user_ids label").first.click()


def changing_with_faults(page: Page) -> None:
    page.goto(f"{world.LIVE}/change")
    page.locator("#release_contact_user_ids label").first.click()
    page.locator("main form button:not([name])").click()
    page.wait_for_selector(".problem")


def withdrawing(page: Page) -> None:
    page.goto(f"{world.LIVE}/withdraw")


def taking_back_with_faults(page: Page) -> None:
    page.goto(f"{world.CHANGE}/withdraw")
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector(".problem")


def accepting(page: Page) -> None:
    page.goto(f"{world.LIVE}/accept")


def accepting_with_faults(page: Page) -> None:
    page.goto(f"{world.LIVE}/accept")
    page.locator("main form button:not([name])").click()
    page.wait_for_selector(".problem")


def declining(page: Page) -> None:
    page.goto(f"{world.LIVE}/decline")


def accepting_a_change(page: Page) -> None:
    page.goto(f"{world.CHANGE}/accept")


def countering(page: Page) -> None:
    page.goto(f"{world.CHANGE}/counter")


def nothing_to_do_any_more(page: Page) -> None:
    page.goto(f"{world.path_of(world.CLOSED[PartnershipStatus.DECLINED])}/decline")
    page.wait_for_selector("#flash")


ACCEPTED, MODIFIED, OPEN = PartnershipStatus.ACCEPTED, PartnershipStatus.MODIFIED, PartnershipStatus.OPEN

SCENES = (
    *((scene, SAM, OPEN) for scene in (lists, none_of_a_sort, card, withdrawing)),
    *((scene, SAM, ACCEPTED) for scene in (card, ending_in_a_dialog, changing, changing_with_faults)),
    *((scene, SAM, MODIFIED) for scene in (home, card, taking_back_with_faults)),
    *((scene, CARLA, OPEN) for scene in (home, card, accepting, accepting_with_faults, declining)),
    *((scene, CARLA, MODIFIED) for scene in (lists, card, accepting_a_change, countering)),
    *((scene, CARLA, ACCEPTED) for scene in (declined, ended, nothing_to_do_any_more)),
)


def name_of(scene: tuple[Callable[[Page], None], User, PartnershipStatus]) -> str:
    show, user, status = scene
    return f"{show.__name__}-{user.first_name}-{status}"


def seen(open_portal: Callable[..., BrowserContext], site: PortalSite, user: User, locale: Locale) -> Page:
    world.put_language(site.table, user, locale)
    return open_portal(user, viewport=DESK, reduced_motion="reduce").new_page()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("scene", SCENES, ids=name_of)
def test_it_reads_well(
    scene: tuple[Callable[[Page], None], User, PartnershipStatus],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
) -> None:
    show, user, status = scene
    world.put_live(portal_site.table, status)
    page = seen(open_portal, portal_site, user, locale)
    complaints = listen(page)
    show(page)

    look(page, f"partnerships-{name_of(scene)}", locale, pictures)
    assert complaints == []


@pytest.mark.parametrize("locale", list(Locale))
def test_a_long_history_reads_well(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    path = world.put_story_without_end(portal_site.table)
    page = seen(open_portal, portal_site, SAM, locale)

    page.goto(path)
    page.locator("#history a[rel=next]").click()
    page.wait_for_url("**cursor=**")
    look(page, "partnerships-history", locale, pictures)


@pytest.mark.parametrize("locale", list(Locale))
def test_many_colleagues_read_well(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    world.put_live(portal_site.table, ACCEPTED)
    world.put_many_colleagues(portal_site.table)
    page = seen(open_portal, portal_site, SAM, locale)

    page.goto(f"{world.LIVE}/change")
    page.fill("#q", "ros")
    expect(page.locator("#add_contact_user_ids label")).to_have_count(20)
    look(page, "partnerships-colleagues", locale, pictures)
