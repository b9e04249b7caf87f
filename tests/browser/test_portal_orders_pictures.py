"""Orders: every screen pictured in both languages, wide and narrow, and free of findings."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared.adapters.dynamodb.partners import DynamoPartners
from shared.domain.locale import Locale
from shared.domain.partner import PaymentMethod
from tests.browser import orders_world as world
from tests.browser.looking import DESK, listen, look
from tests.browser.portal_site import PortalSite
from tests.support import orders as seeded
from tests.support.builders import CUSTOMER_ID, QUOTE_ID, TENANT, a_partner, a_user
from tests.support.portal import put_user

pytestmark = pytest.mark.browser

SAM = {
    Locale.ENGLISH: a_user(),
    Locale.SWEDISH: a_user(id="usr_01KASVEN0000000000000001AA", language=Locale.SWEDISH),
}


@pytest.fixture(autouse=True)
def everything(portal_site: PortalSite) -> None:
    world.put_everything(portal_site.table)
    put_user(portal_site.table, SAM[Locale.SWEDISH])


def in_progress(page: Page) -> None:
    page.goto("/portal/orders")


def every_order(page: Page) -> None:
    page.goto("/portal/orders?show=all")


def prospects(page: Page) -> None:
    page.goto("/portal/prospects")


def no_prospect(page: Page) -> None:
    page.goto("/portal/prospects?q=nobody")


def provision(page: Page) -> None:
    page.goto(world.NEW)
    page.locator("[id='lines.0.sku']").select_option("BACKUP-100")
    page.wait_for_selector(".line .line-figures")
    page.get_by_role("button").filter(has=page.locator("xpath=self::*[@value='add']")).click()
    page.wait_for_selector("[id='lines.1.sku']")


def provision_with_faults(page: Page) -> None:
    page.goto(world.NEW)
    page.locator("[id='lines.0.sku']").select_option("BACKUP-100")
    page.wait_for_selector(".line .line-figures")
    page.fill("[id='lines.0.quantity']", "many")
    page.fill("#permitted_users", "0")
    page.locator("main .buttons button[value=review]").click()
    page.wait_for_selector(".problem")


def draft(page: Page) -> None:
    page.goto(world.path(world.DRAFT_ID))


def draft_held_back(page: Page) -> None:
    page.goto(world.path(world.HELD_ID))


def review(page: Page) -> None:
    page.goto(f"{world.path(world.DRAFT_ID)}/review")


def review_with_faults(page: Page) -> None:
    page.goto(f"{world.path(world.DRAFT_ID)}/review")
    page.fill("#order_number", "")
    page.locator("button[value=submit]").click()
    page.wait_for_selector(".problem")


def waiting_for_approval(page: Page) -> None:
    page.goto(world.path(world.PENDING_ID))


def submitted(page: Page) -> None:
    page.goto(world.path(world.SUBMITTED_ID))


def bounced(page: Page) -> None:
    page.goto(world.path(world.BOUNCED_ID))


def canceled(page: Page) -> None:
    page.goto(world.path(world.CANCELED_ID))


def accepting(page: Page) -> None:
    page.goto(f"{world.path(world.PENDING_ID)}/accept")


def accepting_in_a_dialog(page: Page) -> None:
    page.goto(world.path(world.PENDING_ID))
    page.locator("a[href$='/accept']").click()
    page.wait_for_selector("dialog[open]")


def cancelling(page: Page) -> None:
    page.goto(f"{world.path(world.PENDING_ID)}/cancel")


def cancelling_with_faults(page: Page) -> None:
    page.goto(f"{world.path(world.PENDING_ID)}/cancel")
    page.locator("button.danger").click()
    page.wait_for_selector(".problem")


def customers_orders(page: Page) -> None:
    page.goto(world.SECTION)


def record(page: Page) -> None:
    page.goto(f"/portal/customers/{CUSTOMER_ID}")
    page.wait_for_selector("#order-rows")
    page.wait_for_selector("#agreements article")


SCENES = (
    in_progress,
    every_order,
    prospects,
    no_prospect,
    provision,
    provision_with_faults,
    draft,
    draft_held_back,
    review,
    review_with_faults,
    waiting_for_approval,
    submitted,
    bounced,
    canceled,
    accepting,
    accepting_in_a_dialog,
    cancelling,
    cancelling_with_faults,
    customers_orders,
    record,
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

    look(page, f"orders-{scene.__name__}", locale, pictures)
    assert complaints == []


@pytest.mark.parametrize("locale", list(Locale))
def test_refusals_read_well(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    table = portal_site.table
    seeded.take_the_lead_away(table)
    seeded.change_contract(table, active=False)
    DynamoPartners(table, TENANT).put(a_partner(payment_method=PaymentMethod.CREDIT_CARD, version=2), a_partner())
    page = seen(open_portal, locale)

    page.goto(f"{world.path(world.DRAFT_ID)}/review")
    look(page, "orders-review_hindered", locale, pictures)
    page.goto(world.path(world.DRAFT_ID))
    look(page, "orders-draft_hindered", locale, pictures)
    page.goto(f"{world.path(world.PENDING_ID)}/accept")
    look(page, "orders-payment_token", locale, pictures)


@pytest.mark.parametrize("locale", list(Locale))
def test_a_quote_on_its_way_to_an_order_reads_well(
    locale: Locale, portal_site: PortalSite, open_portal: Callable[..., BrowserContext], pictures: Path | None
) -> None:
    page = seen(open_portal, locale)
    page.goto(f"/portal/quotes/{QUOTE_ID}")
    page.locator("form[action$='/progress']").wait_for(state="detached")
    seeded.put_accepted_quote(portal_site.table)

    page.goto(f"/portal/quotes/{QUOTE_ID}")
    look(page, "orders-quote_accepted", locale, pictures)
    page.locator("form[action$='/progress'] button").click()
    page.wait_for_url("**/review")
    look(page, "orders-review_of_quote", locale, pictures)
    page.goto(page.url.removesuffix("/review"))
    look(page, "orders-draft_of_quote", locale, pictures)
