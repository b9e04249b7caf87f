"""A workspace link, from the portal to the receiving side that docs/workspace_verifier.py shows."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from docs.workspace_verifier import LEEWAY, Refused, UsedTokens, open_token
from functions.workspace_links.create_workspace_link import (
    CreateWorkspaceLink,
    Target,
    WorkspaceLink,
    WorkspaceMissing,
    create_workspace_link,
    with_token,
)
from functions.workspace_links.es256 import public_jwk
from shared.domain.errors import IdempotencyKeyReused, NotFound
from shared.domain.once import AlreadyAnswered, Once
from tests.support.builders import CUSTOMER_ID, NOON, PARTNER_ID, QUOTE_ID, SELLER, a_customer, a_partner
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.signer import FakeSigner

WORKSPACE = "https://workspace.example/nordic"


@dataclass
class Portal:
    """A partner whose distributor has a workspace."""

    signer: FakeSigner = field(default_factory=FakeSigner)
    workspace_url: str | None = WORKSPACE
    made: int = 0

    def __post_init__(self) -> None:
        partner = a_partner(workspace_url=self.workspace_url)
        self.customers = FakeCustomers(a_customer(external_id="D-1001"), partner=partner)

    def link(
        self,
        customer_id: str = CUSTOMER_ID,
        target: Target = Target.SUBSCRIPTIONS,
        once: Once[WorkspaceLink] | None = None,
    ) -> WorkspaceLink:
        self.made += 1
        return create_workspace_link(
            CreateWorkspaceLink(customer_id=customer_id, target=target, actor=SELLER),
            customers=self.customers,
            answers=self.customers.receipts,
            signer=self.signer,
            now=lambda: NOON + timedelta(milliseconds=400),
            random_bytes=lambda count: bytes([self.made]) * count,
            once=once,
        )

    def token(self, **more: Any) -> str:
        return token_of(self.link(**more).url)


@dataclass
class Workspace:
    """The receiving side, with the keys that the portal publishes."""

    signer: FakeSigner
    audience: str = WORKSPACE
    used: UsedTokens = field(default_factory=UsedTokens)

    def open(self, token: str, *, at: datetime = NOON) -> dict[str, Any]:
        known = {self.signer.key_id: public_jwk(self.signer.public_key, self.signer.key_id)}
        return open_token(token, audience=self.audience, find_key=known.get, used=self.used, now=at.timestamp())


@pytest.fixture
def portal() -> Portal:
    return Portal()


@pytest.fixture
def workspace(portal: Portal) -> Workspace:
    return Workspace(portal.signer)


def token_of(url: str) -> str:
    [token] = parse_qs(urlsplit(url).query)["token"]
    return token


def forged(token: str, *, header: dict[str, Any] | None = None, signature: str | None = None, **claims: Any) -> str:
    """The token with another header, signature or claims."""
    parts = token.split(".")
    old_header, old_claims = (json.loads(urlsafe_b64decode(part + "==")) for part in parts[:2])
    new = [json.dumps(old_header | (header or {})), json.dumps(old_claims | claims)]
    encoded = [urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in new]
    return ".".join([*encoded, parts[2] if signature is None else signature])


def test_a_link_leads_to_the_workspace_and_tells_who_comes_for_what(portal: Portal, workspace: Workspace) -> None:
    link = portal.link()

    assert link.url.startswith(f"{WORKSPACE}?token=")
    assert link.expires_at == NOON + timedelta(seconds=60)
    claims = workspace.open(token_of(link.url))
    assert claims.pop("jti").startswith("wsl_")
    assert claims == {
        "iss": "countersign",
        "aud": WORKSPACE,
        "sub": SELLER.user_id,
        "partner_id": PARTNER_ID,
        "customer_id": CUSTOMER_ID,
        "external_id": "D-1001",
        "target": "subscriptions",
        "iat": int(NOON.timestamp()),
        "exp": int(NOON.timestamp()) + 60,
    }


@pytest.mark.parametrize("target", Target)
def test_each_target_is_told(portal: Portal, workspace: Workspace, target: Target) -> None:
    assert workspace.open(portal.token(target=target))["target"] == target


def test_a_link_opens_once(portal: Portal, workspace: Workspace) -> None:
    token = portal.token()
    workspace.open(token)

    with pytest.raises(Refused, match="used before"):
        workspace.open(token)
    workspace.open(portal.token())


def test_a_link_dies_after_a_minute(portal: Portal, workspace: Workspace) -> None:
    workspace.open(portal.token(), at=NOON + timedelta(seconds=59))

    with pytest.raises(Refused, match="expired"):
        workspace.open(portal.token(), at=NOON + timedelta(seconds=60 + LEEWAY))
    with pytest.raises(Refused, match="not valid yet"):
        workspace.open(portal.token(), at=NOON - timedelta(seconds=LEEWAY + 1))


def test_a_link_that_is_refused_is_not_used_up(portal: Portal, workspace: Workspace) -> None:
    token = portal.token()
    with pytest.raises(Refused):
        workspace.open(forged(token, target="assets"))

    assert workspace.open(token)


def test_what_was_used_is_forgotten_once_it_would_be_refused_anyway(portal: Portal, workspace: Workspace) -> None:
    workspace.open(portal.token())
    later = NOON + timedelta(minutes=5)
    workspace.used.use("another", until=later.timestamp() + 60, now=later.timestamp())

    assert list(workspace.used._until) == ["another"]


def test_another_workspace_refuses_it(portal: Portal) -> None:
    with pytest.raises(Refused, match="somebody else"):
        Workspace(portal.signer, audience="https://workspace.example/other").open(portal.token())


@pytest.mark.parametrize(
    "header", [{"alg": "none"}, {"alg": "None"}, {"alg": "HS256"}, {"alg": "ES384"}, {"alg": None}]
)
@pytest.mark.parametrize("signature", [None, ""])
def test_the_token_does_not_choose_the_algorithm(
    portal: Portal, workspace: Workspace, header: dict[str, Any], signature: str | None
) -> None:
    with pytest.raises(Refused, match="ES256"):
        workspace.open(forged(portal.token(), header=header, signature=signature))


@pytest.mark.parametrize(
    "claims",
    [
        {"customer_id": "cus_another"},
        {"sub": "usr_another"},
        {"exp": 9_999_999_999},
        {"jti": "wsl_another"},
        {"aud": "https://evil.example"},
    ],
)
def test_no_claim_can_be_changed(portal: Portal, workspace: Workspace, claims: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="signature"):
        workspace.open(forged(portal.token(), **claims))


@pytest.mark.parametrize("signature", ["", "AAAA", "A" * 86, "A" * 88])
def test_no_signature_will_do_but_the_right_one(portal: Portal, workspace: Workspace, signature: str) -> None:
    with pytest.raises(Refused, match="signature"):
        workspace.open(forged(portal.token(), signature=signature))


def test_a_key_that_is_not_published_is_refused(portal: Portal, workspace: Workspace) -> None:
    with pytest.raises(Refused, match="published"):
        workspace.open(Portal(FakeSigner(key_id="key-2")).token())
    with pytest.raises(Refused, match="signature"):
        workspace.open(Portal(FakeSigner(key_id="key-1")).token())


@pytest.mark.parametrize("token", ["", "a", "a.b", "a.b.c", "a.b.c.d", "å.b.c", "W10.W10.AAAA"])
def test_what_is_no_token_is_refused(workspace: Workspace, token: str) -> None:
    with pytest.raises(Refused):
        workspace.open(token)


def test_a_partner_without_a_workspace_gets_no_link() -> None:
    with pytest.raises(WorkspaceMissing):
        Portal(workspace_url=None).link()


@pytest.mark.parametrize("customer_id", [CUSTOMER_ID[:-1] + "9", QUOTE_ID, "cus_1"])
def test_an_unknown_customer_gets_no_link(portal: Portal, customer_id: str) -> None:
    with pytest.raises(NotFound):
        portal.link(customer_id=customer_id)


def test_the_same_request_again_gets_the_same_link(portal: Portal) -> None:
    once = Once[WorkspaceLink]("a-key", "a-fingerprint", lambda link: link.url)
    first = portal.link(once=once)

    with pytest.raises(AlreadyAnswered) as again:
        portal.link(once=once)
    assert again.value.answer == first.url
    with pytest.raises(IdempotencyKeyReused):
        portal.link(once=Once("a-key", "another-fingerprint", once.present))


@pytest.mark.parametrize(
    ("workspace_url", "link"),
    [
        ("https://w.example", "https://w.example?token=t"),
        ("https://w.example/", "https://w.example/?token=t"),
        ("https://w.example/a?b=c", "https://w.example/a?b=c&token=t"),
        ("https://w.example/a?b=c#d", "https://w.example/a?b=c&token=t#d"),
        ("https://w.example:8443/a", "https://w.example:8443/a?token=t"),
    ],
)
def test_the_token_joins_the_address(workspace_url: str, link: str) -> None:
    assert with_token(workspace_url, "t") == link
