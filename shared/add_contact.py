"""A new contact of a customer account: what is asked of it, and how it is added.

Shared: a contact is added among the customer's contacts, and on the spot where a confirmation is sent (A6).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.customer import Contact, Customer
from shared.domain.locale import Locale
from shared.domain.once import Once
from shared.fields import Email, Phone, ShortText, email_domain, without_repeats
from shared.models import RequestModel
from shared.ports import Clock, Customers

type Role = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
type Roles = Annotated[tuple[Role, ...], Field(max_length=10), AfterValidator(without_repeats)]


class CreateContactRequest(RequestModel):
    first_name: ShortText
    last_name: ShortText
    email: Email
    phone: Phone | None = None
    job_title: ShortText | None = None
    language: Locale | None = None
    roles: Roles = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddContact:
    customer_id: str
    first_name: str
    last_name: str
    email: str
    phone: str | None
    job_title: str | None
    language: Locale | None
    roles: tuple[str, ...]


def add_contact(
    command: AddContact, *, customers: Customers, now: Clock, once: Once[Customer] | None = None
) -> Customer:
    """Answer the account; its last contact is the new one.

    Raises NotFound, Invalid, TooManyContacts, AlreadyAnswered, IdempotencyKeyReused.
    """
    ids.require("cus", command.customer_id)

    def attempt() -> Customer:
        customer = customers.get(command.customer_id, once)
        contact = Contact(
            id=_free_id(customer, now()),
            first_name=command.first_name,
            last_name=command.last_name,
            email=command.email,
            email_domain=email_domain(command.email),
            phone=command.phone,
            job_title=command.job_title,
            language=command.language,
            roles=command.roles,
        )
        extended = customer.with_contact(contact)
        customers.save(extended, customer, once)
        return extended

    return settle(attempt)


def _free_id(customer: Customer, now: datetime) -> str:
    """Of two contacts made within a millisecond, the second takes the next one."""
    taken = {contact.id for contact in customer.contacts}
    while (contact_id := ids.child_id("con", parent=customer.id, now=now)) in taken:
        now += timedelta(milliseconds=1)
    return contact_id
