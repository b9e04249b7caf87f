"""Machines that open mail's links: they may fetch, follow and submit what they like, and decide nothing."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page

from shared.domain.confirmation import OPEN, Confirmation, Event, State
from shared.domain.envelope import EnvelopeEvent, EnvelopeState
from shared.domain.locale import Locale
from tests.browser import signing_outcomes as signing
from tests.browser.approval_site import ApprovalSite
from tests.browser.outcomes import Visit
from tests.browser.portal_site import PortalSite
from tests.support.builders import ANNA_ID
from tests.support.signing import an_upsell, signing_path

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
SCANNER = f"{CHROME} BingPreview/1.0b"


@pytest.fixture
def confirmation(approval_site: ApprovalSite) -> Confirmation:
    return approval_site.put()


def flood(site: ApprovalSite, confirmation: Confirmation, method: str, **headers: str) -> set[int]:
    return fetch(f"{site.url}{site.path(confirmation)}", method, **headers)


def fetch(address: str, method: str, **headers: str) -> set[int]:
    with httpx.Client(headers=headers) as client:
        return {client.request(method, address).status_code for _ in range(50)}


SCANS = pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {"User-Agent": CHROME}),
        ("HEAD", {"User-Agent": SCANNER}),
        ("GET", {"User-Agent": SCANNER}),
        ("GET", {"User-Agent": ""}),
        ("GET", {"User-Agent": CHROME, "Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"User-Agent": CHROME, "Purpose": "prefetch"}),
    ],
)


@SCANS
def test_a_flood_of_known_scanners_is_one_note_and_no_view(
    method: str, headers: dict[str, str], approval_site: ApprovalSite, confirmation: Confirmation
) -> None:
    assert flood(approval_site, confirmation, method, **headers) == {200}

    noted = approval_site.confirmations.get(confirmation.id)
    assert [entry.event for entry in noted.history[len(confirmation.history) :]] == [Event.SCAN]
    assert replace(noted, history=confirmation.history, version=confirmation.version) == confirmation


def test_a_flood_that_poses_as_a_browser_is_one_view_at_most(
    approval_site: ApprovalSite, confirmation: Confirmation
) -> None:
    flood(approval_site, confirmation, "GET", **{"User-Agent": CHROME})

    viewed = approval_site.confirmations.get(confirmation.id)
    assert (viewed.state, viewed.version) == (State.VIEWED, confirmation.version + 1)


def follow_every_link(page: Page, start: str, origin: str) -> set[str]:
    followed, to_follow = set[str](), [start]
    while to_follow:
        address = to_follow.pop()
        followed.add(address)
        page.goto(address)
        links = page.eval_on_selector_all("a[href], link[href]", "found => found.map(one => one.href)")
        to_follow += [link for link in links if link.startswith(origin) and link not in {*followed, *to_follow}]
    return followed


def press_every_button(page: Page, address: str, site: ApprovalSite | PortalSite) -> int:
    """At once, and after as long as a person takes; each form is sent without any button too."""
    pressed = 0
    for seconds in (0, 20):
        page.goto(address)
        for button in range(page.locator("button").count()):
            page.goto(address)
            site.wait(seconds=seconds)
            with page.expect_navigation():
                page.locator("button").nth(button).click()
            pressed += 1
        page.goto(address)
        site.wait(seconds=seconds)
        with page.expect_navigation():
            page.evaluate("document.querySelector('form').submit()")
    return pressed


@pytest.mark.browser
def test_a_browser_that_follows_every_link_and_presses_every_button_decides_nothing(
    approval_site: ApprovalSite, confirmation: Confirmation, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(java_script_enabled=True).new_page()
    approval = f"{approval_site.url}{approval_site.path(confirmation)}"

    followed = follow_every_link(page, approval, approval_site.url)
    pressed = press_every_button(page, approval, approval_site)

    left = approval_site.confirmations.get(confirmation.id)
    assert f"{approval}?lang=sv" in followed
    assert pressed == 6
    assert left.state in OPEN
    assert (left.code, left.codes_sent_at) == (None, ())


@pytest.mark.browser
def test_the_link_is_still_good_afterwards(
    approval_site: ApprovalSite, confirmation: Confirmation, open_context: Callable[..., BrowserContext]
) -> None:
    flood(approval_site, confirmation, "GET", **{"User-Agent": SCANNER})
    visit = Visit(approval_site, open_context().new_page(), Locale.ENGLISH)

    visit.open(confirmation)
    visit.fill_in(ANNA_ID)
    visit.press("#accept")

    assert approval_site.confirmations.get(confirmation.id).state is State.ACCEPTED


# --- What is to be signed ---------------------------------------------------------------------------------------


@pytest.fixture
def signer(portal_site: PortalSite, open_portal: Callable[..., BrowserContext]) -> signing.Visit:
    signing.prepare(portal_site)
    return signing.Visit(portal_site, open_portal().new_page(), Locale.ENGLISH)


@pytest.mark.browser
@SCANS
def test_a_flood_of_known_scanners_is_one_note_on_what_is_to_be_signed(
    method: str, headers: dict[str, str], signer: signing.Visit
) -> None:
    document_id = signer.put()
    before = signing.stored(document_id)

    assert fetch(f"{signer.site.url}{signing_path(document_id)}", method, **headers) == {200}
    noted = signing.stored(document_id)
    assert [entry.event for entry in noted.history[len(before.history) :]] == [EnvelopeEvent.SCAN]
    assert replace(noted, history=before.history, version=before.version) == before


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["quote", "quote_with_options", "upsell"])
def test_a_browser_that_follows_and_presses_everything_signs_nothing(kind: str, signer: signing.Visit) -> None:
    documents = {"quote": None, "quote_with_options": signing.a_quote_with_options(signer), "upsell": an_upsell()}
    document_id = signer.put(documents[kind])
    address = f"{signer.site.url}{signing_path(document_id)}"

    followed = follow_every_link(signer.page, address, signer.site.url)
    pressed = press_every_button(signer.page, address, signer.site)

    assert f"{address}?lang=sv" in followed
    assert pressed == 4
    assert signing.stored(document_id).state is EnvelopeState.VIEWED
    signer.open(document_id)
    for job in signer.page.locator("[value=accept]").all():
        job.check()
    signer.sign()
    assert signing.stored(document_id).state is EnvelopeState.SIGNED
