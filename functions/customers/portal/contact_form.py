"""The fields of a contact as a form shows and sends them (A6)."""

from typing import Any

from shared.domain.customer import IMPLEMENTATION_LEAD, Contact

FIELDS = ("first_name", "last_name", "email", "phone", "job_title", "language", "roles")
OPTIONAL = frozenset({"phone", "job_title", "language"})

# What the form offers; a contact may have others, from the API.
ROLES = (IMPLEMENTATION_LEAD, "decision_maker", "technical_contact", "billing_contact")


def values_of(contact: Contact) -> dict[str, str]:
    return {
        **{name: getattr(contact, name) or "" for name in FIELDS},
        "roles": ",".join(sorted(contact.roles)),
    }


def joined_roles(ticked: list[str]) -> str:
    return ",".join(sorted(ticked))


def as_sent(values: dict[str, str]) -> dict[str, Any]:
    """As the models of the API take them."""
    sent: dict[str, Any] = {name: value or None if name in OPTIONAL else value for name, value in values.items()}
    if "roles" in sent:
        sent["roles"] = [role for role in values["roles"].split(",") if role]
    return sent
