"""Users come in, in a browser: invited in a dialog or a page, by mouse or keyboard, then a password, then signed in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.user import Role, User, UserState
from tests.browser.keyboard import tab_to
from tests.browser.portal_site import PortalSite
from tests.browser.user_site import settle_in
from tests.support.builders import CUSTOMER_ID, KEYS, PARTNER_ID, SELLER, a_user

pytestmark = pytest.mark.browser

PASSWORD = "three brown owls reading"
STOREFRONT_USERS = f"/portal/customers/{CUSTOMER_ID}/storefront-users"

Open = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def users(portal_site: PortalSite) -> DynamoUsers:
    return settle_in(portal_site)


def link_of(user: User) -> str:
    link = Link(purpose=Purpose.ACTIVATE, partner_id=PARTNER_ID, object_id=user.id, number=user.link_number)
    return f"/activate/{seal_link(link, KEYS)}"


def fill_in(page: Page) -> None:
    page.get_by_label("First name").fill("Mia")
    page.get_by_label("Last name").fill("Ny")
    page.get_by_label("Email", exact=True).fill("mia@reseller.example")


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_invitation_to_the_portal(
    open_portal: Open, portal_site: PortalSite, users: DynamoUsers, scripts: bool
) -> None:
    page = open_portal(a_user(), java_script_enabled=scripts).new_page()
    page.goto("/portal/users")
    page.get_by_role("link", name="Invite user").click()
    fill_in(page)
    page.get_by_role("button", name="Send invitation").click()
    expect(page.locator("#flash")).to_have_text("An invitation is on its way to mia@reseller.example.")
    expect(page.get_by_role("row", name="Mia Ny")).to_contain_text("Invited")
    (mia,) = [user for user in users.all(None) if user.first_name == "Mia"]

    hers = open_portal(java_script_enabled=False).new_page()
    hers.goto(link_of(mia))
    portal_site.wait(seconds=5)
    hers.get_by_label("Password", exact=True).fill(PASSWORD)
    hers.get_by_label("The same password again").fill(PASSWORD)
    hers.get_by_role("button", name="Activate my account").click()
    expect(hers.get_by_role("heading", name="Your password is set")).to_be_visible()
    hers.get_by_role("button", name="Go to the sign-in page").click()
    hers.get_by_label("Sign-in name").fill("mia@reseller.example")
    hers.get_by_label("Password", exact=True).fill(PASSWORD)
    hers.get_by_role("button", name="Sign in").click()

    expect(hers).to_have_url("/portal")
    expect(hers.locator(".bar")).to_contain_text("Mia Ny")


def test_a_dialog_keeps_what_was_typed_and_says_what_is_wrong(open_portal: Open) -> None:
    page = open_portal(a_user()).new_page()
    page.goto(STOREFRONT_USERS)
    page.get_by_role("link", name="Add storefront user").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Last name").fill("Berg")
    dialog.get_by_label("Email").fill("nobody")
    dialog.get_by_role("button", name="Send invitation").click()

    expect(dialog.locator("#first_name_fault")).to_have_text("Fill in the first name.")
    expect(dialog.locator("#email_fault")).to_contain_text("Write a whole email address")
    expect(dialog.get_by_label("Last name")).to_have_value("Berg")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(STOREFRONT_USERS)


def test_a_colleague_is_invited_with_the_keyboard_alone(open_portal: Open, users: DynamoUsers) -> None:
    page = open_portal(a_user()).new_page()
    page.goto("/portal/users")
    tab_to(page, "Invite user")
    page.keyboard.press("Enter")
    expect(page.get_by_label("First name")).to_be_focused()

    page.keyboard.type("Mia")
    for label, typed in (("Last name", "Ny"), ("Email", "mia@reseller.example")):
        tab_to(page, label)
        page.keyboard.type(typed)
    tab_to(page, "Role")
    page.keyboard.type("Adm")
    tab_to(page, "Send invitation")
    page.keyboard.press("Enter")

    expect(page.locator("#flash")).to_have_text("An invitation is on its way to mia@reseller.example.")
    (mia,) = [user for user in users.all(None) if user.first_name == "Mia"]
    assert mia.role is Role.ADMIN


def test_storefront_users_sign_in_to_the_storefront_and_to_nothing_of_the_partner_s(
    open_portal: Open, portal_site: PortalSite, users: DynamoUsers
) -> None:
    (anna,) = users.all(CUSTOMER_ID)
    page = open_portal(java_script_enabled=False).new_page()
    page.goto(link_of(anna))
    portal_site.wait(seconds=5)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Activate my account").click()
    page.get_by_role("button", name="Go to the sign-in page").click()
    page.get_by_label("Email").fill("anna.ek@bageri.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="Products")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main menu").get_by_role("link")).to_have_text(
        ["Products", "Orders", "Preferences"]
    )
    for path in ("/portal/customers", "/portal/users", "/portal/settings", STOREFRONT_USERS):
        page.goto(path)
        expect(page.get_by_role("heading", name="This page isn’t open to you")).to_be_visible()


def test_a_storefront_user_is_deactivated_by_keyboard_alone(open_portal: Open, users: DynamoUsers) -> None:
    page = open_portal(a_user()).new_page()
    page.goto(STOREFRONT_USERS)
    row = page.get_by_role("row", name="Anna Ek")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Deactivate Anna Ek?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Deactivate").focus()
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/portal/customers/{CUSTOMER_ID}#storefront-users")
    (anna,) = [user for user in users.all(CUSTOMER_ID) if user.first_name == "Anna"]
    assert anna.state is UserState.DEACTIVATED


def test_the_list_follows_what_is_typed(open_portal: Open) -> None:
    page = open_portal(a_user()).new_page()
    page.goto("/portal/users")
    expect(page.locator("tbody tr")).to_have_count(2)

    page.get_by_label("Find by name or email").press_sequentially("sel")

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("#live")).to_have_text("1 user")


def test_two_clicks_invite_once(open_portal: Open, users: DynamoUsers) -> None:
    page = open_portal(a_user(), java_script_enabled=False).new_page()
    page.goto("/portal/users/new")
    fill_in(page)
    page.get_by_role("button", name="Send invitation").dblclick()

    expect(page.locator("#flash")).to_contain_text("mia@reseller.example")
    assert len([user for user in users.all(None) if user.email == "mia@reseller.example"]) == 1


def test_a_scanner_that_submits_what_it_finds_activates_nobody(
    open_portal: Open, portal_site: PortalSite, users: DynamoUsers
) -> None:
    (anna,) = users.all(CUSTOMER_ID)
    page = open_portal(java_script_enabled=False).new_page()
    page.goto(link_of(anna))
    portal_site.wait(seconds=60)
    page.get_by_role("button", name="Activate my account").click()

    expect(page.get_by_role("heading", name="Please look at this again")).to_be_visible()
    assert users.all(CUSTOMER_ID) == (anna,)


def test_whoever_is_deactivated_is_out_at_the_next_click(
    open_portal: Open, portal_site: PortalSite, users: DynamoUsers
) -> None:
    member = next(user for user in users.all(None) if user.id != SELLER.user_id)
    theirs = open_portal(member).new_page()
    theirs.goto("/portal/users")
    page = open_portal(a_user()).new_page()
    page.goto(f"/portal/users/{member.id}/deactivate")
    page.get_by_role("button", name="Deactivate").click()
    expect(page.locator("#flash")).to_contain_text("is deactivated and signed out")

    theirs.reload()

    expect(theirs).to_have_url("/portal/sign-in?to=%2Fportal%2Fusers")
