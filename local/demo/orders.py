"""From a confirmed quote to a fulfilled order, with the addendum, the RFI and the storefront's own orders."""

import io
from typing import Any

import httpx
from pypdf import PdfReader

from local.approval import open_link, rfi_link
from local.demo.confirming import Confirmed
from local.demo.moving_in import House
from local.demo.telling import PATIENCE, Telling, check, done, wait
from local.users import PASSWORD

BOXES = {"governed_by_master_agreement": True, "authorized_to_order": True}


class Orders:
    def __init__(self, telling: Telling) -> None:
        self._telling = telling

    def tell(self, confirmed: Confirmed) -> None:
        self._telling.chapter("The order")
        order = self._progresses(confirmed)
        order = self._submits(confirmed, order)
        self._has_the_addendum(confirmed, order)
        self._gathers_the_rfi(confirmed, order)
        self._is_fulfilled(confirmed, order)

    def tell_of_the_storefront(self, house: House, record: str, shopper: str) -> None:
        """Whoever signs in by that name may order; the partner approves."""
        self._telling.chapter("Orders in the storefront")
        anna = self._telling.api_of(shopper, PASSWORD)
        vera = self._telling.api_of(house.admin, PASSWORD)
        self._wants_to_approve(vera, record)
        order = self._orders(anna)
        self._approves(vera, anna, order)

    def _progresses(self, confirmed: Confirmed) -> Any:
        self._telling.now("the partner progresses the confirmed quote")
        order = done(confirmed.api.post(f"/v1/quotes/{confirmed.quote['id']}/progress"))
        agreement = order["agreement"]
        self._telling.tell(f"order {order['number']}, a {order['status']} for {agreement['company_name']}")
        for name in ("ongoing_monthly_payment", "one_time_fees", "first_payment"):
            self._telling.tell(f"{name.replace('_', ' ')}: {_money(agreement[name])}")
        again = confirmed.api.post(f"/v1/quotes/{confirmed.quote['id']}/progress")
        check(again.json()["code"] == "quote_already_progressed", "a quote is progressed once")
        return order

    def _submits(self, confirmed: Confirmed, order: Any) -> Any:
        self._telling.now("submits it")
        submit = f"/v1/orders/{order['id']}/submit"
        refused = confirmed.api.post(submit, json={})
        missing = [error["field"] for error in refused.json()["errors"]]
        self._telling.tell(f"with nothing said: {refused.status_code}, {', '.join(missing)}")
        check(len(missing) == 3, "each missing thing is named")
        submitted = done(confirmed.api.post(submit, json=BOXES | {"order_number": "PO-2026-17"}))
        self._telling.tell(f"with the ticks and PO-2026-17: {submitted['status']}, RFI {submitted['rfi_status']}")
        again = confirmed.api.post(submit, json=BOXES | {"order_number": "PO-2026-17"})
        self._telling.tell(f"once more: {again.status_code} {again.json()['code']}")
        check(again.json()["code"] == "order_already_submitted", "an order is submitted once")
        status = done(confirmed.api.get(f"/v1/customers/{order['customer_id']}"))["status"]
        self._telling.tell(f"{order['agreement']['company_name']} is a {status} now")
        check(status == "customer", "the prospect has become a customer")
        return submitted

    def _has_the_addendum(self, confirmed: Confirmed, order: Any) -> None:
        self._telling.now("gets the order's addendum by mail")
        mail = self._telling.mail(confirmed.user["email"], about=f"Order {order['number']} ")
        (attached,) = mail["attachments"]
        pdf = httpx.get(attached["url"], timeout=PATIENCE).content
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        self._telling.tell(f"“{mail['subject']}” with {attached['name']}, {len(pdf)} bytes, pages: {len(pages)}")
        for words in ("PO-2026-17", order["agreement"]["company_name"], *(line["name"] for line in order["lines"])):
            check(_joined(words) in _joined("".join(pages)), f"the addendum says {words}")
        listed = done(confirmed.api.get(f"/v1/customers/{order['customer_id']}/attachments"))["items"]
        self._telling.tell(f"under the customer's attachments: {', '.join(each['name'] for each in listed)}")
        check(httpx.get(listed[0]["url"], timeout=PATIENCE).content == pdf, "it is the same file")

    def _gathers_the_rfi(self, confirmed: Confirmed, order: Any) -> None:
        lead = confirmed.contact["email"]
        self._telling.now("Ylva Strand, the implementation lead, gets the request for information")
        mail = self._telling.mail(lead, at_least=3)
        self._telling.tell(f"“{mail['subject']}”")
        link = rfi_link(mail)
        saved = open_link(link).submit(**{"technical_contact.email": lead, "decision": "save"})
        check(lead in saved.text, "what she saved half-way is there")
        self._telling.tell("she saves it half-way, and goes on later")
        refused = open_link(link).submit(
            **rfi_answers(lead) | {"outbound_addresses": "192.0.2.300", "decision": "submit"}
        )
        self._telling.tell(f"with an address that is none: {refused.status_code}")
        check(refused.status_code == 422, "a wrong address is refused")
        taken = open_link(link).submit(**rfi_answers(lead), decision="submit")
        check(taken.status_code == 200, f"the answers are taken, but the page says {taken.status_code}")
        status = done(confirmed.api.get(f"/v1/orders/{order['id']}"))["rfi_status"]
        self._telling.tell(f"with a good one it is submitted: RFI {status}")
        check(status == "complete", "the RFI is complete")

    def _is_fulfilled(self, confirmed: Confirmed, order: Any) -> None:
        self._telling.now("the distributor does by hand what isn't provisioned by itself")
        underway = done(confirmed.api.get("/v1/orders", params={"list": "in_progress", "limit": 100}))["items"]
        check(order["id"] in {each["id"] for each in underway}, "the order is in the In progress list")
        completed = done(self._distributor().post(f"/v1/distributor/orders/{order['id']}/complete"))
        self._telling.tell(f"order {completed['number']} is {completed['status']}")
        check(completed["status"] == "executed", "the order is executed")
        rate = done(confirmed.api.get("/v1/customers", params={"q": confirmed.customer["name"]}))["items"][0]
        self._telling.tell(f"monthly run rate of the customer: {_money(rate['monthly_run_rate'])}")
        check(rate["monthly_run_rate"]["amount"] > 0, "the customer pays by the month now")

    def _distributor(self) -> httpx.Client:
        user = next(each for each in self._telling.stack["users"] if each["group"] == "distributor")
        return self._telling.api_of(user["username"], user["password"])

    def _wants_to_approve(self, vera: httpx.Client, record: str) -> None:
        self._telling.now("Vera switches order approval on again for the bakery")
        customer_id = record.rpartition("/")[2]
        switched = done(vera.put(f"/v1/customers/{customer_id}/order-approval", json={"required": True}))
        self._telling.tell(f"required: {switched['order_approval']['required']}")

    def _orders(self, anna: httpx.Client) -> Any:
        self._telling.now("Anna orders in the storefront")
        products = done(anna.get("/v1/storefront/products"))["items"]
        for product in products:
            self._telling.tell(f"{product['name']}: {_money(product['price'])}")
        order = done(anna.post("/v1/storefront/orders", json={"lines": [{"sku": products[0]["sku"], "quantity": 3}]}))
        self._telling.tell(f"order {order['number']}, {_money(order['total_amount'])}: {order['status']}")
        check(order["status"] == "pending_reseller_approval", "the order waits for approval")
        return order

    def _approves(self, vera: httpx.Client, anna: httpx.Client, order: Any) -> None:
        self._telling.now("Vera accepts it")
        done(vera.post(f"/v1/orders/{order['id']}/accept"))
        seen = done(anna.get(f"/v1/storefront/orders/{order['id']}"))
        self._telling.tell(f"Anna sees: {seen['status']}")
        check(seen["status"] == "executed", "the order is executed")
        late = vera.post(f"/v1/orders/{order['id']}/cancel", json={"reason": "Too late"})
        self._telling.tell(f"cancelling it now: {late.status_code} {late.json()['code']}")
        check(late.json()["code"] == "order_not_pending", "what went on is not cancelled")
        wait(lambda: self._is_listed(vera, order), "the order is listed with its customer")

    def _is_listed(self, vera: httpx.Client, order: Any) -> bool | None:
        items = done(vera.get("/v1/orders", params={"status": "executed"}))["items"]
        return order["id"] in {each["id"] for each in items} or None


def rfi_answers(lead: str) -> dict[str, str]:
    """All that is required of somebody whose mail server is neither Microsoft's nor Google's."""
    person = {"first_name": "Ylva", "last_name": "Strand", "email": lead}
    contacts = {
        f"{contact}.{field}": value
        for contact in ("technical_contact", "delegated_access_contact", "emergency_contact")
        for field, value in person.items()
    }
    return contacts | {
        "technical_contact.mobile": "+46 70 123 45 67",
        "emergency_contact.mobile": "+46 70 123 45 67",
        "partner_administrator_email": lead,
        "mail_server": "other",
        "archive_solution": "none",
        "on_premise_security": "none",
        "outbound_addresses": "192.0.2.10\n192.0.2.16/28",
        "inbound_addresses": "2001:db8::25",
        "email_domains": lead.partition("@")[2],
    }


def _joined(words: str) -> str:
    """PDF readers break lines and words where the page does."""
    return "".join(words.split())


def _money(money: dict[str, Any]) -> str:
    return f"{money['amount'] / 100:,.2f} {money['currency']}"
