"""Who a request works for: every repository is made for one tenant and reaches nothing else (F2)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tenant:
    """One partner. Made only from verified claims, or from a link whose seal was checked."""

    partner_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The signed-in user on whose behalf something is done."""

    user_id: str
    name: str
    email: str
