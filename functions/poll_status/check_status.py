"""Check one document's status now, because somebody wants to know (D3)."""

from dataclasses import dataclass, replace

from functions.poll_status.account_book import AccountBook
from functions.poll_status.read_back import read_back
from shared.domain import ids
from shared.domain.digital_document import Source
from shared.domain.signing import ProviderUnavailable
from shared.domain.tenant import Actor
from shared.follow_document import Followed, follow_document
from shared.ports import StatusChecks, Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckStatus:
    document_id: str
    by: Actor


class StatusNotChecked(ProviderUnavailable):
    """The provider can't be asked now; `last` is the document as it was last heard of (D10)."""

    code = "provider_unavailable"

    def __init__(self, detail: str, last: Watched) -> None:
        super().__init__(detail)
        self.last = last


def check_status(command: CheckStatus, book: AccountBook, checks: StatusChecks) -> Followed:
    """What is closed, or not handed over yet, is answered as it is.

    Raises NotFound, TooManyRequests, StatusNotChecked, Unavailable.
    """
    watched = book.documents.watched(ids.require("doc", command.document_id))
    document = watched.document
    if not document.is_out or document.provider_document_id is None:
        return Followed(watched, moved=False)
    checks.count(book.now())
    if not watched.account.may_be_asked(book.now()):
        error = watched.account.last_error
        raise StatusNotChecked(error.detail if error else "The provider asked for patience.", watched)
    try:
        report = read_back(document, book.service)
    except ProviderUnavailable as error:
        failed = book.note_failure(error)
        raise StatusNotChecked(str(error), replace(watched, account=failed)) from error
    followed = follow_document(
        document.id,
        report,
        source=Source.CHECK,
        documents=book.documents,
        orders=book.orders,
        now=book.now,
        random_bytes=book.random_bytes,
        by=command.by.name,
    )
    book.note_answer()
    return replace(followed, watched=replace(followed.watched, account=book.account()))
