"""A customer account and its contacts: one aggregate, for a contact's standing hangs on the account's domains."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from shared.domain.errors import Conflict, FieldError, Invalid, NotFound
from shared.domain.locale import Locale
from shared.domain.money import Money

# They stand in the account's row, which holds 400 KB.
MAX_CONTACTS = 200


class DomainTaken(Conflict):
    """`domain` is the one that another account has, where it is known which."""

    def __init__(self, detail: str = "", domain: str = "") -> None:
        super().__init__(detail)
        self.domain = domain


class TooManyContacts(Conflict):
    pass


class OrderApprovalForced(Conflict):
    pass


class CustomerStatus(StrEnum):
    PROSPECT = "prospect"
    CUSTOMER = "customer"


IMPLEMENTATION_LEAD = "implementation_lead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """`email_domain` is lower-case ASCII (IDNA), made where the address came in."""

    id: str
    first_name: str
    last_name: str
    email: str
    email_domain: str
    phone: str | None = None
    job_title: str | None = None
    language: Locale | None = None
    roles: tuple[str, ...] = ()
    version: int = 1

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """`domains` are lower-case ASCII (IDNA); `country` is ISO 3166-1 alpha-2.

    Phone, address, city, country and postcode are empty where the distributor's feed, which made the account, has
    none. `external_id` is the distributor's own id of it; `is_transacting` is B2's.
    """

    id: str
    name: str
    email: str
    phone: str
    address: str
    city: str
    country: str
    state: str | None
    postcode: str
    domains: tuple[str, ...]
    monthly_run_rate: Money
    storefront_access: bool = False
    status: CustomerStatus = CustomerStatus.PROSPECT
    active: bool = True
    order_approval_required: bool = True
    external_id: str | None = None
    is_transacting: bool = False
    contacts: tuple[Contact, ...] = ()
    version: int = 1

    @property
    def row(self) -> "CustomerRow":
        return CustomerRow(
            id=self.id,
            name=self.name,
            phone=self.phone,
            city=self.city,
            email=self.email,
            monthly_run_rate=self.monthly_run_rate,
            storefront_access=self.storefront_access,
            status=self.status,
            active=self.active,
            is_transacting=self.is_transacting,
            version=self.version,
        )

    def has_in_domain(self, contact: Contact) -> bool:
        """Sub-domains don't match unless they are listed themselves (A5)."""
        return contact.email_domain in self.domains

    @property
    def signatories(self) -> tuple[Contact, ...]:
        """Who can be addressed by a confirmation, and accept it (A5, A8)."""
        return tuple(contact for contact in self.contacts if self.has_in_domain(contact))

    def contact(self, contact_id: str) -> Contact:
        """Raises NotFound."""
        for contact in self.contacts:
            if contact.id == contact_id:
                return contact
        raise NotFound

    def with_contact(self, contact: Contact) -> Self:
        """Add the contact, or put it in the place of the one with its id.

        Raises Invalid (`email_taken`), TooManyContacts.
        """
        others = [other for other in self.contacts if other.id != contact.id]
        if any(other.email.casefold() == contact.email.casefold() for other in others):
            raise Invalid(
                FieldError("email", "email_taken", "Another contact of this customer has this email address.")
            )
        known = len(others) < len(self.contacts)
        if not known and len(others) >= MAX_CONTACTS:
            raise TooManyContacts(f"A customer has at most {MAX_CONTACTS} contacts.")
        placed = (
            tuple(contact if other.id == contact.id else other for other in self.contacts)
            if known
            else (*self.contacts, contact)
        )
        return replace(self, contacts=placed, version=self.version + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRow:
    """What the grid shows of an account (B1)."""

    id: str
    name: str
    phone: str
    city: str
    email: str
    monthly_run_rate: Money
    storefront_access: bool
    status: CustomerStatus
    active: bool
    is_transacting: bool = False
    version: int
