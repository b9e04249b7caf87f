"""The distributor tells of an account: it is created, or what is new of it is carried over (B18)."""

from dataclasses import dataclass, replace
from typing import Any

from functions.feed_customers.carry_over import carry_over
from functions.feed_customers.check_told import check_external_id, check_told
from shared.default_domains import default_domains
from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.customer import Customer, DomainTaken
from shared.domain.distributor_record import DistributorRecord
from shared.domain.money import Money
from shared.ports import Account, Clock, DistributorRecords, Known, RandomBytes


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCustomer:
    """`told` are the fields of `DistributorRecord` that were sent, each checked; name and email are among them."""

    external_id: str
    expected_version: int | None
    told: dict[str, Any]


def feed_customer(
    command: FeedCustomer, *, records: DistributorRecords, now: Clock, random_bytes: RandomBytes
) -> tuple[Customer, DistributorRecord]:
    """The same call again changes nothing. Raises NotFound, Invalid, Stale, DomainTaken."""
    check_external_id(command.external_id)
    domains = command.told.get("domains", default_domains(command.told["email"]))

    def attempt() -> tuple[Customer, DistributorRecord]:
        known = records.find(command.external_id, domains)
        currency = known.partner.currency
        check_told(command.told, currency)
        previous = _choose(known)
        if previous is None:
            customer_id = ids.new_id("cus", now=now(), random_bytes=random_bytes)
            record = _record(command.external_id, {**command.told, "domains": domains}, None)
            customer = carry_over(record, None, into=_blank(customer_id, record, currency), currency=currency)
            records.save(customer, record, None)
            return customer, record
        check_version(previous.customer.version, command.expected_version)
        record = _record(command.external_id, command.told, previous.record)
        customer = carry_over(record, previous.record, into=previous.customer, currency=currency)
        if (customer, record) == (previous.customer, previous.record):
            return customer, record
        customer = replace(customer, version=customer.version + 1)
        record = replace(record, version=previous.record.version + 1 if previous.record else 1)
        records.save(customer, record, previous)
        return customer, record

    return settle(attempt)


def _choose(known: Known) -> Account | None:
    """Raises DomainTaken where the domains don't lead to one account that is still to be linked."""
    if known.by_external_id is not None or not known.by_domain:
        return known.by_external_id
    account, *others = known.by_domain
    if others or (account.record is not None and account.record.external_id is not None):
        raise DomainTaken("Another account of this partner has one of these domains.")
    return account


def _blank(customer_id: str, record: DistributorRecord, currency: str) -> Customer:
    return Customer(
        id=customer_id,
        name=record.name or "",
        email=record.email or "",
        phone="",
        address="",
        city="",
        country="",
        state=None,
        postcode="",
        domains=(),
        monthly_run_rate=Money(0, currency),
    )


def _record(external_id: str, told: dict[str, Any], former: DistributorRecord | None) -> DistributorRecord:
    """All that the distributor has told by now, this call included."""
    record = replace(former or DistributorRecord(), external_id=external_id)
    if told.get("country", record.country) != record.country:
        record = replace(record, state=None)  # it was one of another country
    if "subscriptions" in told:
        record = record.told_of(tuple(sorted(told["subscriptions"], key=_id)))
    if "assets" in told:
        record = replace(record, assets=tuple(sorted(told["assets"], key=_id)))
    return replace(record, **{name: value for name, value in told.items() if name not in {"subscriptions", "assets"}})


def _id(held: Any) -> str:
    return str(held.id)
