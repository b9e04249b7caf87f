"""A page of users by name: those of a partner, or of one customer, of whom each word of `q` begins a word."""

from collections.abc import Iterable

from shared.domain.folding import are_begun, fold
from shared.domain.user import User
from shared.ports import Listed


def list_users(users: Iterable[User], q: str, *, limit: int, after: dict[str, str] | None) -> Listed[User]:
    """There are tens of them, hundreds at most, so all are read and looked through."""
    wanted = fold(q).split()
    found = sorted((user for user in users if _answers(user, wanted)), key=_place)
    rest = [user for user in found if after is None or _place(user) > (after["name"], after["id"])]
    page = tuple(rest[:limit])
    name, identifier = _place(page[-1]) if page else ("", "")
    return Listed(page, {"name": name, "id": identifier} if len(rest) > limit else None)


def _answers(user: User, wanted: list[str]) -> bool:
    return are_begun(fold(f"{user.name} {user.email}").split(), wanted)


def _place(user: User) -> tuple[str, str]:
    return fold(user.name), user.id
