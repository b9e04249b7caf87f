"""How a user wants to see things: saved with the user, whichever page or route they chose it on (E3, F4)."""

from dataclasses import dataclass, replace
from typing import Any

from shared.domain.concurrency import check_version, settle
from shared.domain.user import User
from shared.ports import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePreferences:
    """`changes` are fields of `User`, each checked; `customer_id` is a storefront user's."""

    user_id: str
    changes: dict[str, Any]
    customer_id: str | None = None
    expected_version: int | None = None


def save_preferences(command: SavePreferences, *, users: Users) -> User:
    """Raises NotFound, Stale."""

    def attempt() -> User:
        member = users.get(command.user_id, command.customer_id)
        check_version(member.user.version, command.expected_version)
        changed = replace(member.user, **command.changes)
        if changed == member.user:
            return changed
        saved = replace(changed, version=member.user.version + 1)
        users.save(saved, member.user, member.circle)
        return saved

    return settle(attempt)
