"""Colleagues to choose from: those chosen first, then those whose name is searched, by name (E10)."""

from collections.abc import Collection
from dataclasses import dataclass

from shared import wiring
from shared.domain.folding import fold
from shared.domain.user import User
from shared.web.portal import PortalRequest

SHOWN = 20
SEARCHED_FROM = 8
"""So few are seen at a glance."""


@dataclass(frozen=True, slots=True)
class Bands:
    """`more` are those that a search would find."""

    people: tuple[User, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Colleagues:
    """All of the partner's own who can sign in, or are about to, by name."""

    users: tuple[User, ...]
    search: str

    @classmethod
    def read(cls, request: PortalRequest) -> "Colleagues":
        live = (user for user in wiring.users(request.caller.tenant).all(None) if user.is_live)
        by_name = sorted(live, key=lambda user: fold(user.name))
        return cls(tuple(by_name), " ".join(request.form.get("search", "").split())[:200])

    @property
    def are_many(self) -> bool:
        return len(self.users) > SEARCHED_FROM

    def bands(self, *, without: Collection[str], chosen: Collection[str]) -> Bands:
        free = [user for user in self.users if user.id not in without]
        first = [user for user in free if user.id in chosen]
        found = [user for user in free if user.id not in chosen and self._is_found(user)]
        return Bands((*first, *found[:SHOWN]), len(found[SHOWN:]))

    def _is_found(self, user: User) -> bool:
        words = fold(user.name).split()
        return all(any(word.startswith(asked) for word in words) for asked in fold(self.search).split())
