"""Colleagues as bands to choose from: searched by name, those chosen first (E5, E6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared import wiring
from shared.domain.folding import are_begun, fold
from shared.domain.user import User
from shared.web.portal import PortalRequest

SHOWN = 30
"""So many of those who aren't chosen; a search finds the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    person: User
    is_chosen: bool
    is_locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """Those chosen first, whatever is searched for; `found` counts the others who answer to it, `left_out` those of
    them that are not shown."""

    shown: tuple[Band, ...]
    found: int
    left_out: int


def colleagues_of(request: PortalRequest) -> tuple[User, ...]:
    """Tens, hundreds at most."""
    return tuple(user for user in wiring.users(request.caller.tenant).all(None) if user.is_live)


def arrange(colleagues: Sequence[User], chosen: Sequence[str], search: str, locked: str | None) -> Bands:
    """By name; each word of `search` begins a word of the name."""
    wanted = fold(search).split()
    by_name = sorted(colleagues, key=lambda user: (fold(user.name), user.id))
    kept = [user for user in by_name if user.id == locked]
    picked = [user for user in by_name if user.id in chosen and user.id != locked]
    others = [
        user for user in by_name if user.id not in (*chosen, locked) and are_begun(fold(user.name).split(), wanted)
    ]
    shown = (
        *(Band(person=user, is_chosen=True, is_locked=True) for user in kept),
        *(Band(person=user, is_chosen=True) for user in picked),
        *(Band(person=user, is_chosen=False) for user in others[:SHOWN]),
    )
    return Bands(shown=shown, found=len(others), left_out=max(len(others) - SHOWN, 0))
