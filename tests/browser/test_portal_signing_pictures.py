"""Digital signing in the portal: every screen pictured in both languages, wide and narrow, and free of findings."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared.domain.locale import Locale
from tests.browser import signing_world as world
from tests.browser.looking import DESK, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.builders import CUSTOMER_ID, QUOTE_ID, a_user
from tests.support.portal import put_user

pytestmark = pytest.mark.browser

SAM = {
    Locale.ENGLISH: a_user(),
    Locale.SWEDISH: a_user(id="usr_01KASVEN0000000000000001AA", language=Locale.SWEDISH),
}
SEND = f"/portal/quotes/{QUOTE_ID}/digital-documents/new"
UPSELL = f"/portal/orders/{world.OPEN_ORDER}/upsells/new"
CONFIRMATION = f"/portal/orders/{world.OPEN_ORDER}/order-confirmations/new"
QUICK = f"/portal/customers/{CUSTOMER_ID}/quick-quotes/new"


@pytest.fixture(autouse=True)
def everything(portal_site: PortalSite) -> None:
    """An hour after the accounts were last checked: nothing was sent just now, so no page looks again by itself."""
    world.put_everything(portal_site.table)
    world.check_accounts(timedelta(hours=3))
    put_user(portal_site.table, SAM[Locale.SWEDISH])
    portal_site.wait(hours=4)


def lists(page: Page) -> None:
    page.goto("/portal/digital-documents")


def empty_list(page: Page) -> None:
    page.goto("/portal/digital-documents?status=draft&cursor=")


def home(page: Page) -> None:
    page.goto("/portal")


def agreements(page: Page) -> None:
    page.goto(f"/portal/customers/{CUSTOMER_ID}/agreements")


def sending(page: Page) -> None:
    page.goto(SEND)


def sending_by_text(page: Page) -> None:
    page.goto(SEND)
    page.check("#channel_sms")
    page.wait_for_selector("#address[type=tel]")
    page.fill("#address", "070-123 45 67")
    page.locator("#address").blur()
    page.wait_for_selector("#address[value='+46 70 123 45 67']")


def sending_in_a_dialog(page: Page) -> None:
    page.goto(f"/portal/quotes/{QUOTE_ID}")
    page.locator(f"a[href='{SEND}']").click()
    page.wait_for_selector("dialog[open] #going")


def sending_with_faults(page: Page) -> None:
    page.goto(SEND)
    page.locator("#going button[value=send]").click()
    page.wait_for_selector(".problem")


def sending_while_out(page: Page) -> None:
    page.goto(f"{world.quote_path(world.SENT)}/digital-documents/new")


def confirming_an_order(page: Page) -> None:
    page.goto(CONFIRMATION)


def adding_work(page: Page) -> None:
    page.goto(UPSELL)
    page.fill("[id='lines.0.description']", world.LONG)
    page.fill("[id='lines.0.unit_price']", "1250")
    page.locator("button[value=add]").click()
    page.wait_for_selector("[id='lines.1.description']")


def adding_work_with_faults(page: Page) -> None:
    page.goto(UPSELL)
    page.fill("[id='lines.0.unit_price']", "?")
    page.locator("#going button[value=send]").click()
    page.wait_for_selector(".problem")


def quick_quote(page: Page) -> None:
    page.goto(QUICK)


def quick_quote_with_faults(page: Page) -> None:
    page.goto(QUICK)
    page.locator("main .buttons button[type=submit]").click()
    page.wait_for_selector(".problem")


def quote_with_draft(page: Page) -> None:
    page.goto(world.quote_path(world.DRAFT))


def quote_at_getaccept(page: Page) -> None:
    page.goto(world.quote_path(world.SENT))


def quote_viewed(page: Page) -> None:
    page.goto(world.quote_path(world.VIEWED))


def quote_signed(page: Page) -> None:
    page.goto(world.quote_path(world.SIGNED))


def quote_declined(page: Page) -> None:
    page.goto(world.quote_path(world.DECLINED))


def document_viewed(page: Page) -> None:
    page.goto(world.document_path(world.VIEWED))


def document_signed(page: Page) -> None:
    page.goto(world.document_path(world.SIGNED))


def document_declined(page: Page) -> None:
    page.goto(world.document_path(world.DECLINED))


def document_unknown(page: Page) -> None:
    page.goto(world.document_path(world.UNKNOWN))


def document_of_added_work(page: Page) -> None:
    page.goto(world.document_path(world.BUSY_ORDER))


def order_with_nothing_sent(page: Page) -> None:
    page.goto(f"/portal/orders/{world.OPEN_ORDER}")


def order_with_added_work(page: Page) -> None:
    page.goto(f"/portal/orders/{world.BUSY_ORDER}")


def checked(page: Page) -> None:
    page.goto(world.quote_path(world.VIEWED))
    page.locator("button[id^=check-]").click()
    page.wait_for_selector("#signing .notice.done")


def cancelling(page: Page) -> None:
    page.goto(f"{world.document_path(world.VIEWED)}/cancel")


def cancelling_in_a_dialog(page: Page) -> None:
    page.goto(world.quote_path(world.VIEWED))
    page.locator("a[href*='/cancel?']").click()
    page.wait_for_selector("dialog[open]")


def reminding(page: Page) -> None:
    page.goto(f"{world.document_path(world.VIEWED)}/remind")


def attempt(page: Page) -> None:
    page.goto(f"{world.document_path(world.VIEWED)}/attempts")


def attempt_with_faults(page: Page) -> None:
    page.goto(f"{world.document_path(world.VIEWED)}/attempts")
    page.locator("main .buttons button[type=submit]").click()
    page.wait_for_selector(".problem")


def service_order(page: Page) -> None:
    page.goto(f"{world.quote_path(world.SIGNED)}/service-order")


def service_order_after_a_decline(page: Page) -> None:
    page.goto(f"{world.quote_path(world.DECLINED)}/service-order")
    page.locator("main .buttons button[type=submit]").click()
    page.wait_for_selector(".problem")


def service_order_while_out(page: Page) -> None:
    page.goto(f"{world.quote_path(world.VIEWED)}/service-order")


def service_order_made(page: Page) -> None:
    page.goto(f"{world.quote_path(world.SERVICE_QUOTE)}/service-order")
    page.check("input[value=phone]")
    page.fill("#note", "Anna Ek, at nine")
    page.locator("main .buttons button[type=submit]").click()
    page.wait_for_url("**/portal/orders/*")


SCENES = (
    lists,
    empty_list,
    home,
    agreements,
    sending,
    sending_by_text,
    sending_in_a_dialog,
    sending_with_faults,
    sending_while_out,
    confirming_an_order,
    adding_work,
    adding_work_with_faults,
    quick_quote,
    quick_quote_with_faults,
    quote_with_draft,
    quote_at_getaccept,
    quote_viewed,
    quote_signed,
    quote_declined,
    document_viewed,
    document_signed,
    document_declined,
    document_unknown,
    document_of_added_work,
    order_with_nothing_sent,
    order_with_added_work,
    checked,
    cancelling,
    cancelling_in_a_dialog,
    reminding,
    attempt,
    attempt_with_faults,
    service_order,
    service_order_after_a_decline,
    service_order_while_out,
    service_order_made,
)


def seen(open_portal: Callable[..., BrowserContext], locale: Locale) -> Page:
    return open_portal(SAM[locale], viewport=DESK, reduced_motion="reduce").new_page()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_it_reads_well(
    scene: Callable[[Page], None], locale: Locale, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    page = seen(open_portal, locale)
    complaints = listen(page)
    scene(page)

    look(page, f"signing-{scene.__name__}", locale, pictures)
    assert complaints == []


@pytest.mark.parametrize("locale", list(Locale))
def test_a_provider_that_cant_be_asked_reads_well(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    world.refuse_credentials()
    world.choose_getaccept(portal_site.table)
    page = seen(open_portal, locale)

    page.goto(world.quote_path(world.SENT))
    look(page, "signing-credentials_refused", locale, pictures)
    page.goto(world.quote_path(world.VIEWED))
    page.locator("button[id^=check-]").click()
    page.wait_for_selector("#signing .notice.problem >> nth=1")
    look(page, "signing-check_in_vain", locale, pictures)
    page.goto(f"{world.quote_path(world.SERVICE_QUOTE)}/digital-documents/new")
    look(page, "signing-sending_by_getaccept", locale, pictures)
