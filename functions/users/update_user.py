"""Change a partner user's name or role (F6)."""

from dataclasses import dataclass, replace
from typing import Any

from functions.users.account import let_account_follow
from functions.users.authority import require_admin
from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.user import User
from shared.ports import Accounts, Users


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateUser:
    """`changes` are the fields of `User` that were sent, each checked."""

    user_id: str
    expected_version: int | None
    changes: dict[str, Any]
    admin_id: str | None = None


def update_user(command: UpdateUser, *, users: Users, accounts: Accounts) -> User:
    """Raises NotFound, AdminOnly, Stale, LastAdmin, Unavailable."""
    ids.require("usr", command.user_id)

    def attempt() -> User:
        member = users.get(command.user_id, None)
        require_admin(member.circle, command.admin_id)
        changed = replace(member.user, **command.changes)
        if changed == member.user:
            return changed
        check_version(member.user.version, command.expected_version)
        saved = replace(changed, account_is_behind=changed.was_active, version=member.user.version + 1)
        users.save(saved, member.user, member.circle)
        return saved

    changed = settle(attempt)
    return let_account_follow(changed, users=users, accounts=accounts) if changed.account_is_behind else changed
