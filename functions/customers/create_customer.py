"""Create a customer account (B5)."""

from dataclasses import dataclass

from shared.default_domains import default_domains
from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.customer import Customer
from shared.domain.money import Money
from shared.domain.once import Once
from shared.ports import Clock, Customers, RandomBytes


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCustomer:
    name: str
    email: str
    phone: str
    address: str
    city: str
    country: str
    state: str | None
    postcode: str
    domains: tuple[str, ...] | None


def create_customer(
    command: CreateCustomer,
    *,
    customers: Customers,
    currency: str,
    now: Clock,
    random_bytes: RandomBytes,
    once: Once[Customer] | None = None,
) -> Customer:
    """Raises DomainTaken, AlreadyAnswered, IdempotencyKeyReused."""

    def attempt() -> Customer:
        customer = Customer(
            id=ids.new_id("cus", now=now(), random_bytes=random_bytes),
            name=command.name,
            email=command.email,
            phone=command.phone,
            address=command.address,
            city=command.city,
            country=command.country,
            state=command.state,
            postcode=command.postcode,
            domains=default_domains(command.email) if command.domains is None else command.domains,
            monthly_run_rate=Money(0, currency),
        )
        customers.add(customer, once)
        return customer

    return settle(attempt)
