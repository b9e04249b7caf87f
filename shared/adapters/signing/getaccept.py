"""GetAccept as a signing provider, by its REST API (version 1.6).

It has no idempotency key, so a document is looked up by our own id before it is posted, each time: a task may be handed
over twice, and a reply may be lost. Deleting one is how it is recalled; what is closed is never deleted.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import UTC
from typing import Any
from urllib.parse import quote, urlsplit

from shared.adapters.signing import getaccept_answers as answers
from shared.adapters.signing.getaccept_answers import DocumentAnswer, EventAnswer
from shared.adapters.signing.getaccept_changes import Visit
from shared.adapters.signing.getaccept_session import MOST_FILE, CallFailed, GetAcceptSession, read
from shared.adapters.signing.getaccept_statuses import DRAFT, status_of
from shared.adapters.signing.getaccept_words import invitation_to, reminder_of
from shared.adapters.signing.pages import getaccept_page, getaccept_portal
from shared.domain.channel import Channel
from shared.domain.digital_document import CLOSED, DigitalDocument, DocumentClosed, DocumentStatus, Report
from shared.domain.signing import DocumentRefused, ProviderUnavailable, UnknownToProvider
from shared.ports import Changes, OutDocument

FILE_HOSTS = (".getaccept.com", ".amazonaws.com")
MOST_UPLOADED = 10 * 1024 * 1024

# What GetAccept's webhooks are to tell of: each of them may be a step of the status.
EVENTS = (
    "document.sent",
    "document.viewed",
    "document.reviewed",
    "document.signed",
    "document.rejected",
    "document.expired",
    "document.hardbounced",
)


class GetAccept:
    def __init__(self, session: GetAcceptSession) -> None:
        self._session = session

    def send(self, document: DigitalDocument, pdf: bytes) -> Report:
        if len(pdf) > MOST_UPLOADED:
            raise DocumentRefused("GetAccept takes documents of 10 MB at most.")
        found = self._find(document.id)
        if found is None:
            return self._report(self._post(document, pdf))
        if found.status.lower() == DRAFT:
            found = self._send(found.id)
        return self._report(found)

    def changes(self, cursor: str | None, out: Sequence[OutDocument]) -> Iterator[Changes]:
        yield from Visit(self._session, self._read, cursor).changes(out)

    def status(self, document: DigitalDocument) -> Report:
        return self._read(_id_of(document))

    def cancel(self, document: DigitalDocument) -> None:
        """Where we don't know its id there, it may have arrived all the same: it is looked up by ours."""
        if document.provider_document_id is None:
            found = self._find(document.id)
        else:
            found = self._session.get(answers.document, _path(document.provider_document_id))
        if found is None:
            raise UnknownToProvider("This document has not been handed over to GetAccept yet.")
        if status_of(found.status) not in CLOSED:
            self._session.send("DELETE", _path(found.id))

    def remind(self, document: DigitalDocument) -> None:
        path = _path(_id_of(document))
        kind = "sms" if document.recipient.channel is Channel.SMS else "email"
        try:
            self._session.send("POST", f"{path}/reminders", {"type": kind, "text": reminder_of(document)})
        except DocumentRefused:
            if status_of(self._session.get(answers.document, path).status) in CLOSED:
                raise DocumentClosed("This document is closed: there is nothing to remind of.") from None
            raise

    def download(self, document: DigitalDocument) -> bytes:
        path = f"{_path(_id_of(document))}/download?direct=false"
        reply = self._session.send("GET", path, most=MOST_FILE)
        content = reply.body
        if not content.startswith(b"%PDF-"):
            content = self._session.fetch(self._checked(read(answers.download, reply).document_url))
        if not content.startswith(b"%PDF-"):
            raise ProviderUnavailable("GetAccept's file isn't a PDF.")
        return content

    def address(self, document: DigitalDocument) -> str:
        return getaccept_page(_id_of(document), self._session.base_url)

    def test(self) -> None:
        """Sign in anew, and see that it holds. Raises ProviderUnavailable, CredentialsRefused."""
        self._session.authenticate()
        self._session.get(answers.who, "/test")

    def subscribe(self, target_url: str) -> None:
        """Have GetAccept tell that address of what happens; once, however often this is repeated.

        Raises ProviderUnavailable, CredentialsRefused, DocumentRefused.
        """
        present = self._session.get(answers.subscriptions, "/subscriptions")
        told = {one.event for one in present if one.target_url == target_url}
        for event in (event for event in EVENTS if event not in told):
            body = {"event": event, "target_url": target_url, "global": True}
            self._session.post(answers.subscription, "/subscriptions", body)

    def _find(self, document_id: str) -> DocumentAnswer | None:
        try:
            return self._session.get(answers.document, f"/documents/external/{quote(document_id, safe='')}")
        except UnknownToProvider:
            return None

    def _look_up(self, document_id: str) -> str:
        """Raises UnknownToProvider."""
        found = self._find(document_id)
        if found is None:
            raise UnknownToProvider("GetAccept has no such document.")
        return found.id

    def _post(self, document: DigitalDocument, pdf: bytes) -> DocumentAnswer:
        try:
            return self._session.post(answers.document, "/documents", _posted(document, pdf))
        except CallFailed as failure:
            if not failure.may_be_done:
                raise
            return self._found_after(failure, document.id)

    def _found_after(self, failure: CallFailed, document_id: str) -> DocumentAnswer:
        """What was posted may have arrived although its answer didn't."""
        try:
            found = self._find(document_id)
        except ProviderUnavailable:
            found = None
        if found is None:
            raise failure
        return found

    def _send(self, provider_document_id: str) -> DocumentAnswer:
        """One that was made, and not sent. Raises DocumentRefused."""
        path = _path(provider_document_id)
        try:
            return self._session.post(answers.document, f"{path}/send", {})
        except DocumentRefused:
            present = self._session.get(answers.document, path)
            if present.status.lower() == DRAFT:
                raise
            return present

    def _read(self, provider_document_id: str) -> Report:
        return self._report(self._session.get(answers.document, _path(provider_document_id)))

    def _report(self, found: DocumentAnswer) -> Report:
        status = status_of(found.status)
        at = {DocumentStatus.SENT: found.send_date, DocumentStatus.SIGNED: found.sign_date}.get(status)
        reason = self._reason(found.id) if status is DocumentStatus.DECLINED else None
        return Report(provider_document_id=found.id, raw=found.status, status=status, at=at, reason=reason)

    def _reason(self, provider_document_id: str) -> str | None:
        """Why it was declined, where GetAccept tells: it isn't said where it would stand, so nothing hangs on it."""
        try:
            events = self._session.get(answers.events, f"{_path(provider_document_id)}/events")
        except (ProviderUnavailable, UnknownToProvider):
            return None
        told = (_text_of(event) for event in reversed(events) if "reject" in (event.event_name or "").lower())
        return next(filter(None, told), None)

    def _checked(self, url: str) -> str:
        """Where a file may be fetched from: whatever stands in for GetAccept has its files itself.

        Raises ProviderUnavailable.
        """
        try:
            parts = urlsplit(url)
            is_theirs = parts.scheme == "https" and parts.port in {None, 443} and _is_file_host(parts.hostname or "")
        except ValueError:
            is_theirs = False
        if is_theirs or url.startswith(f"{getaccept_portal(self._session.base_url)}/"):
            return url
        raise ProviderUnavailable("GetAccept's file lies where none of its files should.")


