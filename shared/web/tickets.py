"""The session cookie: a ticket that says whose session it is, sealed, so that one request reads all of it.

A ticket is `key number | last seen | kind | partner | user | secret | seal`, base64url. The seal is checked before
any row is read; what then decides is the session's row, which is found by the digest of the secret. The moment
travels in the ticket, so that a session in use stays alive without a write: the browser gets a newer ticket.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from shared.domain import ids
from shared.domain.session import IDLE
from shared.domain.signing_keys import SigningKeys
from shared.domain.tenant import Tenant

COOKIE = "__Host-session"
ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict"
SECRET_LENGTH = 32
SEAL_LENGTH = 20
TICKET_LENGTH = 1 + 6 + 1 + 16 + 16 + SECRET_LENGTH + SEAL_LENGTH
RENEW_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    partner_id: str
    user_id: str
    of_storefront: bool
    secret: bytes
    seen_at: datetime

    @property
    def tenant(self) -> Tenant:
        return Tenant(self.partner_id)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.secret).hexdigest()

    def seen(self, now: datetime) -> "Ticket":
        """The same ticket, or after a while a newer one for the same session."""
        return replace(self, seen_at=now) if now - self.seen_at >= RENEW_AFTER else self


def seal_ticket(ticket: Ticket, keys: SigningKeys) -> str:
    content = (
        bytes([keys.newest])
        + int(ticket.seen_at.timestamp() * 1000).to_bytes(6)
        + bytes([ticket.of_storefront])
        + ids.ulid_to_bytes(ticket.partner_id)
        + ids.ulid_to_bytes(ticket.user_id)
        + ticket.secret
    )
    seal = keys.seal("session", content, keys.newest)[:SEAL_LENGTH]
    return urlsafe_b64encode(content + seal).decode().rstrip("=")


def open_ticket(cookie: str, *, keys: SigningKeys, now: datetime) -> Ticket | None:
    """None for what we didn't make, and for a session that nobody used for too long."""
    try:
        packed = urlsafe_b64decode(cookie.encode("ascii") + b"=" * (-len(cookie) % 4))
    except ValueError:
        return None
    content, seal = packed[:-SEAL_LENGTH], packed[-SEAL_LENGTH:]
    if len(packed) != TICKET_LENGTH or not keys.is_seal("session", content, content[0], seal):
        return None
    seen_at = datetime.fromtimestamp(int.from_bytes(content[1:7]) / 1000, UTC)
    if now - seen_at >= IDLE:
        return None
    return Ticket(
        partner_id=ids.bytes_to_id("par", content[8:24]),
        user_id=ids.bytes_to_id("usr", content[24:40]),
        of_storefront=bool(content[7]),
        secret=content[40:],
        seen_at=seen_at,
    )


def ticket_cookie(ticket: Ticket, keys: SigningKeys) -> str:
    return f"{COOKIE}={seal_ticket(ticket, keys)}; {ATTRIBUTES}"


def no_ticket_cookie() -> str:
    return f"{COOKIE}=; Max-Age=0; {ATTRIBUTES}"
