"""Whether the wizard begins with its introduction, for each user as they like it (E3)."""

from dataclasses import replace

from shared.domain.concurrency import settle
from shared.domain.user import User
from shared.ports import Users


def keep_introduction(user_id: str, *, is_shown: bool, users: Users) -> User:
    def attempt() -> User:
        member = users.get(user_id, None)
        if member.user.show_offer_introduction == is_shown:
            return member.user
        changed = replace(member.user, show_offer_introduction=is_shown, version=member.user.version + 1)
        users.save(changed, member.user, member.circle)
        return changed

    return settle(attempt)
