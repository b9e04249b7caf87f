"""My customers and the record in a browser: by keyboard alone and by mouse, with and without JavaScript."""

from collections.abc import Callable
from dataclasses import replace
from zlib import crc32

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.locale import Locale
from shared.domain.partner import PaymentMethod
from tests.browser.keyboard import tab_to
from tests.browser.portal_site import PortalSite
from tests.support.builders import CUSTOMER_ID, NOON, TENANT, a_customer, a_partner, a_user
from tests.support.portal import put_user

pytestmark = pytest.mark.browser

Open = Callable[..., BrowserContext]

RECORD = f"/portal/customers/{CUSTOMER_ID}"
PHONE = {"width": 360, "height": 640}
ACME = {
    "Company name": "Acme AB",
    "Email": "info@acme.example",
    "Phone": "+46 8 12 34 56",
    "Address": "Hamngatan 2",
    "Postcode": "111 47",
    "City": "Stockholm",
}

both_ways = pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])


@pytest.fixture
def customers(portal_site: PortalSite) -> DynamoCustomers:
    return DynamoCustomers(portal_site.table, TENANT, lambda: NOON)


@pytest.fixture
def page(open_portal: Open) -> Page:
    return open_portal(a_user()).new_page()


def put(customers: DynamoCustomers, *names: str) -> None:
    for name in names:
        customer_id = ids.new_id("cus", now=NOON, random_bytes=crc32(name.encode()).to_bytes)
        one = a_customer(id=customer_id, name=name, email="info@mail.example", domains=(), contacts=())
        customers.add(one, None)


def change(customers: DynamoCustomers, **changes: object) -> Customer:
    """What somebody else saves meanwhile."""
    present = customers.get(CUSTOMER_ID)
    changed = replace(present, **changes, version=present.version + 1)  # type: ignore[arg-type]
    customers.save(changed, present)
    return changed


def names(page: Page) -> list[str]:
    return page.locator("table.customers tbody th").all_inner_texts()


def type_in(page: Page, values: dict[str, str]) -> None:
    for label, value in values.items():
        page.get_by_label(label, exact=True).fill(value)


# --- My customers -----------------------------------------------------------------------------------------------


def test_the_list_follows_what_is_typed_and_says_how_much_it_found(page: Page, customers: DynamoCustomers) -> None:
    put(customers, "Acme", "Ångström AB", "Angelägen AB")
    page.goto("/portal/customers")

    page.get_by_label("Find a customer").press_sequentially("ang")

    expect(page.locator("table.customers tbody tr")).to_have_count(2)
    assert names(page) == ["Angelägen AB", "Ångström AB"]
    expect(page).to_have_url("/portal/customers?q=ang")
    expect(page.locator("#live")).to_have_text("2 customers found for “ang”.")
    expect(page.get_by_label("Find a customer")).to_be_focused()
    page.reload()
    assert names(page) == ["Angelägen AB", "Ångström AB"]


def test_typing_leaves_one_step_to_go_back(page: Page, customers: DynamoCustomers) -> None:
    put(customers, "Acme")
    page.goto("/portal/settings")
    page.goto("/portal/customers")
    page.get_by_label("Find a customer").press_sequentially("acme")
    expect(page).to_have_url("/portal/customers?q=acme")

    page.go_back()

    expect(page).to_have_url("/portal/settings")


def test_without_scripts_the_search_has_a_button(open_portal: Open, customers: DynamoCustomers) -> None:
    put(customers, "Acme", "Beta")
    page = open_portal(a_user(), java_script_enabled=False).new_page()
    page.goto("/portal/customers")

    page.get_by_label("Find a customer").fill("be")
    page.get_by_role("button", name="Search").click()

    expect(page).to_have_url("/portal/customers?q=be")
    assert names(page) == ["Beta"]


