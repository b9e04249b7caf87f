"""`make demo`: the main story, told against a running stack through public HTTP and the mailbox alone.

Each step is printed as it happens. Where anything is not as told, the demo says so and fails.
"""

import json
import re
import secrets
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from local.approval import OpenedPage, approval_link, open_link
from local.configuration import StackFailure, configuration
from local.users import sign_in

PATIENCE = 30
PRICE = 4950
TERMS = {
    "title": "Allmänna villkor",
    "locale": "sv",
    "body_markdown": "## Leverans\n\nVi levererar det som står i förslaget.\n\n## Uppsägning\n\nTre månader.",
}


class NotAsTold(Exception):
    pass


def main() -> int:
    try:
        stack = json.loads(configuration().description.read_text())
    except FileNotFoundError:
        print("No stack runs here: start one with `make run`, in another terminal.", file=sys.stderr)
        return 1
    try:
        Story(stack).tell()
    except (NotAsTold, StackFailure, LookupError, httpx.HTTPError) as fault:
        print(f"\nNot as told: {fault}", file=sys.stderr)
        return 1
    print("\nThat was the story: sent, read, accepted, and both have their copies.")
    return 0


class Story:
    def __init__(self, stack: dict[str, Any]) -> None:
        self._stack = stack
        self._step = 0
        self._suffix = secrets.token_hex(3)  # the story can be told again beside an earlier one

    def tell(self) -> None:
        user = next(each for each in self._stack["users"] if (each["group"], each["role"]) == ("partner", "member"))
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

    def _signs_in(self, user: dict[str, str]) -> httpx.Client:
        self._now(f"a user of {user['tenant_name']} signs in: {user['email']}")
        token = sign_in(
            user["username"],
            user["password"],
            aws_endpoint_url=self._stack["aws_endpoint_url"],
            client_id=self._stack["user_pool_client_id"],
        )
        refused = httpx.get(f"{self._stack['api_url']}/v1/customers", timeout=PATIENCE)
        _check(refused.status_code == 401, "without a token the API answers 401")
        api = httpx.Client(
            base_url=self._stack["api_url"], headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE
        )
        if not _done(api.get("/v1/terms"))["items"]:
            _done(api.post("/v1/terms", json=TERMS))
        return api

    def _creates_a_customer(self, api: httpx.Client) -> Any:
        self._now("creates the customer account Fjällvind Energi AB")
        domain = f"fjallvind-{self._suffix}.example"
        customer = _done(
            api.post(
                "/v1/customers",
                json={
                    "name": f"Fjällvind Energi AB ({self._suffix})",
                    "email": f"info@{domain}",
                    "phone": "+46 63 12 34 50",
                    "address": "Storsjöstråket 4",
                    "postcode": "831 30",
                    "city": "Östersund",
                    "country": "SE",
                },
            )
        )
        self._tell(f"{customer['id']}, {customer['status']}, domains {', '.join(customer['domains'])}")
        _check(customer["status"] == "prospect", "a new account is a prospect")
        return customer

    def _adds_a_contact(self, api: httpx.Client, customer: Any) -> Any:
        self._now("adds the contact Ylva Strand, head of operations")
        contact = _done(
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
        self._tell(f"{contact['email']}, in one of the customer's domains: {contact['in_domain']}")
        _check(contact["in_domain"], "the contact is in the customer's domain")
        return contact

    def _proposes(self, api: httpx.Client, customer: Any) -> Any:
        self._now("writes a quote")
        products = _done(api.get("/v1/products"))["items"]
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
        quote = _done(
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
            self._tell(f"{line['quantity']} × {line['description']} à {_money(line['unit_price'])}")
        return quote

    def _sends(self, api: httpx.Client, quote: Any, contact: Any) -> Any:
        self._now("sends the customer confirmation to Ylva Strand")
        confirmation = _done(api.post(f"/v1/quotes/{quote['id']}/confirmations", json={"contact_id": contact["id"]}))
        self._tell(f"{confirmation['id']} is {confirmation['state']}, until {confirmation['expires_at']}")
        _check(confirmation["state"] == "sent", "the confirmation is sent")
        return confirmation

    def _receives_and_opens(self, contact: Any, quote: Any) -> OpenedPage:
        self._now("Ylva Strand gets a mail")
        mail = self._mail(contact["email"])
        link = approval_link(mail)
        self._tell(f"“{mail['subject']}”")
        self._tell(link)
        self._now("opens its link, without signing in")
        page = open_link(link)
        _check(page.response.status_code == 200, "the page opens")
        for line in quote["lines"]:
            _check(line["description"] in page.text, f"the page shows {line['description']}")
        _check(contact["last_name"] in page.text, "she finds herself in the list of contacts")
        for text in (mail["text"], mail["html"], page.text):
            _check(not _prices(quote) & _numbers(text), "no price is to be seen, in the mail or on the page")
        self._tell("the products and the terms are there, no price is")
        return page

    def _cannot_accept_unread(self, page: OpenedPage) -> None:
        self._now("presses the button without ticking anything")
        refused = page.submit(decision="accept")
        self._tell(f"{refused.status_code}: the page says what is missing")
        _check(refused.status_code == 422, "nothing is accepted without the ticks")

    def _accepts(self, page: OpenedPage, contact: Any) -> None:
        self._now("reads, ticks both boxes, selects herself and accepts the terms")
        accepted = page.submit(decision="accept", terms_accepted="yes", authorized="yes", contact_id=contact["id"])
        _check(accepted.status_code == 200, f"she is thanked, but the page says {accepted.status_code}")
        _check([each.status_code for each in accepted.history] == [303], "the answer redirects to the record")
        self._tell(_heading(accepted.text))
        again = httpx.get(accepted.url, timeout=30)
        _check(again.status_code == 200, "the link shows the record from now on")

    def _both_have_copies(self, user: dict[str, str], contact: Any, quote: Any) -> None:
        self._now("both get their copies")
        for address in (contact["email"], user["email"]):
            mail = self._mail(address, at_least=2 if address == contact["email"] else 1, about=quote["title"])
            attached = ", ".join(attachment["name"] for attachment in mail["attachments"])
            self._tell(f"{address}: “{mail['subject']}”{f' with {attached}' if attached else ''}")
            _check(not _prices(quote) & _numbers(mail["text"] + mail["html"]), "no price is in a copy")

    def _is_recorded(self, api: httpx.Client, confirmation: Any, quote: Any, contact: Any) -> None:
        self._now("the partner sees what was recorded")
        recorded = _done(api.get(f"/v1/confirmations/{confirmation['id']}"))
        self._tell(f"{recorded['state']} by {recorded['accepted_by']['name']} at {recorded['decided_at']}")
        _check(recorded["state"] == "accepted", "the confirmation is accepted")
        _check(recorded["accepted_by"]["id"] == contact["id"], "it was she who accepted")
        _check(not recorded["signer_differs"], "she is the one addressed")
        actions = _done(api.get(f"/v1/quotes/{quote['id']}"))["next_actions"]
        self._tell(f"next actions on the quote: {', '.join(map(str, actions))}")

    def _mail(self, address: str, *, at_least: int = 1, about: str = "") -> Any:
        """The newest mail to the address, once it has that many; about what, its subject says."""

        def found() -> Any:
            mails = httpx.get(f"{self._stack['mailbox_url']}/messages.json", timeout=PATIENCE).json()
            theirs = [mail for mail in mails if address in mail["to"] and about in mail["subject"]]
            fresh = [mail for mail in theirs if self._suffix in address or self._suffix in mail["text"]]
            return fresh[0] if len(fresh) >= at_least else None

        return _wait(found, f"no mail has reached {address}")

    def _now(self, happens: str) -> None:
        self._step += 1
        print(f"\n{self._step}. {happens[0].upper()}{happens[1:]}", flush=True)

    def _tell(self, detail: str) -> None:
        print(f"   {detail}", flush=True)


def _check(holds: bool, told: str) -> None:
    if not holds:
        raise NotAsTold(told)


def _done(response: httpx.Response) -> Any:
    _check(response.is_success, f"{response.request.method} {response.request.url.path} gives {response.text}")
    return response.json()


def _wait[T](look: Callable[[], T | None], otherwise: str) -> T:
    end = time.monotonic() + PATIENCE
    while (found := look()) is None:
        _check(time.monotonic() < end, otherwise)
        time.sleep(0.1)
    return found


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


if __name__ == "__main__":
    sys.exit(main())
