"""Record that the customer was tried otherwise: by phone, mail or text (D12)."""

from dataclasses import dataclass

from shared.domain import ids
from shared.domain.concurrency import settle
from shared.domain.digital_document import Attempt, AttemptChannel
from shared.domain.once import Once
from shared.domain.tenant import Actor
from shared.ports import Clock, DigitalDocuments, Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAttempt:
    document_id: str
    channel: AttemptChannel
    note: str
    by: Actor


def record_attempt(
    command: RecordAttempt, *, documents: DigitalDocuments, now: Clock, once: Once[Watched] | None = None
) -> Watched:
    """Raises NotFound, AlreadyAnswered, IdempotencyKeyReused."""
    ids.require("doc", command.document_id)

    def attempt() -> Watched:
        watched = documents.watched(command.document_id, once)
        tried = Attempt(channel=command.channel, note=command.note, by=command.by, at=now())
        attempted = watched.document.attempted(tried)
        made = Watched(attempted, watched.account)
        documents.save(made, once)
        return made

    return settle(attempt)
