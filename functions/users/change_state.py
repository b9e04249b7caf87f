"""What can be done to a user: send the invitation again, let them choose a new password, deactivate, activate (B11)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from functions.users.account import let_account_follow
from functions.users.authority import require_admin
from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.message import Message
from shared.domain.user import User, UserAction, UserState
from shared.domain.user_messages import password_reset, user_invitation
from shared.ports import Accounts, Clock, Users


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeState:
    """`customer_id` is a storefront user's; `admin_id` is the administrator who does it, where it takes one."""

    user_id: str
    action: UserAction
    customer_id: str | None = None
    expected_version: int | None = None
    admin_id: str | None = None


def change_state(command: ChangeState, *, users: Users, accounts: Accounts, now: Clock) -> User:
    """Raises NotFound, AdminOnly, Stale, LastAdmin, Unavailable, and the refusals of the table in B11."""
    if command.customer_id is not None:
        ids.require("cus", command.customer_id)
    ids.require("usr", command.user_id)

    def attempt() -> User:
        member, at = users.get(command.user_id, command.customer_id), now()
        require_admin(member.circle, command.admin_id)
        if _waits_for_its_account(member.user, command.action):
            return member.user
        check_version(member.user.version, command.expected_version)
        member.user.check(command.action)
        changed, messages = STEPS[command.action](member.user, at)
        users.save(changed, member.user, member.circle, messages)
        return changed

    changed = settle(attempt)
    return let_account_follow(changed, users=users, accounts=accounts) if changed.account_is_behind else changed


def _waits_for_its_account(user: User, action: UserAction) -> bool:
    """Whether exactly that was begun before, and broke off before Cognito had heard of it."""
    reached = {UserAction.DEACTIVATE: UserState.DEACTIVATED, UserAction.ACTIVATE: UserState.ACTIVE}
    return user.account_is_behind and reached.get(action) is user.state


type Step = Callable[[User, datetime], tuple[User, tuple[Message, ...]]]


def _resend_activation(user: User, at: datetime) -> tuple[User, tuple[Message, ...]]:
    again = user.with_new_link(at)
    return again, (user_invitation(again, at),)


def _reset_password(user: User, at: datetime) -> tuple[User, tuple[Message, ...]]:
    """The present password stays good until another is chosen: it may be somebody else who asks."""
    asked = user.with_new_link(at)
    return asked, (password_reset(asked, at),)


def _deactivate(user: User, at: datetime) -> tuple[User, tuple[Message, ...]]:
    return user.deactivated(at), ()


def _activate(user: User, at: datetime) -> tuple[User, tuple[Message, ...]]:
    back = user.reactivated(at)
    return back, (() if back.is_active else (user_invitation(back, at),))


STEPS: dict[UserAction, Step] = {
    UserAction.RESEND_ACTIVATION: _resend_activation,
    UserAction.RESET_PASSWORD: _reset_password,
    UserAction.DEACTIVATE: _deactivate,
    UserAction.ACTIVATE: _activate,
}
