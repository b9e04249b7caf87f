"""The roles that whoever accepts ticks: for all contacts alike, for each one, or both together (E9)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.domain.errors import Invalid
from shared.domain.partnership import Contact, Environment
from shared.texts import Texts
from shared.web.portal import PortalRequest

STANDARD_ROLES = ("administrator", "developer", "consultant", "support", "reader")
"""What the pages offer; over the API a role is any short text."""
ALL = "all"


@dataclass(frozen=True, slots=True)
class RolesForm:
    """`ticked` are the fields of the form: `all.production`, `role.<user id>.production`."""

    contacts: tuple[Contact, ...]
    ticked: Mapping[str, tuple[str, ...]]

    @classmethod
    def read(cls, request: PortalRequest, contacts: Iterable[Contact]) -> "RolesForm":
        asked = tuple(contacts)
        whose = (ALL, *map(own_field, asked))
        fields = (f"{one}.{environment}" for one in whose for environment in Environment)
        return cls(asked, {field: tuple(request.every(field)) for field in fields})

    @property
    def is_of_several(self) -> bool:
        return len(self.contacts) > 1

    def own_field(self, contact: Contact) -> str:
        return own_field(contact)

    def is_ticked(self, whose: str, environment: Environment, role: str) -> bool:
        return role in self.ticked[f"{whose}.{environment}"]

    def has_own(self, contact: Contact) -> bool:
        return any(self.ticked[f"{own_field(contact)}.{environment}"] for environment in Environment)

    def to_values(self) -> dict[str, dict[str, list[str]]]:
        return {
            contact.user_id: {
                environment.value: [
                    role
                    for role in STANDARD_ROLES
                    if any(self.is_ticked(whose, environment, role) for whose in (ALL, own_field(contact)))
                ]
                for environment in Environment
            }
            for contact in self.contacts
        }

    def faults(self, refusal: Invalid, t: Texts) -> dict[str, str]:
        """Beside each contact who has no role yet."""
        wrong = {error.field for error in refusal.errors}
        return {
            f"roles.{contact.user_id}": t("fault_no_roles", name=contact.person.name)
            for contact in self.contacts
            if f"roles.{contact.user_id}" in wrong
        }


def own_field(contact: Contact) -> str:
    return f"role.{contact.user_id}"


def other_faults(refusal: Invalid) -> Invalid:
    """What is wrong besides roles."""
    return Invalid(*(error for error in refusal.errors if not error.field.startswith("roles.")))
