"""Partnerships on the running stack: offered, answered, changed by agreement, ended, with a mail at each step (E)."""

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import httpx
import pytest

from local.demo.moving_in import House
from local.users import PASSWORD
from tests.flows.seller import Seller
from tests.support.stack import LocalStack, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

PATH = "/v1/partnerships"
PATIENCE = 40
"""A mail takes a step, the stream and a function that may be started for it."""
SUPPORT = {"production": ["support"], "development": ["reader"]}


@pytest.fixture(scope="module")
def vera(stack: LocalStack, house: House) -> Iterator[Seller]:
    """Who administers a partner that has to do with nobody yet, and has a colleague."""
    user = {"email": house.admin, "username": house.admin, "password": PASSWORD}
    with stack.as_user(user) as api:
        seller = Seller(stack, user, api)
        colleague = f"rowan-{secrets.token_hex(4)}@{house.contract['tenant_name']}.example"
        seller.post("/v1/users", {"first_name": "Rowan", "last_name": "Pike", "email": colleague, "role": "member"})
        yield seller


@pytest.fixture
def elin(stack: LocalStack) -> Iterator[Seller]:
    """Of another partner; her mails are in Swedish."""
    yield from administrator(stack, "gota-it")


@pytest.fixture
def maja(stack: LocalStack) -> Iterator[Seller]:
    yield from administrator(stack, "umea-bilservice")


def administrator(stack: LocalStack, tenant_name: str) -> Iterator[Seller]:
    (user,) = stack.users(tenant_name=tenant_name, group="partner", role="admin")
    with stack.as_user(user) as api:
        yield Seller(stack, user, api)


def colleagues(seller: Seller) -> dict[str, str]:
    """Ids by first name."""
    return {user["first_name"]: user["id"] for user in seller.get("/v1/users?limit=100")["items"]}


def offer_of(sender: Seller, tenant_name: str, receiver: str) -> dict[str, Any]:
    """Everybody at the sender's is offered; the message is found in no other mail."""
    return {
        "tenant_name": tenant_name,
        "contact_email": receiver,
        "message": f"Let us work for you ({secrets.token_hex(5)}).",
        "contact_user_ids": list(colleagues(sender).values()),
    }


def accept(receiver: Seller, offered: Any) -> Any:
    roles = {contact["user_id"]: SUPPORT for contact in offered["contacts"]}
    return receiver.post(f"{PATH}/{offered['id']}/accept", {"roles": roles}, status=200)


def mails_about(partnership: Any, to: Seller) -> list[dict[str, Any]]:
    """Newest first."""
    return [mail for mail in to.stack.mails(to=to.email) if partnership["id"] in mail["text"]]


def mails_of(seller: Seller, path: str) -> list[dict[str, str]]:
    """Those that told of the seller's own side's steps, and how they are getting on."""
    return [mail for entry in seller.get(f"{path}/history?limit=100")["items"] for mail in entry["mails"]]


def is_told(partnership: Any, to: Seller, subject: str, *said: str) -> None:
    """By exactly one mail of that subject that says so."""

    def look() -> list[str]:
        mails = mails_about(partnership, to)
        texts = [" ".join(mail["text"].split()) for mail in mails if mail["subject"].endswith(subject)]
        return [text for text in texts if all(words in text for words in said)]

    assert len(wait_until(look, within=PATIENCE)) == 1, (subject, said)


