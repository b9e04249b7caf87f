"""A distributor takes on a partner, whose first administrator comes in by invitation and signs in to the portal."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx

from local.approval import activation_link, open_link
from local.demo.browser import Browser, Page
from local.demo.telling import Telling, check, done
from local.users import PASSWORD
from shared.domain.ids import new_id

WORKSPACE = "https://workspace.nordmoln.example/fjord-vale"
SUBSCRIBED = {
    "name": "Endpoint Guard, per device",
    "billing": "monthly",
    "cost": {"amount": 240, "currency": "GBP"},
    "provisioning": "automatic",
    "active": True,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A partner that nobody else works for: what its figures must be is known to the penny."""

    partner_id: str
    contract: dict[str, Any]
    admin: str
    portal: Browser
    distributor: httpx.Client

    def agree(self, payment_method: str) -> None:
        """The distributor sets how the partner pays."""
        contract = {**self.contract, "payment_method": payment_method}
        done(self.distributor.put(f"/v1/distributor/partners/{self.partner_id}", json=contract))


def move_in(telling: Telling) -> House:
    telling.chapter("A partner moves in")
    house = _take_on(telling)
    _choose_a_password(telling, house)
    _sign_in(telling, house)
    return house


def choose_a_password(link: str, password: str) -> Page:
    """By a mailed link, after the time that reading takes."""
    answer = open_link(link).submit(password=password, password_again=password)
    return Page.of(Browser(link), answer)


def sign_in(browser: Browser, name: str, password: str) -> Page:
    """From the door of the portal to the page that follows the form."""
    return browser.open("/portal").press("Sign in", sign_in_name=name, password=password)


def _take_on(telling: Telling) -> House:
    telling.now("the distributor takes on the partner Fjord & Vale, with its first administrator Vera Holt")
    distributor = next(user for user in telling.stack["users"] if user["group"] == "distributor")
    house = House(
        partner_id=new_id("par", now=datetime.now(UTC), random_bytes=os.urandom),
        contract={
            "name": f"Fjord & Vale Ltd ({telling.suffix})",
            "tenant_name": f"fjord-vale-{telling.suffix}",
            "country": "GB",
            "currency": "GBP",
            "payment_token": False,
            "workspace_url": WORKSPACE,
        },
        admin=f"vera.holt@fjord-vale-{telling.suffix}.example",
        portal=Browser(telling.stack["api_url"]),
        distributor=telling.api_of(distributor["username"], distributor["password"]),
    )
    house.agree("deposit")
    path = f"/v1/distributor/partners/{house.partner_id}"
    done(house.distributor.put(f"{path}/products/EP-GUARD", json=SUBSCRIBED))
    vera = {"first_name": "Vera", "last_name": "Holt", "email": house.admin}
    invited = done(house.distributor.post(f"{path}/users", json=vera))
    telling.tell(f"{house.contract['name']} pays by deposit; {invited['sign_in_name']} is {invited['state']}")
    check(invited["state"] == "invited", "she is invited, and can't sign in yet")
    return house


def _choose_a_password(telling: Telling, house: House) -> None:
    telling.now("Vera gets a mail, and chooses a password on the page behind its link")
    mail = telling.mail(house.admin)
    link = activation_link(mail)
    telling.tell(f"“{mail['subject']}”")
    chosen = choose_a_password(link, PASSWORD)
    telling.tell(chosen.heading)
    check(chosen.heading == "Your password is set", "the page takes the password")
    used = open_link(link).response.status_code
    telling.tell(f"the link works once: now it is a {used}")
    check(used == 404, "a used link is like one that never was")


def _sign_in(telling: Telling, house: House) -> None:
    telling.now("signs in to the portal")
    refused = sign_in(house.portal, house.admin, "not the one she chose")
    telling.tell(f"with a wrong password: “{refused.faults[0]}”")
    check(refused.path == "/portal/sign-in", "a wrong password leads nowhere")
    home = refused.press("Sign in", sign_in_name=house.admin, password=PASSWORD)
    telling.tell(f"with the right one: “{home.heading}”")
    check((home.path, home.heading) == ("/portal", "Hello, Vera"), "she is at home")
