"""Where the evidence of something stands: the newest record of its chain (G2)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceReference:
    """It stands with what it is about, and moves with it: so a chain of records can't fork."""

    record_id: str
    record_hash: str
    sequence: int
