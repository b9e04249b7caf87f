"""Every screen of an export, in both languages, on a phone and on a desk, light and dark."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.domain.locale import Locale
from tests.browser.export_site import Exports, exporting
from tests.browser.looking import DESK, listen, look
from tests.browser.portal_site import PortalSite
from tests.support.builders import CUSTOMER_ID, NOON, TENANT, a_customer, a_user
from tests.support.portal import put_user

pytestmark = pytest.mark.browser


def preparing(exports: Exports, page: Page) -> None:
    page.locator("[action='/portal/exports'] button").click()
    page.locator("progress").wait_for()


def ready(exports: Exports, page: Page) -> None:
    exports.open_store()
    preparing(exports, page)
    exports.work()
    page.locator("[href$='/file']").wait_for()


def failed(exports: Exports, page: Page) -> None:
    preparing(exports, page)
    exports.fail()
    page.locator(".notice.problem").wait_for()


@pytest.mark.parametrize("locale", list(Locale))
@pytest.mark.parametrize("screen", [preparing, ready, failed], ids=lambda screen: screen.__name__)
def test_it_reads_well(
    screen: Callable[[Exports, Page], None],
    locale: Locale,
    portal_site: PortalSite,
    open_portal: Callable[..., BrowserContext],
    pictures: Path | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = a_user(id="usr_01KASE11ER000000000000001C", language=locale, first_name="Åsa-Britt", last_name="Öhrn")
    put_user(portal_site.table, user)
    second = a_customer(id=f"{CUSTOMER_ID[:-1]}7", name="Acme AB", email="info@acme.example", domains=(), contacts=())
    DynamoCustomers(portal_site.table, TENANT, lambda: NOON).add(second, None)
    page = open_portal(user, viewport=DESK, reduced_motion="reduce").new_page()
    complaints = listen(page)
    with exporting(portal_site, monkeypatch) as exports:
        page.goto("/portal/customers")
        screen(exports, page)

        look(page, f"exports-{screen.__name__}", locale, pictures)
    assert complaints == []
