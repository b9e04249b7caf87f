"""Orders on the running stack: their whole life, and several people at once."""

import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from local.approval import open_link, rfi_link
from local.demo.orders import rfi_answers
from tests.flows.seller import Deal, Seller
from tests.support.stack import LocalStack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

SUBMISSION = {"order_number": "PO-17", "governed_by_master_agreement": True, "authorized_to_order": True}


@pytest.fixture
def deal(seller: Seller) -> Deal:
    """A prospect with an implementation lead."""
    deal = seller.deal(language="en", colleagues=0)
    path = f"/v1/customers/{deal.customer['id']}/contacts/{deal.contacts[0]['id']}"
    assert seller.api.patch(path, json={"roles": ["implementation_lead"]}).status_code == 200
    return deal


def provision(seller: Seller, deal: Deal, provisioning: str) -> Any:
    """A draft of a product that is provisioned so."""
    products = seller.get("/v1/products?limit=100")["items"]
    sku = next(product["sku"] for product in products if product["provisioning"] == provisioning)
    return seller.post(f"/v1/customers/{deal.customer['id']}/orders", {"lines": [{"sku": sku, "quantity": 2}]})


def at_once(count: int, ask: Callable[[int], httpx.Response]) -> list[httpx.Response]:
    start = Barrier(count)

    def asked(number: int) -> httpx.Response:
        start.wait()
        return ask(number)

    with ThreadPoolExecutor(count) as people:
        return list(people.map(asked, range(count)))


def test_from_prospect_to_fulfilled(seller: Seller, deal: Deal, stack: LocalStack) -> None:
    order = provision(seller, deal, "manual")
    submitted = seller.post(f"/v1/orders/{order['id']}/submit", SUBMISSION, status=200)
    assert (submitted["status"], submitted["rfi_status"]) == ("in_progress", "incomplete")
    assert seller.get(f"/v1/customers/{deal.customer['id']}")["status"] == "customer"

    mail = stack.wait_for_mail(to=seller.email, subject=deal.customer["name"])
    (attached,) = mail["attachments"]
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(httpx.get(attached["url"]).content)).pages)
    assert "PO-17" in text
    assert deal.customer["name"] in text

    lead = deal.contacts[0]["email"]
    link = rfi_link(stack.wait_for_mail(to=lead))
    assert open_link(link).submit(**rfi_answers(lead), decision="submit").status_code == 200
    assert seller.get(f"/v1/orders/{order['id']}")["rfi_status"] == "complete"

    (distributor,) = stack.users(group="distributor")
    with stack.as_user(distributor) as api:
        waiting = api.get("/v1/distributor/orders", params={"status": "in_progress", "limit": 100}).json()["items"]
        assert order["id"] in {each["id"] for each in waiting}
        assert api.post(f"/v1/distributor/orders/{order['id']}/complete").json()["status"] == "executed"


def test_ten_people_submitting_the_same_order_place_it_once(seller: Seller, deal: Deal) -> None:
    order = provision(seller, deal, "automatic")

    answers = at_once(10, lambda _: seller.api.post(f"/v1/orders/{order['id']}/submit", json=SUBMISSION))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
    rate = seller.get(f"/v1/customers/{deal.customer['id']}")["monthly_run_rate"]
    billed = [line["amount"]["amount"] for line in order["lines"] if line["billing"] == "monthly"]
    assert rate["amount"] == sum(billed)
    assert wait_until(lambda: deal.mails(deal.addressee))
    assert len(deal.mails(deal.addressee)) == 1


def test_orders_made_at_once_are_numbered_without_gaps(seller: Seller, deal: Deal) -> None:
    first = provision(seller, deal, "automatic")
    body = {"lines": [{"sku": first["lines"][0]["sku"], "quantity": 1}]}

    answers = at_once(12, lambda _: seller.api.post(f"/v1/customers/{deal.customer['id']}/orders", json=body))

    assert {answer.status_code for answer in answers} == {201}
    made = [answer.json()["id"] for answer in answers]
    numbers = sorted(seller.get(f"/v1/orders/{order_id}")["number"] for order_id in made)
    assert numbers == list(range(first["number"] + 1, first["number"] + 13))
