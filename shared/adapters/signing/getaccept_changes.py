"""What changed at GetAccept, by as few calls as it takes.

GetAccept doesn't tell what is new: it lists documents, a hundred a page, newest first, of one status or of all. So
those that are known to be sent are looked for among the sent, those known to be viewed among the viewed; where nothing
changed that finds them all. Whatever is in none of the lists that were worth a call has changed: it is asked for alone.

Where these lists are long for other reasons (the partner sends more through GetAccept than we know of), the list of
everything may be shorter: what each way took is remembered, and the shorter one is gone.

A visit makes about MOST_CALLS calls. What it doesn't reach the next one does: documents are gone through from the
newest to the oldest, and the cursor says how far. Whoever has no time for so many may stop after any part: the next
visit then sets out to do half as much, so even an account that answers slowly is gone through.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.adapters.signing import getaccept_answers as answers
from shared.adapters.signing.getaccept_answers import DocumentRow
from shared.adapters.signing.getaccept_session import GetAcceptSession
from shared.adapters.signing.getaccept_statuses import NOT_FOUND, status_of
from shared.domain import ids
from shared.domain.digital_document import DocumentStatus, Report
from shared.domain.signing import UnknownToProvider
from shared.ports import Changes, OutDocument

PAGE = 100
MOST_CALLS = 52
"""After so many calls a visit begins no further one; the last may take some more, by repeats."""
MOST_PAGES = 40
"""After so many calls no further page is read: the others are for what the lists lack."""
MOST_DOCUMENTS = 2000
FEW = 2
"""So many are asked for alone, rather than looked for in one more list."""
SLACK = timedelta(days=1)
"""By how much GetAccept's clock, or its time zone, may differ from ours."""

BY_STATUS = "by_status"
EVERYTHING = "everything"


class Cursor(BaseModel):
    """`asking` are the documents still to be asked for alone; `after` is the one up to which this round has come, and
    `offsets` say from where each list goes on. `took` is how many pages each way took when nothing had changed, `most`
    how many documents a visit sets out to look for."""

    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    asking: tuple[str, ...] = ()
    after: str | None = None
    offsets: dict[str, int] = Field(default_factory=dict)
    took: dict[str, int] = Field(default_factory=dict)
    most: Annotated[int, Field(ge=1)] = MOST_DOCUMENTS


@dataclass(frozen=True, slots=True)
class List:
    """A list of GetAccept's: read when at least `least` documents that are known to be what it `holds` weren't seen
    yet; with `for_strays` also when more than a few of any kind weren't. No more than `pages` of it."""

    filter: str | None
    holds: frozenset[DocumentStatus]
    least: int = 1
    for_strays: bool = False
    pages: int = MOST_PAGES


SENT = List("sent", frozenset({DocumentStatus.DRAFT, DocumentStatus.SENT}))
VIEWED = List("viewed", frozenset({DocumentStatus.VIEWED}), for_strays=True)
LISTS = (
    SENT,
    List("draft", frozenset({DocumentStatus.DRAFT}), least=FEW + 1),
    VIEWED,
    List("reviewed", frozenset({DocumentStatus.VIEWED}), least=FEW),
    List("signed", frozenset(), for_strays=True, pages=1),
)


@dataclass(frozen=True, slots=True)
class Open:
    """A document that is out; GetAccept has it since `made_at` at the earliest."""

    id: str
    provider_id: str
    known: DocumentStatus
    is_unknown: bool

    @property
    def made_at(self) -> datetime:
        milliseconds = int.from_bytes(ids.ulid_to_bytes(self.id)[:6])
        return datetime.fromtimestamp(milliseconds / 1000, UTC)

    def is_news(self, status: DocumentStatus) -> bool:
        """A word that we don't know may be another one than the last."""
        return self.is_unknown or status is not self.known


