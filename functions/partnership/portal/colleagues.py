"""Colleagues to choose from when an offer is accepted, or a change is asked for (E10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from functions.partnership.portal.bands import Bands, arrange, colleagues_of
from shared.domain.user import User
from shared.web.portal import PortalRequest

SEARCHED_FROM = 8
"""So few are seen at a glance."""


@dataclass(frozen=True, slots=True)
class Colleagues:
    """All of the partner's own who can sign in, or are about to."""

    users: tuple[User, ...]
    search: str

    @classmethod
    def read(cls, request: PortalRequest) -> "Colleagues":
        return cls(colleagues_of(request), " ".join(request.form.get("q", "").split())[:100])

    @property
    def are_many(self) -> bool:
        return len(self.users) > SEARCHED_FROM

    def bands(self, *, without: Collection[str], chosen: Sequence[str]) -> Bands:
        """Those chosen first, then those whose name is searched."""
        free = [user for user in self.users if user.id not in without]
        return arrange(free, [user_id for user_id in chosen if user_id not in without], self.search, None)
