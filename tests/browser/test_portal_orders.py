"""Orders in a real Chromium: by keyboard, in dialogs, and without JavaScript."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared import wiring
from shared.domain.order import Order, OrderStatus
from tests.browser import orders_world as world
from tests.browser.looking import wait_until_it_listens
from tests.browser.portal_site import PortalSite
from tests.support import orders as seeded
from tests.support.builders import CUSTOMER_ID, ORDER_ID, QUOTE_ID, TENANT, a_user

pytestmark = pytest.mark.browser

ORDER = f"/portal/orders/{ORDER_ID}"
RECORD = re.compile(rf"/portal/customers/{CUSTOMER_ID}#orders$")


@pytest.fixture(autouse=True)
def contract(portal_site: PortalSite) -> None:
    seeded.put_contract(portal_site.table)


@pytest.fixture
def page(open_portal: Callable[..., BrowserContext]) -> Iterator[Page]:
    page = open_portal(a_user()).new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    assert faults == []


@pytest.fixture
def plain(open_portal: Callable[..., BrowserContext]) -> Page:
    return open_portal(a_user(), java_script_enabled=False).new_page()


def orders(site: PortalSite) -> list[Order]:
    """Newest first."""
    with site.busy:
        return list(wiring.orders(TENANT).of_customer(CUSTOMER_ID, limit=10, after=None).items)


def tab_to(page: Page, selector: str) -> None:
    """On and on, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} can't be reached")


def test_a_prospect_is_provisioned_saved_reviewed_and_submitted_by_keyboard(
    portal_site: PortalSite, page: Page
) -> None:
    page.goto("/portal/prospects")
    tab_to(page, "td.actions a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/new")
    tab_to(page, "[name='lines.0.sku']")
    page.keyboard.type("Backup")
    tab_to(page, "[name='lines.0.quantity']")
    expect(page.locator(".line .line-figures")).to_contain_text("99.00")
    page.locator("[name='lines.0.quantity']").focus()
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("12")
    tab_to(page, "[name=permitted_users]")
    expect(page.locator(".sums")).to_contain_text("1,336.56")
    tab_to(page, "button[value=save]")
    page.keyboard.press("Enter")
    page.wait_for_url(RECORD)
    expect(page.locator("#flash")).to_contain_text("saved as a draft")

    page.locator("#order-rows").get_by_role("link", name="Order 1").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal/orders/*")
    tab_to(page, "button[value=review]:not(.unseen)")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review")
    tab_to(page, "button[value=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".problem")).to_be_focused()
    tab_to(page, ".problem a[href='#order_number']")
    page.keyboard.press("Enter")
    expect(page.locator("#order_number")).to_be_focused()
    page.keyboard.type("PO-17")
    for box in ("governed_by_master_agreement", "authorized_to_order"):
        tab_to(page, f"#{box}")
        page.keyboard.press("Space")
    tab_to(page, "button[value=submit]")
    page.keyboard.press("Enter")

    expect(page.locator("#flash")).to_have_text("The order is submitted.")
    expect(page.locator("main")).to_contain_text("What happens next")
    (order,) = orders(portal_site)
    assert (order.status, order.order_number, order.lines[0].quantity) == (OrderStatus.EXECUTED, "PO-17", 12)


def test_lines_are_added_and_removed_where_they_stand(page: Page) -> None:
    page.goto(world.NEW)
    page.locator("[id='lines.0.sku']").select_option("BACKUP-100")
    expect(page.locator(".sums")).to_contain_text("111.38")
    page.fill("#permitted_users", "25")

    page.get_by_role("button", name="Add a line").click()
    expect(page.locator("[id='lines.1.sku']")).to_be_focused()
    wait_until_it_listens(page)
    page.locator("[id='lines.1.sku']").select_option("SETUP")
    expect(page.locator(".sums")).to_contain_text("673.88")
    page.get_by_role("button", name="Remove line 1").click()

    expect(page.locator(".line")).to_have_count(1)
    expect(page.locator("[id='lines.0.sku']")).to_have_value("SETUP")
    expect(page.locator("#permitted_users")).to_have_value("25")


def test_the_same_without_javascript(portal_site: PortalSite, plain: Page) -> None:
    plain.goto(f"{world.SECTION}/new")
    plain.locator("[id='lines.0.sku']").select_option("BACKUP-100")
    plain.get_by_role("button", name="Add a line").click()
    plain.locator("[id='lines.1.sku']").select_option("SETUP")
    plain.get_by_role("button", name="Fill in prices and totals").click()
    expect(plain.locator(".sums")).to_contain_text("673.88")
    plain.get_by_role("button", name="Remove line 1").click()
    plain.get_by_label("Order number not required").check()
    plain.get_by_role("button", name="Review the order").click()
    plain.wait_for_url("**/review")
    plain.get_by_label("governed by the master agreement").check()
    plain.get_by_label("authorised to place").check()
    plain.get_by_role("button", name="Submit order").click()

    expect(plain.locator("#flash")).to_have_text("The order is submitted.")
    (order,) = orders(portal_site)
    assert (order.status, order.lines[0].sku) == (OrderStatus.IN_PROGRESS, "SETUP")