def test_nothing_found_says_so_and_leads_back_to_all(page: Page) -> None:
    page.goto("/portal/customers")
    page.get_by_label("Find a customer").fill("zzz")
    expect(page.get_by_role("heading", name="No customer found")).to_be_visible()

    page.get_by_role("link", name="Show all customers").click()

    expect(page.get_by_role("link", name="Bageriet på Hörnet AB")).to_be_visible()


@both_ways
def test_pages_follow_one_another(scripts: bool, open_portal: Open, customers: DynamoCustomers) -> None:
    put(customers, *(f"Kund {number:02}" for number in range(30)))
    page = open_portal(a_user(), java_script_enabled=scripts).new_page()
    page.goto("/portal/customers")

    page.get_by_role("link", name="Next page").click()

    expect(page.get_by_role("link", name="Kund 29")).to_be_visible()
    page.get_by_role("link", name="First page").click()
    expect(page.get_by_role("link", name="Bageriet på Hörnet AB")).to_be_visible()


def test_actions_open_in_a_menu_that_escape_closes(page: Page) -> None:
    page.goto("/portal/customers")
    tab_to(page, "Actions for Bageriet på Hörnet AB")

    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Manage services")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="Manage services")).to_be_hidden()


# --- New customer -----------------------------------------------------------------------------------------------


def test_a_customer_is_made_with_the_keyboard_alone(page: Page) -> None:
    page.goto("/portal/customers")
    tab_to(page, "New customer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="New customer")).to_be_visible()
    expect(page.get_by_label("Company name")).to_be_focused()

    page.keyboard.type(ACME["Company name"])
    for label in ("Email", "Phone", "Address", "Postcode", "City"):
        tab_to(page, label)
        page.keyboard.type(ACME[label])
    tab_to(page, "Save")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Acme AB", level=1)).to_be_visible()
    expect(page.get_by_text("Acme AB is now one of your customers.")).to_be_visible()


@both_ways
def test_a_customer_is_made_with_the_mouse(scripts: bool, open_portal: Open) -> None:
    page = open_portal(a_user(), java_script_enabled=scripts).new_page()
    page.goto("/portal/customers")
    page.get_by_role("link", name="New customer").click()
    type_in(page, ACME)

    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", name="Acme AB", level=1)).to_be_visible()
    page.reload()
    page.goto("/portal/customers")
    assert names(page) == ["Acme AB", "Bageriet på Hörnet AB"]


@both_ways
def test_faults_get_the_focus_lead_to_their_fields_and_keep_what_was_typed(scripts: bool, open_portal: Open) -> None:
    page = open_portal(a_user(), java_script_enabled=scripts).new_page()
    page.goto("/portal/customers")
    page.get_by_role("link", name="New customer").click()
    type_in(page, ACME | {"Email": "info@bageri.example", "City": ""})
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".problem")).to_be_focused()
    expect(page.get_by_label("Company name")).to_have_value("Acme AB")
    page.locator(".problem").get_by_role("link", name="Fill in the city.").click()
    expect(page.get_by_label("City")).to_be_focused()
    page.keyboard.type("Umeå")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_label("Domains")).to_have_accessible_description(
        "Another customer of yours already has the domain bageri.example. Leave it out here, or use that customer. "
        "Confirmations go only to people with an address in one of these. Separate several with commas. "
        "Left empty, it is the domain of the email."
    )
    type_in(page, {"Email": "info@acme.example"})
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Acme AB", level=1)).to_be_visible()


@pytest.mark.parametrize("way_out", ["Escape", "Cancel", "Close"])
def test_a_dialog_that_is_left_saves_nothing_and_gives_the_focus_back(way_out: str, page: Page) -> None:
    page.goto("/portal/customers")
    page.get_by_role("link", name="New customer").click()
    page.get_by_label("Company name").fill("Acme AB")

    if way_out == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("dialog").get_by_text(way_out).or_(page.get_by_role("button", name=way_out)).click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="New customer")).to_be_focused()
    assert names(page) == ["Bageriet på Hörnet AB"]


