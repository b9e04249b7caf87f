"""A partnership as two people live it who each sit before a browser: from the wizard to its end (E2-E15)."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from local.demo.moving_in import House
from local.users import PASSWORD
from tests.flows.test_ordering_in_browser import sign_in
from tests.support.stack import LocalStack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.xdist_group("stack")]

PATIENCE = 40
NORTHGATE = "Northgate Managed Services Ltd"
STEPS = ("Introduction", "Customer details", "Assign contacts", "Assign partner manager", "Summary")


@pytest.fixture
def rowan(stack: LocalStack, house: House) -> str:
    """Vera's colleague, who can be offered."""
    with stack.as_user({"username": house.admin, "password": PASSWORD}) as api:
        last_name = f"Pike {secrets.token_hex(3)}"
        email = f"rowan-{secrets.token_hex(4)}@{house.contract['tenant_name']}.example"
        who = {"first_name": "Rowan", "last_name": last_name, "email": email, "role": "member"}
        invited = api.post("/v1/users", json=who)
        assert invited.status_code == 201, invited.text
    return f"Rowan {last_name}"


@contextmanager
def signed_in(stack: LocalStack, chromium: Browser, name: str) -> Iterator[Page]:
    with chromium.new_context(base_url=stack.api_url, locale="en") as person:
        page = person.new_page()
        sign_in(page, name)
        yield page


def is_at(page: Page, number: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(STEPS[number - 1])
    expect(page.get_by_role("main")).to_contain_text(f"{number}/5")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Next", exact=True).click()


def walk_the_wizard(page: Page, email: str, message: str, contact: str) -> None:
    page.goto("/portal")
    page.get_by_role("link", name="Add customer").click()
    is_at(page, 1)
    go_on(page)
    is_at(page, 2)
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_disabled()
    page.get_by_label("Tenant name").fill("https://northgate.countersign.example/portal")
    page.get_by_label("Customer’s contact email").fill(email)
    page.get_by_label("Message").fill(message)
    go_on(page)
    is_at(page, 3)
    page.get_by_label("Search by name").fill(contact)
    page.locator("label", has_text=contact).click()
    go_on(page)
    is_at(page, 4)
    go_on(page)
    is_at(page, 5)
    expect(page.get_by_role("main")).to_contain_text(f"The offer is sent to {email} at northgate.")
    page.get_by_role("link", name="Close").click()


def tile(page: Page, other: str) -> Any:
    page.goto("/portal")
    return page.get_by_role("list", name="Your partnerships").get_by_role("link").filter(has_text=other)


def press(page: Page, button: str, flash: str) -> None:
    page.get_by_role("button", name=button, exact=True).last.click()
    expect(page.locator("#flash")).to_contain_text(flash)


def is_mailed(stack: LocalStack, to: str, subject: str, said: str) -> None:
    def look() -> bool:
        return any(said in " ".join(mail["text"].split()) for mail in stack.mails(to=to, subject=subject))

    wait_until(look, within=PATIENCE)


def test_from_the_wizard_over_a_change_to_the_end(
    stack: LocalStack, house: House, rowan: str, chromium: Browser
) -> None:
    (priya,) = stack.users(tenant_name="northgate", group="partner", role="admin")
    ours, message = house.contract["name"], f"Our people know your sites ({secrets.token_hex(4)})."
    with signed_in(stack, chromium, house.admin) as vera, signed_in(stack, chromium, priya["username"]) as hers:
        walk_the_wizard(vera, priya["email"], message, rowan)
        expect(tile(vera, "northgate")).to_contain_text("Open")
        is_mailed(stack, priya["email"], f"{ours} offers you a partnership", message)

        awaited = tile(hers, ours)
        for words in ("Open", "Your answer is awaited", "0 contacts", "0 active projects"):
            expect(awaited).to_contain_text(words)
        awaited.click()
        expect(hers.get_by_role("main")).to_contain_text(message)
        hers.get_by_role("link", name="Accept offer").click()
        hers.get_by_role("button", name="Accept offer").last.click()
        expect(hers.get_by_role("main")).to_contain_text(f"Give {rowan}")
        for environment in ("Production", "Quality"):
            roles = hers.get_by_role("group", name=environment, exact=True)
            roles.get_by_label("support").check()
        press(hers, "Accept offer", f"The partnership with {ours} has begun.")
        is_mailed(stack, house.admin, f"{NORTHGATE} has accepted", f"{rowan} (production: support; quality: support)")
        expect(tile(hers, ours)).to_contain_text("2 active projects")

        tile(hers, ours).click()
        hers.get_by_role("link", name="Change contacts or managers").click()
        hers.get_by_role("group", name="Contacts to release").locator("label", has_text=rowan).click()
        hers.get_by_label("Reason").fill("The night shift is enough.")
        press(hers, f"Ask {ours} for the change", f"{ours} has been asked for the change.")
        expect(hers.get_by_role("main")).to_contain_text("to be released")
        is_mailed(stack, house.admin, f"{NORTHGATE} asks for a change", "The night shift is enough.")

        asked = tile(vera, NORTHGATE)
        expect(asked).to_contain_text("Modified")
        asked.click()
        vera.get_by_role("link", name="Propose something else").click()
        vera.get_by_role("group", name="New managers").locator("label", has_text=rowan).click()
        vera.get_by_label("Reason").fill("Then he manages it with me.")
        press(vera, f"Send proposal to {NORTHGATE}", f"{NORTHGATE} has got your proposal.")
        is_mailed(stack, priya["email"], f"{ours} proposes another change", "Then he manages it with me.")

        tile(hers, ours).click()
        hers.get_by_role("link", name="Accept change").click()
        press(hers, "Accept change", "The change holds now.")
        is_mailed(stack, house.admin, f"{NORTHGATE} has accepted the change", f"{rowan}, {ours} (manager, added)")

        agreed = tile(vera, NORTHGATE)
        expect(agreed).to_contain_text("0 contacts")
        agreed.click()
        vera.get_by_role("link", name="End partnership").click()
        dialog = vera.get_by_role("dialog")
        dialog.get_by_label("Reason").fill("The work is done.")
        dialog.get_by_role("button", name="End partnership").click()
        expect(vera.locator("#flash")).to_contain_text(f"The partnership with {NORTHGATE} has ended.")
        is_mailed(stack, priya["email"], f"{ours} has ended the partnership", "The work is done.")

        expect(tile(hers, ours)).to_have_count(0)
        told = vera.locator("#history li").all_inner_texts()
        assert [next(step for step in TOLD if step in line) for line in told] == list(TOLD)[::-1]


TOLD = (
    "offered the partnership.",
    "accepted the offer.",
    "asked for a change.",
    "proposed another change instead.",
    "accepted the change.",
    "ended the partnership.",
)
