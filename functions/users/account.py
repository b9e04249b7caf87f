"""The account in Cognito follows the user's row, however often that takes."""

from dataclasses import replace

from shared.domain.concurrency import settle
from shared.domain.user import User
from shared.ports import Accounts, Users


def let_account_follow(user: User, *, users: Users, accounts: Accounts) -> User:
    """Tell the account what the row says, until the row still says so afterwards.

    Whoever is interrupted leaves `account_is_behind` in the row, and the next to do the same completes it.
    Raises Unavailable.
    """

    def attempt() -> User:
        member = users.get(user.id, user.customer_id)
        accounts.follow(member.user)
        caught_up = replace(member.user, account_is_behind=False, version=member.user.version + 1)
        users.save(caught_up, member.user, member.circle)
        return caught_up

    return settle(attempt)