def test_the_dialog_is_a_page_too(page: Page) -> None:
    page.goto("/portal/customers/new")

    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url("/portal/customers")


# --- The record -------------------------------------------------------------------------------------------------


@both_ways
def test_information_is_edited_in_place(scripts: bool, open_portal: Open, customers: DynamoCustomers) -> None:
    page = open_portal(a_user(), java_script_enabled=scripts).new_page()
    page.goto("/portal/customers")
    page.get_by_role("link", name="Bageriet på Hörnet AB").click()
    page.get_by_label("City").fill("Skellefteå")

    page.get_by_role("button", name="Update").click()

    expect(page.get_by_text("The changes are saved.")).to_be_visible()
    expect(page.get_by_label("City")).to_have_value("Skellefteå")
    assert customers.get(CUSTOMER_ID).city == "Skellefteå"


def test_a_customer_is_found_opened_and_changed_with_the_keyboard_alone(page: Page, customers: DynamoCustomers) -> None:
    put(customers, "Acme", "Beta")
    page.goto("/portal/customers")
    tab_to(page, "Find a customer")
    page.keyboard.type("bag")
    expect(page.locator("table.customers tbody tr")).to_have_count(1)
    tab_to(page, "Bageriet på Hörnet AB")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Update")).to_be_visible()

    tab_to(page, "City")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Skellefteå")
    tab_to(page, "Update")
    page.keyboard.press("Enter")

    expect(page.get_by_text("The changes are saved.")).to_be_visible()
    assert customers.get(CUSTOMER_ID).city == "Skellefteå"


def test_a_stale_edit_shows_both_and_loses_neither(page: Page, customers: DynamoCustomers) -> None:
    page.goto(RECORD)
    page.get_by_label("City").fill("Skellefteå")
    change(customers, city="Luleå", phone="+46 920 1 23 45")

    page.get_by_role("button", name="Update").click()

    expect(page.locator(".problem")).to_be_focused()
    expect(page.get_by_label("City")).to_have_value("Skellefteå")
    expect(page.get_by_label("City")).to_have_accessible_description("Somebody else changed this to: Luleå")
    expect(page.get_by_label("Phone")).to_have_value("+46 920 1 23 45")
    page.get_by_role("button", name="Update").click()
    expect(page.get_by_text("The changes are saved.")).to_be_visible()
    saved = customers.get(CUSTOMER_ID)
    assert (saved.city, saved.phone) == ("Skellefteå", "+46 920 1 23 45")


@both_ways
def test_order_approval_is_a_switch_for_the_keyboard_too(
    scripts: bool, open_portal: Open, customers: DynamoCustomers
) -> None:
    page = open_portal(a_user(), java_script_enabled=scripts).new_page()
    page.goto(RECORD)
    switch = page.get_by_role("switch", name="Order approval required")
    expect(switch).to_be_checked()

    switch.focus()
    page.keyboard.press("Space")

    expect(page.get_by_text("Order approval is no longer required for this customer.")).to_be_visible()
    expect(switch).not_to_be_checked()
    assert customers.get(CUSTOMER_ID).order_approval_required is False


def test_a_forced_switch_can_t_be_pressed_and_says_why(page: Page, portal_site: PortalSite) -> None:
    DynamoPartners(portal_site.table, TENANT).put(
        a_partner(payment_method=PaymentMethod.CREDIT_CARD, version=2), a_partner()
    )
    page.goto(RECORD)

    switch = page.get_by_role("switch", name="Order approval required")

    expect(switch).to_be_disabled()
    expect(switch).to_have_accessible_description(
        "The payment method set by your distributor requires order approval for all customers, "
        "so it can’t be switched off here."
    )


def test_the_menu_of_the_record_leads_to_its_sections(page: Page) -> None:
    page.goto(RECORD)
    tab_to(page, "Contacts")

    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{RECORD}#contacts")
    expect(page.get_by_role("heading", name="Contacts", exact=True)).to_be_in_viewport()


