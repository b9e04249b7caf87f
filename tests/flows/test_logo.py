"""A partner's logo on the running stack: from the form in a real browser to the page behind a mailed link."""

from base64 import b64encode

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from shared.limits import MAX_FILE
from tests.flows.seller import Seller
from tests.support.pictures import a_jpeg, a_png, chunk
from tests.support.stack import LocalStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack"), pytest.mark.browser]

# As large as a logo may be, so that what stands between here and the function is tried too.
EMPTY_COMMENT = len(a_png(400, 100, more=chunk(b"tEXt", b"")))
LARGEST = a_png(400, 100, more=chunk(b"tEXt", bytes(MAX_FILE - EMPTY_COMMENT)))


def sign_in(page: Page, seller: Seller) -> None:
    (user,) = seller.stack.users(email=seller.email)
    page.goto("/portal/settings")
    page.get_by_label("Sign-in name").fill(user["username"])
    page.get_by_label("Password", exact=True).fill(user["password"])
    page.get_by_role("button", name="Sign in").click()


def choose_logo(page: Page, content: bytes, button: str) -> None:
    page.get_by_label("Picture").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": content})
    page.get_by_role("button", name=button).click()


def is_drawn(page: Page, name: str) -> None:
    """The browser has fetched it and could show it."""
    picture = page.get_by_role("img", name=name, exact=True)
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 400)
    expect(picture).to_have_js_property("complete", True)


def test_a_logo_goes_from_the_settings_to_the_customer(stack: LocalStack, seller: Seller, chromium: Browser) -> None:
    seller.settle_on(logo=None, locale="en")
    me = seller.get("/v1/me")
    seller.api.patch("/v1/me/preferences", json={"locale": "en"})
    name = me["partner"]["name"]
    with chromium.new_context(base_url=stack.api_url, locale="en") as context:
        page = context.new_page()
        sign_in(page, seller)
        choose_logo(page, b"<svg/>", "Add the logo")
        expect(page.locator("#logo_fault")).to_contain_text("This is neither a PNG nor a JPEG.")
        choose_logo(page, LARGEST + b"x" * 1_000, "Add the logo")
        expect(page.locator("#logo_fault")).to_contain_text("This file is larger than 1 MB.")
        choose_logo(page, LARGEST, "Add the logo")
        expect(page.locator("#flash")).to_have_text("The logo was saved.")
        is_drawn(page, f"The logo of {name}")
        is_drawn(page, name)

        logo = seller.get("/v1/partner")["logo"]
        assert (logo["content_type"], logo["width"], logo["height"]) == ("image/png", 400, 100)
        assert httpx.get(logo["url"]).content == LARGEST
        deal = seller.deal()
        seller.post(f"/v1/quotes/{deal.quote['id']}/confirmations", {"contact_id": deal.contacts[0]["id"]})
        mail = stack.wait_for_mail(to=deal.addressee, subject=deal.quote["title"])
        assert "<img" not in mail["html"]
        page.goto(deal.link)
        is_drawn(page, name)

        page.goto("/portal/settings")
        page.get_by_role("link", name="Remove the logo").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove the logo").click()
        expect(page.locator("#flash")).to_have_text("The logo was removed.")
        expect(page.get_by_role("link", name=name, exact=True)).to_have_text(name)
    assert seller.get("/v1/partner")["logo"] is None


def test_the_largest_logo_passes_as_json(seller: Seller) -> None:
    seller.settle_on(logo={"content_type": "image/png", "data": b64encode(LARGEST).decode()})
    seller.settle_on(logo={"content_type": "image/jpeg", "data": b64encode(a_jpeg()).decode()})

    logo = seller.get("/v1/partner")["logo"]

    answer = httpx.get(logo["url"])
    assert (answer.content, answer.headers["content-type"]) == (a_jpeg(), "image/jpeg")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    missing = httpx.get(logo["url"].replace(".jpg", ".png"))
    assert (missing.status_code, missing.headers["content-type"]) == (404, "text/html; charset=utf-8")
    seller.settle_on(logo=None)
