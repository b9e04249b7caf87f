"""Fills a fresh stack with the demo data: through the public API and the mailbox, only the distributor by Cognito."""

import json
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from local.answers import answer_to
from local.approval import OpenedPage, activation_link, approval_link, open_link
from local.configuration import Configuration, StackFailure
from local.demo_data import (
    DISTRIBUTOR,
    NOT_SOLD,
    PARTNERS,
    SHOPPED,
    STOREFRONT,
    CustomerStory,
    Outcome,
    PartnerStory,
    Person,
    Proposal,
    Purchase,
)
from local.deploy import session
from local.fill_partnerships import Team, make_partnerships
from local.fill_signings import answer_to_sign, open_to_sign, send_to_sign
from local.users import User, create_distributor, sign_in
from shared.domain.ids import new_id

PARAMETER = "/local/users"
PATIENCE = 30
VISITED = {
    Outcome.VIEWED,
    Outcome.ACCEPTED,
    Outcome.ACCEPTED_BY_ANOTHER,
    Outcome.DECLINED,
    Outcome.CHANGE_REQUESTED,
}
WITHDRAWN = {Outcome.REVOKED, Outcome.SUPERSEDED}


def people(stack: Configuration, outputs: dict[str, str]) -> list[User]:
    """Everybody who can sign in; the demo data is filled in where it isn't yet."""
    ssm = session().client("ssm", endpoint_url=stack.aws_endpoint_url)
    with suppress(ssm.exceptions.ParameterNotFound):
        return [User(**user) for user in json.loads(ssm.get_parameter(Name=PARAMETER)["Parameter"]["Value"])]
    try:
        users = _Filling(stack, outputs).everything()
    except (httpx.HTTPError, LookupError) as error:
        raise StackFailure(f"The demo data can't be filled in: {error}. Begin anew with FRESH=1.") from error
    everybody = json.dumps([asdict(user) for user in users])
    ssm.put_parameter(Name=PARAMETER, Value=everybody, Type="String", Tier="Advanced")
    return users


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proposed:
    """A proposal that was made to a customer."""

    api: httpx.Client
    proposal: Proposal
    quote: dict[str, Any]
    contacts: list[dict[str, Any]]
    confirmation: dict[str, Any] | None

    @property
    def addressee(self) -> dict[str, Any]:
        return self.contacts[self.proposal.to]


@dataclass(frozen=True, slots=True)
class _Invited:
    """Somebody who has opened the link of an invitation."""

    user: User
    page: OpenedPage


