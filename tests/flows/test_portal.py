"""The portal in a browser, on the running stack: from the partner's sign-in to the storefront user's home."""

import secrets
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from docs.workspace_verifier import Refused, UsedTokens, open_token
from local.approval import READING, activation_link
from local.demo.moving_in import WORKSPACE, House
from local.users import PASSWORD
from tests.support.stack import LocalStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


def sign_in(page: Page, name: str, label: str = "Sign-in name") -> None:
    page.get_by_label(label).fill(name)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def add_customer(page: Page, name: str) -> None:
    page.get_by_role("link", name="Customers", exact=True).click()
    page.get_by_role("link", name="New customer").first.click()
    dialog = page.get_by_role("dialog", name="New customer")
    typed = {
        "Company name": f"{name} Ltd",
        "Email": f"info@{name}.example",
        "Phone": "+44 1535 640 111",
        "Address": "7 Main Street",
        "Postcode": "BD22 8DA",
        "City": "Haworth",
    }
    for label, value in typed.items():
        dialog.get_by_label(label, exact=True).fill(value)
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=f"{name} Ltd", level=1)).to_be_visible()


def invite_storefront_user(page: Page, email: str) -> None:
    page.get_by_role("navigation", name="Quick actions").get_by_role("link", name="Add storefront user").click()
    dialog = page.get_by_role("dialog", name="Add storefront user")
    dialog.get_by_label("First name").fill("Anna")
    dialog.get_by_label("Last name").fill("Ek")
    dialog.get_by_label("Email").fill(email)
    dialog.get_by_role("button", name="Send invitation").click()
    expect(page.locator("#flash")).to_have_text(f"An invitation is on its way to {email}.")
    expect(page.get_by_role("row", name="Anna Ek")).to_contain_text("Invited")


def choose_a_password(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.wait_for_timeout(READING * 1000)
    page.get_by_role("button", name="Activate my account").click()
    expect(page.get_by_role("heading", name="Your password is set")).to_be_visible()


@pytest.mark.browser
def test_from_the_partner_s_sign_in_to_the_storefront_user_s_home(
    stack: LocalStack, house: House, chromium: Browser
) -> None:
    name = f"haworth-{secrets.token_hex(4)}"
    email = f"anna@{name}.example"
    with (
        chromium.new_context(base_url=stack.api_url, locale="en") as vera,
        chromium.new_context(base_url=stack.api_url, locale="en") as anna,
    ):
        page = vera.new_page()
        page.goto("/portal")
        sign_in(page, house.admin)
        expect(page.get_by_role("heading", name="Hello, Vera")).to_be_visible()
        add_customer(page, name)
        invite_storefront_user(page, email)

        hers = anna.new_page()
        hers.goto(activation_link(stack.wait_for_mail(to=email)))
        choose_a_password(hers)
        hers.get_by_role("button", name="Go to the sign-in page").click()
        expect(hers.get_by_role("main")).to_contain_text(f"the storefront of {house.contract['name']}")
        sign_in(hers, email, label="Email")
        expect(hers.get_by_role("heading", name="Products")).to_be_visible()
        expect(hers.get_by_role("main")).to_contain_text(house.contract["name"])

        page.reload()
        expect(page.get_by_role("row", name="Anna Ek")).to_contain_text("Active")


def test_a_quick_action_leads_into_the_workspace_once(stack: LocalStack, house: House) -> None:
    name = f"fed-{secrets.token_hex(4)}"
    path = f"/v1/distributor/partners/{house.partner_id}/customers/{name}"
    fed = house.distributor.put(path, json={"name": name, "email": f"info@{name}.example"}).json()
    link = house.portal.open(f"/portal/customers/{fed['id']}").follow("Manage assets").leads_to
    with stack.as_anyone() as api:
        published = {key["kid"]: key for key in api.get("/.well-known/workspace-keys.json").json()["keys"]}
    [token] = parse_qs(urlsplit(link).query)["token"]
    used = UsedTokens()

    def arrive() -> dict[str, Any]:
        return open_token(token, audience=WORKSPACE, find_key=published.get, used=used, now=time.time())

    claims = arrive()

    assert link.startswith(f"{WORKSPACE}?token=")
    assert (claims["external_id"], claims["target"], claims["exp"] - claims["iat"]) == (name, "assets", 60)
    with pytest.raises(Refused, match="used before"):
        arrive()
