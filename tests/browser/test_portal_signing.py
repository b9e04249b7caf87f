"""Digital signing in a real Chromium: in dialogs, in place, by keyboard, and without JavaScript."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared import wiring
from shared.domain.channel import Channel
from shared.domain.digital_document import DigitalDocument, DocumentKind, DocumentStatus, JobDecision
from shared.domain.envelope import EnvelopeEvent
from shared.domain.order import ConsentHow, Order
from shared.domain.quote import QuoteKind
from tests.browser import signing_world as world
from tests.browser.looking import wait_until_it_listens
from tests.browser.portal_site import PortalSite
from tests.support import orders as seeded
from tests.support.account import create_signing_queue
from tests.support.builders import CUSTOMER_ID, ORDER_ID, QUOTE_ID, TENANT, a_user
from tests.support.signing import DOCUMENT_ID, a_document, a_service_line, an_upsell, put_document

pytestmark = pytest.mark.browser

QUOTE = f"/portal/quotes/{QUOTE_ID}"
SEND = f"{QUOTE}/digital-documents/new"
ORDER = f"/portal/orders/{ORDER_ID}"
QUICK = f"/portal/customers/{CUSTOMER_ID}/quick-quotes/new"


@pytest.fixture(autouse=True)
def queue(portal_site: PortalSite) -> None:
    create_signing_queue()


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


def documents(site: PortalSite) -> list[DigitalDocument]:
    """Newest first."""
    with site.busy:
        found = wiring.digital_documents(TENANT).of_customer(CUSTOMER_ID, limit=10, after=None)
    return [watched.document for watched in found.items]


def orders(site: PortalSite) -> list[Order]:
    with site.busy:
        return list(wiring.orders(TENANT).of_customer(CUSTOMER_ID, limit=10, after=None).items)


def put_out(site: PortalSite, document: DigitalDocument) -> DigitalDocument:
    with site.busy:
        return world.put_out(site.table, document)


def in_envelope(site: PortalSite, event: EnvelopeEvent) -> None:
    """What the customer does on our own page."""
    with site.busy:
        envelopes = wiring.envelopes(TENANT)
        envelopes.save(envelopes.read(DOCUMENT_ID).envelope.moved(event, now=site.now()))


def tab_to(page: Page, selector: str) -> None:
    """On and on, as somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} can't be reached")


# --- Sending ------------------------------------------------------------------------------------------------------


def test_a_quote_is_sent_by_text_from_a_dialog_and_its_box_says_draft(portal_site: PortalSite, page: Page) -> None:
    page.goto(QUOTE)
    page.get_by_role("link", name="Send digital quote").click()
    dialog = page.get_by_role("dialog", name="Send digital quote: Safe workplace")
    dialog.get_by_label("Text message").check()
    expect(dialog.locator("#address")).to_have_attribute("type", "tel")
    dialog.get_by_label("Mobile number").fill("070-123 45 67")
    dialog.get_by_label("Mobile number").blur()

    expect(dialog.get_by_label("Mobile number")).to_have_value("+46 70 123 45 67")
    dialog.get_by_role("button", name="Send digital quote to Anna Ek").click()

    expect(page.locator("#flash")).to_contain_text("It is on its way to Anna Ek.")
    expect(page.locator("#signing .badge")).to_have_text("Draft")
    expect(page.locator("[name=heading]")).to_have_count(0)
    (document,) = documents(portal_site)
    assert (document.recipient.channel, document.recipient.address) == (Channel.SMS, "+46701234567")


def test_a_wrong_number_is_told_where_it_stands_and_said(page: Page) -> None:
    page.goto(f"{SEND}?channel=sms")
    page.fill("#address", "0701")
    page.locator("#address").blur()

    expect(page.locator("#address_fault")).to_contain_text("Write a phone number")
    expect(page.locator("#live")).to_contain_text("Write a phone number")
    page.fill("#address", "0701234567")
    page.locator("#address").blur()
    expect(page.locator("#address")).to_have_value("+46 70 123 45 67")
    expect(page.locator("#live")).to_have_text("Goes to Anna Ek.")


def test_a_contact_is_chosen_with_one_press_and_stays_when_the_way_changes(page: Page) -> None:
    page.goto(SEND)
    page.get_by_role("button", name="Anna Ek anna.ek@bageri.example").click()
    expect(page.get_by_role("button", name="Send digital quote to Anna Ek")).to_be_visible()

    page.get_by_label("Text message").check()

    expect(page.locator("#address")).to_have_value("+46 70 123 45 67")
    expect(page.locator("#channel_sms")).to_be_focused()


def test_whoever_leaves_the_field_for_the_button_presses_the_button(portal_site: PortalSite, page: Page) -> None:
    page.goto(QUOTE)
    page.get_by_role("link", name="Send digital quote").click()
    page.locator("dialog #address").fill("bo@bageri.example")
    page.locator("dialog #going button[value=send]").click()

    expect(page.locator("#flash")).to_contain_text("It is on its way to Bo Berg.")
    assert len(documents(portal_site)) == 1


