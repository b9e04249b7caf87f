"""Digital documents on the running stack: sent, signed in the browser or at GetAccept, followed, ordered (D)."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from local.approval import open_link, signing_link
from tests.flows.seller import Deal, Seller
from tests.support.stack import LocalStack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

PATIENCE = 40
"""A document takes several functions, each of which may be started for it."""


@pytest.fixture
def deal(seller: Seller) -> Deal:
    return seller.deal(language="en", colleagues=0)


def service_quote(seller: Seller, deal: Deal, *, optional: bool = False) -> Any:
    currency = seller.get("/v1/partner")["currency"]

    def line(description: str, amount: int, **more: Any) -> dict[str, Any]:
        price = {"amount": amount, "currency": currency}
        return {"description": description, "quantity": 1, "billing": "one_time", "unit_price": price, **more}

    lines = [line("Oil change", 900_00)]
    if optional:
        lines.append(line("Cabin filter", 300_00, optional=True))
    return seller.post(
        f"/v1/customers/{deal.customer['id']}/quotes",
        {"kind": "service", "title": f"Service {deal.customer['name']}", "lines": lines, "valid_until": "2099-12-31"},
    )


def send(seller: Seller, quote: Any, address: str, channel: str = "email") -> Any:
    return seller.post(f"/v1/quotes/{quote['id']}/digital-documents", {"channel": channel, "address": address})


def followed(seller: Seller, document: Any, until: Callable[[Any], bool]) -> Any:
    """The document, once that holds of it."""

    def look() -> Any:
        present = seller.get(f"/v1/digital-documents/{document['id']}")
        return present if until(present) else None

    return wait_until(look, within=PATIENCE)


def at(status: str) -> Callable[[Any], bool]:
    return lambda document: bool(document["status"] == status)


def text_of(pdf: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def test_a_quote_goes_out_by_mail_is_signed_in_the_browser_and_ordered(
    seller: Seller, deal: Deal, stack: LocalStack
) -> None:
    quote = service_quote(seller, deal, optional=True)
    document = send(seller, quote, deal.addressee)
    assert document["status"] == "draft"

    link = signing_link(stack.wait_for_mail(to=deal.addressee, subject=quote["title"]))
    sent = followed(seller, document, at("sent"))
    assert (sent["provider"], sent["provider_document_id"]) == ("builtin", document["id"])
    assert seller.api.patch(f"/v1/quotes/{quote['id']}", json={"title": "Cheaper"}).json()["code"] == "document_active"

    page = open_link(link)
    followed(seller, document, at("viewed"))
    assert page.submit(decision="sign", options="2").status_code == 200

    signed = followed(seller, document, lambda present: present["signed_file"] is not None)
    assert (signed["status"], signed["totals"]["one_time"]["amount"]) == ("signed", 1200_00)
    (kept,) = seller.get(f"/v1/customers/{deal.customer['id']}/attachments")["items"]
    assert kept["kind"] == "signed_document"
    told = text_of(httpx.get(kept["url"]).content)
    assert "Cabin filter" in told
    copy = stack.wait_for_mail(to=deal.addressee, subject="Signed:")
    assert httpx.get(copy["attachments"][0]["url"]).content == httpx.get(kept["url"]).content
    assert stack.wait_for_mail(to=seller.email, subject=deal.customer["name"])

    order = seller.post(f"/v1/quotes/{quote['id']}/service-order", {"consent": "signed"})
    assert (order["total_amount"]["amount"], order["consent"]["document_id"]) == (1200_00, document["id"])
    signature = seller.get(f"/v1/evidence/{signed['evidence_id']}")["record"]
    consent = seller.get(f"/v1/evidence/{order['consent']['evidence_id']}")["record"]
    assert (signature["what"], signature["subject"]["id"]) == ("signed", document["id"])
    assert (consent["what"], consent["facts"]["document"]["id"]) == ("consented", document["id"])
    assert seller.get(f"/v1/customers/{deal.customer['id']}")["status"] == "customer"


def test_a_quote_goes_out_by_text_and_is_declined_with_a_reason(seller: Seller, deal: Deal, stack: LocalStack) -> None:
    document = send(seller, service_quote(seller, deal), "+46 70 174 06 05", "sms")
    followed(seller, document, at("sent"))

    text = stack.wait_for_mail(to="+46701740605")
    assert text["channel"] == "sms"
    assert open_link(signing_link(text)).submit(decision="decline", reason="Too expensive").status_code == 200

    declined = followed(seller, document, at("declined"))
    assert declined["reason"] == "Too expensive"
    assert "Too expensive" in stack.wait_for_mail(to=seller.email, subject=deal.customer["name"])["text"]


def test_a_bounce_makes_it_undeliverable_and_another_may_go_out(seller: Seller, deal: Deal) -> None:
    quote = service_quote(seller, deal)

    document = send(seller, quote, "bounce@simulator.example")

    followed(seller, document, at("undeliverable"))
    assert send(seller, quote, deal.addressee)["status"] == "draft"


def test_a_cancelled_documents_link_is_dead(seller: Seller, deal: Deal, stack: LocalStack) -> None:
    quote = service_quote(seller, deal)
    document = send(seller, quote, deal.addressee)
    link = signing_link(stack.wait_for_mail(to=deal.addressee, subject=quote["title"]))
    followed(seller, document, at("sent"))

    seller.post(f"/v1/digital-documents/{document['id']}/cancel", status=200)

    assert open_link(link).response.status_code == 410
    order = seller.post(f"/v1/quotes/{quote['id']}/service-order", {"consent": "phone", "note": "Called at ten"})
    assert order["consent"]["how"] == "phone"


def test_signing_and_cancelling_at_once_agree_on_one_end(seller: Seller, deal: Deal, stack: LocalStack) -> None:
    quote = service_quote(seller, deal)
    document = send(seller, quote, deal.addressee)
    page = open_link(signing_link(stack.wait_for_mail(to=deal.addressee, subject=quote["title"])))
    followed(seller, document, at("viewed"))

    with ThreadPoolExecutor(2) as people:
        signing = people.submit(page.submit, decision="sign")
        canceling = people.submit(seller.api.post, f"/v1/digital-documents/{document['id']}/cancel")
        answers = signing.result().status_code, canceling.result().status_code

    end = followed(seller, document, lambda present: present["status"] in {"signed", "canceled"})
    assert answers == {"signed": (200, 409), "canceled": (410, 200)}[end["status"]]


def test_work_added_to_an_order_counts_once_it_is_accepted(seller: Seller, deal: Deal, stack: LocalStack) -> None:
    quote = service_quote(seller, deal)
    order = seller.post(f"/v1/quotes/{quote['id']}/service-order", {"consent": "counter"})
    currency = order["total_amount"]["currency"]
    jobs = [
        {"description": name, "quantity": 1, "unit_price": {"amount": 200_00, "currency": currency}}
        for name in ("Brake pads", "Wiper blades")
    ]

    document = seller.post(
        f"/v1/orders/{order['id']}/digital-documents",
        {"kind": "upsell", "jobs": jobs, "channel": "email", "address": deal.addressee},
    )
    assert document["warnings"] == [{"code": "upsell_over_15_percent", "percent": 45}]
    page = open_link(signing_link(stack.wait_for_mail(to=deal.addressee, subject="Brake pads")))
    assert page.submit(decision="sign", job_1="accept", job_2="decline").status_code == 200

    signed = followed(seller, document, at("signed"))
    assert [job["decision"] for job in signed["jobs"]] == ["accepted", "declined"]
    assert seller.get(f"/v1/orders/{order['id']}")["total_amount"]["amount"] == 1100_00


# --- GetAccept ---------------------------------------------------------------------------------------------------


@pytest.fixture
def workshop(stack: LocalStack) -> Iterator[Seller]:
    """A partner who signs by GetAccept, as long as the test takes."""
    (user,) = stack.users(tenant_name="umea-bilservice", role="admin")
    with stack.as_user(user) as api:
        account = {"provider": "getaccept", "email": user["email"], "password": "a password at GetAccept"}
        assert api.put("/v1/partner/signing-account", json=account).status_code == 204
        assert api.post("/v1/partner/signing-account/test").json()["ok"] is True
        assert api.patch("/v1/partner", json={"signing_provider": "getaccept"}).status_code == 200
        yield Seller(stack, user, api)
        assert api.patch("/v1/partner", json={"signing_provider": "builtin"}).status_code == 200


@pytest.fixture
def out(workshop: Seller) -> Any:
    """A document that is out at GetAccept."""
    deal = workshop.deal(language="en", colleagues=0)
    document = send(workshop, service_quote(workshop, deal), deal.addressee)
    return followed(workshop, document, at("sent"))


def by_hand(document: Any, status: str, **more: str) -> None:
    """What its recipient does at GetAccept."""
    httpx.post(document["provider_url"], data={"status": status, **more}, follow_redirects=True).raise_for_status()


def test_getaccept_tells_of_a_signature_by_webhook(workshop: Seller, out: Any) -> None:
    assert out["provider"] == "getaccept"

    by_hand(out, "signed")

    signed = followed(workshop, out, lambda present: present["signed_file"] is not None)
    assert (signed["status"], signed["provider_status"]) == ("signed", "signed")
    assert signed["history"][-1]["source"] == "webhook"


def test_the_schedule_finds_what_no_webhook_told(workshop: Seller, out: Any, stack: LocalStack) -> None:
    by_hand(out, "recalled")

    stack.invoke("PollStatusFunction", {"poll": "accounts"})

    canceled = followed(workshop, out, at("canceled"))
    assert canceled["provider_status"] == "recalled"
    # A webhook that told of its sending may have been read back this late.
    assert canceled["history"][-1]["source"] in {"schedule", "webhook"}


def test_a_check_on_demand_brings_it_at_once(workshop: Seller, out: Any) -> None:
    before = workshop.post(f"/v1/digital-documents/{out['id']}/check", status=200)
    by_hand(out, "lost")

    checked = workshop.post(f"/v1/digital-documents/{out['id']}/check", status=200)

    assert (before["status"], checked["status"], checked["provider_status"]) == ("sent", "declined", "lost")
    assert before["checked_at"] >= out["created_at"]


def test_a_word_that_nobody_knows_is_kept(workshop: Seller, out: Any) -> None:
    by_hand(out, "archived")

    unknown = workshop.post(f"/v1/digital-documents/{out['id']}/check", status=200)
    assert (unknown["status"], unknown["provider_status"]) == ("unknown", "archived")

    by_hand(out, "signed")
    followed(workshop, out, at("signed"))


def test_the_schedule_reads_our_own_page_too(seller: Seller, deal: Deal, stack: LocalStack) -> None:
    """Its list of changes holds everything since the last run: what was told already changes nothing."""
    quote = service_quote(seller, deal)
    document = send(seller, quote, deal.addressee)
    page = open_link(signing_link(stack.wait_for_mail(to=deal.addressee, subject=quote["title"])))
    page.submit(decision="sign")
    signed = followed(seller, document, lambda present: present["signed_file"] is not None)
    other = send(seller, service_quote(seller, deal), deal.addressee)
    followed(seller, other, at("sent"))

    stack.invoke("PollStatusFunction", {"poll": "accounts"})

    followed(seller, other, lambda present: present["checked_at"] is not None)
    assert seller.get(f"/v1/digital-documents/{document['id']}")["version"] == signed["version"]


def test_a_webhook_of_somebody_elses_leads_nowhere(stack: LocalStack, out: Any) -> None:
    told = {"event": "document.signed", "document": {"id": "x", "external_id": out["id"]}}

    with stack.as_anyone() as anyone:
        answer = anyone.post("/webhooks/getaccept/a-made-up-secret", json=told)

    assert answer.status_code == 404
