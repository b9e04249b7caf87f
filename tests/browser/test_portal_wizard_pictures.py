"""The wizard of an offer: every screen pictured in both languages, wide and narrow, and free of findings."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared.domain.locale import Locale
from shared.domain.offer_draft import OfferDraft, WizardStep
from tests.browser.looking import DESK, listen, look
from tests.browser.portal_site import PortalSite
from tests.browser.wizard_world import WIZARD, keep, put_offerers, put_users
from tests.support.partnerships import CARLA, FJORD, KIM, LO, SAM

pytestmark = pytest.mark.browser

SEEN_BY = {Locale.ENGLISH: KIM, Locale.SWEDISH: LO}
LONG = "We look after your backups already, and know your systems.\n\nLet us work in your projects too: " + "å" * 90


@pytest.fixture(autouse=True)
def everything(portal_site: PortalSite) -> None:
    put_offerers(portal_site)
    for user in SEEN_BY.values():
        draft = OfferDraft(
            id=f"prt_01KAAAAAAQPARTNERSH1P0000{user.id[-1]}",
            user_id=user.id,
            tenant_name=FJORD.tenant_name,
            contact_email=CARLA.email,
            message=LONG,
            contact_user_ids=(SAM.id,),
            completed=(WizardStep.INTRODUCTION, WizardStep.CUSTOMER, WizardStep.CONTACTS),
        )
        keep(portal_site, draft)


def introduction(page: Page) -> None:
    page.goto(f"{WIZARD}/introduction")


def customer(page: Page) -> None:
    page.goto(f"{WIZARD}/customer")


def customer_with_menu(page: Page) -> None:
    page.goto(f"{WIZARD}/customer")
    page.locator(".wizard-state summary").click()


def customer_with_faults(page: Page) -> None:
    page.goto(f"{WIZARD}/customer")
    page.fill("#tenant_name", "https://")
    page.fill("#message", "👋" * 512)
    page.evaluate("document.querySelector('#wizard').submit()")
    page.wait_for_selector(".problem")


def customer_unknown(page: Page) -> None:
    page.goto(f"{WIZARD}/customer?problem=recipient_not_found")


def contacts(page: Page) -> None:
    page.goto(f"{WIZARD}/contacts")


def contacts_searched(page: Page) -> None:
    page.goto(f"{WIZARD}/contacts")
    page.locator("#q").press_sequentially("lo")
    page.wait_for_selector("#people-found[data-announce^='1 ']")


def contacts_with_nobody_found(page: Page) -> None:
    page.goto(f"{WIZARD}/contacts?q=nobody")


def contacts_with_faults(page: Page) -> None:
    page.goto(f"{WIZARD}/contacts")
    page.locator(".band input:checked").uncheck()
    page.locator("#wizard button[value=next]").click()
    page.wait_for_selector(".problem")


def managers(page: Page) -> None:
    page.goto(f"{WIZARD}/managers")
    page.locator(".band input:not(:disabled)").first.check()


def cancelling(page: Page) -> None:
    page.goto(f"{WIZARD}/cancel?at=managers")


def cancelling_in_a_dialog(page: Page) -> None:
    page.goto(f"{WIZARD}/customer")
    page.locator("#wizard button[value=cancel]").click()
    page.wait_for_selector("dialog[open]")


def summary(page: Page) -> None:
    page.goto(f"{WIZARD}/managers")
    page.locator("#wizard button[value=next]").click()
    page.wait_for_url("**/summary?offer=*")


SCENES = (
    introduction,
    customer,
    customer_with_menu,
    customer_with_faults,
    customer_unknown,
    contacts,
    contacts_searched,
    contacts_with_nobody_found,
    contacts_with_faults,
    managers,
    cancelling,
    cancelling_in_a_dialog,
    summary,
)


def seen(open_portal: Callable[..., BrowserContext], locale: Locale) -> Page:
    return open_portal(SEEN_BY[locale], viewport=DESK, reduced_motion="reduce").new_page()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_it_reads_well(
    scene: Callable[[Page], None], locale: Locale, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    page = seen(open_portal, locale)
    complaints = listen(page)
    scene(page)

    look(page, f"wizard-{scene.__name__}", locale, pictures)
    assert complaints == []


@pytest.mark.parametrize("locale", list(Locale))
def test_it_reads_well_before_anything_is_filled_in(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    newcomer = replace(KIM, id=KIM.id.replace("1K", "1N"), sign_in_name="new@reseller.example", language=locale)
    put_users(portal_site, [newcomer])
    page = open_portal(newcomer, viewport=DESK, reduced_motion="reduce").new_page()

    page.goto(f"{WIZARD}/customer")
    look(page, "wizard-customer_empty", locale, pictures)
