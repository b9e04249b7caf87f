"""Partnerships in a real Chromium: from tile to answer, by keyboard, in dialogs, and without JavaScript."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared import wiring
from shared.domain.locale import Locale
from shared.domain.partnership import Environment, Partnership, PartnershipStatus
from shared.domain.user import User
from tests.browser import partnerships_world as world
from tests.browser.keyboard import tab_to
from tests.browser.portal_site import PortalSite
from tests.support.builders import TENANT
from tests.support.partnerships import CARLA, KIM, LO, NILS, PARTNERSHIP_ID, SAM

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def people(portal_site: PortalSite) -> None:
    world.put_people(portal_site.table)
    world.put_language(portal_site.table, CARLA, Locale.ENGLISH)


@pytest.fixture
def open_page(open_portal: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    faults: list[str] = []

    def open_page(user: User, **options: bool) -> Page:
        page = open_portal(user, **options).new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_page
    assert faults == []


@pytest.fixture
def sam(open_page: Callable[..., Page]) -> Page:
    return open_page(SAM)


@pytest.fixture
def carla(open_page: Callable[..., Page]) -> Page:
    return open_page(CARLA)


def put(site: PortalSite, status: PartnershipStatus) -> None:
    with site.busy:
        world.put_live(site.table, status)


def stored(site: PortalSite) -> Partnership:
    with site.busy:
        return wiring.partnerships(TENANT).read(PARTNERSHIP_ID).partnership


# --- From the tile to the answer ----------------------------------------------------------------------------------


def test_an_offer_is_accepted_by_keyboard_alone(portal_site: PortalSite, carla: Page) -> None:
    put(portal_site, PartnershipStatus.OPEN)
    carla.goto("/portal")
    tab_to(carla, "Nordic Resale AB")
    carla.keyboard.press("Enter")
    carla.wait_for_url(f"**{world.LIVE}")
    tab_to(carla, "Accept offer")
    carla.keyboard.press("Enter")
    carla.wait_for_url("**/accept")
    tab_to(carla, "support")
    carla.keyboard.press("Space")
    tab_to(carla, "Only for Lo Lind")
    carla.keyboard.press("Enter")
    tab_to(carla, "administrator")
    carla.keyboard.press("Space")
    tab_to(carla, "Nils Nord nils@fjord.example")
    carla.keyboard.press("Space")
    tab_to(carla, "Accept offer")
    carla.keyboard.press("Enter")

    expect(carla.locator("#flash")).to_have_text(
        "The partnership with Nordic Resale AB has begun. They are told by email."
    )
    present = stored(portal_site)
    assert {contact.user_id: contact.roles for contact in present.contacts} == {
        KIM.id: {Environment.PRODUCTION: ("support",)},
        LO.id: {Environment.PRODUCTION: ("administrator", "support")},
    }
    assert NILS.id in {manager.user_id for manager in present.managers}


def test_a_contact_without_roles_is_led_to(portal_site: PortalSite, carla: Page) -> None:
    put(portal_site, PartnershipStatus.OPEN)
    carla.goto(f"{world.LIVE}/accept")
    carla.get_by_text("Only for Kim Konsult").click()
    carla.locator(f"[id='role.{KIM.id}.quality.reader']").check()
    carla.get_by_role("button", name="Accept offer").click()

    expect(carla.locator("[data-focus]")).to_be_focused()
    carla.get_by_role("link", name="Give Lo Lind at least one role in one environment.").click()
    expect(carla.locator(f"[id='roles.{LO.id}']")).to_be_in_viewport()
    expect(carla.locator(f"[id='role.{LO.id}.production.administrator']")).to_be_visible()
    expect(carla.locator(f"[id='role.{KIM.id}.quality.reader']")).to_be_checked()


def test_an_offer_is_declined_in_a_dialog(portal_site: PortalSite, carla: Page) -> None:
    put(portal_site, PartnershipStatus.OPEN)
    carla.goto(world.LIVE)
    carla.get_by_role("link", name="Decline offer").click()
    dialog = carla.get_by_role("dialog", name="Decline the offer of Nordic Resale AB")
    expect(dialog.get_by_label("Reason")).to_be_focused()
    dialog.get_by_role("button", name="Decline offer").click()
    expect(dialog.locator(".fault")).to_have_text("Write the reason.")
    dialog.get_by_label("Reason").fill("We have somebody already.")
    dialog.get_by_role("button", name="Decline offer").click()

    expect(carla.locator("#flash")).to_contain_text("The offer of Nordic Resale AB is declined.")
    expect(carla.locator("h1 + .badge")).to_have_text("Declined")
    assert stored(portal_site).status is PartnershipStatus.DECLINED


def test_ending_asks_first_and_can_be_left(portal_site: PortalSite, sam: Page) -> None:
    put(portal_site, PartnershipStatus.ACCEPTED)
    sam.goto(world.LIVE)
    sam.get_by_role("link", name="End partnership").click()
    dialog = sam.get_by_role("dialog", name="End the partnership with Fjord Drift AS")
    expect(dialog).to_contain_text("All contacts lose their roles")
    dialog.get_by_role("link", name="Leave it as it is").click()

    expect(sam.get_by_role("dialog")).to_have_count(0)
    expect(sam.get_by_role("link", name="End partnership")).to_be_focused()
    assert stored(portal_site).status is PartnershipStatus.ACCEPTED


# --- Changes ------------------------------------------------------------------------------------------------------


def test_a_change_goes_back_and_forth_between_two_browsers(portal_site: PortalSite, sam: Page, carla: Page) -> None:
    put(portal_site, PartnershipStatus.ACCEPTED)
    sam.goto(world.LIVE)
    sam.get_by_role("link", name="Change contacts or managers").click()
    sam.get_by_role("group", name="New contacts").get_by_text("Sam Seller").click()
    sam.get_by_role("group", name="Contacts to release").get_by_text("Lo Lind").click()
    sam.get_by_label("Reason").fill("Lo goes on leave.")
    sam.get_by_role("button", name="Ask Fjord Drift AS for the change").click()
    expect(sam.locator("h1 + .badge")).to_have_text("Modified")

    carla.goto(world.LIVE)
    expect(carla.get_by_role("region", name="With the change")).to_contain_text("Sam Seller Nordic Resale AB")
    expect(carla.get_by_role("region", name="Now")).to_contain_text("released by partner")
    carla.get_by_role("link", name="Propose something else").click()
    roles = carla.get_by_role("group", name="Roles of Sam Seller")
    expect(roles).to_be_visible()
    kept = carla.get_by_role("checkbox", name="Sam Seller as contact")
    kept.uncheck()
    expect(roles).to_be_hidden()
    carla.get_by_label("Reason").fill("Nobody instead, please.")
    carla.get_by_role("button", name="Send proposal to Nordic Resale AB").click()
    expect(carla.locator("#flash")).to_have_text("Nordic Resale AB has got your proposal.")

    sam.goto("/portal")
    expect(sam.get_by_role("link", name="Fjord Drift AS")).to_contain_text("Your answer is awaited")
    sam.get_by_role("link", name="Fjord Drift AS").click()
    expect(sam.locator("#history")).to_contain_text("Nobody instead, please.")
    sam.get_by_role("link", name="Accept change").click()
    sam.get_by_role("button", name="Accept change").click()

    expect(sam.locator("#flash")).to_have_text("The change holds now. Fjord Drift AS is told by email.")
    assert [contact.user_id for contact in stored(portal_site).contacts] == [KIM.id]


def test_an_answer_that_comes_too_late_sees_what_happened(portal_site: PortalSite, sam: Page, carla: Page) -> None:
    put(portal_site, PartnershipStatus.MODIFIED)
    carla.goto(f"{world.CHANGE}/decline")
    sam.goto(world.LIVE)
    sam.get_by_role("link", name="Take change back").click()
    sam.get_by_role("dialog").get_by_label("Reason").fill("A mistake.")
    sam.get_by_role("dialog").get_by_role("button", name="Take change back").click()
    expect(sam.locator("#flash")).to_contain_text("The change is taken back.")

    carla.get_by_label("Reason").fill("No.")
    carla.get_by_role("button", name="Decline change").click()

    expect(carla.locator("#flash")).to_contain_text("Sam Seller, Nordic Resale AB, took the change back.")
    expect(carla.locator("h1 + .badge")).to_have_text("Accepted")


def test_colleagues_are_found_while_one_types_and_ticks_stay(portal_site: PortalSite, sam: Page) -> None:
    put(portal_site, PartnershipStatus.ACCEPTED)
    with portal_site.busy:
        world.put_many_colleagues(portal_site.table)
    sam.goto(f"{world.LIVE}/change")
    managers = sam.get_by_role("group", name="New managers")
    managers.get_by_text("Lo Lind").click()

    sam.get_by_label("Search your colleagues by name").press_sequentially("robin07")

    expect(sam.get_by_role("group", name="New contacts").get_by_role("checkbox")).to_have_count(1)
    expect(sam.locator("#live")).to_have_text("1 person found.")
    expect(sam.locator("#q")).to_be_focused()
    expect(managers.get_by_role("checkbox", name="Lo Lind")).to_be_checked()
    managers.get_by_text("Robin07 Rosén").click()
    sam.fill("#q", "nobody of that name")
    expect(managers.get_by_role("checkbox")).to_have_count(2)
    sam.get_by_role("button", name="Ask Fjord Drift AS for the change").click()

    expect(sam.locator("h1 + .badge")).to_have_text("Modified")
    pending = stored(portal_site).modification
    assert pending is not None
    assert [one.name for one in pending.add_managers] == ["Lo Lind", "Robin07 Rosén"]


def test_a_second_click_asks_for_nothing_more(portal_site: PortalSite, sam: Page) -> None:
    put(portal_site, PartnershipStatus.ACCEPTED)
    sam.goto(f"{world.LIVE}/change")
    sam.get_by_role("group", name="New contacts").get_by_text("Sam Seller").click()

    sam.get_by_role("button", name="Ask Fjord Drift AS for the change").dblclick()

    expect(sam.locator("#flash")).to_have_text("Fjord Drift AS has been asked for the change.")
    assert stored(portal_site).entries == 3


# --- Without JavaScript, on a phone -------------------------------------------------------------------------------


def test_without_javascript_everything_is_pages(portal_site: PortalSite, open_page: Callable[..., Page]) -> None:
    put(portal_site, PartnershipStatus.MODIFIED)
    with portal_site.busy:
        world.put_many_colleagues(portal_site.table)
    page = open_page(CARLA, java_script_enabled=False)
    page.goto(world.LIVE)
    page.get_by_role("link", name="Decline change").click()
    page.get_by_label("Reason").fill("Not yet.")
    page.get_by_role("button", name="Decline change").click()
    expect(page.locator("#flash")).to_contain_text("The change is declined.")

    sam = open_page(SAM, java_script_enabled=False)
    sam.goto(f"{world.LIVE}/change")
    sam.get_by_label("Search your colleagues by name").fill("robin07")
    sam.get_by_label("Search your colleagues by name").press("Enter")
    expect(sam.get_by_role("group", name="New contacts").get_by_role("checkbox")).to_have_count(1)
    sam.get_by_role("group", name="New contacts").get_by_text("Robin07").click()
    sam.get_by_role("button", name="Ask Fjord Drift AS for the change").click()

    expect(sam.locator("h1 + .badge")).to_have_text("Modified")


def test_on_a_phone_before_stands_above_after(portal_site: PortalSite, sam: Page) -> None:
    put(portal_site, PartnershipStatus.MODIFIED)
    sam.goto(world.LIVE)

    def top(name: str) -> float:
        box = sam.get_by_role("region", name=name, exact=True).bounding_box()
        assert box is not None
        return box["y"]

    sam.set_viewport_size({"width": 1280, "height": 800})
    assert top("Now") == top("With the change")
    sam.set_viewport_size({"width": 320, "height": 640})
    assert top("Now") < top("With the change")
