"""From sending to both copies, on the running stack."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.flows.seller import UNIT_PRICE, Deal, Seller, ticked
from tests.support.pdf import Pdf
from tests.support.stack import LocalStack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

RIPE_AFTER = 3_100
"""Milliseconds: a form younger than three seconds is refused."""


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_customer_accepts_in_the_browser_and_both_get_their_copies(
    seller: Seller, chromium: Browser, language: str
) -> None:
    deal = seller.sent(language=language)
    accept = {"en": "Accept terms", "sv": "Godkänn villkoren"}[language]
    page = chromium.new_context(java_script_enabled=False, locale=language).new_page()

    page.goto(deal.link)
    opened = seller.state_of(deal)
    page.locator("[name=terms_accepted]").check()
    page.locator("[name=authorized]").check()
    page.locator("[name=contact_id]").select_option(deal.contacts[0]["id"])
    page.wait_for_timeout(RIPE_AFTER)
    page.get_by_role("button", name=accept, exact=True).click()

    expect(page.get_by_role("dialog")).to_be_visible()
    accepted = seller.state_of(deal)
    assert (opened["state"], accepted["state"]) == ("viewed", "accepted")
    assert (accepted["accepted_by"]["id"], accepted["signer_differs"]) == (deal.contacts[0]["id"], False)
    assert len(wait_until(lambda: copies_to(deal, deal.addressee))) == 1
    assert len(wait_until(lambda: copies_to(deal, seller.email))) == 1
    page.context.close()


def copies_to(deal: Deal, address: str) -> list[dict[str, Any]]:
    """Mails about the deal without a link that could be used: the copies."""
    return [mail for mail in deal.mails(address, deal.quote["title"]) if "/approve/" not in mail["text"]]


def test_what_became_of_the_mail_comes_back_to_the_confirmation(seller: Seller) -> None:
    deal = seller.sent()

    assert wait_until(lambda: seller.state_of(deal)["delivery"] == "delivered")


def test_a_bounce_comes_back_to_the_confirmation(seller: Seller) -> None:
    deal = seller.deal()
    domain = deal.customer["domains"][0]
    contact = {"first_name": "Gone", "last_name": "Away", "email": f"bounce@{domain}"}
    deal.contacts.insert(0, seller.post(f"/v1/customers/{deal.customer['id']}/contacts", contact))
    seller.send(deal)

    assert wait_until(lambda: seller.state_of(deal)["delivery"] == "bounced")
    assert seller.state_of(deal)["state"] == "sent"


def test_twenty_people_accepting_at_once_make_one_acceptance(seller: Seller) -> None:
    seller.settle_on(require_code="off")
    deal = seller.sent(colleagues=19)
    pages = [deal.open() for _ in deal.contacts]
    start = Barrier(len(pages))

    def press(who: int) -> httpx.Response:
        start.wait()
        return pages[who].submit(**ticked(deal, who))

    with ThreadPoolExecutor(len(pages)) as people:
        answers = list(people.map(press, range(len(pages))))

    state = seller.state_of(deal)
    assert [entry["event"] for entry in state["history"]].count("accept") == 1
    assert {answer.status_code for answer in answers} == {200}
    assert all(state["accepted_by"]["name"] in answer.text for answer in answers)
    wait_until(lambda: copies_to(deal, state["accepted_by"]["email"]))
    assert len(copies_to(deal, seller.email)) == 1


def test_while_ses_is_down_nothing_is_lost_and_afterwards_each_mail_comes_once(
    seller: Seller, stack: LocalStack
) -> None:
    before = seller.sent()
    page = before.open()
    with stack.mail_service_down():
        after = seller.sent()
        assert page.submit(**ticked(before)).status_code == 200
        stack.sweep("messages")
        assert seller.state_of(after)["delivery"] == "pending"
        assert copies_to(before, seller.email) == after.mails(after.addressee) == []

    def delivered() -> bool:
        stack.sweep("messages")
        return bool(
            after.mails(after.addressee) and copies_to(before, before.addressee) and copies_to(before, seller.email)
        )

    assert wait_until(delivered, within=180, every=2)
    stack.sweep("messages")
    assert len(after.mails(after.addressee)) == 1
    assert len(copies_to(before, before.addressee)) == len(copies_to(before, seller.email)) == 1


FIGURES = re.compile(r"\d[\d\s.,\u00a0\u202f]*\d")


def figures(text: str) -> set[str]:
    """All numbers in a text, however they are grouped."""
    return {re.sub(r"\D", "", found) for found in FIGURES.findall(text)}


def texts_of(file: httpx.Response) -> list[str]:
    """All that it says, with what is attached to it."""
    if not file.content.startswith(b"%PDF"):
        return [file.text]
    pdf = Pdf(file.content)
    return [pdf.text, *(content.decode() for (content,) in pdf.reader.attachments.values())]


def test_no_price_of_the_quote_is_in_any_byte_that_the_customer_gets(seller: Seller) -> None:
    deal = seller.sent()
    page = deal.open()
    thanks = page.submit(**ticked(deal))
    wait_until(lambda: copies_to(deal, deal.addressee))
    mails = deal.mails(deal.addressee)
    attachments = [text for mail in mails for file in mail["attachments"] for text in texts_of(httpx.get(file["url"]))]
    texts = [page.text, thanks.text, *attachments]
    texts += [mail[part] for mail in mails for part in ("subject", "text", "html")]

    prices = {str(amount) for amount in (UNIT_PRICE, UNIT_PRICE // 100, UNIT_PRICE * 3, UNIT_PRICE * 3 // 100)}
    assert attachments
    assert len(mails) == 2
    for text in texts:
        assert "Backup 100 GB" in text or "<" not in text
        assert not figures(text) & prices


def test_a_scanner_that_visits_every_link_and_sends_the_form_untouched_decides_nothing(seller: Seller) -> None:
    deal = seller.sent()
    link = deal.link
    with httpx.Client(follow_redirects=True, timeout=30) as scanner:
        for method in ("HEAD", "GET", "GET", "HEAD"):
            assert scanner.request(method, link).status_code == 200
        scanner.get(link, headers={"Sec-Purpose": "prefetch"})
    untouched = deal.open().submit(decision="accept")

    assert untouched.status_code == 422
    assert seller.state_of(deal)["state"] in {"sent", "viewed"}
    assert deal.open().submit(**ticked(deal)).status_code == 200
    assert seller.state_of(deal)["state"] == "accepted"


def test_a_head_request_doesn_t_count_as_a_view(seller: Seller) -> None:
    deal = seller.sent()
    httpx.head(deal.link)

    assert seller.state_of(deal)["state"] == "sent"


def test_a_declined_one_tells_the_partner_why(seller: Seller) -> None:
    deal = seller.sent()

    deal.open().submit(decision="decline", reason="We have chosen another supplier.")

    assert (seller.state_of(deal)["state"], seller.state_of(deal)["change_requested"]) == ("declined", False)
    notice = seller.stack.wait_for_mail(to=seller.email, subject=deal.quote["title"])
    assert "We have chosen another supplier." in notice["text"]


def test_a_wish_for_a_change_reaches_the_partner_and_the_changed_quote_the_customer(seller: Seller) -> None:
    deal = seller.sent()
    old_link = deal.link
    deal.open().submit(decision="request_change", reason="Ten of them, please.")
    wish = seller.stack.wait_for_mail(to=seller.email, subject=deal.quote["title"])
    seller.send(deal)

    state = seller.state_of(deal)
    assert "Ten of them, please." in wish["text"]
    assert state["state"] == "sent"
    wait_until(lambda: deal.link != old_link)


def test_a_changed_quote_voids_its_confirmation(seller: Seller) -> None:
    deal = seller.sent()
    link = deal.link
    answer = seller.api.patch(f"/v1/quotes/{deal.quote['id']}", json={"title": "Another offer"})

    page = httpx.get(link)
    assert answer.json()["revision"] == 2
    assert seller.state_of(deal)["state"] == "superseded"
    assert page.status_code == 410
    assert "Backup 100 GB" not in page.text


def test_a_code_is_mailed_to_whom_the_confirmation_was_not_addressed(seller: Seller) -> None:
    seller.settle_on(require_code="when_not_addressee")
    deal = seller.sent()
    colleague = deal.contacts[1]["email"]
    page = deal.open()

    asked = page.submit(**ticked(deal, who=1))
    mail = seller.stack.wait_for_mail(to=colleague)
    code = re.search(r"\b\d{6}\b", mail["text"])
    assert code is not None
    accepted = page.submit(**ticked(deal, who=1), code=code[0])

    assert asked.status_code == 422
    assert accepted.status_code == 200
    state = seller.state_of(deal)
    assert (state["state"], state["signer_differs"]) == ("accepted", True)
    assert len(wait_until(lambda: copies_to(deal, colleague))) == 1


@pytest.mark.parametrize("damaged", ["{token}x", "A{token}", "{token}%00", "unknown", "A" * 72])
def test_whatever_isn_t_a_link_of_ours_is_one_and_the_same_page(seller: Seller, damaged: str) -> None:
    deal = seller.sent()
    address, _, token = deal.link.rpartition("/")
    usual = httpx.get(f"{address}/nothing")
    answer = httpx.get(f"{address}/{damaged.format(token=token)}")

    assert (usual.status_code, usual.content) == (answer.status_code, answer.content)
    assert usual.status_code == 404


def test_without_a_token_or_with_another_group_s_nothing_is_served(stack: LocalStack) -> None:
    customers = f"{stack.api_url}/v1/customers"
    distributor = stack.token(stack.users(group="distributor")[0])

    assert httpx.get(customers).status_code == 401
    assert httpx.get(customers, headers={"Authorization": "Bearer eyJhbGciOiJub25lIn0.e30."}).status_code == 401
    assert httpx.get(customers, headers={"Authorization": f"Bearer {distributor}"}).status_code == 403
