"""What changed in the distributor's record is carried over into the account; the partner's own edits stay.

The partner edits the account too, and a feed repeats itself every night: written over the account as it is, it would
undo each edit. So a record is held against the one before it, field by field and domain by domain.
"""

from dataclasses import replace
from typing import Any

from shared.domain.customer import Customer, CustomerStatus
from shared.domain.distributor_record import DistributorRecord
from shared.domain.errors import FieldError, Invalid
from shared.fields import MAX_DOMAINS

DETAILS = ("name", "email", "phone", "address", "city", "country", "state", "postcode")


def carry_over(
    record: DistributorRecord, former: DistributorRecord | None, *, into: Customer, currency: str
) -> Customer:
    """Raises Invalid when the account would have too many domains."""
    changes = _changed_details(record, former)
    if changes.get("country", into.country) != into.country:
        changes["state"] = record.state
    if record.is_transacting:
        changes["status"] = CustomerStatus.CUSTOMER
    if former is None or record.running != former.running:
        changes["monthly_run_rate"] = record.monthly_run_rate(currency)
    return replace(
        into,
        external_id=record.external_id,
        is_transacting=record.is_transacting,
        domains=_carry_over_domains(record, former, into),
        **changes,
    )


def _changed_details(record: DistributorRecord, former: DistributorRecord | None) -> dict[str, Any]:
    told = {name: getattr(record, name) for name in DETAILS}
    return {
        name: value
        for name, value in told.items()
        if value is not None and (former is None or value != getattr(former, name))
    }


def _carry_over_domains(record: DistributorRecord, former: DistributorRecord | None, into: Customer) -> tuple[str, ...]:
    """A domain that the partner added stays, and one that the partner took away stays away."""
    before = former.domains if former else ()
    kept = [domain for domain in into.domains if domain in record.domains or domain not in before]
    added = [domain for domain in record.domains if domain not in before and domain not in kept]
    if len(kept) + len(added) > MAX_DOMAINS:
        raise Invalid(
            FieldError("domains", "too_long", f"With those that it has the account would exceed {MAX_DOMAINS}.")
        )
    return (*kept, *added)
