"""What a seller does in a test, over the public API, and what their customer finds in the mailbox."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import httpx

from local.approval import OpenedPage, approval_link, open_link
from tests.support.stack import LocalStack

UNIT_PRICE = 123_457_89
"""In minor units: a figure that stands nowhere else, so that it can be looked for."""


@dataclass(kw_only=True)
class Deal:
    """A customer with contacts and a quote; `link` is the newest one that was mailed to the addressee."""

    stack: LocalStack
    customer: dict[str, Any]
    contacts: list[dict[str, Any]]
    quote: dict[str, Any]
    confirmation: dict[str, Any] = field(default_factory=dict)

    @property
    def addressee(self) -> str:
        return str(self.contacts[0]["email"])

    def mails(self, to: str, subject: str = "") -> list[dict[str, Any]]:
        return self.stack.mails(to=to, subject=subject)

    @property
    def link(self) -> str:
        return approval_link(self.stack.wait_for_mail(to=self.addressee, subject=self.quote["title"]))

    def open(self) -> OpenedPage:
        return open_link(self.link)


class Seller:
    def __init__(self, stack: LocalStack, user: dict[str, str], api: httpx.Client) -> None:
        self.stack = stack
        self.email = user["email"]
        self.api = api

    def post(self, path: str, body: dict[str, Any] | None = None, status: int = 201) -> Any:
        answer = self.api.post(path, json=body) if body is not None else self.api.post(path)
        assert answer.status_code == status, answer.text
        return answer.json()

    def get(self, path: str) -> Any:
        answer = self.api.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def settle_on(self, **settings: Any) -> None:
        answer = self.api.patch("/v1/partner", json=settings)
        assert answer.status_code == 200, answer.text

    def deal(self, *, language: str = "en", colleagues: int = 1) -> Deal:
        """With a domain, and so with addresses, that no other test has."""
        name = f"kund-{secrets.token_hex(5)}"
        domain = f"{name}.example"
        customer = self.post(
            "/v1/customers",
            {
                "name": f"{name} AB",
                "email": f"info@{domain}",
                "phone": "+46 90 12 34 56",
                "address": "Storgatan 1",
                "city": "Umeå",
                "country": "SE",
                "postcode": "903 26",
            },
        )
        people = [("Anna", "Ek"), *((f"Kim{number}", "Berg") for number in range(colleagues))]
        contacts = [
            self.post(
                f"/v1/customers/{customer['id']}/contacts",
                {
                    "first_name": first,
                    "last_name": last,
                    "email": f"{first.lower()}@{domain}",
                    "language": language,
                },
            )
            for first, last in people
        ]
        currency = self.get("/v1/partner")["currency"]
        line = {
            "description": "Backup 100 GB",
            "quantity": 3,
            "billing": "monthly",
            "unit_price": {"amount": UNIT_PRICE, "currency": currency},
        }
        quote = self.post(
            f"/v1/customers/{customer['id']}/quotes",
            {"kind": "solution", "title": f"Offer {name}", "lines": [line], "valid_until": "2099-12-31"},
        )
        return Deal(stack=self.stack, customer=customer, contacts=contacts, quote=quote)

    def send(self, deal: Deal, **more: Any) -> Deal:
        body = {"contact_id": deal.contacts[0]["id"], **more}
        deal.confirmation = self.post(f"/v1/quotes/{deal.quote['id']}/confirmations", body)
        return deal

    def sent(self, **deal: Any) -> Deal:
        return self.send(self.deal(**deal))

    def state_of(self, deal: Deal) -> Any:
        return self.get(f"/v1/confirmations/{deal.confirmation['id']}")


def ticked(deal: Deal, who: int = 0) -> dict[str, str]:
    """The form as somebody sends it who agrees."""
    return {
        "terms_accepted": "yes",
        "authorized": "yes",
        "contact_id": deal.contacts[who]["id"],
        "decision": "accept",
    }