def test_two_partners_agree_change_what_they_agreed_on_and_part(vera: Seller, elin: Seller, house: House) -> None:
    """Each mail is in its receiver's language: Vera reads English, Elin Swedish."""
    rowan = colleagues(vera)["Rowan"]
    offered = vera.post(PATH, offer_of(vera, "https://gota-it.countersign.example/portal?x=1", elin.email))
    path = f"{PATH}/{offered['id']}"
    assert (offered["status"], offered["customer"]["name"]) == ("open", "gota-it")
    assert {manager["name"] for manager in offered["managers"]} == {"Vera Holt"}
    is_told(offered, elin, "erbjuder er ett samarbete", offered["message"], "Rowan Pike", "Vera Holt")
    seen = elin.get(path)
    assert (seen["active_contacts"], seen["active_projects"], seen["your_turn"]) == (0, 0, True)
    assert seen["partner"]["name"] == house.contract["name"]

    formed = accept(elin, seen)
    assert (formed["status"], formed["active_contacts"], formed["active_projects"]) == ("accepted", 2, 2)
    is_told(
        offered,
        vera,
        "has accepted your offer of a partnership",
        "Rowan Pike (production: support; development: reader)",
    )
    assert vera.get(path)["customer"]["name"] == "Göta IT-partner AB"

    wish = {"release_contact_user_ids": [rowan], "reason": "Vi behöver bara en."}
    asked = elin.post(f"{path}/modifications", wish)
    assert vera.get(path)["status"] == "modified"
    is_told(
        offered, vera, "asks for a change of the partnership", "Rowan Pike,", "to be released", "Vi behöver bara en."
    )

    wish = {"add_manager_user_ids": [rowan], "reason": "Keep Rowan, who knows the sites."}
    countered = vera.post(f"{path}/modifications/{asked['id']}/counter", wish)
    is_told(offered, elin, "föreslår en annan ändring i stället", "Rowan Pike,", "(ansvarig, erbjuden)")

    taken_back = {"reason": "Let us talk first."}
    vera.post(f"{path}/modifications/{countered['id']}/withdraw", taken_back, status=200)
    is_told(offered, elin, "har tagit tillbaka sin ändring", "Let us talk first.")

    asked = vera.post(f"{path}/modifications", {"add_manager_user_ids": [rowan]})
    elin.post(f"{path}/modifications/{asked['id']}/decline", {"reason": "En ansvarig räcker."}, status=200)
    is_told(offered, vera, "has declined the change", "En ansvarig räcker.", "Rowan Pike,")
    assert vera.get(path)["status"] == "accepted"

    oskar = colleagues(elin)["Oskar"]
    asked = elin.post(f"{path}/modifications", {"add_contact_user_ids": [oskar]})
    agreed = vera.post(f"{path}/modifications/{asked['id']}/accept", {"roles": {oskar: SUPPORT}}, status=200)
    assert [contact["user_id"] for contact in agreed["contacts"]][-1] == oskar
    is_told(
        offered, elin, "har godkänt ändringen", "Oskar Lind, Göta IT-partner AB (kontakt, tillagd; produktion: support"
    )

    ended = elin.post(f"{path}/end", {"reason": "Projektet är klart."}, status=200)
    assert (ended["status"], ended["active_contacts"]) == ("ended", 0)
    is_told(offered, vera, "has ended the partnership", "Projektet är klart.")

    # One that was answered at once may not have gone out any more; everybody was told of the rest above.
    wait_until(lambda: {mail["delivery"] for mail in mails_of(elin, path)} - {None} == {"delivered"}, within=PATIENCE)
    assert {mail["to"] for mail in mails_of(elin, path)} == {"Vera Holt"}
    for reader in (vera, elin):
        history = reader.get(f"{path}/history")["items"][::-1]
        assert [(entry["what"], entry["by"]["name"].split()[0], entry["reason"]) for entry in history] == [
            ("offer", "Vera", None),
            ("accept", "Elin", None),
            ("modify", "Elin", "Vi behöver bara en."),
            ("counter_modification", "Vera", "Keep Rowan, who knows the sites."),
            ("withdraw_modification", "Vera", "Let us talk first."),
            ("modify", "Vera", None),
            ("decline_modification", "Elin", "En ansvarig räcker."),
            ("modify", "Elin", None),
            ("accept_modification", "Vera", None),
            ("end", "Elin", "Projektet är klart."),
        ]


