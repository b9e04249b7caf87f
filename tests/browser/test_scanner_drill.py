"""Machines that open mail's links: they may fetch, follow and submit what they like, and decide nothing."""

from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import BrowserContext

from shared.domain.confirmation import OPEN, Confirmation, State
from shared.domain.locale import Locale
from tests.browser.approval_site import ApprovalSite
from tests.browser.outcomes import Visit
from tests.support.builders import ANNA_ID

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
SCANNER = f"{CHROME} BingPreview/1.0b"


@pytest.fixture
def confirmation(approval_site: ApprovalSite) -> Confirmation:
    return approval_site.put()


def flood(site: ApprovalSite, confirmation: Confirmation, method: str, **headers: str) -> set[int]:
    with httpx.Client(base_url=site.url, headers=headers) as client:
        return {client.request(method, site.path(confirmation)).status_code for _ in range(50)}


@pytest.mark.parametrize(
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
def test_a_flood_of_known_scanners_leaves_no_trace(
    method: str, headers: dict[str, str], approval_site: ApprovalSite, confirmation: Confirmation
) -> None:
    assert flood(approval_site, confirmation, method, **headers) == {200}
    assert approval_site.confirmations.get(confirmation.id) == confirmation


def test_a_flood_that_poses_as_a_browser_is_one_view_at_most(
    approval_site: ApprovalSite, confirmation: Confirmation
) -> None:
    flood(approval_site, confirmation, "GET", **{"User-Agent": CHROME})

    viewed = approval_site.confirmations.get(confirmation.id)
    assert (viewed.state, viewed.version) == (State.VIEWED, confirmation.version + 1)


@pytest.mark.browser
def test_a_browser_that_follows_every_link_and_presses_every_button_decides_nothing(
    approval_site: ApprovalSite, confirmation: Confirmation, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(java_script_enabled=True).new_page()
    approval = f"{approval_site.url}{approval_site.path(confirmation)}"
    followed, to_follow = set[str](), [approval]
    while to_follow:
        address = to_follow.pop()
        followed.add(address)
        page.goto(address)
        links = page.eval_on_selector_all("a[href], link[href]", "found => found.map(one => one.href)")
        to_follow += [
            link for link in links if link.startswith(approval_site.url) and link not in {*followed, *to_follow}
        ]

    pressed = 0
    for seconds in (0, 20):
        page.goto(approval)
        for button in range(page.locator("button").count()):
            page.goto(approval)
            approval_site.wait(seconds=seconds)
            with page.expect_navigation():
                page.locator("button").nth(button).click()
            pressed += 1
        page.goto(approval)
        approval_site.wait(seconds=seconds)
        with page.expect_navigation():
            page.evaluate("document.querySelector('form').submit()")

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
