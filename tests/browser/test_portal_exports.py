"""The list of customers as a spreadsheet, in a browser: asked for, waited for, taken home (B4)."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, expect

from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.domain.export import KEPT_FOR
from shared.domain.user import Role
from tests.browser.export_site import Exports, exporting
from tests.browser.portal_site import PortalSite
from tests.support.builders import CUSTOMER_ID, NOON, TENANT, a_customer, a_user
from tests.support.portal import put_user

pytestmark = pytest.mark.browser

Open = Callable[..., BrowserContext]


@pytest.fixture(autouse=True)
def exports(portal_site: PortalSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exports]:
    second = a_customer(id=f"{CUSTOMER_ID[:-1]}7", name="=1+1 Åkeri", email="info@akeri.example", domains=())
    DynamoCustomers(portal_site.table, TENANT, lambda: NOON).add(second, None)
    with exporting(portal_site, monkeypatch) as exports:
        yield exports


def ask(page: Page) -> None:
    page.goto("/portal/customers")
    page.get_by_role("button", name="Excel").click()
    expect(page.get_by_text("Your list is being prepared.")).to_be_visible()


def names_in(page: Page) -> list[object]:
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download Customers.xlsx").click()
    download = downloading.value
    assert download.suggested_filename == "Customers.xlsx"
    return [row[0] for row in load_workbook(BytesIO(download.path().read_bytes())).worksheets[0].values]


def test_the_page_says_by_itself_when_the_list_is_ready(exports: Exports, open_portal: Open) -> None:
    exports.open_store()
    page = open_portal(a_user()).new_page()
    ask(page)
    expect(page.get_by_role("progressbar")).to_be_visible()

    exports.work()

    expect(page.get_by_text("Your list is ready: 2 customers.").first).to_be_visible()
    expect(page.locator("#live")).to_have_text("Your list is ready: 2 customers.")
    assert names_in(page) == ["Name", "=1+1 Åkeri", "Bageriet på Hörnet AB"]


def test_without_javascript_one_looks_again(exports: Exports, open_portal: Open) -> None:
    exports.open_store()
    page = open_portal(a_user(), java_script_enabled=False).new_page()
    ask(page)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Your list is being prepared.")).to_be_visible()

    exports.work()
    page.get_by_role("link", name="Look again").click()

    assert len(names_in(page)) == 3


def test_what_failed_is_said_and_asked_for_again(exports: Exports, open_portal: Open) -> None:
    page = open_portal(a_user()).new_page()
    ask(page)

    exports.fail()

    expect(page.get_by_text("The list could not be prepared.").first).to_be_visible()
    exports.open_store()
    page.get_by_role("button", name="Ask for it again").click()
    exports.work()
    assert len(names_in(page)) == 3


def test_a_list_of_the_day_before_is_gone(exports: Exports, portal_site: PortalSite, open_portal: Open) -> None:
    exports.open_store()
    page = open_portal(a_user()).new_page()
    ask(page)
    exports.work()
    expect(page.get_by_role("link", name="Download Customers.xlsx")).to_be_visible()

    address = page.url
    portal_site.at = NOON + KEPT_FOR + timedelta(seconds=1)
    theirs = open_portal(a_user()).new_page()
    theirs.goto(address)

    expect(theirs.get_by_role("heading", name="There is nothing at this address")).to_be_visible()


def test_members_are_offered_no_list(portal_site: PortalSite, open_portal: Open) -> None:
    member = a_user(id="usr_01KAMEMBER0000000000001AAA", role=Role.MEMBER)
    put_user(portal_site.table, member)
    page = open_portal(member).new_page()
    page.goto("/portal/customers")

    expect(page.get_by_role("link", name="New customer")).to_be_visible()
    expect(page.get_by_role("button", name="Excel")).to_have_count(0)