def _posted(document: DigitalDocument, pdf: bytes) -> dict[str, Any]:
    recipient = document.recipient
    by_sms = recipient.channel is Channel.SMS
    first_name, _, last_name = recipient.name.strip().rpartition(" ")
    return {
        "name": document.title,
        "external_id": document.id,
        "type": "sales",
        "file_name": f"{re.sub(r'[^\w. -]', '_', document.title)[:80]}.pdf",
        "file_content": b64encode(pdf).decode(),
        "is_signing": True,
        "is_automatic_sending": True,
        "is_sms_sending": by_sms,
        "expiration_date": f"{document.expires_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "email_send_message": invitation_to(document),
        "recipients": [
            {
                "first_name": first_name or last_name,
                "last_name": last_name if first_name else "",
                "mobile" if by_sms else "email": recipient.address,
                "role": "signer",
                "order_num": 1,
            }
        ],
    }


def _id_of(document: DigitalDocument) -> str:
    if document.provider_document_id is None:
        raise UnknownToProvider("This document has not been handed over to GetAccept yet.")
    return document.provider_document_id


def _path(provider_document_id: str) -> str:
    return f"/documents/{quote(provider_document_id, safe='')}"


def _is_file_host(host: str) -> bool:
    return f".{host}".endswith(FILE_HOSTS)


def _text_of(event: EventAnswer) -> str | None:
    """A text, or JSON with a text in it."""
    told = event.event_meta_data
    if isinstance(told, str) and told.lstrip().startswith("{"):
        try:
            told = json.loads(told)
        except ValueError:
            return None
    if isinstance(told, dict):
        told = next((told[name] for name in ("reason", "message", "comment", "text") if told.get(name)), None)
    return answers.plain(told) or None if isinstance(told, str) else None
