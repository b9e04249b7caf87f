"""Do what is left to do of one document: hand it over, read its status back, keep what was signed (D2, D11)."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from functions.poll_status.account_book import AccountBook
from functions.poll_status.file_signed_document import Archive, file_signed_document
from functions.poll_status.read_back import read_back
from shared.domain.back_off import back_off
from shared.domain.concurrency import settle
from shared.domain.digital_document import DigitalDocument, DocumentStatus, Report, Source
from shared.domain.errors import Unavailable
from shared.domain.signing import DocumentRefused, ProviderUnavailable, UnknownToProvider
from shared.follow_document import Followed, follow_document, hand_over_document
from shared.ports import Watched

FIRST_BACK_OFF = timedelta(minutes=1)
LONGEST_BACK_OFF = timedelta(hours=1)


class Outcome(StrEnum):
    HANDED_OVER = "handed_over"
    READ_BACK = "read_back"
    FILED = "filed"
    WITHDRAWN = "withdrawn"
    PAUSED = "paused"
    POSTPONED = "postponed"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """`followed`: how the document stands now, where its provider was asked."""

    outcome: Outcome
    followed: Followed | None = None
    cause: str = ""


def settle_document(document_id: str, book: AccountBook, archive: Archive) -> Settled:
    """However often it is asked for, each step is done once. Raises NotFound, Unavailable."""
    document = book.documents.get(document_id)
    is_closed = not document.is_out and document.due_at is None
    if is_closed or document.provider is not book.provider:  # whoever sent the hint knows no better
        return Settled(outcome=Outcome.DONE)
    if not book.may_be_asked():
        return Settled(outcome=Outcome.PAUSED)
    try:
        settled = _settle(document, book, archive)
    except ProviderUnavailable as error:
        book.note_failure(error)
        return _postponed(document, book, str(error))
    except Unavailable as error:
        return _postponed(document, book, str(error))
    book.note_answer()
    return settled


def _settle(document: DigitalDocument, book: AccountBook, archive: Archive) -> Settled:
    if document.is_out and document.provider_document_id is None:
        return Settled(outcome=Outcome.HANDED_OVER, followed=_hand_over(document, book, archive))
    if document.status is DocumentStatus.SIGNED:
        file_signed_document(document, book, archive)
        return Settled(outcome=Outcome.FILED)
    if not document.is_out:
        _withdraw(document, book)
        return Settled(outcome=Outcome.WITHDRAWN)
    followed = _follow(document, read_back(document, book.service), Source.WEBHOOK, book)
    if followed.document.status is DocumentStatus.SIGNED:
        file_signed_document(followed.document, book, archive)
    return Settled(outcome=Outcome.READ_BACK, followed=followed)


def _hand_over(document: DigitalDocument, book: AccountBook, archive: Archive) -> Followed:
    """Whoever cancelled it meanwhile, when the provider had nothing yet, has it cancelled there too."""
    if book.now() >= document.expires_at:
        return _follow(document, _own_report(DocumentStatus.EXPIRED, None), Source.SENDING, book)
    pdf = archive.pdfs.to_sign(archive.tenant, document.id)
    try:
        report = book.service.send(document, pdf.content)
    except DocumentRefused as refusal:
        return _follow(document, _own_report(DocumentStatus.UNDELIVERABLE, str(refusal)), Source.SENDING, book)
    followed = hand_over_document(
        document,
        report,
        file_sha256=pdf.sha256,
        documents=book.documents,
        orders=book.orders,
        now=book.now,
        random_bytes=book.random_bytes,
    )
    if followed.document.status is DocumentStatus.CANCELED:
        _withdraw(followed.document, book)
    return followed


def _withdraw(document: DigitalDocument, book: AccountBook) -> None:
    """Nobody may sign at the provider what was cancelled here, before we knew that it is there."""
    with suppress(UnknownToProvider):
        book.service.cancel(document)

    def attempt() -> None:
        watched = book.documents.watched(document.id)
        if watched.document.due_at is not None:
            book.documents.save(Watched(watched.document.withdrawn(), watched.account))

    settle(attempt)


def _follow(document: DigitalDocument, report: Report, source: Source, book: AccountBook) -> Followed:
    return follow_document(
        document.id,
        report,
        source=source,
        documents=book.documents,
        orders=book.orders,
        now=book.now,
        random_bytes=book.random_bytes,
    )


def _own_report(status: DocumentStatus, reason: str | None) -> Report:
    return Report(provider_document_id="", raw=status, status=status, reason=reason)


def _postponed(document: DigitalDocument, book: AccountBook, cause: str) -> Settled:
    """Later each time; only what is left to do is put off, a status is asked for again by the poll."""

    def attempt() -> None:
        watched = book.documents.watched(document.id)
        if watched.document.due_at is None:
            return
        failures = watched.document.attempts_failed
        pause = back_off(failures, first=FIRST_BACK_OFF, longest=LONGEST_BACK_OFF, jitter=book.jitter())
        book.documents.save(Watched(watched.document.postponed(book.now() + pause), watched.account))

    settle(attempt)
    return Settled(outcome=Outcome.POSTPONED, cause=cause)
