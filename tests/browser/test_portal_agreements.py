"""What a seller does with agreements and quotes in a browser: by keyboard and mouse, with JavaScript and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.domain.confirmation import State
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.quote import Quote
from tests.browser import agreements_world as world
from tests.browser.looking import wait_until_it_listens
from tests.browser.portal_site import PortalSite
from tests.support.builders import ANNA_ID, BO_ID, CUSTOMER_ID, NOON, TENANT, a_user
from tests.support.portal import put_user

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 640}
RECORD = re.compile(rf"/portal/customers/{CUSTOMER_ID}#agreements$")


@pytest.fixture(autouse=True)
def products(portal_site: PortalSite) -> None:
    world.put_products(portal_site.table)


@pytest.fixture
def page(open_portal: Callable[..., BrowserContext]) -> Page:
    return open_portal(a_user()).new_page()


@pytest.fixture
def plain(open_portal: Callable[..., BrowserContext]) -> Page:
    """A phone without JavaScript."""
    return open_portal(a_user(), java_script_enabled=False, viewport=PHONE).new_page()


def quotes(site: PortalSite) -> list[Quote]:
    found = DynamoQuotes(site.table, TENANT, lambda: NOON).of_customer(CUSTOMER_ID, limit=10, after=None)
    return [quote for quote, _ in found.items]


def press_until(page: Page, key: str, focused: str) -> None:
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("selector => document.activeElement.matches(selector)", focused):
            return
    raise AssertionError(f"{focused} is not reached by {key}")


def test_a_confirmation_is_sent_with_the_keyboard_alone(portal_site: PortalSite, page: Page) -> None:
    page.goto(world.AGREEMENTS)
    press_until(page, "Tab", f"[hx-get='{world.SEND}']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.locator(f"[value='{ANNA_ID}']")).to_be_focused()

    page.keyboard.press("ArrowDown")
    expect(page.locator(f"[value='{BO_ID}']")).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("button", name="Send confirmation to Anna Ek")).to_be_visible()
    expect(page.locator(f"[value='{ANNA_ID}']")).to_be_focused()
    press_until(page, "Tab", "#send button")
    page.keyboard.press("Enter")

    page.wait_for_url(RECORD)
    assert [one.addressee.name for one in world.confirmations_of(portal_site.table)] == ["Anna Ek"]


def test_the_dialog_closes_without_doing_anything_and_gives_the_focus_back(portal_site: PortalSite, page: Page) -> None:
    page.goto(world.AGREEMENTS)
    opener = page.locator(f"[hx-get='{world.SEND}']")
    opener.click()
    expect(page.get_by_role("dialog", name="Send customer confirmation of Safe workplace")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    assert world.confirmations_of(portal_site.table) == []


def test_a_missing_contact_is_added_in_the_dialog_and_chosen(portal_site: PortalSite, page: Page) -> None:
    page.goto(world.AGREEMENTS)
    page.locator(f"[hx-get='{world.SEND}']").click()
    page.get_by_text("Is somebody missing?").click()
    page.get_by_role("button", name="Add the contact").click()
    expect(page.locator(".problem")).to_be_focused()

    page.get_by_label("First name").fill("Eva")
    page.get_by_label("Last name").fill("Ny")
    page.get_by_role("textbox", name="Email").fill("eva@bageri.example")
    page.get_by_role("button", name="Add the contact").click()
    expect(page.get_by_role("dialog")).to_contain_text("Eva Ny was added to the contacts.")
    page.get_by_role("button", name="Send confirmation to Eva Ny").click()

    page.wait_for_url(RECORD)
    assert [one.addressee.name for one in world.confirmations_of(portal_site.table)] == ["Eva Ny"]


@pytest.mark.parametrize(
    ("locale", "send"),
    [(Locale.ENGLISH, "Send customer confirmation"), (Locale.SWEDISH, "Skicka kundbekräftelse")],
)
def test_without_javascript_on_a_phone_it_is_sent_too(
    locale: Locale, send: str, portal_site: PortalSite, open_portal: Callable[..., BrowserContext]
) -> None:
    user = a_user(id="usr_01KASVEN0000000000000001AA", language=locale)
    put_user(portal_site.table, user)
    page = open_portal(user, java_script_enabled=False, viewport=PHONE).new_page()
    page.goto(world.AGREEMENTS)
    page.get_by_role("link", name=send).click()

    page.locator("#send button").click()
    expect(page.locator(".fault")).to_be_visible()
    page.check(f"[value='{BO_ID}']")
    page.locator("#send button").click()

    page.wait_for_url(RECORD)
    assert [one.addressee.name for one in world.confirmations_of(portal_site.table)] == ["Bo Berg"]


def test_replacing_says_what_dies(portal_site: PortalSite, page: Page) -> None:
    world.put_pending(portal_site.table)
    page.goto(world.AGREEMENTS)
    page.locator(f"[hx-get='/portal/quotes/{world.PENDING_QUOTE_ID}/confirmations/new']").click()
    expect(page.get_by_role("dialog")).to_contain_text("its link stops working and Anna Ek can no longer answer")

    page.check(f"[value='{BO_ID}']")
    page.get_by_role("button", name="Replace, and send confirmation to Bo Berg").click()

    page.wait_for_url(RECORD)
    newest, replaced, _ = world.confirmations_of(portal_site.table, world.PENDING_QUOTE_ID)
    assert (newest.addressee.name, newest.state, replaced.state) == ("Bo Berg", State.SENT, State.SUPERSEDED)


def test_revoking_asks_for_a_reason_in_the_dialog(portal_site: PortalSite, page: Page) -> None:
    world.put_pending(portal_site.table)
    page.goto(f"/portal/confirmations/{world.PENDING_ID}")
    page.get_by_role("link", name="Revoke").click()
    page.get_by_role("button", name="Revoke the confirmation").click()
    expect(page.get_by_role("dialog").locator(".problem")).to_be_focused()

    page.get_by_label("Why do you revoke it?").fill("Wrong price")
    page.get_by_role("button", name="Revoke the confirmation").click()

    expect(page.locator("#flash")).to_have_text("Revoked. The link that Anna Ek got is dead.")
    expect(page.locator(".timeline")).to_contain_text("Wrong price")
    expect(page.get_by_role("link", name="Resend")).to_have_count(0)


def test_resending_without_javascript(portal_site: PortalSite, plain: Page) -> None:
    world.put_pending(portal_site.table)
    plain.goto(f"/portal/confirmations/{world.PENDING_ID}")
    plain.get_by_role("link", name="Resend").click()
    plain.get_by_role("button", name="Resend to Anna Ek").click()

    expect(plain.locator("#flash")).to_have_text("Sent again to Anna Ek.")
    plain.reload()
    assert world.confirmations_of(portal_site.table, world.PENDING_QUOTE_ID)[0].link_number == 2


def test_a_quote_is_written_with_prices_and_totals_that_follow(portal_site: PortalSite, page: Page) -> None:
    page.goto(world.NEW_QUOTE)
    page.get_by_label("Title").fill("Backup for the shop")
    page.locator("[id='lines.0.sku']").select_option("BACKUP-100")
    expect(page.locator("[id='lines.0.unit_price']")).to_have_value("111.38")
    page.locator("[id='lines.0.quantity']").fill("10")
    page.keyboard.press("Tab")
    expect(page.locator("#totals")).to_contain_text("1,113.80")

    page.get_by_role("button", name="Add a line").click()
    expect(page.locator("[id='lines.1.sku']")).to_be_focused()
    wait_until_it_listens(page)
    page.locator("[id='lines.1.sku']").select_option("SETUP")
    expect(page.locator("#totals")).to_contain_text("1,125.00")
    page.get_by_role("button", name="Add a line").click()
    page.get_by_role("button", name="Remove line 3").click()
    expect(page.locator(".line")).to_have_count(2)
    page.get_by_role("button", name="Create the quote").click()

    page.wait_for_url(RECORD)
    written = quotes(portal_site)[0]
    assert [(line.description, line.quantity) for line in written.lines] == [
        ("Backup 100 GB", 10),
        ("Installation on site", 1),
    ]
    assert written.totals.first_payment == Money(223880, "SEK")


def test_the_same_without_javascript(portal_site: PortalSite, plain: Page) -> None:
    plain.goto(world.NEW_QUOTE)
    plain.get_by_label("Title").fill("Backup for the shop")
    plain.locator("[id='lines.0.sku']").select_option("BACKUP-100")
    plain.get_by_role("button", name="Fill in prices and totals").click()
    expect(plain.locator("[id='lines.0.unit_price']")).to_have_value("111.38")
    plain.get_by_role("button", name="Add a line").click()
    plain.get_by_role("button", name="Remove line 2").click()
    plain.locator("[id='lines.0.quantity']").fill("3")
    plain.get_by_role("button", name="Create the quote").click()

    plain.wait_for_url(RECORD)
    (line,) = quotes(portal_site)[0].lines
    assert (line.description, line.quantity) == ("Backup 100 GB", 3)


def test_enter_in_a_field_saves_the_quote_and_removes_no_line(portal_site: PortalSite, page: Page) -> None:
    page.goto(world.QUOTE)
    page.get_by_label("Title").fill("Safer workplace")
    page.keyboard.press("Enter")

    page.wait_for_url(RECORD)
    assert [(one.title, len(one.lines)) for one in quotes(portal_site)] == [("Safer workplace", 2)]


def test_a_change_that_voids_a_confirmation_is_warned_of_and_agreed_to(portal_site: PortalSite, page: Page) -> None:
    world.put_pending(portal_site.table)
    page.goto(f"/portal/quotes/{world.PENDING_QUOTE_ID}")
    page.locator("[id='lines.0.quantity']").fill("13")
    page.get_by_role("button", name="Save, and void the confirmation").click()
    page.locator(".problem a", has_text="Tick this box").click()
    expect(page.locator("#void")).to_be_focused()

    page.keyboard.press("Space")
    page.get_by_role("button", name="Save, and void the confirmation").click()

    page.wait_for_url(RECORD)
    assert world.confirmations_of(portal_site.table, world.PENDING_QUOTE_ID)[0].state is State.SUPERSEDED


def test_counts_come_by_themselves_and_lead_to_what_they_count(portal_site: PortalSite, page: Page) -> None:
    world.put_pending(portal_site.table)
    page.goto("/portal/confirmations?state=all")

    page.get_by_role("link", name="Revoked 1").click()

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("navigation", name="Confirmations by state").locator("[aria-current]")).to_contain_text(
        "Revoked"
    )