class Visit:
    """`read` asks for one document; it raises UnknownToProvider."""

    def __init__(self, session: GetAcceptSession, read: Callable[[str], Report], cursor: str | None) -> None:
        self._session = session
        self._read = read
        self._cursor = _parsed(cursor)
        self._most = min(MOST_DOCUMENTS, self._cursor.most)
        self._stopped = self._cursor.model_copy(update={"most": max(PAGE, self._most // 2)}).model_dump_json()
        self._offsets = dict(self._cursor.offsets)
        self._began = session.calls
        self._pages = 0
        self._told = False

    def changes(self, out: Sequence[OutDocument]) -> Iterator[Changes]:
        """Raises ProviderUnavailable, CredentialsRefused."""
        opened = (
            Open(one.document_id, one.provider_document_id, one.known, one.is_unknown)
            for one in out
            if one.provider_document_id
        )
        waiting = sorted(opened, key=lambda one: one.id, reverse=True)
        if self._cursor.asking:
            asking = [one for one in waiting if one.id in set(self._cursor.asking)]
            yield from self._ask(asking, self._cursor)
            return
        after = self._cursor.after
        waiting = [one for one in waiting if after is None or one.id < after]
        chosen, rest = waiting[: self._most], waiting[self._most :]
        missing = {one.provider_id: one for one in chosen}
        way = self._way(chosen)
        if len(chosen) > fewest_pages(chosen):
            for each in self._lists(way):
                yield from self._look(each, missing)
        yield from self._ask(missing.values(), self._next(way, chosen[-1].id if rest else None, missing))

    @property
    def _calls(self) -> int:
        return self._session.calls - self._began

    def _way(self, chosen: Sequence[Open]) -> str:
        """By status, unless that takes more than it should, and the list of everything takes less, or might."""
        took = self._cursor.took
        by_status = took.get(BY_STATUS, 0)
        if by_status <= fewest_pages(chosen) + 1 or took.get(EVERYTHING, 0) >= by_status:
            return BY_STATUS
        return EVERYTHING

    def _lists(self, way: str) -> tuple[List, ...]:
        if way == BY_STATUS:
            return LISTS
        return (List(None, frozenset(DocumentStatus), pages=self._cursor.took[BY_STATUS]), *LISTS)

    def _look(self, each: List, missing: dict[str, Open]) -> Iterator[Changes]:
        """Takes out of `missing` what it finds."""
        expected = {one.provider_id for one in missing.values() if one.known in each.holds}
        strays = len(missing) > FEW and each.for_strays
        if len(expected) < each.least and not strays:
            return
        wanted = set(missing) if each.for_strays else expected
        oldest = min(missing[provider_id].made_at for provider_id in wanted) - SLACK
        name = each.filter or EVERYTHING
        offset = self._offsets.get(name, 0)
        for _ in range(each.pages):
            if self._calls >= MOST_PAGES:
                break
            rows = self._page(each.filter, offset)
            found = [(one, row) for row in rows if (one := missing.pop(row.id, None))]
            if found:
                self._offsets[name] = offset
            yield self._part(self._report(one, row) for one, row in found if one.is_news(status_of(row.status)))
            wanted -= {one.provider_id for one, _ in found}
            if len(wanted) <= 1 or len(rows) < PAGE or (rows[-1].created_at or oldest) < oldest:
                break  # one is asked for as quickly as a page is read
            offset += PAGE

    def _page(self, filter_: str | None, offset: int) -> list[DocumentRow]:
        self._pages += 1
        query: dict[str, str | int] = {"filter": filter_} if filter_ else {}
        query |= {"sort_by": "created", "sort_order": "desc", "offset": offset, "limit": PAGE}
        return self._session.get(answers.documents, "/documents", query)

    def _report(self, one: Open, row: DocumentRow) -> Report:
        """A list doesn't tell why somebody declined."""
        status = status_of(row.status)
        if status is DocumentStatus.DECLINED:
            return self._asked(one)
        return Report(provider_document_id=row.id, raw=row.status, status=status)

    def _asked(self, one: Open) -> Report:
        try:
            return self._read(one.provider_id)
        except UnknownToProvider:
            # No reason to close it: it may be another account's, and found again with the right credentials.
            return Report(provider_document_id=one.provider_id, raw=NOT_FOUND, status=DocumentStatus.UNKNOWN)

    def _ask(self, documents: Iterable[Open], cursor: Cursor) -> Iterator[Changes]:
        """One by one, as long as there are calls left; those that aren't reached stay in the cursor."""
        waiting = list(documents)
        while waiting and self._calls < MOST_CALLS:
            one = waiting.pop(0)
            report = self._asked(one)
            told = (report,) if one.is_news(report.status) else ()
            yield Changes(reports=told, cursor=_left(cursor, waiting).model_dump_json())
        cursor = _left(cursor, waiting)
        yield Changes(reports=(), cursor=cursor.model_dump_json(), more=bool(cursor.asking or cursor.after))

    def _part(self, reports: Iterable[Report]) -> Changes:
        """Told at once, before anything else can fail; the cursor stays where it was."""
        told = tuple(reports)
        self._told = self._told or bool(told)
        return Changes(reports=told, cursor=self._stopped)

    def _next(self, way: str, after: str | None, missing: dict[str, Open]) -> Cursor:
        """Rows move up when others leave a list, so each goes on a page before the last one that something was in."""
        took = self._cursor.took
        if after is None and self._cursor.after is None and self._pages and not self._told and not missing:
            took = took | {way: self._pages}
        offsets = {name: max(0, offset - PAGE) for name, offset in self._offsets.items()} if after else {}
        return Cursor(after=after, offsets=offsets, took=took, most=min(MOST_DOCUMENTS, 2 * self._most))


def _left(cursor: Cursor, waiting: Iterable[Open]) -> Cursor:
    return cursor.model_copy(update={"asking": tuple(one.id for one in waiting)})


def fewest_pages(documents: Sequence[Open]) -> int:
    """As many as hold these documents and no others."""
    return sum(ceil(sum(one.known in each.holds for one in documents) / PAGE) for each in (SENT, VIEWED))


def _parsed(cursor: str | None) -> Cursor:
    """One that can't be read begins anew."""
    try:
        return Cursor.model_validate_json(cursor or "{}")
    except ValidationError:
        return Cursor()
