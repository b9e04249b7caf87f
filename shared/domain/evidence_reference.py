"""Where the evidence of something stands: the newest record of its chain (G2)."""

from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReference:
    """It stands with what it is about, and moves with it: so a chain of records can't fork.

    `first_id` is the first record of the chain; None where that is this one.
    """

    record_id: str
    record_hash: str
    sequence: int
    first_id: str | None = None

    @property
    def decision_id(self) -> str:
        """The record of what was agreed: the first. Later ones tell what became of that."""
        return self.first_id or self.record_id

    def after(self, previous: Self) -> Self:
        return replace(self, first_id=previous.decision_id)
