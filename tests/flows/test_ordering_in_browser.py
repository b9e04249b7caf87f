"""The life of an order on the running stack, as those live it who sit before a browser."""

import re
import secrets

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from local.approval import READING, rfi_link
from local.demo.orders import rfi_answers
from local.users import PASSWORD
from tests.flows.seller import Deal, Seller
from tests.support.stack import LocalStack

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.xdist_group("stack")]


def sign_in(page: Page, name: str) -> None:
    page.goto("/portal/sign-in")
    page.fill("#sign_in_name", name)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(re.compile(r"/portal(/storefront)?$"))


def submit(page: Page, deal: Deal, sku: str, order_number: str) -> None:
    """From the form of the draft, by the review, to the order's own page."""
    page.goto(f"/portal/customers/{deal.customer['id']}/orders/new")
    page.locator("[id='lines.0.sku']").select_option(sku)
    page.locator("[id='lines.0.quantity']").fill("2")
    page.locator("button[value=review]:not(.unseen)").click()
    page.wait_for_url("**/review")
    page.fill("#order_number", order_number)
    page.check("#governed_by_master_agreement")
    page.check("#authorized_to_order")
    page.locator("button[value=submit]").click()
    expect(page.locator("#flash")).to_have_text("The order is submitted.")


def answer_rfi(page: Page, link: str, lead: str) -> None:
    page.goto(link)
    for name, value in rfi_answers(lead).items():
        field = page.locator(f"[name='{name}']").first
        if field.evaluate("(it) => it.type === 'radio'"):
            page.check(f"[name='{name}'][value='{value}']")
        elif field.evaluate("(it) => it.tagName === 'SELECT'"):
            field.select_option(value)
        else:
            field.fill(value)
    page.wait_for_timeout(READING * 1000)
    page.locator("button[value=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, the answers are submitted")


def test_a_prospect_is_ordered_for_and_tells_what_is_still_to_be_known(
    stack: LocalStack, seller: Seller, chromium: Browser
) -> None:
    deal = seller.deal(colleagues=0)
    path = f"/v1/customers/{deal.customer['id']}/contacts/{deal.contacts[0]['id']}"
    assert seller.api.patch(path, json={"roles": ["implementation_lead"]}).status_code == 200
    by_hand = next(one for one in seller.get("/v1/products?limit=100")["items"] if one["provisioning"] == "manual")
    order_number = f"PO-{secrets.token_hex(4)}"
    with (
        chromium.new_context(base_url=stack.api_url, locale="en") as desk,
        chromium.new_context(base_url=stack.api_url, locale="en", java_script_enabled=True) as phone,
    ):
        page = desk.new_page()
        sign_in(page, seller.email)
        submit(page, deal, by_hand["sku"], order_number)
        expect(page.get_by_role("main")).to_contain_text(order_number)

        lead = deal.addressee
        answer_rfi(phone.new_page(), rfi_link(stack.wait_for_mail(to=lead)), lead)
        page.reload()
        expect(page.get_by_role("main")).to_contain_text("Complete")

        (order,) = seller.get(f"/v1/customers/{deal.customer['id']}/orders")["items"]
        (distributor,) = stack.users(group="distributor")
        with stack.as_user(distributor) as api:
            assert api.post(f"/v1/distributor/orders/{order['id']}/complete").status_code == 200
        page.reload()
        expect(page.locator(".badge").first).to_have_text("Executed")


def test_what_is_ordered_in_the_storefront_waits_until_the_partner_accepts_it(
    stack: LocalStack, chromium: Browser
) -> None:
    (anna,) = stack.users(group="storefront")
    _, oskar = stack.users(group="partner", partner_id=anna["partner_id"])[:2]
    with (
        chromium.new_context(base_url=stack.api_url, viewport={"width": 360, "height": 640}) as phone,
        chromium.new_context(base_url=stack.api_url) as desk,
    ):
        shop = phone.new_page()
        sign_in(shop, anna["username"])
        shop.locator("[name^='quantity.']").first.fill("1")
        shop.get_by_role("button", name="Granska beställningen").click()
        shop.get_by_role("button", name="Beställ", exact=True).click()
        expect(shop.locator("#flash")).to_have_text("Din beställning är gjord.")
        expect(shop.locator(".badge").first).to_have_text("Väntar på godkännande")
        order_id = shop.url.rpartition("/")[2]

        page = desk.new_page()
        sign_in(page, oskar["username"])
        page.goto(f"/portal/orders/{order_id}")
        page.get_by_role("link", name="Godkänn").click()
        page.get_by_role("button", name="Godkänn ordern").click()
        expect(page.locator("#flash")).to_contain_text("Ordern är godkänd")

        shop.reload()
        expect(shop.locator(".badge").first).not_to_have_text("Väntar på godkännande")
        told = stack.wait_for_mail(to=anna["email"], subject="beställning")
        assert f"/portal/storefront/orders/{order_id}" in told["text"]
        assert httpx.get(shop.url, follow_redirects=True).url.path == "/portal/sign-in"
