"""A change of a partnership as it was ticked and typed, and the request that it makes (E10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from functions.partnership.portal.roles_form import RolesForm
from shared.domain.partnership import Contact, Modification, Partnership, Person, Side
from shared.web.portal import PortalRequest

ADD_CONTACTS, RELEASE_CONTACTS = "add_contact_user_ids", "release_contact_user_ids"
ADD_MANAGERS, RELEASE_MANAGERS = "add_manager_user_ids", "release_manager_user_ids"
FIELDS = (ADD_CONTACTS, RELEASE_CONTACTS, ADD_MANAGERS, RELEASE_MANAGERS)


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """`ticked`: the ids of users by field."""

    ticked: Mapping[str, tuple[str, ...]]
    reason: str

    @classmethod
    def read(cls, request: PortalRequest) -> Self:
        return cls({field: tuple(request.every(field)) for field in FIELDS}, request.form.get("reason", ""))

    @classmethod
    def of(cls, proposed: Modification | None) -> Self:
        """As the other side proposed it; the reason is one's own to give."""
        if proposed is None:
            return cls(dict.fromkeys(FIELDS, ()), "")
        wanted: dict[str, tuple[Person, ...]] = {
            ADD_CONTACTS: tuple(contact.person for contact in proposed.add_contacts),
            RELEASE_CONTACTS: proposed.release_contacts,
            ADD_MANAGERS: proposed.add_managers,
            RELEASE_MANAGERS: proposed.release_managers,
        }
        return cls({field: tuple(person.user_id for person in people) for field, people in wanted.items()}, "")

    def to_values(self, roles: RolesForm) -> dict[str, Any]:
        """`roles` are given to those of the other side's contacts that stay ticked."""
        kept = {contact.user_id for contact in roles.contacts} & set(self.ticked[ADD_CONTACTS])
        given = {user_id: names for user_id, names in roles.to_values().items() if user_id in kept}
        reason = {"reason": self.reason} if self.reason.strip() else {}
        return {**self.ticked, **reason, "roles": given}


def offered_contacts(partnership: Partnership, side: Side) -> tuple[Contact, ...]:
    """Of the other side, in the change that waits for that side's answer."""
    pending = partnership.modification
    return tuple(one for one in pending.add_contacts if one.person.side is not side) if pending else ()


def offered_managers(partnership: Partnership, side: Side) -> tuple[Person, ...]:
    pending = partnership.modification
    return tuple(one for one in pending.add_managers if one.side is not side) if pending else ()
