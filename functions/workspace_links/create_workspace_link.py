"""A link into the distributor's workspace at a customer: signed, for one use within a minute (B8)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from functions.workspace_links.es256 import base64url, raw_signature
from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.errors import Conflict
from shared.domain.once import Once
from shared.domain.tenant import Actor
from shared.ports import Clock, Customers, KeptAnswers, RandomBytes, Signer

ISSUER = "countersign"
LIVES_FOR = timedelta(seconds=60)


class WorkspaceMissing(Conflict):
    pass


class Target(StrEnum):
    SERVICES = "services"
    SUBSCRIPTIONS = "subscriptions"
    ASSETS = "assets"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateWorkspaceLink:
    customer_id: str
    target: Target
    actor: Actor


@dataclass(frozen=True, slots=True)
class WorkspaceLink:
    """`url` holds the token: it is never logged."""

    url: str
    expires_at: datetime


def create_workspace_link(
    command: CreateWorkspaceLink,
    *,
    customers: Customers,
    answers: KeptAnswers,
    signer: Signer,
    now: Clock,
    random_bytes: RandomBytes,
    once: Once[WorkspaceLink] | None = None,
) -> WorkspaceLink:
    """Raises NotFound, WorkspaceMissing, Unavailable, AlreadyAnswered, IdempotencyKeyReused."""
    ids.require("cus", command.customer_id)

    def attempt() -> WorkspaceLink:
        customer, partner = customers.get_with_partner(command.customer_id, once)
        if partner.workspace_url is None:
            raise WorkspaceMissing("The distributor has set no workspace for this partner.")
        issued_at = now()
        expires_at = issued_at.replace(microsecond=0) + LIVES_FOR
        claims = {
            "iss": ISSUER,
            "aud": partner.workspace_url,
            "sub": command.actor.user_id,
            "partner_id": partner.id,
            "customer_id": customer.id,
            "external_id": customer.external_id,
            "target": command.target,
            "jti": ids.new_id("wsl", now=issued_at, random_bytes=random_bytes),
            "iat": int(issued_at.timestamp()),
            "exp": int(expires_at.timestamp()),
        }
        link = WorkspaceLink(with_token(partner.workspace_url, _sign(claims, signer)), expires_at)
        answers.keep(once, link)
        return link

    return settle(attempt)


def _sign(claims: dict[str, Any], signer: Signer) -> str:
    header = {"alg": "ES256", "typ": "JWT", "kid": signer.key_id}
    signed = ".".join(base64url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))
    return f"{signed}.{base64url(raw_signature(signer.sign(signed.encode())))}"


def with_token(workspace_url: str, token: str) -> str:
    parts = urlsplit(workspace_url)
    query = f"{parts.query}&token={token}" if parts.query else f"token={token}"
    return urlunsplit(parts._replace(query=query))
