"""Change a contact. A new address is held against the account's domains by itself (A5)."""

from dataclasses import dataclass, replace
from typing import Any

from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.customer import Customer
from shared.fields import email_domain
from shared.ports import Customers


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContact:
    """`changes` are the fields of `Contact` that were sent, each checked."""

    customer_id: str
    contact_id: str
    expected_version: int | None
    changes: dict[str, Any]


def update_contact(command: UpdateContact, *, customers: Customers) -> Customer:
    """Raises NotFound, Stale, Invalid."""
    ids.require("cus", command.customer_id)
    return settle(lambda: _update(command, customers))


def _update(command: UpdateContact, customers: Customers) -> Customer:
    customer = customers.get(command.customer_id)
    contact = customer.contact(command.contact_id)
    check_version(contact.version, command.expected_version)
    changed = replace(contact, **command.changes)
    if changed == contact:
        return customer
    changed = replace(changed, email_domain=email_domain(changed.email), version=contact.version + 1)
    updated = customer.with_contact(changed)
    customers.save(updated, customer)
    return updated