def test_sections_of_other_functions_come_by_themselves(page: Page) -> None:
    page.goto(RECORD)

    for section in ("storefront-users", "agreements", "subscriptions", "assets"):
        expect(page.locator(f"#{section}")).to_have_count(1)
        expect(page.locator(f"#{section}[hx-get]")).to_have_count(0)
    expect(page).to_have_title("Bageriet på Hörnet AB · Nordic Resale AB")


def test_a_section_that_can_t_be_had_leaves_a_link(page: Page) -> None:
    page.route("**/storefront-users", lambda route: route.fulfill(status=503, body="<h1>Busy</h1>"))
    with page.expect_response("**/storefront-users"):
        page.goto(RECORD)

    expect(page.get_by_role("link", name="Show storefront users")).to_be_visible()
    expect(page.get_by_text("Busy")).to_have_count(0)


def test_without_scripts_sections_are_a_link_away(open_portal: Open) -> None:
    page = open_portal(a_user(), java_script_enabled=False).new_page()
    for section in ("Show storefront users", "Show agreements", "Show subscriptions", "Show assets"):
        page.goto(RECORD)
        page.get_by_role("link", name=section).click()
        expect(page.get_by_role("navigation", name="Where you are")).to_contain_text("Bageriet på Hörnet AB")


# --- Contacts ---------------------------------------------------------------------------------------------------


def test_a_contact_is_added_with_the_keyboard_alone(page: Page, customers: DynamoCustomers) -> None:
    page.goto(RECORD)
    tab_to(page, "Add contact")
    page.keyboard.press("Enter")
    expect(page.get_by_label("First name")).to_be_focused()

    page.keyboard.type("Eva")
    tab_to(page, "Last name")
    page.keyboard.type("Ny")
    tab_to(page, "Email")
    page.keyboard.type("eva@bageri.example")
    tab_to(page, "Decision maker")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Eva Ny is now one of the contacts.")).to_be_visible()
    row = page.get_by_role("row", name="Eva Ny")
    expect(row).to_contain_text("Decision maker")
    expect(row).to_contain_text("Can receive")
    assert customers.get(CUSTOMER_ID).contacts[-1].roles == ("decision_maker",)


@both_ways
def test_a_contact_is_changed(scripts: bool, open_portal: Open, customers: DynamoCustomers) -> None:
    page = open_portal(a_user(), java_script_enabled=scripts).new_page()
    page.goto(RECORD)
    page.get_by_role("row", name="Bo Berg").get_by_role("link", name="Edit").click()
    expect(page.get_by_role("heading", name="Edit Bo Berg")).to_be_visible()
    page.get_by_label("Email", exact=True).last.fill("bo@elsewhere.example")

    page.get_by_role("button", name="Update").last.click()

    expect(page.get_by_text("The changes to Bo Berg are saved.")).to_be_visible()
    expect(page.get_by_role("row", name="Bo Berg")).to_contain_text("Outside the domains")


# --- On a phone, in Swedish -------------------------------------------------------------------------------------


def test_a_phone_shows_cards_with_targets_for_a_finger(open_portal: Open, portal_site: PortalSite) -> None:
    user = a_user(language=Locale.SWEDISH, id="usr_01KASE11ER000000000000002B")
    put_user(portal_site.table, user)
    page = open_portal(user, viewport=PHONE, has_touch=True).new_page()
    page.goto("/portal/customers")

    card = page.get_by_role("row", name="Bageriet på Hörnet AB")
    for label in ("Telefon", "Ort", "E-post", "Intäkt per månad", "Tillgång till butiken"):
        cell = card.locator(f'[data-label="{label}"]')
        assert cell.evaluate("it => getComputedStyle(it, '::before').content") == f'"{label}"'
    for target in (card.get_by_text("Åtgärder"), page.get_by_role("link", name="Ny kund")):
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    card.get_by_role("link", name="Bageriet på Hörnet AB").tap()
    expect(page.get_by_role("button", name="Uppdatera")).to_be_visible()
