"""A list, or evidence, as a file to take along (B4, B13, G): asked for, prepared, and gone after a day."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from shared.domain.locale import Locale
from shared.domain.user import DateFormat

KEPT_FOR = timedelta(days=1)


class ExportState(StrEnum):
    PREPARING = "preparing"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Up to the second of `until`, that second included; without `since` from the beginning."""

    since: datetime | None
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """Of all customer accounts; of the orders of `customer_id`; of the evidence that was sealed in a period.

    `rows` are what it is a list of: accounts, orders, records.
    """

    id: str
    partner_id: str
    locale: Locale
    requested_by: str
    requested_at: datetime
    date_format: DateFormat = DateFormat.ISO
    customer_id: str | None = None
    evidence: Period | None = None
    state: ExportState = ExportState.PREPARING
    rows: int | None = None
    version: int = 1

    @property
    def file_name(self) -> str:
        if self.evidence:
            return "Evidence.zip"
        return "Orders.xlsx" if self.customer_id else "Customers.xlsx"

    @property
    def file_key(self) -> str:
        return f"exports/{self.partner_id}/{self.id}/{self.file_name}"

    @property
    def expires_at(self) -> datetime:
        return self.requested_at + KEPT_FOR

    def ready(self, rows: int) -> Self:
        return replace(self, state=ExportState.READY, rows=rows, version=self.version + 1)

    def failed(self) -> Self:
        return replace(self, state=ExportState.FAILED, version=self.version + 1)
