"""Change a customer account, in place, without overwriting what somebody else changed (B6)."""

from dataclasses import dataclass, replace
from typing import Any

from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.country import has_states
from shared.domain.customer import Customer
from shared.domain.errors import FieldError, Invalid
from shared.domain.partner import Partner
from shared.ports import Customers


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateCustomer:
    """`changes` are the fields of `Customer` that were sent, each checked."""

    customer_id: str
    expected_version: int | None
    changes: dict[str, Any]


def update_customer(command: UpdateCustomer, *, customers: Customers) -> tuple[Customer, Partner]:
    """Raises NotFound, Stale, Invalid, DomainTaken."""
    ids.require("cus", command.customer_id)
    return settle(lambda: _update(command, customers))


def _update(command: UpdateCustomer, customers: Customers) -> tuple[Customer, Partner]:
    customer, partner = customers.get_with_partner(command.customer_id)
    check_version(customer.version, command.expected_version)
    changed = replace(customer, **command.changes)
    if changed == customer:
        return customer, partner
    if changed.state is None and has_states(changed.country) and command.changes.keys() & {"country", "state"}:
        raise Invalid(FieldError("state", "missing", "Addresses in this country need a state or province."))
    saved = replace(changed, version=customer.version + 1)
    customers.save(saved, customer)
    return saved, partner