def test_a_double_click_submits_once(portal_site: PortalSite, page: Page) -> None:
    seeded.put_draft(order_number="PO-17")
    page.goto(f"{ORDER}/review")
    page.get_by_label("governed by the master agreement").check()
    page.get_by_label("authorised to place").check()
    page.get_by_role("button", name="Submit order").dblclick()

    page.wait_for_url(f"**{ORDER}")
    expect(page.locator(".timeline li")).to_have_count(2)
    assert len(orders(portal_site)[0].decisions) == 1


def test_accepting_from_the_record_asks_in_a_dialog(portal_site: PortalSite, page: Page) -> None:
    seeded.put_pending()
    page.goto(f"/portal/customers/{CUSTOMER_ID}")
    page.locator("#order-rows summary").click()
    page.locator("#order-rows").get_by_role("link", name="Accept").click()
    expect(page.get_by_role("dialog", name="Accept Order 1?")).to_contain_text("12 × Backup 100 GB")
    page.get_by_role("button", name="Accept the order").click()

    expect(page.locator("#flash")).to_contain_text("The order is accepted")
    assert orders(portal_site)[0].status is OrderStatus.EXECUTED


def test_cancelling_asks_for_a_reason_in_the_dialog(portal_site: PortalSite, page: Page) -> None:
    seeded.put_pending()
    page.goto(ORDER)
    page.get_by_role("link", name="Cancel").click()
    page.get_by_role("button", name="Cancel the order").click()
    expect(page.get_by_role("dialog").locator(".problem")).to_be_focused()
    page.get_by_label("Why do you cancel it?").fill("Too many.")
    page.get_by_role("button", name="Cancel the order").click()

    expect(page.locator("#flash")).to_contain_text("The order is canceled.")
    expect(page.locator(".timeline")).to_contain_text("Too many.")
    assert orders(portal_site)[0].status is OrderStatus.CANCELED


def test_cancelling_without_javascript(portal_site: PortalSite, plain: Page) -> None:
    seeded.put_pending()
    plain.goto("/portal/orders?show=pending")
    plain.get_by_role("link", name="Order 1").click()
    plain.get_by_role("link", name="Cancel").click()
    plain.get_by_label("Why do you cancel it?").fill("Too many.")
    plain.get_by_role("button", name="Cancel the order").click()

    expect(plain.locator("#flash")).to_contain_text("The order is canceled.")
    assert orders(portal_site)[0].status is OrderStatus.CANCELED


def test_the_section_finds_orders_while_one_types(page: Page) -> None:
    seeded.put_draft()
    seeded.put_draft(id=world.DRAFT_ID, order_number="PO-17")
    page.goto(f"/portal/customers/{CUSTOMER_ID}")
    page.locator("#order_q").press_sequentially("po-1")

    expect(page.locator("#order-rows tbody tr")).to_have_count(1)
    expect(page.locator("#live")).to_have_text("1 order.")
    expect(page.locator("#order_q")).to_be_focused()


def test_a_confirmed_quote_progresses_from_the_agreements_to_its_order_and_back(
    portal_site: PortalSite, page: Page
) -> None:
    seeded.put_accepted_quote(portal_site.table)
    page.goto(f"/portal/customers/{CUSTOMER_ID}")
    page.get_by_role("button", name="Progress quote").click()
    page.wait_for_url("**/review")
    page.get_by_role("link", name="Change the draft").click()
    page.get_by_role("link", name="See the quote").click()
    page.wait_for_url(f"**/portal/quotes/{QUOTE_ID}")
    page.get_by_role("link", name="See the order").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("Order 1 for Bageriet på Hörnet AB")
