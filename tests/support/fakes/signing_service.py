"""A signing provider in memory, which fails as it is told; the providers' own contract holds it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from shared.domain.digital_document import CLOSED, Choices, DigitalDocument, DocumentClosed, DocumentStatus, Report
from shared.domain.signing import UnknownToProvider
from shared.ports import Changes, OutDocument
from tests.support.builders import NOON

PAGE = 100
WORDS = {status.value: status for status in DocumentStatus if status is not DocumentStatus.UNKNOWN}


@dataclass(slots=True)
class Held:
    """What the provider has: whose it is, and its word for how it stands."""

    document_id: str
    word: str = "sent"
    reason: str | None = None
    choices: Choices = field(default_factory=Choices)

    @property
    def status(self) -> DocumentStatus:
        return WORDS.get(self.word, DocumentStatus.UNKNOWN)


@dataclass(slots=True)
class Fault:
    """Of the next `times` calls; `after_doing`: what was asked for is done all the same."""

    error: Exception
    times: float
    after_doing: bool


class FakeSigningService:
    """`calls` counts what was asked of it, by name; `most` is how many documents a visit gets through; with
    `tells_all` it tells of those too that have not changed.

    `before_answer` lets a test slip something in while the provider is being asked.
    """

    def __init__(self, now: Callable[[], datetime] = lambda: NOON) -> None:
        self.held: dict[str, Held] = {}
        self.calls: Counter[str] = Counter()
        self.most: int | None = None
        self.tells_all = False
        self.reminders: list[str] = []
        self.before_answer: Callable[[str], object] = lambda call: None
        self._now = now
        self._faults: dict[str, list[Fault]] = {}

    # --- What a test does ----------------------------------------------------------------------------------------

    def fail(self, call: str, error: Exception, *, times: float = 1, after_doing: bool = False) -> None:
        self._faults.setdefault(call, []).append(Fault(error, times, after_doing))

    def recover(self) -> None:
        self._faults.clear()

    @property
    def faults_left(self) -> float:
        return sum(fault.times for faults in self._faults.values() for fault in faults)

    def happen(self, document_id: str, word: str, *, reason: str | None = None, choices: Choices | None = None) -> None:
        """The recipient does something, or time."""
        held = self.of(document_id)
        held.word, held.reason = word, reason
        held.choices = choices or held.choices

    def of(self, document_id: str) -> Held:
        (found,) = (held for held in self.held.values() if held.document_id == document_id)
        return found

    # --- What is asked of it -------------------------------------------------------------------------------------

    def send(self, document: DigitalDocument, pdf: bytes) -> Report:
        def post() -> Report:
            found = self._id_of(document)
            if found is None:
                found = f"held-{document.id}"
                self.held[found] = Held(document.id)
            return self._report(found)

        return self._call("send", post)

    def changes(self, cursor: str | None, out: Sequence[OutDocument]) -> Iterator[Changes]:
        start = int(cursor or 0)
        rest = [one for one in out if one.provider_document_id is not None][start:]
        chosen = rest[: self.most]
        more = len(chosen) < len(rest)
        for number, page in enumerate(batched(chosen, PAGE, strict=False), 1):
            reports = self._call("changes", lambda page=page: tuple(self._news(page)))  # type: ignore[misc]
            yield Changes(reports=reports, cursor=str(start + number * PAGE))
        yield Changes(reports=(), cursor=str(start + len(chosen)) if more else None, more=more)

    def status(self, document: DigitalDocument) -> Report:
        return self._call("status", lambda: self._report(self._require(document)))

    def cancel(self, document: DigitalDocument) -> None:
        def cancel() -> None:
            held = self.held[self._require(document)]
            if held.status not in CLOSED:
                held.word = DocumentStatus.CANCELED

        self._call("cancel", cancel)

    def remind(self, document: DigitalDocument) -> None:
        def remind() -> None:
            if self.held[self._require(document)].status in CLOSED:
                raise DocumentClosed("It is closed.")
            self.reminders.append(document.id)

        self._call("remind", remind)

    def download(self, document: DigitalDocument) -> bytes:
        def download() -> bytes:
            return f"%PDF-1.7 signed {self._require(document)}".encode()

        return self._call("download", download)

    def address(self, document: DigitalDocument) -> str:
        return f"https://provider.example/{document.provider_document_id}"

    def _news(self, page: Sequence[OutDocument]) -> Iterator[Report]:
        for one in page:
            held = self.held.get(one.provider_document_id or "")
            if held and (self.tells_all or held.status is not one.known or one.is_unknown):
                yield self._report(one.provider_document_id or "")

    def _report(self, held_id: str) -> Report:
        held = self.held[held_id]
        return Report(
            provider_document_id=held_id,
            raw=held.word,
            status=held.status,
            at=self._now(),
            reason=held.reason,
            choices=held.choices,
        )

    def _require(self, document: DigitalDocument) -> str:
        found = self._id_of(document)
        if found is None:
            raise UnknownToProvider("There is no such document.")
        return found

    def _id_of(self, document: DigitalDocument) -> str | None:
        """By its id there, or by ours."""
        if document.provider_document_id is not None:
            return document.provider_document_id if document.provider_document_id in self.held else None
        return next((held_id for held_id, held in self.held.items() if held.document_id == document.id), None)

    def _call[T](self, name: str, do: Callable[[], T]) -> T:
        self.calls[name] += 1
        self.before_answer(name)
        fault = next((one for one in self._faults.get(name, []) if one.times), None)
        if fault is None:
            return do()
        fault.times -= 1
        if fault.after_doing:
            do()
        raise fault.error
