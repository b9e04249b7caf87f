"""What becomes of the personal data beside a record: held for a court, erased by wish or by age (G).

The record stays as it is in any case: only what its digests are of is forgotten.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from shared.domain.errors import Conflict
from shared.domain.tenant import Actor

CLEARED_AGAIN_AFTER = timedelta(minutes=15)
"""By then whoever still made a certificate from what was read before an erasure is done with it."""


class EvidenceOnHold(Conflict):
    def __init__(self) -> None:
        super().__init__("This evidence is on hold: nothing of it is erased until the hold is lifted.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    at: datetime
    by: Actor
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """`names` are those of the record's digests; by nobody where it was due by age."""

    at: datetime
    by: Actor | None
    names: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Of one record. `clear_at` is when its certificates are to be deleted once more; `version` 0 before anything."""

    hold: Hold | None = None
    erasures: tuple[Erasure, ...] = ()
    clear_at: datetime | None = None
    version: int = 0

    def held(self, hold: Hold | None) -> Self:
        return replace(self, hold=hold, version=self.version + 1)

    def erased(self, erasure: Erasure) -> Self:
        """Raises EvidenceOnHold."""
        if self.hold is not None:
            raise EvidenceOnHold
        clear_at = erasure.at + CLEARED_AGAIN_AFTER
        return replace(self, erasures=(*self.erasures, erasure), clear_at=clear_at, version=self.version + 1)

    def cleared(self) -> Self:
        return replace(self, clear_at=None, version=self.version + 1)


def kept_until(recorded_at: datetime, years: int) -> datetime:
    """The same day so many years later; for the 29th of February the day after, where there is none."""
    try:
        return recorded_at.replace(year=recorded_at.year + years)
    except ValueError:
        return recorded_at.replace(year=recorded_at.year + years, month=3, day=1)
