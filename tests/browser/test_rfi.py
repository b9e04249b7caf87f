"""What an implementation lead does with the request for information, in a browser without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared import wiring
from shared.domain.order import RfiStatus
from shared.domain.rfi import QUESTIONS
from tests.browser.portal_site import PortalSite
from tests.browser.test_rfi_pictures import fill_in, press
from tests.support.answers import ANSWERS, typed
from tests.support.builders import ORDER_ID, TENANT, a_user
from tests.support.inquiries import path, stored, submit_order

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 640}


@pytest.fixture(autouse=True)
def asked(portal_site: PortalSite) -> None:
    submit_order()


@pytest.fixture
def page(open_portal: Callable[..., BrowserContext]) -> Page:
    return open_portal(java_script_enabled=False, viewport=PHONE).new_page()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.value"))


def test_it_is_saved_half_way_and_submitted_another_day(page: Page, portal_site: PortalSite) -> None:
    page.goto(path())
    page.fill("[name='technical_contact.first_name']", "Tove")
    press(page, portal_site, "save")
    expect(page.get_by_role("status")).to_contain_text("Saved")
    portal_site.wait(days=2)

    page.goto(path())
    expect(page.get_by_label("First name").first).to_have_value("Tove")
    fill_in(page, typed(ANSWERS))
    press(page, portal_site, "submit")

    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, the answers are submitted")
    expect(page.get_by_role("main")).to_contain_text("192.0.2.16/28")
    assert stored().is_submitted
    assert wiring.orders(TENANT).get(ORDER_ID).rfi_status is RfiStatus.COMPLETE
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("192.0.2.16/28")
    expect(page.locator("form")).to_have_count(0)


def test_faults_get_the_focus_and_lead_to_their_fields(page: Page, portal_site: PortalSite) -> None:
    page.goto(path())
    press(page, portal_site, "submit")

    expect(page.locator(".problem")).to_be_focused()
    links = page.locator(".problem a")
    assert links.count() == len([question for question in QUESTIONS if question.condition is None])
    for link in links.all():
        name = (link.get_attribute("href") or "").removeprefix("#")
        link.click()
        field = page.locator(f"[id='{name}']")
        expect(field).to_be_focused()
        assert (link.text_content() or "").endswith(page.locator(f"[id='{name}_fault']").text_content() or "?")
    assert page.title().startswith("Error: ")


def test_the_keyboard_reaches_everything_in_the_order_of_the_questions(page: Page) -> None:
    page.goto(path())
    order: list[str] = []
    for _ in range(len(QUESTIONS) + 4):
        page.keyboard.press("Tab")
        order.append(focused(page))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", order[-1]

    assert order[2:-2] == [question.id for question in QUESTIONS]
    assert page.locator("main button").evaluate_all("them => them.map((one) => one.value)") == ["save", "submit"]


def test_enter_in_a_field_saves_and_submits_nothing(page: Page, portal_site: PortalSite) -> None:
    page.goto(path())
    fill_in(page, typed(ANSWERS))
    portal_site.wait(seconds=20)
    page.focus("[name='partner_administrator_email']")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert stored().answers
    assert not stored().is_submitted


def test_the_language_can_be_switched(page: Page, portal_site: PortalSite) -> None:
    page.goto(path())
    page.get_by_role("link", name="Svenska").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Uppgifter för installationen")
    press(page, portal_site, "save")
    expect(page.get_by_role("status")).to_contain_text("Sparat")


def test_the_partner_fills_it_in_after_ordering(
    open_portal: Callable[..., BrowserContext], portal_site: PortalSite
) -> None:
    page = open_portal(a_user(), java_script_enabled=False).new_page()
    page.goto(f"/portal/orders/{ORDER_ID}/rfi")
    fill_in(page, typed(ANSWERS))
    press(page, portal_site, "submit")

    expect(page.locator("#flash")).to_have_text("The answers are submitted.")
    assert stored().submitted_by is not None
