"""A signed-in person's session: how it begins, and how long it lasts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.domain.tenant import Tenant
from shared.domain.user import User

ABSOLUTE = timedelta(hours=12)
IDLE = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`digest` is the SHA-256 of the secret in the cookie: a leaked table opens no session."""

    digest: str
    partner_id: str
    user_id: str
    customer_id: str | None
    created_at: datetime

    @property
    def tenant(self) -> Tenant:
        return Tenant(self.partner_id)

    @property
    def ends_at(self) -> datetime:
        return self.created_at + ABSOLUTE

    def is_live(self, user: User, now: datetime) -> bool:
        """A session ends by itself, with its user's deactivation, and when the user gets another password."""
        return user.is_active and user.sessions_valid_from <= self.created_at <= now < self.ends_at
