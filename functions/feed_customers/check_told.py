"""Faults of what was told that no field shows by itself: all at once."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from shared.domain.distributor_record import Subscription
from shared.domain.errors import FieldError, Invalid

_EXTERNAL_ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,98}[A-Za-z0-9])?")


def check_external_id(external_id: str) -> None:
    """Raises Invalid."""
    if not _EXTERNAL_ID.fullmatch(external_id):
        message = "The distributor's id of an account has letters, digits, . _ : and -, at most 100."
        raise Invalid(FieldError("external_id", "external_id", message))


def check_told(told: dict[str, Any], currency: str) -> None:
    """Raises Invalid."""
    errors = [
        *_wrong_currencies(told.get("subscriptions", ()), currency),
        *_repeats("subscriptions", told),
        *_repeats("assets", told),
    ]
    if errors:
        raise Invalid(*errors)


def _wrong_currencies(subscriptions: Sequence[Subscription], currency: str) -> Iterator[FieldError]:
    for number, subscription in enumerate(subscriptions):
        if subscription.monthly_amount.currency != currency:
            field = f"subscriptions.{number}.monthly_amount.currency"
            yield FieldError(field, "currency_mismatch", f"This partner trades in {currency}.")


def _repeats(field: str, told: dict[str, Any]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for number, held in enumerate(told.get(field, ())):
        if held.id in seen:
            yield FieldError(f"{field}.{number}.id", "repeated", "This id stands in the list twice.")
        seen.add(held.id)