class _Filling:
    def __init__(self, stack: Configuration, outputs: dict[str, str]) -> None:
        self._stack = stack
        self._outputs = outputs

    def everything(self) -> list[User]:
        distributor = self._distributor()
        with self._signed_in(distributor) as api:
            invited = [self._contract(story, api) for story in PARTNERS]
        admins = [self._activated(each) for each in invited]
        colleagues = [self._settle_in(story, admin) for story, admin in zip(PARTNERS, admins, strict=True)]
        members = [self._activated(each) for each in colleagues]
        desks = [self._signed_in(member) for member in members]
        proposed = [
            each
            for story, desk in zip(PARTNERS, desks, strict=True)
            for customer in story.customers
            for each in self._customer(story, customer, desk)
        ]
        with self._signed_in(distributor) as api:
            for story, admin in zip(PARTNERS, admins, strict=True):
                self._feed(story, admin.partner_id, api)
        teams = [Team(*team) for team in zip(admins, members, desks, strict=True)]
        make_partnerships({team.admin.tenant_name: team for team in teams})
        shopper = self._invite_shopper(members[0], proposed[0].quote["customer_id"], desks[0])
        to_sign = [
            each
            for story, desk in zip(PARTNERS, desks, strict=True)
            for each in send_to_sign(story.contract["tenant_name"], desk)
        ]
        visits = [(each, self._visit(each)) for each in proposed if each.proposal.outcome in VISITED]
        for each in proposed:
            if each.proposal.outcome in WITHDRAWN:
                self._withdraw(each)
        opened = open_to_sign(to_sign, lambda address: self._mail(address, ""))
        for each, page in visits:
            self._answer(each, page)
        answer_to_sign(opened)
        self._shop(self._activated(shopper), desks[0])
        users = [user for team in teams for user in (team.admin, team.member)]
        return [*users, shopper.user, distributor]

    def _distributor(self) -> User:
        distributor = User(
            email=DISTRIBUTOR.email,
            username=DISTRIBUTOR.email,
            group="distributor",
            role=DISTRIBUTOR.role,
            given_name=DISTRIBUTOR.first_name,
            family_name=DISTRIBUTOR.last_name,
            user_id=_new_id("usr"),
        )
        create_distributor(distributor, self._stack, self._outputs["UserPoolId"])
        return distributor

    def _invited(self, user: dict[str, Any], **whose: Any) -> _Invited:
        """Opens the link of the mail as soon as it is there; the time that reading takes passes meanwhile."""
        invited = User(
            email=user["email"],
            username=user["sign_in_name"],
            role=user.get("role", "member"),
            given_name=user["first_name"],
            family_name=user["last_name"],
            user_id=user["id"],
            **whose,
        )
        page = open_link(activation_link(self._mail(user["email"], "", "/activate/")))
        page.response.raise_for_status()
        return _Invited(invited, page)

    def _activated(self, each: _Invited) -> User:
        password = each.user.password
        each.page.submit(password=password, password_again=password).raise_for_status()
        return each.user

    def _signed_in(self, user: User) -> httpx.Client:
        token = sign_in(
            user.username,
            user.password,
            aws_endpoint_url=self._stack.aws_endpoint_url,
            client_id=self._outputs["UserPoolClientId"],
        )
        return httpx.Client(
            base_url=self._stack.api_url, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE
        )

    def _contract(self, story: PartnerStory, distributor: httpx.Client) -> _Invited:
        partner_id = _new_id("par")
        path = f"/v1/distributor/partners/{partner_id}"
        answer_to(distributor.put(path, json=story.contract))
        for sku, product in story.products.items():
            answer_to(distributor.put(f"{path}/products/{sku}", json=product))
        admin = answer_to(distributor.post(f"{path}/users", json=_names(story.users[0])))
        return self._invited(admin, group="partner", partner_id=partner_id, tenant_name=story.contract["tenant_name"])

    def _feed(self, story: PartnerStory, partner_id: str, distributor: httpx.Client) -> None:
        for external_id, told in story.fed.items():
            path = f"/v1/distributor/partners/{partner_id}/customers/{external_id}"
            answer_to(distributor.put(path, json=told))

    def _settle_in(self, story: PartnerStory, admin: User) -> _Invited:
        """What an administrator does on the first day: settings, terms, and a colleague is invited."""
        with self._signed_in(admin) as api:
            answer_to(api.patch("/v1/partner", json=story.settings))
            for terms in story.terms:
                answer_to(api.post("/v1/terms", json=terms))
            colleague = story.users[1]
            member = answer_to(api.post("/v1/users", json={**_names(colleague), "role": colleague.role}))
        return self._invited(member, group="partner", partner_id=admin.partner_id, tenant_name=admin.tenant_name)

    def _invite_shopper(self, member: User, customer_id: str, api: httpx.Client) -> _Invited:
        path = f"/v1/customers/{customer_id}/storefront-users"
        shopper = answer_to(api.post(path, json={**_names(STOREFRONT), "language": "sv", "date_format": "yyyy-MM-dd"}))
        return self._invited(
            shopper,
            group="storefront",
            partner_id=member.partner_id,
            tenant_name=member.tenant_name,
            customer_id=customer_id,
        )

    def _customer(self, story: PartnerStory, customer: CustomerStory, api: httpx.Client) -> list[_Proposed]:
        account = answer_to(api.post("/v1/customers", json=customer.account))
        path = f"/v1/customers/{account['id']}"
        contacts = [answer_to(api.post(f"{path}/contacts", json=contact)) for contact in customer.contacts]
        proposed = []
        for proposal in customer.proposals:
            quote = answer_to(api.post(f"{path}/quotes", json=_quote(story, proposal)))
            confirmation = None
            if proposal.outcome is not Outcome.DRAFT:
                content = {"contact_id": contacts[proposal.to]["id"]}
                confirmation = answer_to(api.post(f"/v1/quotes/{quote['id']}/confirmations", json=content))
            proposed.append(
                _Proposed(api=api, proposal=proposal, quote=quote, contacts=contacts, confirmation=confirmation)
            )
        for purchase in customer.purchases:
            self._order(path, purchase, api)
        return proposed

    def _order(self, path: str, purchase: Purchase, api: httpx.Client) -> None:
        order = answer_to(
            api.post(
                f"{path}/orders", json={"lines": _lines(purchase.skus), "permitted_users": purchase.permitted_users}
            )
        )
        if purchase.order_number is not None:
            ticked = {"governed_by_master_agreement": True, "authorized_to_order": True}
            answer_to(
                api.post(f"/v1/orders/{order['id']}/submit", json={"order_number": purchase.order_number, **ticked})
            )

    def _shop(self, shopper: User, desk: httpx.Client) -> None:
        with self._signed_in(shopper) as api:
            *_, last = [answer_to(api.post("/v1/storefront/orders", json={"lines": _lines(skus)})) for skus in SHOPPED]
        answer_to(desk.post(f"/v1/orders/{last['id']}/cancel", json={"reason": NOT_SOLD}))

    def _visit(self, each: _Proposed) -> OpenedPage:
        page = open_link(approval_link(self._request(each)))
        page.response.raise_for_status()
        return page

    def _request(self, each: _Proposed) -> dict[str, Any]:
        return self._mail(each.addressee["email"], each.proposal.title)

    def _withdraw(self, each: _Proposed) -> None:
        """What the partner itself does about a proposal that is out."""
        self._request(each)
        match each.proposal.outcome, each.confirmation:
            case Outcome.REVOKED, {"id": confirmation}:
                reason = {"reason": each.proposal.reason}
                answer_to(each.api.post(f"/v1/confirmations/{confirmation}/revoke", json=reason))
            case Outcome.SUPERSEDED, _:
                change = {"title": f"{each.proposal.title} (ny version)"}
                answer_to(each.api.patch(f"/v1/quotes/{each.quote['id']}", json=change))

    def _answer(self, each: _Proposed, page: OpenedPage) -> None:
        ticked = {"decision": "accept", "terms_accepted": "yes", "authorized": "yes"}
        match each.proposal.outcome:
            case Outcome.ACCEPTED:
                page.submit(**ticked, contact_id=each.addressee["id"]).raise_for_status()
            case Outcome.ACCEPTED_BY_ANOTHER:
                signer = each.contacts[1]
                asked = page.submit(**ticked, contact_id=signer["id"])
                code = _code(self._mail(signer["email"], ""))
                again = OpenedPage(asked, time.monotonic())
                again.submit(**ticked, contact_id=signer["id"], code=code).raise_for_status()
            case Outcome.DECLINED:
                page.submit(decision="decline", reason=each.proposal.reason).raise_for_status()
            case Outcome.CHANGE_REQUESTED:
                page.submit(decision="request_change", reason=each.proposal.reason).raise_for_status()

    def _mail(self, to: str, title: str, holding: str = "") -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            mails = httpx.get(f"{self._stack.mailbox_url}/messages.json", timeout=PATIENCE).json()
            theirs = (mail for mail in mails if to in mail["to"] and title in mail["subject"])
            return next((mail for mail in theirs if holding in mail["text"]), None)

        return _eventually(found, f"no mail about {title!r} reached {to}")


