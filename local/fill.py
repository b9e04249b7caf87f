"""Fills a fresh stack with the demo data: through the public API and the mailbox, only users through Cognito."""

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

from local.approval import OpenedPage, approval_link, open_link
from local.configuration import Configuration, StackFailure
from local.demo_data import DISTRIBUTOR, PARTNERS, STOREFRONT, CustomerStory, Outcome, PartnerStory, Person, Proposal
from local.deploy import session
from local.users import User, create_user, sign_in
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


class _Filling:
    def __init__(self, stack: Configuration, outputs: dict[str, str]) -> None:
        self._stack = stack
        self._outputs = outputs

    def everything(self) -> list[User]:
        distributor = self._user(DISTRIBUTOR, "distributor")
        users, proposed = [], []
        for story in PARTNERS:
            partner_users, partner_proposed = self._partner(story, self._signed_in(distributor))
            users += partner_users
            proposed += partner_proposed
        visits = [(each, self._visit(each)) for each in proposed if each.proposal.outcome in VISITED]
        for each in proposed:
            if each.proposal.outcome in WITHDRAWN:
                self._withdraw(each)
        for each, page in visits:
            self._answer(each, page)
        storefront = self._user(
            STOREFRONT,
            "storefront",
            partner_id=users[0].partner_id,
            tenant_name=users[0].tenant_name,
            customer_id=proposed[0].quote["customer_id"],
            username=f"{users[0].tenant_name}:{STOREFRONT.email}",
        )
        return [*users, storefront, distributor]

    def _user(self, person: Person, group: Any, **more: str) -> User:
        user = User(
            email=person.email,
            group=group,
            role=person.role,
            given_name=person.first_name,
            family_name=person.last_name,
            user_id=_new_id("usr"),
            **{"username": person.email, **more},
        )
        create_user(user, self._stack, self._outputs["UserPoolId"])
        return user

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

    def _partner(self, story: PartnerStory, distributor: httpx.Client) -> tuple[list[User], list[_Proposed]]:
        partner_id = _new_id("par")
        path = f"/v1/distributor/partners/{partner_id}"
        _sent(distributor.put(path, json=story.contract))
        for sku, product in story.products.items():
            _sent(distributor.put(f"{path}/products/{sku}", json=product))
        users = [
            self._user(person, "partner", partner_id=partner_id, tenant_name=story.contract["tenant_name"])
            for person in story.users
        ]
        admin, member = map(self._signed_in, users)
        _sent(admin.patch("/v1/partner", json=story.settings))
        for terms in story.terms:
            _sent(admin.post("/v1/terms", json=terms))
        return users, [each for customer in story.customers for each in self._customer(story, customer, member)]

    def _customer(self, story: PartnerStory, customer: CustomerStory, api: httpx.Client) -> list[_Proposed]:
        account = _sent(api.post("/v1/customers", json=customer.account))
        path = f"/v1/customers/{account['id']}"
        contacts = [_sent(api.post(f"{path}/contacts", json=contact)) for contact in customer.contacts]
        proposed = []
        for proposal in customer.proposals:
            quote = _sent(api.post(f"{path}/quotes", json=_quote(story, proposal)))
            confirmation = None
            if proposal.outcome is not Outcome.DRAFT:
                content = {"contact_id": contacts[proposal.to]["id"]}
                confirmation = _sent(api.post(f"/v1/quotes/{quote['id']}/confirmations", json=content))
            proposed.append(
                _Proposed(api=api, proposal=proposal, quote=quote, contacts=contacts, confirmation=confirmation)
            )
        return proposed

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
                _sent(each.api.post(f"/v1/confirmations/{confirmation}/revoke", json=reason))
            case Outcome.SUPERSEDED, _:
                change = {"title": f"{each.proposal.title} (ny version)"}
                _sent(each.api.patch(f"/v1/quotes/{each.quote['id']}", json=change))

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

    def _mail(self, to: str, title: str) -> dict[str, Any]:
        def found() -> dict[str, Any] | None:
            mails = httpx.get(f"{self._stack.mailbox_url}/messages.json", timeout=PATIENCE).json()
            return next((mail for mail in mails if to in mail["to"] and title in mail["subject"]), None)

        return _eventually(found, f"no mail about {title!r} reached {to}")


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


def _sent(response: httpx.Response) -> Any:
    if response.is_error:
        raise LookupError(f"{response.request.method} {response.request.url.path} gives {response.text}")
    return response.json()


def _eventually[T](look: Callable[[], T | None], otherwise: str) -> T:
    end = time.monotonic() + PATIENCE
    while (found := look()) is None:
        if time.monotonic() > end:
            raise LookupError(otherwise)
        time.sleep(0.1)
    return found


def _new_id(prefix: str) -> str:
    return new_id(prefix, now=datetime.now(UTC), random_bytes=os.urandom)
