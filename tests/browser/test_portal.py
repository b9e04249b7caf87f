"""The way into the portal and out of it, in a browser, by keyboard and without JavaScript too."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import Write
from shared.adapters.dynamodb.users import user_json
from shared.domain.user import UserState
from tests.browser.portal_site import PortalSite, plant
from tests.support.builders import SELLER, TENANT, a_user
from tests.support.user_pool import PASSWORD

pytestmark = pytest.mark.browser

Open = Callable[..., BrowserContext]


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Sign-in name").fill(SELLER.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def focused(page: Page) -> str:
    return str(
        page.evaluate(
            "(({id, name, textContent}) => id || name || textContent.trim().slice(0, 40))(document.activeElement)"
        )
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_in_by_password_and_out_again(open_portal: Open, scripts: bool) -> None:
    page = open_portal(java_script_enabled=scripts).new_page()
    page.goto("/portal/preferences")
    expect(page).to_have_url("/portal/sign-in?to=%2Fportal%2Fpreferences")
    sign_in(page)
    expect(page).to_have_url("/portal/preferences")

    page.get_by_text("Sam Seller").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page).to_have_url("/portal/sign-in")
    page.goto("/portal")
    expect(page).to_have_url("/portal/sign-in")


def test_the_browser_takes_the_cookie_and_no_script_sees_it(open_portal: Open) -> None:
    """Chromium takes Secure cookies on loopback without TLS, with `__Host-` and all."""
    context = open_portal()
    page = context.new_page()
    page.goto("/portal/sign-in")
    sign_in(page)
    expect(page).to_have_url("/portal")

    (cookie,) = (it for it in context.cookies() if it["name"] == "__Host-session")
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
    assert cookie["expires"] == -1
    assert page.evaluate("document.cookie") == ""


def test_a_session_from_before_is_replaced(open_portal: Open, portal_site: PortalSite) -> None:
    context = open_portal()
    page = context.new_page()
    page.goto("/portal/sign-in")
    portal_site.let_in(context, a_user())
    planted = next(it["value"] for it in context.cookies() if it["name"] == "__Host-session")
    sign_in(page)
    expect(page).to_have_url("/portal")

    assert planted not in {it["value"] for it in context.cookies()}
    thief = open_portal()
    plant(thief, portal_site.url, planted)
    stolen = thief.new_page()
    stolen.goto("/portal")
    expect(stolen).to_have_url("/portal/sign-in")


def test_a_deactivated_user_is_out_at_the_next_click(open_portal: Open, portal_site: PortalSite) -> None:
    page = open_portal(a_user()).new_page()
    page.goto("/portal")
    expect(page.get_by_role("heading", name="Hello, Sam")).to_be_visible()
    gone = replace(a_user(), state=UserState.DEACTIVATED, version=2)
    row = user_json.dump_json(gone).decode()
    portal_site.table.commit([Write(key=keys.user(TENANT, gone.id), data=row, version=2, replaces=1)])

    page.get_by_text("Sam Seller").click()
    page.get_by_role("link", name="Preferences").click()

    expect(page).to_have_url("/portal/sign-in?to=%2Fportal%2Fpreferences")


def test_a_form_of_another_site_does_nothing(open_portal: Open, portal_site: PortalSite) -> None:
    """The cookie is kept back, and the Origin gives the form away."""
    page = open_portal(a_user()).new_page()
    page.route(
        "http://evil.example/",
        lambda route: route.fulfill(
            content_type="text/html",
            body=f'<form method="post" action="{portal_site.url}/portal/sign-out"><button>Win</button></form>',
        ),
    )
    page.goto("http://evil.example/")
    page.get_by_role("button", name="Win").click()
    expect(page).to_have_url(f"{portal_site.url}/portal/sign-in")

    page.goto("/portal")
    expect(page.get_by_role("heading", name="Hello, Sam")).to_be_visible()


def test_a_form_without_the_token_of_the_session_does_nothing(open_portal: Open) -> None:
    page = open_portal(a_user()).new_page()
    page.goto("/portal")
    page.evaluate("document.querySelector('[name=csrf]').value = 'forged'")
    page.get_by_text("Sam Seller").click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", name="This form is from an earlier sign-in")).to_be_visible()
    page.goto("/portal")
    expect(page.get_by_role("heading", name="Hello, Sam")).to_be_visible()


def test_a_link_from_another_site_finds_the_session(open_portal: Open, portal_site: PortalSite) -> None:
    page = open_portal(a_user()).new_page()
    page.route(
        "http://mail.example/",
        lambda route: route.fulfill(content_type="text/html", body=f'<a href="{portal_site.url}/portal">Open</a>'),
    )
    page.goto("http://mail.example/")
    page.get_by_role("link", name="Open").click()

    expect(page.get_by_role("heading", name="Hello, Sam")).to_be_visible()


def test_wrong_passwords_are_told_in_words_with_the_focus_on_them(open_portal: Open) -> None:
    page = open_portal().new_page()
    page.goto("/portal/sign-in")
    sign_in(page, "a wrong password it is")

    expect(page).to_have_title("Error: Sign in · Countersign")
    expect(page.get_by_label("Something needs to be corrected")).to_be_focused()
    expect(page.get_by_label("Sign-in name")).to_have_value(SELLER.email)
    expect(page.get_by_label("Password", exact=True)).to_have_value("")


def test_the_keyboard_reaches_everything_in_its_order(open_portal: Open) -> None:
    page = open_portal().new_page()
    page.goto("/portal/sign-in")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "sign_in_name"
    page.keyboard.type(SELLER.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url("/portal")

    seen = []
    for _ in range(11):
        page.keyboard.press("Tab")
        seen.append(focused(page))
    assert seen[:4] == ["Skip to the content", "Nordic Resale AB", "Sam Seller", "Home"]
    assert seen[4:] == ["Customers", "Orders", "Confirmations", "Digital quotes", "Partnerships", "Users", "Settings"]


def test_escape_closes_the_menu_and_keeps_the_focus(open_portal: Open) -> None:
    page = open_portal(a_user()).new_page()
    page.goto("/portal")
    summary = page.locator(".bar summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Preferences")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Preferences")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_language_chosen_is_the_language_spoken(open_portal: Open) -> None:
    page = open_portal(a_user()).new_page()
    page.goto("/portal/preferences")
    page.get_by_label("Language").select_option("sv")
    page.get_by_label("Dates look like this").select_option("dd.MM.yyyy")
    page.get_by_role("button", name="Save preferences").click()

    expect(page.get_by_role("status").filter(has_text="Dina val är sparade.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.get_by_role("heading", name="Hej, Sam")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Dina val är sparade.")).to_have_count(0)
    page.goto("/portal/preferences")
    expect(page.get_by_label("Så skrivs datum")).to_have_value("dd.MM.yyyy")


def test_an_address_without_a_page_says_so_in_the_portal(open_portal: Open) -> None:
    page = open_portal(a_user()).new_page()
    answer = page.goto("/portal/nothing/of/the/kind")

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", name="There is nothing at this address")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
