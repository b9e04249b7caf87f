"""What the routes of customer accounts and contacts take and answer."""

from typing import Annotated, Self

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from shared.add_contact import Roles
from shared.domain.country import has_states
from shared.domain.customer import Contact, Customer, CustomerRow, CustomerStatus
from shared.domain.locale import Locale
from shared.domain.partner import Partner
from shared.domain.statistics import Figures
from shared.fields import (
    CountryCode,
    Domains,
    Email,
    Flag,
    MoneyAnswer,
    PageQuery,
    Phone,
    ShortText,
    Text,
    unset,
)
from shared.models import AnswerModel, RequestModel


class CreateCustomerRequest(RequestModel):
    """Without `domains` they are the email's own, unless that is a public mail provider's."""

    name: Text
    email: Email
    phone: Phone
    address: Text
    city: Text
    country: CountryCode
    state: Annotated[Text | None, Field(validate_default=True)] = None
    postcode: ShortText
    domains: Domains | None = None

    @field_validator("state")
    @classmethod
    def _is_there_where_it_must_be(cls, state: str | None, info: ValidationInfo) -> str | None:
        # Here, not on the whole model: a whole is looked at only when its fields are right, and all faults are due.
        if state is None and has_states(info.data.get("country", "")):
            raise PydanticCustomError("missing", "Addresses in this country need a state or province.")
        return state


class PatchCustomerRequest(RequestModel):
    name: Text = unset()
    email: Email = unset()
    phone: Phone = unset()
    address: Text = unset()
    city: Text = unset()
    country: CountryCode = unset()
    state: Text | None = unset()
    postcode: ShortText = unset()
    domains: Domains = unset()


class CustomersQuery(PageQuery):
    """`q`: beginnings of words in name, email or city, or of the phone number; each must match."""

    q: Annotated[str, Field(max_length=200)] = ""
    status: CustomerStatus | None = None


class PatchContactRequest(RequestModel):
    first_name: ShortText = unset()
    last_name: ShortText = unset()
    email: Email = unset()
    phone: Phone | None = unset()
    job_title: ShortText | None = unset()
    language: Locale | None = unset()
    roles: Roles = unset()


class CustomerRowAnswer(AnswerModel):
    id: str
    name: str
    phone: str
    city: str
    email: str
    monthly_run_rate: MoneyAnswer
    storefront_access: bool
    status: CustomerStatus
    active: bool
    version: int

    @classmethod
    def of_row(cls, row: CustomerRow) -> Self:
        return cls(
            id=row.id,
            name=row.name,
            phone=row.phone,
            city=row.city,
            email=row.email,
            monthly_run_rate=MoneyAnswer.of(row.monthly_run_rate),
            storefront_access=row.storefront_access,
            status=row.status,
            active=row.active,
            version=row.version,
        )


class OrderApprovalAnswer(AnswerModel):
    """`required` is what holds; `forced` says that the payment method leaves no choice (B7)."""

    required: bool
    forced: bool


class OrderApprovalRequest(RequestModel):
    required: Flag


class StatisticsAnswer(AnswerModel):
    """`monthly_run_rate` is of all accounts together, in the partner's currency."""

    all_customers: int
    transacting_customers: int
    monthly_run_rate: MoneyAnswer

    @classmethod
    def of(cls, figures: Figures) -> Self:
        return cls(
            all_customers=figures.all_customers,
            transacting_customers=figures.transacting_customers,
            monthly_run_rate=MoneyAnswer.of(figures.monthly_run_rate),
        )


class CustomerAnswer(CustomerRowAnswer):
    """`external_id` is the distributor's own id of the account, where it has one (B18)."""

    address: str
    country: str
    state: str | None
    postcode: str
    domains: tuple[str, ...]
    external_id: str | None
    order_approval: OrderApprovalAnswer

    @classmethod
    def of(cls, customer: Customer, partner: Partner) -> Self:
        forced = partner.order_approval_forced
        return cls(
            **dict(CustomerRowAnswer.of_row(customer.row)),
            address=customer.address,
            country=customer.country,
            state=customer.state,
            postcode=customer.postcode,
            domains=customer.domains,
            external_id=customer.external_id,
            order_approval=OrderApprovalAnswer(required=forced or customer.order_approval_required, forced=forced),
        )


class ContactAnswer(AnswerModel):
    """`in_domain` says whether a confirmation can go to this contact (A5)."""

    id: str
    first_name: str
    last_name: str
    email: str
    phone: str | None
    job_title: str | None
    language: Locale | None
    roles: tuple[str, ...]
    in_domain: bool
    version: int

    @classmethod
    def of(cls, contact: Contact, customer: Customer) -> Self:
        return cls(
            id=contact.id,
            first_name=contact.first_name,
            last_name=contact.last_name,
            email=contact.email,
            phone=contact.phone,
            job_title=contact.job_title,
            language=contact.language,
            roles=contact.roles,
            in_domain=customer.has_in_domain(contact),
            version=contact.version,
        )
