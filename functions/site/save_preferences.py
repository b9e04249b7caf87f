"""The language and the date format that a user wants to see."""

from dataclasses import dataclass, replace

from shared.domain.concurrency import settle
from shared.domain.locale import Locale
from shared.domain.user import DateFormat, User
from shared.ports import Users


@dataclass(frozen=True, slots=True, kw_only=True)
class SavePreferences:
    user_id: str
    customer_id: str | None
    language: Locale
    date_format: DateFormat


def save_preferences(command: SavePreferences, *, users: Users) -> User:
    def attempt() -> User:
        member = users.get(command.user_id, command.customer_id)
        changed = replace(member.user, language=command.language, date_format=command.date_format)
        if changed == member.user:
            return changed
        changed = replace(changed, version=changed.version + 1)
        users.save(changed, member.user, member.circle)
        return changed

    return settle(attempt)
