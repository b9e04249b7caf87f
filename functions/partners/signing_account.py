"""The partner's account at a signing provider: its credentials, whether they are taken, and where its webhooks go."""

from contextlib import suppress
from dataclasses import dataclass

from shared import wiring
from shared.domain.concurrency import settle
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.partner import SigningProvider
from shared.domain.signing import DocumentRefused, ProviderUnavailable, UnknownToProvider
from shared.domain.signing_credentials import SigningCredentials
from shared.domain.signing_keys import SigningKeys
from shared.domain.tenant import Tenant
from shared.ports import SigningAccounts, SigningConnection, SigningSecrets


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningDesk:
    """All that belongs to one partner's account at GetAccept."""

    tenant: Tenant
    secrets: SigningSecrets
    accounts: SigningAccounts
    connection: SigningConnection
    webhook_url: str


@dataclass(frozen=True, slots=True)
class Tried:
    """`cause` is the code of what went wrong, `detail` its words."""

    is_ok: bool
    cause: str = ""
    detail: str = "GetAccept takes the credentials."


def signing_desk(tenant: Tenant, origin: str) -> SigningDesk:
    """`origin` is where we are reached."""
    return SigningDesk(
        tenant=tenant,
        secrets=wiring.signing_secrets(),
        accounts=wiring.signing_accounts(tenant),
        connection=wiring.signing_connection(tenant),
        webhook_url=webhook_url(tenant, origin, wiring.signing_keys()),
    )


def webhook_url(tenant: Tenant, origin: str, keys: SigningKeys) -> str:
    """Nobody signs GetAccept's webhooks, so the address itself is the secret (D11)."""
    link = Link(purpose=Purpose.WEBHOOK, partner_id=tenant.partner_id, object_id=tenant.partner_id, number=1)
    return f"{origin}/webhooks/getaccept/{seal_link(link, keys)}"


def put_signing_account(credentials: SigningCredentials, desk: SigningDesk) -> None:
    """Whether they are right is another question. Raises Unavailable, ConcurrentChange."""
    desk.secrets.put(desk.tenant, credentials)
    _ask_anew(desk)
    _subscribe(desk)


def try_signing_account(desk: SigningDesk) -> Tried:
    """Raises Unavailable, ConcurrentChange."""
    try:
        desk.connection.test()
    except ProviderUnavailable as refusal:
        return Tried(is_ok=False, cause=refusal.code, detail=str(refusal))
    except UnknownToProvider as refusal:  # whatever answers there, it isn't what we know
        return Tried(is_ok=False, cause=ProviderUnavailable.code, detail=str(refusal))
    _ask_anew(desk)
    _subscribe(desk)
    return Tried(is_ok=True)


def _ask_anew(desk: SigningDesk) -> None:
    """What failed with other credentials may work with these: the poll waits no longer."""

    def attempt() -> None:
        account = desk.accounts.get(SigningProvider.GETACCEPT)
        if account.cursor or account.failures:
            desk.accounts.save(account.reset())

    settle(attempt)


def _subscribe(desk: SigningDesk) -> None:
    """Webhooks hurry up what the poll finds anyway: without them all goes on."""
    with suppress(ProviderUnavailable, DocumentRefused, UnknownToProvider):
        desk.connection.subscribe(desk.webhook_url)