def _names(person: Person) -> dict[str, str]:
    return {"first_name": person.first_name, "last_name": person.last_name, "email": person.email}


def _lines(skus: dict[str, int]) -> list[dict[str, Any]]:
    return [{"sku": sku, "quantity": quantity} for sku, quantity in skus.items()]


def _quote(story: PartnerStory, proposal: Proposal) -> dict[str, Any]:
    return {
        "kind": proposal.kind,
        "title": proposal.title,
        "lines": [
            {
                "sku": sku,
                "description": story.products[sku]["name"],
                "quantity": quantity,
                "billing": story.products[sku]["billing"],
            }
            for sku, quantity in proposal.skus.items()
        ],
        "permitted_users": proposal.permitted_users,
        "valid_until": f"{datetime.now(UTC) + timedelta(days=60):%Y-%m-%d}",
    }


def _code(mail: dict[str, Any]) -> str:
    found = re.search(r"\b\d{6}\b", mail["text"])
    if found is None:
        raise LookupError(f"there is no code in the mail {mail['subject']!r}")
    return found.group()


def _eventually[T](look: Callable[[], T | None], otherwise: str) -> T:
    end = time.monotonic() + PATIENCE
    while (found := look()) is None:
        if time.monotonic() > end:
            raise LookupError(otherwise)
        time.sleep(0.1)
    return found


def _new_id(prefix: str) -> str:
    return new_id(prefix, now=datetime.now(UTC), random_bytes=os.urandom)