def test_a_declined_and_a_withdrawn_offer_may_be_made_again(vera: Seller, elin: Seller) -> None:
    first = vera.post(PATH, offer_of(vera, "gota-it", elin.email))
    again = vera.api.post(PATH, json=offer_of(vera, "gota-it", elin.email))
    assert (again.status_code, again.json()["code"]) == (409, "partnership_exists")

    elin.post(f"{PATH}/{first['id']}/decline", {"reason": "Vi har redan någon."}, status=200)
    is_told(first, vera, "gota-it has declined your offer of a partnership", "Vi har redan någon.", "Elin Sandberg")
    assert vera.get(f"{PATH}/{first['id']}")["customer"]["name"] == "gota-it"

    second = vera.post(PATH, offer_of(vera, "gota-it", elin.email))
    vera.post(f"{PATH}/{second['id']}/withdraw", {"reason": "Sent too early."}, status=200)
    is_told(second, elin, "har dragit tillbaka sitt erbjudande om samarbete", "Sent too early.")
    late = elin.api.post(f"{PATH}/{second['id']}/decline", json={"reason": "Nej."})
    assert (late.status_code, late.json()["code"]) == (409, "partnership_not_open")


def test_of_ten_offers_at_once_there_is_one_and_one_mail(vera: Seller, maja: Seller) -> None:
    offer, start = offer_of(vera, "umea-bilservice", maja.email), Barrier(10)

    def send(_: int) -> httpx.Response:
        start.wait()
        return vera.api.post(PATH, json=offer)

    with ThreadPoolExecutor(10) as clicks:
        answers = list(clicks.map(send, range(10)))

    made = [answer.json() for answer in answers if answer.status_code == 201]
    refused = {(answer.status_code, answer.json()["code"]) for answer in answers if answer.status_code != 201}
    assert (len(made), refused) == (1, {(409, "partnership_exists")})
    is_told(made[0], maja, "erbjuder er ett samarbete", offer["message"])
    seen = [one["id"] for one in maja.get(f"{PATH}?status=open&limit=100")["items"]]
    assert seen.count(made[0]["id"]) == 1
    vera.post(f"{PATH}/{made[0]['id']}/withdraw", {"reason": "It was a test."}, status=200)


def test_unknown_tenants_unknown_users_and_users_of_others_are_answered_alike(
    vera: Seller, elin: Seller, maja: Seller
) -> None:
    offers = [
        offer_of(vera, f"nowhere-{secrets.token_hex(4)}", elin.email),
        offer_of(vera, "gota-it", f"nobody-{secrets.token_hex(4)}@gota-it.example"),
        offer_of(vera, "gota-it", maja.email),
        offer_of(vera, "gota-it", "anna.ek@hamnlogistik.example"),  # who orders in its storefront
    ]

    answers = [vera.api.post(PATH, json=offer) for offer in offers]

    assert {answer.status_code for answer in answers} == {422}
    told = [{name: value for name, value in answer.json().items() if name != "request_id"} for answer in answers]
    assert told[0]["code"] == "recipient_not_found"
    assert told == [told[0]] * len(told)


def test_when_both_sides_ask_for_a_change_at_once_one_wins(vera: Seller, elin: Seller, house: House) -> None:
    offered = elin.post(PATH, offer_of(elin, house.contract["tenant_name"], vera.email))
    accept(vera, offered)
    path, start = f"{PATH}/{offered['id']}", Barrier(2)

    def ask(seller: Seller, colleague: str) -> httpx.Response:
        wish = {"add_manager_user_ids": [colleagues(seller)[colleague]]}
        start.wait()
        return seller.api.post(f"{path}/modifications", json=wish)

    with ThreadPoolExecutor(2) as people:
        answers = list(people.map(ask, (vera, elin), ("Rowan", "Oskar")))

    assert sorted(answer.status_code for answer in answers) == [201, 409]
    winner, loser = (vera, elin) if answers[0].status_code == 201 else (elin, vera)
    (refused,) = (answer.json()["code"] for answer in answers if answer.status_code == 409)
    assert refused == "modification_pending"
    is_told(offered, loser, {vera: "asks for a change of the partnership", elin: "vill ändra samarbetet"}[loser])
    assert winner.get(path)["pending_modification"] == loser.get(path)["pending_modification"]
    elin.post(f"{path}/end", {"reason": "It was a test."}, status=200)
    is_told(offered, vera, "has ended the partnership")
    asked = {mail["subject"] for mail in mails_about(offered, winner)}
    assert not any("asks for a change" in subject or "vill ändra" in subject for subject in asked)
