"""The users that a request names, as people of one's own side; everybody else is a fault of that field (E13)."""

from collections.abc import Mapping, Sequence

from shared.domain.errors import FieldError
from shared.domain.partnership import Person, Side
from shared.domain.user import User

UNKNOWN = "unknown_user"


def name_colleagues(
    field: str, user_ids: Sequence[str], colleagues: Mapping[str, User], side: Side
) -> tuple[tuple[Person, ...], tuple[FieldError, ...]]:
    """Those who may still sign in, each once; and what is wrong with the others."""
    people = {
        user_id: Person.of(colleagues[user_id], side)
        for user_id in user_ids
        if user_id in colleagues and colleagues[user_id].is_live
    }
    return tuple(people.values()), tuple(
        unknown_user(f"{field}.{at}") for at, user_id in enumerate(user_ids) if user_id not in people
    )


def unknown_user(field: str) -> FieldError:
    return FieldError(field, UNKNOWN, "No such user of your own is active or invited.")
