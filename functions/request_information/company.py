"""The company that an RFI is about, as the customer's record has it: filled in, and locked (C9)."""

from dataclasses import dataclass

from shared.domain.customer import Customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """`country` is ISO 3166-1 alpha-2; the domain is the customer's first."""

    name: str
    domain: str | None
    address: str
    country: str


def company_of(customer: Customer) -> Company:
    town = f"{customer.postcode} {customer.city}".strip()
    return Company(
        name=customer.name,
        domain=customer.domains[0] if customer.domains else None,
        address=", ".join(part for part in (customer.address, town, customer.state) if part),
        country=customer.country,
    )
