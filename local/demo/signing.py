"""A digital quote: texted, opened on a phone, signed with an option, ordered; then work that is added to the order."""

import io
from typing import Any

import httpx
from pypdf import PdfReader

from local.approval import open_link, signing_link
from local.demo.confirming import Confirmed
from local.demo.telling import PATIENCE, Telling, check, done, wait

CLEANING, FILTER, BATTERIES, TIES = 1_250_00, 320_00, 900_00, 180_00


class Signing:
    def __init__(self, telling: Telling) -> None:
        self._telling = telling

    def tell(self, confirmed: Confirmed) -> None:
        self._telling.chapter("The digital quote")
        api = confirmed.api
        document = self._sends(confirmed)
        self._signs(api, document)
        order = self._orders(api, document)
        self._adds_work(confirmed, order)
        self._is_counted(api)

    def _sends(self, confirmed: Confirmed) -> Any:
        self._telling.now("sends a service quote to be signed, by text to a mobile phone")
        currency = done(confirmed.api.get("/v1/partner"))["currency"]
        quote = done(
            confirmed.api.post(
                f"/v1/customers/{confirmed.customer['id']}/quotes",
                json={
                    "kind": "service",
                    "title": f"Service of the server room {self._telling.suffix}",
                    "lines": [
                        _line("Cleaning and inspection", CLEANING, currency),
                        _line("New air filter", FILTER, currency) | {"optional": True},
                    ],
                    "valid_until": "2099-12-31",
                },
            )
        )
        to = {"channel": "sms", "address": "070-174 06 20"}
        document = done(confirmed.api.post(f"/v1/quotes/{quote['id']}/digital-documents", json=to))
        self._telling.tell(f"{document['address']}, status {document['status']}, by {document['provider']}")
        check(document["status"] == "draft", "a document begins as a draft")
        sent = self._followed(confirmed.api, document, "sent")
        self._telling.tell(f"a moment later: {sent['status']}; the provider calls it {sent['provider_document_id']}")
        refused = confirmed.api.patch(f"/v1/quotes/{quote['id']}", json={"title": "Cheaper"})
        self._telling.tell(f"changing the quote meanwhile: {refused.status_code} {refused.json()['code']}")
        check(refused.json()["code"] == "document_active", "what is out can't be changed")
        return sent

    def _signs(self, api: httpx.Client, document: Any) -> None:
        self._telling.now("the customer opens the link on a phone, adds the filter and signs")
        text = wait(lambda: self._text(document), "no text has reached the phone")
        self._telling.tell(f"“{text['text'].partition(': http')[0]}: …”")
        page = open_link(signing_link(text))
        self._followed(api, document, "viewed")
        answer = page.submit(decision="sign", options="2")
        check(answer.status_code == 200, f"the page takes the signature, but says {answer.status_code}")
        signed = self._followed(api, document, "signed")
        self._telling.tell(f"{signed['status']}, {signed['totals']['one_time']['amount'] / 100:,.2f} in all")
        check(signed["totals"]["one_time"]["amount"] == CLEANING + FILTER, "the totals are those that were signed")

        def kept() -> Any:
            present = done(api.get(f"/v1/digital-documents/{document['id']}"))
            return present["signed_file"]

        file = wait(kept, "the signed PDF isn't kept")
        listed = done(api.get(f"/v1/customers/{document['customer_id']}/attachments"))["items"]
        (found,) = [each for each in listed if each["kind"] == "signed_document"]
        pdf = httpx.get(found["url"], timeout=PATIENCE).content
        self._telling.tell(f"kept: {file['name']}, {len(pdf)} bytes, SHA-256 {file['sha256'][:16]}…")
        check("New air filter" in _text_of(pdf), "the signed PDF says what was chosen")

    def _orders(self, api: httpx.Client, document: Any) -> Any:
        self._telling.now("makes a service order of it")
        path = f"/v1/quotes/{document['quote_id']}/service-order"
        order = done(api.post(path, json={"consent": "signed"}))
        consent = order["consent"]
        self._telling.tell(f"order {order['number']}, {order['status']}; consent {consent['how']}, by {consent['by']}")
        again = api.post(path, json={"consent": "signed"})
        self._telling.tell(f"once more: {again.status_code} {again.json()['code']}")
        check(again.json()["code"] == "service_order_exists", "there is one service order of a quote")
        return order

    def _adds_work(self, confirmed: Confirmed, order: Any) -> None:
        self._telling.now("has two more jobs agreed, each for itself")
        currency, api = order["total_amount"]["currency"], confirmed.api
        jobs = [_job("New batteries", BATTERIES, currency), _job("New cable ties", TIES, currency)]
        upsell = done(
            api.post(
                f"/v1/orders/{order['id']}/digital-documents",
                json={"kind": "upsell", "jobs": jobs, "channel": "email", "address": confirmed.contact["email"]},
            )
        )
        (warning,) = upsell["warnings"]
        self._telling.tell(f"warned: {warning['percent']} % on top of what was agreed")
        note = {"channel": "phone", "note": "Ylva knows, and looks at it at noon"}
        attempt = done(api.post(f"/v1/digital-documents/{upsell['id']}/attempts", json=note))["attempts"][0]
        self._telling.tell(f"attempt recorded: {attempt['channel']}, “{attempt['note']}”")
        mail = self._telling.mail(confirmed.contact["email"], about="New batteries")
        open_link(signing_link(mail)).submit(decision="sign", job_1="accept", job_2="decline")
        signed = self._followed(api, upsell, "signed")
        for job in signed["jobs"]:
            self._telling.tell(f"{job['description']}: {job['decision']}")
        total = done(api.get(f"/v1/orders/{order['id']}"))["total_amount"]["amount"]
        self._telling.tell(f"the order comes to {total / 100:,.2f} now")
        check(total == CLEANING + FILTER + BATTERIES, "what was accepted is part of the order, and nothing else")

    def _is_counted(self, api: httpx.Client) -> None:
        self._telling.now("sees all of it at a glance")
        counts = done(api.get("/v1/digital-documents/summary"))["counts"]
        self._telling.tell(", ".join(f"{status} {count}" for status, count in counts.items() if count))
        check(counts["signed"] >= 2, "what was signed is counted")

    def _followed(self, api: httpx.Client, document: Any, status: str) -> Any:
        def look() -> Any:
            present = done(api.get(f"/v1/digital-documents/{document['id']}"))
            return present if present["status"] == status else None

        return wait(look, f"the document isn't {status}")

    def _text(self, document: Any) -> Any:
        messages = httpx.get(f"{self._telling.stack['mailbox_url']}/messages.json", timeout=PATIENCE).json()
        sent = (one for one in messages if document["address"] in one["to"])
        return next((one for one in sent if one["sent_at"] >= document["created_at"]), None)


def _line(description: str, amount: int, currency: str) -> dict[str, Any]:
    price = {"amount": amount, "currency": currency}
    return {"description": description, "quantity": 1, "unit_price": price, "billing": "one_time"}


def _job(description: str, amount: int, currency: str) -> dict[str, Any]:
    return {"description": description, "quantity": 1, "unit_price": {"amount": amount, "currency": currency}}


def _text_of(pdf: bytes) -> str:
    return " ".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
