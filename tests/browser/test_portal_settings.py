"""The settings and the terms in a browser."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.locale import Locale
from shared.domain.partner import CodePolicy, SigningProvider
from shared.domain.user import Role
from tests.browser.portal_site import PortalSite
from tests.support.builders import NOON, TENANT, a_user
from tests.support.getaccept import GetAcceptSite, getaccept_in_place
from tests.support.portal import put_user

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request: pytest.FixtureRequest, open_portal: Callable[..., BrowserContext]) -> Page:
    return open_portal(a_user(), java_script_enabled=request.param).new_page()


@pytest.fixture
def getaccept(portal_site: PortalSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[GetAcceptSite]:
    with getaccept_in_place(monkeypatch) as site:
        yield site


def test_settings_are_corrected_and_saved(portal_site: PortalSite, page: Page) -> None:
    page.goto("/portal/settings")
    page.get_by_label("Days to answer").fill("400")
    page.get_by_role("radio", name="Always").check()
    page.get_by_role("button", name="Save the settings").click()
    page.locator(".problem a").click()
    expect(page.get_by_label("Days to answer")).to_be_focused()
    expect(page.get_by_role("radio", name="Always")).to_be_checked()

    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("14")
    page.keyboard.press("Enter")

    expect(page.locator("#flash")).to_have_text("The settings were saved.")
    saved = DynamoPartners(portal_site.table, TENANT).get()
    assert (saved.confirmation_validity_days, saved.require_code) == (14, CodePolicy.ON)


def test_a_new_version_of_the_terms_is_looked_at_then_published(portal_site: PortalSite, page: Page) -> None:
    page.goto("/portal/settings")
    page.get_by_role("link", name="Read them, or write a new version").click()
    page.get_by_role("link", name="New version of the terms").click()
    page.get_by_label("Text").fill("# Terms\n\nNotice is **two** months.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".terms strong")).to_have_text("two")
    page.get_by_role("button", name="Go on writing").click()
    expect(page.get_by_label("Text")).to_have_value("# Terms\n\nNotice is **two** months.")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Publish version 2 in English").click()

    expect(page.locator("#flash")).to_have_text("Published: General terms, version 2.")
    library = DynamoTermsLibrary(portal_site.table, TENANT, lambda: NOON)
    assert library.version(Locale.ENGLISH, 2).body_markdown == "# Terms\n\nNotice is **two** months."


def test_members_see_the_settings_and_no_form(
    portal_site: PortalSite, open_portal: Callable[..., BrowserContext]
) -> None:
    member = a_user(id="usr_01KAMEMBER0000000000001AAA", role=Role.MEMBER)
    put_user(portal_site.table, member)
    page = open_portal(member).new_page()
    page.goto("/portal/settings")

    expect(page.get_by_text("Only administrators change these.")).to_be_visible()
    expect(page.get_by_role("main").locator("input, select, button")).to_have_count(0)


def test_getaccept_is_set_up_and_tried(portal_site: PortalSite, page: Page, getaccept: GetAcceptSite) -> None:
    page.goto("/portal/settings")
    page.get_by_role("link", name="Change it, or test the connection").click()
    page.get_by_role("radio", name="GetAccept").check()
    page.get_by_role("button", name="Save digital signing").click()
    page.locator(".problem a", has_text="Write the email address").click()
    expect(page.get_by_label("Email address at GetAccept")).to_be_focused()
    page.keyboard.type("sign@reseller.example")
    page.get_by_label("Password at GetAccept").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_have_text("Digital signing was saved.")
    expect(page.get_by_label("Password at GetAccept")).to_have_value("")

    page.get_by_role("button", name="Test connection").click()
    expect(page.locator("#flash")).to_contain_text("GetAccept refuses the email address and the password.")
    page.get_by_label("Password at GetAccept").fill("the right one")
    page.get_by_role("button", name="Save digital signing").click()
    page.get_by_role("button", name="Test connection").click()

    expect(page.locator("#flash")).to_have_text("The connection works: GetAccept takes the credentials.")
    assert DynamoPartners(portal_site.table, TENANT).get().signing_provider is SigningProvider.GETACCEPT
    (account,) = getaccept.fake.state.accounts.values()
    told = {one["target_url"] for one in account.subscriptions}
    assert told == {page.get_by_label("Address for webhooks").input_value()}
