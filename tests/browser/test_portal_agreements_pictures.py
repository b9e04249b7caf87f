"""Agreements, quotes, confirmations and settings: pictured in both languages, wide and narrow, and free of findings."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared.domain.locale import Locale
from shared.domain.user import Role
from tests.browser import agreements_world as world
from tests.browser.looking import DESK, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.builders import ANNA_ID, QUOTE_ID, a_user
from tests.support.portal import put_user

pytestmark = pytest.mark.browser

SAM = {
    Locale.ENGLISH: a_user(),
    Locale.SWEDISH: a_user(id="usr_01KASVEN0000000000000001AA", language=Locale.SWEDISH),
}


@pytest.fixture(autouse=True)
def everything(portal_site: PortalSite) -> None:
    table = portal_site.table
    world.put_products(table)
    world.put_swedish_terms(table)
    world.put_pending(table)
    world.put_accepted(table)
    world.put_declined(table)
    put_user(table, SAM[Locale.SWEDISH])


def agreements(page: Page) -> None:
    page.goto(world.AGREEMENTS)


def agreements_opened(page: Page) -> None:
    page.goto(world.AGREEMENTS)
    for details in page.locator("details.confirmation > summary").all():
        details.click()


def confirmations(page: Page) -> None:
    page.goto("/portal/confirmations?state=all")
    page.wait_for_selector("#confirmation-counts strong")


def nothing_in_the_list(page: Page) -> None:
    page.goto("/portal/confirmations?state=revoked")
    page.goto("/portal/confirmations?state=expired")
    page.wait_for_selector("#confirmation-counts strong")


def confirmation_bounced(page: Page) -> None:
    page.goto(f"/portal/confirmations/{world.PENDING_ID}")


def confirmation_accepted(page: Page) -> None:
    page.goto(f"/portal/confirmations/{world.ACCEPTED_ID}")


def sending(page: Page) -> None:
    page.goto(f"{world.SEND}?contact_id={ANNA_ID}")


def sending_in_a_dialog(page: Page) -> None:
    page.goto(world.AGREEMENTS)
    page.locator(f"article[aria-labelledby={QUOTE_ID}] a[href$='/confirmations/new']").click()
    page.wait_for_selector("dialog[open]")


def replacing(page: Page) -> None:
    page.goto(f"/portal/quotes/{world.PENDING_QUOTE_ID}/confirmations/new?contact_id={ANNA_ID}")


def nobody_chosen(page: Page) -> None:
    page.goto(world.SEND)
    page.locator("#send button").click()
    page.wait_for_selector(".problem")


def contact_with_faults(page: Page) -> None:
    page.goto(world.SEND)
    page.locator(".add-contact summary").click()
    page.fill("#email", "eva@")
    page.locator(".add-contact button").click()
    page.wait_for_selector(".problem")


def resending(page: Page) -> None:
    page.goto(f"/portal/confirmations/{world.PENDING_ID}/resend")


def revoking(page: Page) -> None:
    page.goto(f"/portal/confirmations/{world.PENDING_ID}/revoke")


def new_quote(page: Page) -> None:
    page.goto(world.NEW_QUOTE)


def changed_quote(page: Page) -> None:
    page.goto(f"/portal/quotes/{world.PENDING_QUOTE_ID}")


def quote_with_faults(page: Page) -> None:
    page.goto(world.NEW_QUOTE)
    page.fill("[name='lines.0.quantity']", "many")
    page.locator("summary", has_text="").nth(-1).click()
    page.check("#order_on_acceptance")
    page.locator("main .buttons button[value=save]").last.click()
    page.wait_for_selector(".problem")


def settings(page: Page) -> None:
    page.goto("/portal/settings")


def settings_with_faults(page: Page) -> None:
    page.goto("/portal/settings")
    page.fill("#reminder_days", "0")
    page.fill("#name", "")
    page.locator("form[action='/portal/settings'] button[type=submit]").click()
    page.wait_for_selector(".problem")


def terms(page: Page) -> None:
    page.goto("/portal/settings/terms")


def terms_read(page: Page) -> None:
    page.goto("/portal/settings/terms/sv/1")


def terms_new(page: Page) -> None:
    page.goto("/portal/settings/terms/new")


def terms_previewed(page: Page) -> None:
    page.goto("/portal/settings/terms/new?locale=sv")
    page.locator("button[value=preview]").click()
    page.wait_for_selector(".after-terms")


SCENES = (
    agreements,
    agreements_opened,
    confirmations,
    nothing_in_the_list,
    confirmation_bounced,
    confirmation_accepted,
    sending,
    sending_in_a_dialog,
    replacing,
    nobody_chosen,
    contact_with_faults,
    resending,
    revoking,
    new_quote,
    changed_quote,
    quote_with_faults,
    settings,
    settings_with_faults,
    terms,
    terms_read,
    terms_new,
    terms_previewed,
)


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_it_reads_well(
    scene: Callable[[Page], None], locale: Locale, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    page = open_portal(SAM[locale], viewport=DESK, reduced_motion="reduce").new_page()
    complaints = listen(page)
    scene(page)

    look(page, f"agreements-{scene.__name__}", locale, pictures)
    assert complaints == []


@pytest.mark.parametrize("locale", list(Locale))
def test_the_settings_of_a_member_read_well(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    member = replace(SAM[locale], id="usr_01KAMEMBER0000000000001AAA", role=Role.MEMBER)
    put_user(portal_site.table, member)
    page = open_portal(member, viewport=DESK, reduced_motion="reduce").new_page()
    page.goto("/portal/settings")

    look(page, "agreements-settings_read", locale, pictures)