def test_a_quote_is_sent_by_keyboard_alone(portal_site: PortalSite, page: Page) -> None:
    page.goto(QUOTE)
    tab_to(page, f"a[href='{SEND}']")
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    tab_to(page, "dialog #address")
    page.keyboard.type("anna")
    page.keyboard.press("Enter")
    expect(page.locator("dialog .problem")).to_be_focused()
    tab_to(page, "dialog .problem a[href='#address']")
    page.keyboard.press("Enter")
    expect(page.locator("dialog #address")).to_be_focused()
    page.keyboard.type(".ek@bageri.example")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type("anna.ek@bageri.example")
    page.keyboard.press("Enter")

    expect(page.locator("#flash")).to_contain_text("It is on its way to Anna Ek.")
    assert documents(portal_site)[0].kind is DocumentKind.QUOTE


def test_the_same_without_javascript(portal_site: PortalSite, plain: Page) -> None:
    plain.goto(QUOTE)
    plain.get_by_role("link", name="Send digital quote").click()
    plain.get_by_label("Text message").check()
    plain.fill("#address", "0701")
    plain.get_by_role("button", name="Send digital quote").click()
    expect(plain.locator("#address_fault")).to_contain_text("Write a phone number")
    plain.fill("#address", "0701234567")
    plain.get_by_role("button", name="Send digital quote").click()

    expect(plain.locator("#flash")).to_contain_text("It is on its way to Anna Ek.")
    plain.get_by_role("button", name="Check status").click()
    expect(plain.locator("#flash")).to_contain_text("It is still on its way to the provider")
    plain.get_by_role("link", name="Cancel digital quote").click()
    plain.get_by_role("button", name="Cancel digital quote").click()
    expect(plain).to_have_url(re.compile(f"{QUOTE}$"))
    expect(plain.locator("#signing .badge")).to_have_text("Cancelled")
    assert documents(portal_site)[0].status is DocumentStatus.CANCELED


def test_a_quick_quote_is_one_flow_of_two_pages_and_back_works(portal_site: PortalSite, page: Page) -> None:
    page.goto(QUICK)
    page.fill("#heading", "Brakes")
    page.fill("[id='lines.0.description']", "Front discs")
    page.fill("[id='lines.0.unit_price']", "2650")
    page.locator("[id='lines.0.unit_price']").blur()
    expect(page.locator("#quick_total")).to_contain_text("2,650.00 SEK")
    page.select_option("#channel", "sms")
    page.fill("#address", "070-123 45 67")
    page.get_by_role("button", name="Create the quote, and go on to send it").click()

    page.wait_for_url("**/digital-documents/new?*")
    expect(page.locator("#address")).to_have_value("+46 70 123 45 67")
    page.go_back()
    expect(page.get_by_role("heading", name="Quick quote for")).to_be_visible()
    page.go_forward()
    page.get_by_role("button", name="Send quick quote to Anna Ek").click()
    expect(page.locator("#signing .badge")).to_have_text("Draft")
    (document,) = documents(portal_site)
    assert document.kind is DocumentKind.QUICK_QUOTE


# --- The box ------------------------------------------------------------------------------------------------------


def test_a_check_puts_the_new_status_in_place_and_says_it(portal_site: PortalSite, page: Page) -> None:
    put_out(portal_site, a_document())
    page.goto(QUOTE)
    expect(page.locator("#signing .badge")).to_have_text("Sent")
    in_envelope(portal_site, EnvelopeEvent.VIEW)
    page.evaluate("window.sameDocument = true")

    page.get_by_role("button", name="Check status").click()

    expect(page.locator("#signing .badge")).to_have_text("Viewed")
    expect(page.locator("#signing .notice")).to_have_text("Checked just now. Digital status: Viewed.")
    expect(page.locator("#live")).to_have_text("Checked just now. Digital status: Viewed.")
    expect(page.get_by_role("button", name="Check status")).to_be_focused()
    assert page.evaluate("window.sameDocument")


def test_what_the_customer_signed_brings_the_next_step_into_place(portal_site: PortalSite, page: Page) -> None:
    put_out(portal_site, a_document())
    page.goto(QUOTE)
    in_envelope(portal_site, EnvelopeEvent.SIGN)

    page.get_by_role("button", name="Check status").click()

    expect(page.locator("#signing .badge")).to_have_text("Signed")
    expect(page.get_by_role("link", name="Create service order")).to_be_visible()
    expect(page.get_by_role("link", name="Cancel digital quote")).to_have_count(0)


def test_a_draft_becomes_sent_before_the_eyes_of_whoever_waits(portal_site: PortalSite, page: Page) -> None:
    with portal_site.busy:
        document = put_document(portal_site.table)
    page.goto(QUOTE)
    expect(page.locator("#signing .badge")).to_have_text("Draft")

    with portal_site.busy:
        world.told(document, DocumentStatus.SENT)

    expect(page.locator("#signing .badge")).to_have_text("Sent")
    expect(page.locator("#live")).to_have_text("Digital status: Sent.")


