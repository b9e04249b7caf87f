"""A storefront in a browser: in by its own page, choose, look it over, order, follow it; on a phone, with and without
scripts, by touch and by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared import wiring
from shared.domain.money import Money
from tests.browser.keyboard import tab_to
from tests.browser.looking import PHONE
from tests.browser.portal_site import PortalSite
from tests.support.builders import NOON, a_product, a_user
from tests.support.shop import ANNA, SETUP, admit, change_product, stock, without_approval

pytestmark = pytest.mark.browser

SHOP = "/portal/storefront"
PASSWORD = "three brown owls reading"

Open = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def shop(portal_site: PortalSite) -> None:
    stock(portal_site.table, a_product(), SETUP)
    admit(portal_site.table, ANNA)


def at_the_shop(open_portal: Open, *, scripts: bool = True) -> Page:
    page = open_portal(ANNA, viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto("/portal")
    expect(page).to_have_url(SHOP)
    return page


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_sign_in_to_an_order_that_waits(open_portal: Open, portal_site: PortalSite, scripts: bool) -> None:
    wiring.accounts().set_password(ANNA, PASSWORD)
    page = open_portal(viewport=PHONE, java_script_enabled=scripts).new_page()
    page.goto("/portal/sign-in?storefront=nordic-resale")
    expect(page.get_by_role("main")).to_contain_text("the storefront of Nordic Resale AB")
    page.get_by_label("Email").fill(ANNA.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Products")).to_be_visible()
    page.wait_for_load_state()  # it is seen before its scripts listen
    page.get_by_label("Backup 100 GB, quantity").fill("2")
    page.get_by_label("Find by name or article number").fill("set")
    if not scripts:
        page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="Chosen already")).to_be_visible()
    expect(page.get_by_label("Backup 100 GB, quantity")).to_have_value("2")
    page.get_by_label("Set-up and first backup, quantity").fill("1")
    page.get_by_role("button", name="Review order").click()

    expect(page.get_by_role("heading", name="Review your order")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Nordic Resale AB looks at this order before it goes on")
    expect(page.locator(".sums")).to_contain_text("672.76")
    page.get_by_role("button", name="Place order").click()

    expect(page.locator("#flash")).to_have_text("Your order is placed.")
    expect(page.get_by_role("heading", name="Order 1")).to_be_visible()
    page.reload()
    expect(page.locator("#flash")).to_have_count(0)
    page.get_by_role("link", name="Orders", exact=True).last.click()
    expect(page.get_by_role("row", name="Order 1")).to_contain_text("Waits for approval")

    page.get_by_text("Anna Ek", exact=True).first.click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Email")).to_be_visible()


def test_an_order_by_keyboard_alone(open_portal: Open) -> None:
    without_approval()
    page = at_the_shop(open_portal)
    tab_to(page, "Backup 100 GB")
    page.keyboard.type("3")
    tab_to(page, "Review order")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("Your order is carried out at once.")
    tab_to(page, "Place order")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Order 1")).to_be_visible()
    expect(page.locator(".badge")).to_have_text("Done")


@pytest.mark.parametrize("scripts", [True, False])
def test_what_is_wrong_is_said_at_the_top_and_leads_to_its_field(open_portal: Open, scripts: bool) -> None:
    page = at_the_shop(open_portal, scripts=scripts)
    page.get_by_role("button", name="Review order").click()
    expect(page.get_by_role("main").locator(".notice.problem")).to_be_focused()
    expect(page.locator("#basket")).to_have_text("Type a quantity for at least one product.")

    page.get_by_label("Backup 100 GB, quantity").fill("2")
    page.get_by_label("Set-up and first backup, quantity").fill("some")
    page.get_by_role("button", name="Review order").click()
    page.get_by_role("link", name="Type a whole number").click()

    expect(page.get_by_label("Set-up and first backup, quantity")).to_be_focused()
    expect(page.get_by_label("Set-up and first backup, quantity")).to_have_value("some")
    expect(page.get_by_label("Backup 100 GB, quantity")).to_have_value("2")
    expect(page).to_have_title("Error: Products · Nordic Resale AB")


def test_the_sum_follows_what_is_typed(open_portal: Open) -> None:
    page = at_the_shop(open_portal)
    expect(page.locator("#sums")).to_have_text("Nothing chosen yet.")

    page.get_by_label("Backup 100 GB, quantity").fill("2")
    page.get_by_label("Set-up and first backup, quantity").fill("1")
    page.keyboard.press("Tab")

    expect(page.locator("#sums")).to_contain_text("222.76\xa0SEK per month + 450.00\xa0SEK once")
    expect(page.locator("#live")).to_have_text("Chosen so far: 222.76 SEK per month + 450.00 SEK once")
    expect(page).to_have_url(SHOP)


@pytest.mark.parametrize("width", [320, 360, 1200])
def test_the_button_stays_under_the_pointer_while_the_sum_grows(open_portal: Open, width: int) -> None:
    """Or whoever presses it straight from a field, whose new sum comes meanwhile, lets it go beside it."""
    page = at_the_shop(open_portal)
    page.set_viewport_size({"width": width, "height": 800})
    button = page.get_by_role("button", name="Review order")
    before = button.bounding_box()

    page.get_by_label("Backup 100 GB, quantity").fill("20")
    page.get_by_label("Set-up and first backup, quantity").fill("10")
    page.keyboard.press("Tab")

    expect(page.locator("#sums")).to_contain_text("2,227.60\xa0SEK per month + 4,500.00\xa0SEK once")
    assert button.bounding_box() == before


def test_back_from_the_review_finds_what_was_chosen(open_portal: Open) -> None:
    page = at_the_shop(open_portal, scripts=False)
    page.get_by_label("Backup 100 GB, quantity").fill("2")
    page.get_by_role("button", name="Review order").click()
    page.get_by_role("link", name="Change it").click()
    expect(page.get_by_label("Backup 100 GB, quantity")).to_have_value("2")

    page.get_by_label("Backup 100 GB, quantity").fill("4")
    page.get_by_role("button", name="Review order").click()
    expect(page.get_by_role("row", name="Backup 100 GB")).to_contain_text("445.52")


def test_a_double_click_places_one_order(open_portal: Open) -> None:
    page = at_the_shop(open_portal, scripts=False)
    page.get_by_label("Backup 100 GB, quantity").fill("2")
    page.get_by_role("button", name="Review order").click()
    page.get_by_role("button", name="Place order").dblclick()
    expect(page.get_by_role("heading", name="Order 1")).to_be_visible()

    page.goto(f"{SHOP}/orders")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_a_price_changed_meanwhile_is_told_before_anything_is_ordered(
    open_portal: Open, portal_site: PortalSite
) -> None:
    page = at_the_shop(open_portal, scripts=False)
    page.get_by_label("Backup 100 GB, quantity").fill("2")
    page.get_by_role("button", name="Review order").click()
    change_product(portal_site.table, a_product(), cost=Money(200_00, "SEK"))
    page.get_by_role("button", name="Place order").click()

    expect(page.locator(".notice.problem")).to_be_focused()
    expect(page.locator(".notice.problem")).to_contain_text("Nothing has been ordered.")
    expect(page.locator(".sums")).to_contain_text("450.00")
    page.get_by_role("button", name="Place order").click()
    expect(page.get_by_role("heading", name="Order 1")).to_be_visible()


def test_a_deactivated_shopper_is_out_at_the_next_click(open_portal: Open, portal_site: PortalSite) -> None:
    page = at_the_shop(open_portal)
    page.get_by_label("Backup 100 GB, quantity").fill("2")
    admit(portal_site.table, ANNA.deactivated(NOON), ANNA)
    page.get_by_role("button", name="Review order").click()

    expect(page).to_have_url(re.compile("/portal/sign-in"))


def test_the_partner_s_people_have_no_place_in_the_shop(open_portal: Open) -> None:
    page = open_portal(a_user()).new_page()
    page.goto(SHOP)
    expect(page.get_by_role("heading", name="This page isn’t open to you")).to_be_visible()
