"""The roles that whoever accepts gives to the people offered to them: at least one in one environment (E9)."""

from collections.abc import Iterable, Mapping

from functions.partnership.name_colleagues import UNKNOWN
from shared.domain.errors import FieldError
from shared.domain.partnership import Contact, Roles


def give_roles(contacts: Iterable[Contact], roles: Mapping[str, Roles]) -> tuple[dict[str, Roles], list[FieldError]]:
    """By user id, environments without a role left out; and what is wrong, by its field."""
    wanted = {contact.user_id: contact for contact in contacts}
    given = {user_id: {at: names for at, names in roles.get(user_id, {}).items() if names} for user_id in wanted}
    missing = (
        FieldError(f"roles.{user_id}", "missing", f"Give {contact.person.name} at least one role in one environment.")
        for user_id, contact in wanted.items()
        if not given[user_id]
    )
    strangers = (
        FieldError(f"roles.{user_id}", UNKNOWN, "This user is not one of those to whom roles are given now.")
        for user_id in roles
        if user_id not in wanted
    )
    return dict(given), [*missing, *strangers]
