"""A customer confirms a solution: from sending to both copies, through public HTTP and the mailbox alone."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from local.approval import OpenedPage, approval_link, open_link
from local.demo.telling import PATIENCE, Telling, check, done

PRICE = 4950


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What the story goes on with: who works for the partner, and the quote that its customer has confirmed."""

    user: dict[str, str]
    api: httpx.Client
    customer: Any
    contact: Any
    quote: Any


class Confirming:
    def __init__(self, telling: Telling) -> None:
        self._telling = telling

    def tell(self) -> Confirmed:
        self._telling.chapter("A customer confirms a solution")
        user = next(
            each for each in self._telling.stack["users"] if (each["group"], each["role"]) == ("partner", "member")
        )
        api = self._signs_in(user)
        customer = self._creates_a_customer(api)
        contact = self._adds_a_contact(api, customer)
        quote = self._proposes(api, customer)
        confirmation = self._sends(api, quote, contact)
        page = self._receives_and_opens(contact, quote)
        self._cannot_accept_unread(page)
        self._accepts(page, contact)
        self._both_have_copies(user, contact, quote)
        self._is_recorded(api, confirmation, quote, contact)
        return Confirmed(user=user, api=api, customer=customer, contact=contact, quote=quote)

    def _signs_in(self, user: dict[str, str]) -> httpx.Client:
        self._telling.now(f"a user of {user['tenant_name']} signs in: {user['email']}")
        refused = httpx.get(f"{self._telling.stack['api_url']}/v1/customers", timeout=PATIENCE)
        check(refused.status_code == 401, "without a token the API answers 401")
        return self._telling.api_of(user["username"], user["password"])

    def _creates_a_customer(self, api: httpx.Client) -> Any:
        self._telling.now("creates the customer account Fjällvind Energi AB")
        domain = f"fjallvind-{self._telling.suffix}.example"
        customer = done(
            api.post(
                "/v1/customers",
                json={
                    "name": f"Fjällvind Energi AB ({self._telling.suffix})",
                    "email": f"info@{domain}",
                    "phone": "+46 63 12 34 50",
                    "address": "Storsjöstråket 4",
                    "postcode": "831 30",
                    "city": "Östersund",
                    "country": "SE",
                },
            )
        )
        self._telling.tell(f"{customer['id']}, {customer['status']}, domains {', '.join(customer['domains'])}")
        check(customer["status"] == "prospect", "a new account is a prospect")
        return customer

    def _adds_a_contact(self, api: httpx.Client, customer: Any) -> Any:
        self._telling.now("adds the contact Ylva Strand, head of operations")
        contact = done(
            api.post(
                f"/v1/customers/{customer['id']}/contacts",
                json={
                    "first_name": "Ylva",
                    "last_name": "Strand",
                    "email": f"ylva.strand@{customer['domains'][0]}",
                    "job_title": "Driftchef",
                    "language": "sv",
                    "roles": ["implementation_lead"],
                },
            )
        )
        self._telling.tell(f"{contact['email']}, in one of the customer's domains: {contact['in_domain']}")
        check(contact["in_domain"], "the contact is in the customer's domain")
        return contact

    def _proposes(self, api: httpx.Client, customer: Any) -> Any:
        self._telling.now("writes a quote")
        products = done(api.get("/v1/products"))["items"]
        lines: list[dict[str, Any]] = [
            {"sku": each["sku"], "description": each["name"], "quantity": 7, "billing": each["billing"]}
            for each in products[:2]
        ]
        lines.append(
            {
                "description": "Installation på plats",
                "quantity": 1,
                "billing": "one_time",
                "unit_price": {"amount": PRICE * 100, "currency": products[0]["price"]["currency"]},
            }
        )
        quote = done(
            api.post(
                f"/v1/customers/{customer['id']}/quotes",
                json={
                    "kind": "solution",
                    "title": "Övervakning av vindkraftverken",
                    "lines": lines,
                    "valid_until": f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}",
                },
            )
        )
        for line in quote["lines"]:
            self._telling.tell(f"{line['quantity']} × {line['description']} à {_money(line['unit_price'])}")
        return quote

    def _sends(self, api: httpx.Client, quote: Any, contact: Any) -> Any:
        self._telling.now("sends the customer confirmation to Ylva Strand")
        confirmation = done(api.post(f"/v1/quotes/{quote['id']}/confirmations", json={"contact_id": contact["id"]}))
        self._telling.tell(f"{confirmation['id']} is {confirmation['state']}, until {confirmation['expires_at']}")
        check(confirmation["state"] == "sent", "the confirmation is sent")
        return confirmation

    def _receives_and_opens(self, contact: Any, quote: Any) -> OpenedPage:
        self._telling.now("Ylva Strand gets a mail")
        mail = self._telling.mail(contact["email"])
        link = approval_link(mail)
        self._telling.tell(f"“{mail['subject']}”")
        self._telling.tell(link)
        self._telling.now("opens its link, without signing in")
        page = open_link(link)
        check(page.response.status_code == 200, "the page opens")
        for line in quote["lines"]:
            check(line["description"] in page.text, f"the page shows {line['description']}")
        check(contact["last_name"] in page.text, "she finds herself in the list of contacts")
        for text in (mail["text"], mail["html"], page.text):
            check(not _prices(quote) & _numbers(text), "no price is to be seen, in the mail or on the page")
        self._telling.tell("the products and the terms are there, no price is")
        return page

    def _cannot_accept_unread(self, page: OpenedPage) -> None:
        self._telling.now("presses the button without ticking anything")
        refused = page.submit(decision="accept")
        self._telling.tell(f"{refused.status_code}: the page says what is missing")
        check(refused.status_code == 422, "nothing is accepted without the ticks")

    def _accepts(self, page: OpenedPage, contact: Any) -> None:
        self._telling.now("reads, ticks both boxes, selects herself and accepts the terms")
        accepted = page.submit(decision="accept", terms_accepted="yes", authorized="yes", contact_id=contact["id"])
        check(accepted.status_code == 200, f"she is thanked, but the page says {accepted.status_code}")
        check([each.status_code for each in accepted.history] == [303], "the answer redirects to the record")
        self._telling.tell(_heading(accepted.text))
        again = httpx.get(accepted.url, timeout=PATIENCE)
        check(again.status_code == 200, "the link shows the record from now on")

    def _both_have_copies(self, user: dict[str, str], contact: Any, quote: Any) -> None:
        self._telling.now("both get their copies")
        for address in (contact["email"], user["email"]):
            mail = self._telling.mail(address, at_least=2 if address == contact["email"] else 1, about=quote["title"])
            attached = ", ".join(attachment["name"] for attachment in mail["attachments"])
            self._telling.tell(f"{address}: “{mail['subject']}”{f' with {attached}' if attached else ''}")
            check(not _prices(quote) & _numbers(mail["text"] + mail["html"]), "no price is in a copy")

    def _is_recorded(self, api: httpx.Client, confirmation: Any, quote: Any, contact: Any) -> None:
        self._telling.now("the partner sees what was recorded")
        recorded = done(api.get(f"/v1/confirmations/{confirmation['id']}"))
        self._telling.tell(f"{recorded['state']} by {recorded['accepted_by']['name']} at {recorded['decided_at']}")
        check(recorded["state"] == "accepted", "the confirmation is accepted")
        check(recorded["accepted_by"]["id"] == contact["id"], "it was she who accepted")
        check(not recorded["signer_differs"], "she is the one addressed")
        actions = done(api.get(f"/v1/quotes/{quote['id']}"))["next_actions"]
        self._telling.tell(f"next actions on the quote: {', '.join(map(str, actions))}")


def _prices(quote: Any) -> set[str]:
    """Every amount of the quote, in digits; small ones could as well be a quantity or a day."""
    amounts = [money["amount"] for money in _moneys(quote)]
    return {str(number) for amount in amounts for number in (amount, amount // 100) if number >= 100}


def _moneys(node: Any) -> list[dict[str, Any]]:
    match node:
        case {"amount": _, "currency": _}:
            return [node]
        case dict():
            return [money for value in node.values() for money in _moneys(value)]
        case list():
            return [money for value in node for money in _moneys(value)]
        case _:
            return []


def _numbers(text: str) -> set[str]:
    """The numbers in a text, thousands joined: 4 950,00 is 4950 and 00. Digits inside ids and hashes are none."""
    joined = re.sub(r"(?<=\d)[\s.,\u00a0\u202f](?=\d{3})", "", text)
    return set(re.findall(r"(?<![\w-])\d+(?![\w-])", joined))


def _money(money: dict[str, Any]) -> str:
    return f"{money['amount'] / 100:,.2f} {money['currency']}"


def _heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found.group(1)).strip() if found else ""
