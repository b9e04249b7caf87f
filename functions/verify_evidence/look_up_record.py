"""What is kept under a record's number (G4): for whoever scanned the code of a certificate, or opened its address."""

from collections.abc import Callable
from dataclasses import dataclass

from shared.domain import ids
from shared.domain.errors import NotFound
from shared.evidence.findings import Keys, Outcome, Subject, Verification
from shared.evidence.record import Record
from shared.evidence.seal import SignedCheckpoint
from shared.evidence.verify import KeptRecord, verify_record
from shared.ports import EvidenceRegistry


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """`record` is None where there is none of that number, or where what is kept can't be read."""

    verification: Verification
    record: Record | None = None
    checkpoint: SignedCheckpoint | None = None


def look_up_record(record_id: str, *, registry: EvidenceRegistry, keys: Callable[[], Keys]) -> LookedUp:
    """What can't be a number is asked for as well, so that it is answered like an unknown one. Raises Unavailable."""
    kept = registry.find(_possible(record_id))
    if kept is None:
        return LookedUp(verification=Verification(subject=Subject.RECORD, outcome=Outcome.UNKNOWN, findings=()))
    return LookedUp(
        verification=verify_record(record_id, kept, keys()), record=_readable(kept), checkpoint=kept.checkpoint
    )


def _possible(record_id: str) -> str | None:
    try:
        return ids.require("evd", record_id)
    except NotFound:
        return None


def _readable(kept: KeptRecord) -> Record | None:
    try:
        return Record.read(kept.stored)
    except ValueError:
        return None