def test_cancelling_asks_in_a_dialog_and_leads_to_a_service_order(portal_site: PortalSite, page: Page) -> None:
    """The customer phones: the link dies, and how consent was given is recorded (D7)."""
    with portal_site.busy:
        quote = world.put_quote(world.SERVICE_QUOTE, kind=QuoteKind.SERVICE, lines=(a_service_line(),))
    put_out(portal_site, a_document(quote_id=quote.id, lines=quote.lines))
    page.goto(world.quote_path(quote.id))
    page.get_by_role("link", name="Cancel digital quote").click()
    dialog = page.get_by_role("dialog", name="Cancel the digital quote?")
    expect(dialog).to_contain_text("stops working for good")
    dialog.get_by_role("button", name="Cancel digital quote").click()
    expect(page.locator("#flash")).to_contain_text("The link that Anna Ek got is dead.")

    page.get_by_role("link", name="Create service order").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Signed digitally")).to_have_count(0)
    dialog.get_by_label("By phone").check()
    dialog.get_by_label("Note").fill("Anna, at nine")
    dialog.get_by_role("button", name="Create service order").click()

    page.wait_for_url("**/portal/orders/*")
    expect(page.locator("#flash")).to_have_text("The service order is created.")
    (order,) = orders(portal_site)
    assert order.consent is not None
    assert (order.consent.how, order.consent.note) == (ConsentHow.PHONE, "Anna, at nine")


def test_an_attempt_is_recorded_from_a_dialog(portal_site: PortalSite, page: Page) -> None:
    put_out(portal_site, a_document())
    page.goto(QUOTE)
    page.get_by_role("link", name="Record attempt").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Record attempt").click()
    expect(dialog.locator(".problem")).to_be_focused()
    dialog.get_by_label("What came of it").fill("No answer")
    dialog.get_by_role("button", name="Record attempt").click()

    expect(page.locator("#signing")).to_contain_text("Attempts to reach the customer")
    assert [attempt.note for attempt in documents(portal_site)[0].attempts] == ["No answer"]


# --- Orders -------------------------------------------------------------------------------------------------------


def test_work_is_added_to_an_order_with_its_sum_and_warning_in_place(portal_site: PortalSite, page: Page) -> None:
    with portal_site.busy:
        seeded.put_contract(portal_site.table)
        seeded.put_submitted()
    page.goto(ORDER)
    page.get_by_role("link", name="Add work").click()
    page.fill("[id='lines.0.description']", "New oven door")
    page.fill("[id='lines.0.unit_price']", "150")
    page.locator("[id='lines.0.unit_price']").blur()
    expect(page.locator("#sums")).to_contain_text("150.00 SEK")
    expect(page.locator("#sums .problem")).to_have_count(0)
    page.fill("[id='lines.0.quantity']", "2")
    page.locator("[id='lines.0.quantity']").blur()
    expect(page.locator("#sums .problem")).to_contain_text("comes to 23 % of the price agreed")

    page.get_by_role("button", name="Add a job").click()
    expect(page.locator("[id='lines.1.description']")).to_be_focused()
    wait_until_it_listens(page)
    page.get_by_role("button", name="Remove job 2").click()
    expect(page.locator(".job")).to_have_count(1)
    page.get_by_role("button", name="Anna Ek").click()
    expect(page.locator("[id='lines.0.description']")).to_have_value("New oven door")
    page.get_by_role("button", name="Send added work to Anna Ek").click()

    page.wait_for_url(f"**{ORDER}")
    expect(page.locator("#signing")).to_contain_text("comes to 23 % of the price agreed")
    (document,) = documents(portal_site)
    assert [(job.quantity, job.decision) for job in document.jobs] == [(2, JobDecision.PENDING)]


def test_an_order_confirmation_is_sent_from_a_dialog(portal_site: PortalSite, page: Page) -> None:
    with portal_site.busy:
        seeded.put_contract(portal_site.table)
        seeded.put_submitted()
    page.goto(ORDER)
    page.get_by_role("link", name="Send order confirmation").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Bo Berg").click()
    dialog.get_by_role("button", name="Send order confirmation to Bo Berg").click()

    expect(page.locator("#signing")).to_contain_text("Order confirmation to Bo Berg")
    assert documents(portal_site)[0].kind is DocumentKind.ORDER_CONFIRMATION


def test_the_start_page_leads_to_the_list_and_that_to_the_document(portal_site: PortalSite, page: Page) -> None:
    with portal_site.busy:
        seeded.put_contract(portal_site.table)
        seeded.put_submitted()
    put_out(portal_site, an_upsell())
    page.goto("/portal")
    page.get_by_role("link", name="1 Sent").click()

    page.get_by_role("link", name="New oven door, Wiring").click()

    expect(page.get_by_role("heading", name="New oven door, Wiring")).to_be_visible()
    expect(page.locator("#signing")).to_contain_text("New oven door")
