"""Ask a provider's account what is new, and let its documents follow (D3, D4, D10).

What has not changed costs no read and no write of its own: the rows of what is out say how each stood.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from functions.poll_status.account_book import AccountBook
from shared.domain.digital_document import RANKS, DocumentStatus, Report, Source
from shared.domain.signing import ProviderUnavailable
from shared.follow_document import Followed, follow_document
from shared.ports import Changes, OutDocument

NEXT_VISIT = timedelta(minutes=1)
"""When to go on where a provider had more to tell than one visit may ask: its limits count by the minute."""


class Visit(StrEnum):
    READ = "read"
    BROKEN_OFF = "broken_off"
    RESTED = "rested"
    WAITING = "waiting"
    PAUSED = "paused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visited:
    """`error`: why it failed; `out`: how many documents were out; `followed`: those that moved."""

    visit: Visit
    out: int = 0
    followed: tuple[Followed, ...] = ()
    error: ProviderUnavailable | None = None


def follow_account(book: AccountBook, *, is_time_left: Callable[[], bool]) -> Visited:
    """Raises Unavailable; whatever was followed by then stays followed."""
    account = book.account()
    if not account.may_be_asked(book.now()):
        return Visited(visit=Visit.PAUSED)
    out = book.documents.out(book.provider)
    if not out:
        book.note(lambda present: present.rested(book.now()))
        return Visited(visit=Visit.RESTED)
    if all(one.provider_document_id is None for one in out):
        # Nothing would be asked: neither was the account checked then, nor is what kept it from that over.
        return Visited(visit=Visit.WAITING, out=len(out))
    followed: list[Followed] = []
    cursor, resume = account.cursor, False
    try:
        for changes in book.service.changes(cursor, out):
            followed += _follow(changes, out, book)
            cursor, resume = changes.cursor, changes.more
            if not is_time_left():
                resume = True
                break
    except ProviderUnavailable as error:
        book.note_failure(error)
        return Visited(visit=Visit.FAILED, out=len(out), followed=tuple(followed), error=error)
    at = book.now()
    book.note(lambda present: present.read_until(cursor, now=at, resume_at=at + NEXT_VISIT if resume else None))
    return Visited(visit=Visit.BROKEN_OFF if resume else Visit.READ, out=len(out), followed=tuple(followed))


def _follow(changes: Changes, out: tuple[OutDocument, ...], book: AccountBook) -> list[Followed]:
    known = {one.provider_document_id: one for one in out if one.provider_document_id is not None}
    followed = [
        follow_document(
            known[report.provider_document_id].document_id,
            report,
            source=Source.SCHEDULE,
            documents=book.documents,
            orders=book.orders,
            now=book.now,
            random_bytes=book.random_bytes,
        )
        for report in changes.reports
        if report.provider_document_id in known and may_be_news(report, known[report.provider_document_id])
    ]
    return [one for one in followed if one.moved]


def may_be_news(report: Report, known: OutDocument) -> bool:
    """Whether the document must be looked at: one that stands `unknown` looks, from here, as it did before."""
    if report.status is DocumentStatus.UNKNOWN or known.is_unknown:
        return True
    return RANKS[report.status] > RANKS[known.known]
