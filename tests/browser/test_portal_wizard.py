"""The wizard of an offer in a real Chromium: by keyboard, in two windows, in a hurry, and without JavaScript."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from shared.domain.offer_draft import OfferDraft, WizardStep
from shared.domain.partnership import Side
from tests.browser.keyboard import tab_to
from tests.browser.portal_site import PortalSite
from tests.browser.wizard_world import WIZARD, draft_of, keep, offers, put_offerers
from tests.support.partnerships import CARLA, FJORD, KIM, LO, NORDIC, SAM

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def everybody(portal_site: PortalSite) -> None:
    put_offerers(portal_site)


@pytest.fixture
def context(open_portal: Callable[..., BrowserContext]) -> BrowserContext:
    return open_portal(SAM)


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    assert faults == []


@pytest.fixture
def plain(open_portal: Callable[..., BrowserContext]) -> Page:
    return open_portal(SAM, java_script_enabled=False).new_page()


@pytest.fixture
def written(portal_site: PortalSite) -> OfferDraft:
    """All but sent."""
    draft = OfferDraft(
        id="prt_01KAAAAAAQPARTNERSH1P00001",
        user_id=SAM.id,
        tenant_name=FJORD.tenant_name,
        contact_email=CARLA.email,
        message="Shall we?",
        contact_user_ids=(KIM.id,),
        completed=(WizardStep.INTRODUCTION, WizardStep.CUSTOMER, WizardStep.CONTACTS),
    )
    keep(portal_site, draft)
    return draft


def title(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def fill_in(page: Page, message: str = "Shall we?") -> None:
    page.fill("#tenant_name", FJORD.tenant_name)
    page.fill("#contact_email", CARLA.email)
    page.fill("#message", message)


def press(page: Page, words: str) -> None:
    page.locator("#wizard").get_by_role("button", name=words, exact=True).click()


# --- From end to end ----------------------------------------------------------------------------------------------


def test_an_offer_is_sent_by_keyboard_alone(portal_site: PortalSite, page: Page) -> None:
    page.goto(WIZARD)
    title(page, "Introduction")
    tab_to(page, "Show every time you use this wizard")
    page.keyboard.press("Space")
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    title(page, "Customer details")
    expect(page).to_have_title(re.compile(r"^Customer details \(2/5\)"))
    tab_to(page, "Tenant name")
    page.keyboard.type(FJORD.tenant_name)
    tab_to(page, "Customer’s contact email")
    page.keyboard.type(CARLA.email)
    tab_to(page, "Message")
    page.keyboard.type("Shall we?")
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    title(page, "Assign contacts")
    tab_to(page, "Search by name")
    page.keyboard.type("kim")
    expect(page.locator("#live")).to_have_text("1 person found. Chosen: 0.")
    tab_to(page, "Kim Konsult kim@reseller.example")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="Kim Konsult")).to_be_checked()
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    title(page, "Assign partner manager")
    expect(page.get_by_role("checkbox", name="Sam Seller (you)")).to_be_disabled()
    expect(page.get_by_role("checkbox", name="Sam Seller (you)")).to_be_checked()
    tab_to(page, "Lo Lind lo@reseller.example")
    page.keyboard.press("Space")
    tab_to(page, "Next")
    page.keyboard.press("Enter")
    title(page, "Summary")
    expect(page.locator("main")).to_contain_text(f"The offer is sent to {CARLA.email} at {FJORD.tenant_name}.")
    expect(page.locator("progress")).to_have_attribute("value", "5")
    tab_to(page, "Close")
    page.keyboard.press("Enter")

    page.wait_for_url("**/portal")
    (made,) = offers(portal_site)
    assert [contact.user_id for contact in made.contacts] == [KIM.id]
    assert [person.user_id for person in made.managers_of(Side.PARTNER)] == [SAM.id, LO.id]
    page.goto(WIZARD)
    title(page, "Customer details")


def test_the_same_without_javascript(portal_site: PortalSite, plain: Page) -> None:
    plain.goto(WIZARD)
    press(plain, "Next")
    press(plain, "Next")
    expect(plain).to_have_title(re.compile("^Error: Customer details"))
    expect(plain.locator("#tenant_name_fault")).to_have_text("Fill in the tenant name.")
    fill_in(plain, "👋" * 501)
    press(plain, "Next")
    expect(plain.locator("#message_fault")).to_contain_text("at most 500")
    expect(plain.locator("#message_count")).to_have_text("501/500")
    fill_in(plain)
    press(plain, "Next")
    title(plain, "Assign contacts")
    plain.get_by_label("Sam Seller").check()
    plain.fill("#q", "lo")
    press(plain, "Search")
    expect(plain.locator(".band")).to_have_text([re.compile("Sam Seller"), re.compile("Lo Lind")])
    expect(plain.get_by_label("Sam Seller")).to_be_checked()
    plain.get_by_label("Lo Lind").check()
    press(plain, "Cancel")
    title(plain, "Cancel this offer?")
    plain.get_by_role("link", name="Go on writing").click()
    expect(plain.get_by_label("Lo Lind")).to_be_checked()
    press(plain, "Next")
    press(plain, "Previous")
    press(plain, "Previous")
    expect(plain.locator("#message")).to_have_value("Shall we?")
    plain.locator(".wizard-state summary").click()
    plain.get_by_role("button", name="Assign contacts").click()
    press(plain, "Next")
    press(plain, "Next")

    title(plain, "Summary")
    (made,) = offers(portal_site)
    assert {contact.user_id for contact in made.contacts} == {SAM.id, LO.id}


def test_going_back_and_forth_loses_nothing(page: Page, written: OfferDraft) -> None:
    page.goto(WIZARD)
    title(page, "Assign partner manager")
    page.get_by_role("checkbox", name="Lo Lind").check()
    press(page, "Previous")
    title(page, "Assign contacts")
    expect(page.get_by_role("checkbox", name="Kim Konsult")).to_be_checked()
    page.get_by_text("Completed (3)").click()
    page.get_by_role("button", name="Customer details").click()
    title(page, "Customer details")
    expect(page.locator("#message")).to_have_value(written.message)
    page.fill("#contact_email", "carla")
    press(page, "Previous")
    title(page, "Introduction")
    page.reload()
    press(page, "Next")
    expect(page.locator("#contact_email")).to_have_value("carla")
    expect(page.locator("#wizard button[value=next]")).to_be_disabled()
    page.fill("#contact_email", CARLA.email)
    press(page, "Next")
    press(page, "Next")
    title(page, "Assign partner manager")
    expect(page.get_by_role("checkbox", name="Lo Lind")).to_be_checked()
    page.go_back()
    title(page, "Assign contacts")
    page.go_forward()
    expect(page.get_by_role("checkbox", name="Lo Lind")).to_be_checked()


def test_whoever_leaves_comes_back_to_where_they_were(page: Page, context: BrowserContext) -> None:
    page.goto(f"{WIZARD}/customer")
    fill_in(page, "Half an")
    press(page, "Next")
    title(page, "Assign contacts")
    page.close()

    again = context.new_page()
    again.goto(WIZARD)

    title(again, "Assign contacts")
    press(again, "Previous")
    expect(again.locator("#message")).to_have_value("Half an")


def test_information_folded_up_stays_so_on_the_next_screen(page: Page, written: OfferDraft) -> None:
    page.goto(f"{WIZARD}/managers")
    panel = page.locator(".wizard-panel")
    expect(panel).to_contain_text("Only managers see the partnership")
    panel.get_by_text("Information").click()
    expect(panel.locator("p").first).to_be_hidden()

    press(page, "Previous")

    title(page, "Assign contacts")
    expect(panel.locator("p").first).to_be_hidden()
    panel.get_by_text("Information").click()
    page.reload()
    expect(panel.locator("p").first).to_be_visible()


def test_the_menu_is_seen_on_a_phone(page: Page, written: OfferDraft) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{WIZARD}/managers")
    page.get_by_text("Completed (3)").click()

    box = page.locator(".wizard-state .menu-items").bounding_box()

    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


# --- Customer details ---------------------------------------------------------------------------------------------


def test_next_waits_until_all_is_filled_in_and_right(page: Page) -> None:
    page.goto(f"{WIZARD}/customer")
    following = page.locator("#wizard").get_by_role("button", name="Next")
    expect(following).to_be_disabled()
    page.locator("#tenant_name").press_sequentially(FJORD.tenant_name)
    expect(following).to_be_disabled()
    page.locator("#contact_email").press_sequentially("carla@")
    page.locator("#message").press_sequentially("Hi")
    expect(following).to_be_disabled()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("End")
    page.keyboard.type("fjord.example")
    expect(following).to_be_enabled()
    page.fill("#message", "  \n ")
    expect(following).to_be_disabled()
    page.locator("#contact_email").press("Enter")
    title(page, "Customer details")
    page.fill("#message", "Hi")
    expect(following).to_be_enabled()
    page.locator("#contact_email").press("Enter")
    title(page, "Assign contacts")


FULL = {
    "emoji": "👋" * 500,
    "joined emoji": "👩‍👩‍👧‍👦" * 71 + "abc",
    "combining": "e\u0301" * 250,
    "lines": "a\n" * 250,
    "line breaks first": "\n" * 3 + "å" * 497,
    "spaces first": "   " + "å" * 497,
}


def test_the_message_is_counted_as_the_server_counts_it(
    portal_site: PortalSite, page: Page, open_portal: Callable[..., BrowserContext]
) -> None:
    plain = open_portal(KIM, java_script_enabled=False).new_page()
    for kind, message in FULL.items():
        page.goto(f"{WIZARD}/customer")
        fill_in(page, message)
        expect(page.locator("#message_count"), kind).to_have_text("500/500")
        expect(page.locator("#live"), kind).to_have_text("Characters left: 0")
        expect(page.locator("#wizard button[value=next]"), kind).to_be_enabled()
        page.locator("#message").press("Control+End")
        page.keyboard.insert_text("👋")
        expect(page.locator("#message_count"), kind).to_have_text("501/500")
        expect(page.locator("#live"), kind).to_have_text("Characters too many: 1")
        expect(page.locator("#wizard button[value=next]"), kind).to_be_disabled()

        plain.goto(f"{WIZARD}/customer")
        fill_in(plain, f"{message}👋")
        press(plain, "Next")
        expect(plain.locator("#message_fault"), kind).to_contain_text("at most 500")
        expect(plain.locator("#message_count"), kind).to_have_text("501/500")
        expect(plain.locator("#message"), kind).to_have_value(f"{message}👋")
        plain.fill("#message", message)
        press(plain, "Next")
        title(plain, "Assign contacts")
        draft = draft_of(portal_site, KIM)
        assert draft is not None, kind
        assert draft.message == message.strip(), kind


def test_a_pasted_address_is_read_back_as_the_name_in_it(page: Page) -> None:
    page.goto(f"{WIZARD}/customer")
    page.fill("#tenant_name", "https://Fjord-Drift.countersign.example/portal")
    page.locator("#tenant_name").press("Tab")
    page.keyboard.type("carla@fjord.example")

    expect(page.locator("#tenant_name")).to_have_value(FJORD.tenant_name)
    expect(page.locator("#live")).to_have_text("Tenant name: fjord-drift.")
    expect(page.locator("#contact_email")).to_be_focused()
    expect(page.locator("#contact_email")).to_have_value("carla@fjord.example")


def test_what_is_typed_while_a_name_is_read_back_stays(page: Page) -> None:
    page.goto(f"{WIZARD}/customer")
    page.evaluate("() => { window.over = new Promise((end) => addEventListener('htmx:afterRequest', end)) }")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/partnerships/new/customer", hold)
    page.fill("#tenant_name", "https://other.example/")
    with page.expect_request("**/partnerships/new/customer"):
        page.locator("#tenant_name").press("Tab")
    page.fill("#tenant_name", FJORD.tenant_name)

    held[0].continue_()
    page.evaluate("() => window.over.then(() => true)")

    expect(page.locator("#tenant_name")).to_have_value(FJORD.tenant_name)
    expect(page.locator("#tenant_name")).to_be_focused()


def test_ones_own_tenant_is_told_at_once(portal_site: PortalSite, page: Page) -> None:
    page.goto(f"{WIZARD}/customer")
    fill_in(page)
    page.fill("#tenant_name", NORDIC.tenant_name)
    page.locator("#tenant_name").blur()

    expect(page.locator("#tenant_name_fault")).to_have_text("This is your own tenant. Name another one.")
    expect(page.locator("#wizard button[value=next]")).to_be_disabled()
    assert draft_of(portal_site, SAM) is None
    page.fill("#tenant_name", FJORD.tenant_name)
    expect(page.locator("#wizard button[value=next]")).to_be_enabled()
    page.locator("#tenant_name").blur()
    expect(page.locator("#tenant_name_fault")).to_have_count(0)


# --- People -------------------------------------------------------------------------------------------------------


def test_bands_are_chosen_by_a_click_anywhere_and_stay_first_whatever_is_searched(
    page: Page, written: OfferDraft
) -> None:
    page.goto(f"{WIZARD}/contacts")
    band = page.locator(".band", has_text="Lo Lind")
    plain_look = band.evaluate("(it) => getComputedStyle(it).boxShadow")
    box = band.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 10, box["y"] + box["height"] / 2)
    expect(page.get_by_role("checkbox", name="Lo Lind")).to_be_checked()
    assert band.evaluate("(it) => getComputedStyle(it).boxShadow") != plain_look

    page.locator("#q").press_sequentially("sa")

    expect(page.locator(".band strong")).to_have_text(["Kim Konsult", "Lo Lind", "Sam Seller"])
    expect(page.locator(".band input:checked")).to_have_count(2)
    expect(page.locator("#live")).to_have_text("1 person found. Chosen: 2.")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("Enter")
    title(page, "Assign contacts")
    page.get_by_role("checkbox", name="Kim Konsult").uncheck()
    page.fill("#q", "")
    expect(page.locator(".band strong")).to_have_text(["Lo Lind", "Kim Konsult", "Sam Seller"])


def test_whoever_is_chosen_while_a_search_is_under_way_stays_chosen(page: Page, written: OfferDraft) -> None:
    page.goto(f"{WIZARD}/contacts")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/partnerships/new/contacts", hold_the_first)
    with page.expect_request("**/partnerships/new/contacts"):
        page.locator("#q").press_sequentially("s")
    page.get_by_role("checkbox", name="Lo Lind").check()

    expect(page.locator("#live")).to_have_text("1 person found. Chosen: 2.")
    expect(page.get_by_role("checkbox", name="Lo Lind")).to_be_checked()


def test_without_a_contact_it_does_not_go_on(page: Page, written: OfferDraft) -> None:
    page.goto(f"{WIZARD}/contacts")
    page.get_by_role("checkbox", name="Kim Konsult").uncheck()
    press(page, "Next")

    expect(page.locator(".problem")).to_be_focused()
    expect(page).to_have_title(re.compile("^Error: Assign contacts"))
    page.get_by_role("link", name="Choose at least one contact.").click()
    expect(page.locator("#contact_user_ids")).to_be_focused()


# --- Sending ------------------------------------------------------------------------------------------------------


def test_a_double_click_sends_one_offer(portal_site: PortalSite, page: Page, written: OfferDraft) -> None:
    page.goto(f"{WIZARD}/managers")
    page.locator("#wizard button[value=next]").dblclick()

    title(page, "Summary")
    assert [made.id for made in offers(portal_site)] == [written.id]
    page.reload()
    title(page, "Summary")
    page.go_back()
    assert len(offers(portal_site)) == 1
    page.goto(WIZARD)
    expect(page.locator("main")).not_to_contain_text("Shall we?")


def test_two_windows_send_one_offer(
    portal_site: PortalSite, page: Page, context: BrowserContext, written: OfferDraft
) -> None:
    other, third = context.new_page(), context.new_page()
    for window in (page, other):
        window.goto(f"{WIZARD}/managers")
    third.goto(f"{WIZARD}/customer")
    press(page, "Next")
    title(page, "Summary")

    press(other, "Next")
    title(other, "Summary")
    press(third, "Next")

    title(third, "Summary")
    expect(third.locator("#flash")).to_contain_text("It was sent once.")
    assert {window.url for window in (page, other, third)} == {page.url}
    assert [made.id for made in offers(portal_site)] == [written.id]
    assert draft_of(portal_site, SAM) is None


def test_an_unknown_recipient_leaves_the_wizard_open_with_its_data(
    portal_site: PortalSite, page: Page, written: OfferDraft
) -> None:
    page.goto(f"{WIZARD}/customer")
    page.fill("#contact_email", "nobody@fjord.example")
    press(page, "Next")
    press(page, "Next")
    page.get_by_role("checkbox", name="Lo Lind").check()
    press(page, "Next")

    title(page, "Customer details")
    expect(page.locator(".problem")).to_be_focused()
    expect(page.locator(".problem")).to_contain_text("No user with this email address signs in")
    expect(page.locator("#contact_email")).to_have_value("nobody@fjord.example")
    assert offers(portal_site) == []
    page.fill("#contact_email", CARLA.email)
    press(page, "Next")
    expect(page.get_by_role("checkbox", name="Kim Konsult")).to_be_checked()
    press(page, "Next")
    expect(page.get_by_role("checkbox", name="Lo Lind")).to_be_checked()
    press(page, "Next")
    title(page, "Summary")


# --- The way out --------------------------------------------------------------------------------------------------


def test_cancel_asks_in_a_dialog_and_what_was_typed_stays_or_goes(portal_site: PortalSite, page: Page) -> None:
    page.goto(f"{WIZARD}/customer")
    fill_in(page, "Not kept yet")
    press(page, "Cancel")
    dialog = page.get_by_role("dialog", name="Cancel this offer?")
    expect(dialog).to_contain_text("What you have typed and chosen will be lost.")
    expect(dialog.get_by_role("link", name="Go on writing")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#message")).to_have_value("Not kept yet")
    expect(page.locator("#wizard").get_by_role("button", name="Cancel")).to_be_focused()
    press(page, "Next")
    title(page, "Assign contacts")
    assert draft_of(portal_site, SAM) is not None

    press(page, "Cancel")
    page.get_by_role("dialog").get_by_role("button", name="Cancel the offer").click()

    page.wait_for_url("**/portal")
    expect(page.locator("#flash")).to_have_text("Cancelled. No offer was sent, and nothing was saved.")
    assert draft_of(portal_site, SAM) is None
    assert offers(portal_site) == []
    page.go_back()
    title(page, "Customer details")
    expect(page.locator("#message")).to_have_value("")
