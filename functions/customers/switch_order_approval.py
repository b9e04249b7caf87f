"""Choose whether a customer's storefront orders wait for approval (B7)."""

from dataclasses import dataclass, replace

from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.customer import Customer, OrderApprovalForced
from shared.domain.partner import Partner
from shared.ports import Customers


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchOrderApproval:
    customer_id: str
    expected_version: int | None
    required: bool


def switch_order_approval(command: SwitchOrderApproval, *, customers: Customers) -> tuple[Customer, Partner]:
    """While the payment method forces it the choice stays as it was, to hold again when the method changes back.

    Raises NotFound, Stale, OrderApprovalForced.
    """
    ids.require("cus", command.customer_id)
    return settle(lambda: _switch(command, customers))


def _switch(command: SwitchOrderApproval, customers: Customers) -> tuple[Customer, Partner]:
    customer, partner = customers.get_with_partner(command.customer_id)
    if partner.order_approval_forced:
        raise OrderApprovalForced("Your payment method requires order approval for all customers.")
    check_version(customer.version, command.expected_version)
    if customer.order_approval_required is command.required:
        return customer, partner
    switched = replace(customer, order_approval_required=command.required, version=customer.version + 1)
    customers.save(switched, customer)
    return switched, partner
