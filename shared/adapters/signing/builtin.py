"""The built-in provider: our own page, reached by mail or text. The default, which needs no account (D9)."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched

from shared.adapters.signing.pages import builtin_page
from shared.domain.concurrency import settle
from shared.domain.digital_document import DigitalDocument, Report
from shared.domain.envelope import Envelope, EnvelopeEvent, new_envelope
from shared.domain.errors import Unavailable
from shared.domain.signing import ProviderUnavailable, UnknownToProvider
from shared.domain.signing_messages import signing_reminder, signing_request
from shared.domain.tenant import Tenant
from shared.ports import Changes, Clock, DocumentPdfs, Envelopes, OutDocument

PAGE = 100
OVERLAP = timedelta(minutes=5)
"""The list of changes follows the envelopes a moment later, and no two clocks agree."""

ALL_ANEW = timedelta(days=1)
"""How often every envelope that is out is looked at, whatever the list says: a clock that jumped can't hide one."""


class Builtin:
    def __init__(self, tenant: Tenant, envelopes: Envelopes, pdfs: DocumentPdfs, now: Clock) -> None:
        self._tenant = tenant
        self._envelopes = envelopes
        self._pdfs = pdfs
        self._now = now

    def send(self, document: DigitalDocument, pdf: bytes) -> Report:
        def attempt() -> Envelope:
            present = self._find(document.id)
            if present is not None:
                return present
            at = self._now()
            made = new_envelope(document, sha256=hashlib.sha256(pdf).hexdigest(), now=at)
            self._envelopes.add(made, signing_request(document, self._tenant.partner_id, at))
            return made

        return settle(attempt).report(self._now())

    def changes(self, cursor: str | None, out: Sequence[OutDocument]) -> Iterator[Changes]:
        at = self._now()
        place, looked_at = _opened(cursor)
        if looked_at is None or not looked_at <= at < looked_at + ALL_ANEW or place > _place_at(at):
            yield from self._all(out)
            place, looked_at = min(place, _place_at(at)), at
        after = _sooner(place)
        while True:
            found = self._envelopes.changed(after, limit=PAGE)
            places = [self._envelopes.place(envelope) for envelope in found.items]
            place = min(max([place, *places]), _place_at(at))
            yield Changes(reports=self._reports(found.items), cursor=_closed(place, looked_at))
            if found.after is None:
                return
            after = found.after["after"]

    def status(self, document: DigitalDocument) -> Report:
        return self._require(document.id).report(self._now())

    def cancel(self, document: DigitalDocument) -> None:
        def attempt() -> None:
            envelope, at = self._require(document.id), self._now()
            if envelope.is_open(at):
                self._envelopes.save(envelope.moved(EnvelopeEvent.CANCEL, now=at))

        settle(attempt)

    def remind(self, document: DigitalDocument) -> None:
        def attempt() -> None:
            at = self._now()
            reminded = self._require(document.id).reminded(now=at)
            reminder = signing_reminder(document, reminded, self._tenant.partner_id, at)
            self._envelopes.save(reminded, (reminder,))

        settle(attempt)

    def download(self, document: DigitalDocument) -> bytes:
        try:
            return self._pdfs.signed(self._tenant, document.id).content
        except Unavailable as cause:
            raise ProviderUnavailable(str(cause)) from cause

    def address(self, document: DigitalDocument) -> str:
        return builtin_page(document.id)

    def _all(self, out: Sequence[OutDocument]) -> Iterator[Changes]:
        for part in batched(out, PAGE, strict=False):
            found = self._envelopes.find([one.document_id for one in part])
            yield Changes(reports=self._reports(found.values()), cursor=None)

    def _reports(self, envelopes: Iterable[Envelope]) -> tuple[Report, ...]:
        at = self._now()
        return tuple(envelope.report(at) for envelope in envelopes)

    def _find(self, document_id: str) -> Envelope | None:
        return self._envelopes.find([document_id]).get(document_id)

    def _require(self, document_id: str) -> Envelope:
        envelope = self._find(document_id)
        if envelope is None:
            raise UnknownToProvider("It was never sent.")
        return envelope


def _opened(cursor: str | None) -> tuple[str, datetime | None]:
    """The place in the list of changes, and when all that is out was last looked at."""
    if cursor is None:
        return "0", None
    known = json.loads(cursor)
    return known["place"], datetime.fromisoformat(known["looked_at"])


def _closed(place: str, looked_at: datetime) -> str:
    return json.dumps({"place": place, "looked_at": looked_at.isoformat()})


def _sooner(place: str) -> str:
    """A place begins with the time of a change."""
    if place == "0":
        return place
    return _place_at(datetime.fromisoformat(place.partition("#")[0]) - OVERLAP)


def _place_at(at: datetime) -> str:
    """Before all that changed at that time; nothing that changed later has been read then."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
