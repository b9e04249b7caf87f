"""GetAccept in memory, as far as its published description goes: to try it out with, and to test against.

| call                                            | answer                                                       |
|-------------------------------------------------|--------------------------------------------------------------|
| POST /v1/auth, GET /v1/refresh                  | a token; every password but `wrong` makes an account         |
| GET /v1/test                                    | user and entity                                              |
| GET /v1/documents                               | a bare list, a hundred a page at most                        |
| POST /v1/documents                              | the document: `sent` with `is_automatic_sending`             |
| GET /v1/documents/external/{id}                 | the document with our own id                                 |
| GET, DELETE /v1/documents/{id}                  | the document; 204: recalled                                  |
| GET /v1/documents/{id}/status, events, download | status; what happened; the address of the file               |
| POST /v1/documents/{id}/send, reminders         | of a draft; of an open one                                   |
| GET, POST /v1/subscriptions                     | each is told of once, by `deliver`                           |
| GET, POST /document/view/{id}, GET /files/{id}  | the page of a document, and its file: no token wanted        |
| GET /documents                                  | all documents                                                |
"""

import json
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import RLock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from local.asgi import Response
from local.getaccept.answers import Json, answer_with, row_of, told_of, whole, written
from local.getaccept.faults import Fault, Faults, refusal_by, spoilt
from local.getaccept.page import index_of, page_of
from local.getaccept.state import Account, Document, State, state_json

REFUSED_PASSWORD = "wrong"  # noqa: S105 - it opens nothing
MOST_UPLOADED = 10 * 1024 * 1024
PAGE = 100
FILTERS = frozenset({"draft", "sent", "viewed", "reviewed", "signed", "rejected", "recalled"})
ORDERS = frozenset({"name", "value", "created", "recipient", "status", "owner"})
NOWHERE = Response(404, "text/plain", b"There is nothing here.\n")

type Deliver = Callable[[str, dict[str, Any]], None]


class Refused(Exception):
    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.content = {"error": error, "description": description, "status": status}


@dataclass(frozen=True, slots=True)
class Call:
    """One that was let in; `id` is what its address names."""

    account: Account
    id: str
    query: dict[str, str]
    body: dict[str, Any]


type Doing = Callable[["FakeGetAccept", Call], Json | Response]
DOING: dict[str, Doing] = {}


def does(kind: str) -> Callable[[Doing], Doing]:
    def register(doing: Doing) -> Doing:
        DOING[kind] = doing
        return doing

    return register


def kind_of(method: str, path: str) -> tuple[str, str]:
    """`GET /documents/{id}/status`, and the id."""
    named = re.fullmatch(r"(/documents)(/external)?/([^/]+)((?:/[a-z]+)?)", path)
    if named is None:
        return f"{method} {path}", ""
    return f"{method} {named[1]}{named[2] or ''}/{{id}}{named[4]}", named[3]


class FakeGetAccept:
    """`origin` is where it is reached; `calls` counts by account and kind; `limits` are headers of every answer;
    `file_url` is said to be where files lie, and with `is_direct` they come at once."""

    def __init__(self, now: Callable[[], datetime], *, deliver: Deliver, lifetime: int = 3600) -> None:
        self.state = State()
        self.faults = Faults()
        self.calls: Counter[tuple[str, str]] = Counter()
        self.origin = ""
        self.limits: dict[str, str] = {}
        self.file_url = ""
        self.is_direct = False
        self._now = now
        self._deliver = deliver
        self._lifetime = lifetime
        self._lock = RLock()

    # --- What a test or a person does ----------------------------------------------------------------------------

    def dump(self) -> bytes:
        return state_json.dump_json(self.state)

    def load(self, dumped: bytes) -> None:
        self.state = state_json.validate_json(dumped)

    def document(self, provider_document_id: str) -> Document:
        return self._found(provider_document_id)[1]

    def add(self, account: Account, *, status: str, created_at: datetime) -> Document:
        """One that somebody sent by other means than ours."""
        made = Document(self.state.new_id(), "", "A document", created_at, status)
        account.documents[made.id] = made
        return made

    def happen(self, provider_document_id: str, status: str, *, reason: str = "") -> None:
        """The recipient does something, or time, or whoever else."""
        account, document = self._found(provider_document_id)
        document.status = status
        if status == "signed":
            document.sign_date = self._now()
        event = f"document.{status}"
        document.events.append({"event_name": event, "event_meta_data": reason, "created_at": written(self._now())})
        for subscription in account.subscriptions:
            if subscription["event"] == event:
                self._deliver(subscription["target_url"], told_of(event, subscription["id"], document))

    # --- What happens when it is called --------------------------------------------------------------------------

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Response | None:
        """None: the connection ends without an answer. `headers` have lower-case names."""
        path = urlsplit(target).path
        if not path.startswith("/v1/"):
            with self._lock:
                return self._page(method, path, body)
        kind, identifier = kind_of(method, path.removeprefix("/v1"))
        with self._lock:
            plan = self.faults.met_by(kind)
            self.calls[self._caller(headers, body), kind] += 1
            if plan and (refused := refusal_by(plan)):
                return refused
        if plan and plan.fault in {Fault.BROKEN, Fault.SILENT}:
            if plan.fault is Fault.SILENT:
                self.faults.wait()
            return None
        with self._lock:
            answer = self._done(kind, identifier, target, headers, body)
        return spoilt(answer, plan.fault) if plan else answer

    def _done(self, kind: str, identifier: str, target: str, headers: Mapping[str, str], body: bytes) -> Response:
        try:
            if kind not in DOING:
                raise Refused(404, "not_found", "There is no such resource.")
            content = json.loads(body) if body else {}
            account = self._signed_in(content) if kind == "POST /auth" else self._let_in(headers)
            answer = DOING[kind](self, Call(account, identifier, dict(parse_qsl(urlsplit(target).query)), content))
        except Refused as refused:
            return answer_with(refused.status, refused.content, self.limits)
        return answer if isinstance(answer, Response) else answer_with(200, answer, self.limits)

    def _caller(self, headers: Mapping[str, str], body: bytes) -> str:
        try:
            return self._let_in(headers).email if "authorization" in headers else str(json.loads(body)["email"])
        except (Refused, KeyError, ValueError):
            return ""

    def _signed_in(self, shown: dict[str, Any]) -> Account:
        email, password = shown.get("email"), shown.get("password")
        account = self.state.account(email or "", shown.get("entity_id") or "")
        if email and password and password != REFUSED_PASSWORD:
            account.password = account.password or password
            if account.password == password:
                return account
        raise Refused(400, "invalid_credentials", "The email or the password is wrong.")

    def _let_in(self, headers: Mapping[str, str]) -> Account:
        token = headers.get("authorization", "").removeprefix("Bearer ")
        for account in self.state.accounts.values():
            if token in account.tokens and self._now() < account.tokens[token]:
                return account
        raise Refused(401, "unauthorized", "The token is missing, unknown or over.")

    @does("POST /auth")
    @does("GET /refresh")
    def _token(self, call: Call) -> Json:
        token = f"token-{self.state.new_id()}"
        call.account.tokens = {token: self._now() + timedelta(seconds=self._lifetime)}
        return {"access_token": token, "expires_in": self._lifetime}

    @does("GET /test")
    def _who(self, call: Call) -> Json:
        return {"user_id": call.account.email, "entity_id": call.account.entity_id or "entity"}

    @does("GET /documents")
    def _list(self, call: Call) -> Json:
        query = call.query
        if query.get("filter", "sent") not in FILTERS or query.get("sort_by", "created") not in ORDERS:
            raise Refused(400, "invalid_request", "There is no such filter or order.")
        found = [one for one in call.account.documents.values() if query.get("filter", one.status) == one.status]
        found.sort(key=lambda one: (one.created_at, one.id), reverse=query.get("sort_order") == "desc")
        offset, limit = int(query.get("offset", 0)), min(int(query.get("limit", PAGE)), PAGE)
        return [row_of(one) for one in found[offset : offset + limit]]

    @does("POST /documents")
    def _post(self, call: Call) -> Json:
        body = call.body
        recipients = body.get("recipients") or []
        if not body.get("name"):
            raise Refused(400, "invalid_request", "A document needs a name.")
        if not all(one.get("email") or one.get("mobile") for one in recipients):
            raise Refused(400, "invalid_request", "Each recipient needs an email or a mobile number.")
        _check_file(body.get("file_content", ""))
        made = Document(self.state.new_id(), body.get("external_id", ""), body["name"], self._now())
        made.expiration_date = body.get("expiration_date", "")
        made.file_content = body["file_content"]
        made.is_sms_sending = bool(body.get("is_sms_sending"))
        made.recipients = [{**one, "id": self.state.new_id()} for one in recipients]
        call.account.documents[made.id] = made
        if body.get("is_automatic_sending"):
            self._send_out(made)
        return self._whole(made)

    def _send_out(self, document: Document) -> None:
        document.send_date = self._now()
        self.happen(document.id, "sent")

    @does("GET /documents/external/{id}")
    def _by_external_id(self, call: Call) -> Json:
        for document in call.account.documents.values():
            if document.external_id == call.id:
                return self._whole(document)
        raise Refused(404, "not_found", "There is no such document.")

    @does("GET /documents/{id}")
    def _get(self, call: Call) -> Json:
        return self._whole(_of(call))

    @does("GET /documents/{id}/status")
    def _status(self, call: Call) -> Json:
        return {"status": _of(call).status}

    @does("GET /documents/{id}/events")
    def _events(self, call: Call) -> Json:
        document = _of(call)
        return [{**event, "document_id": document.id, "document_name": document.name} for event in document.events]

    @does("POST /documents/{id}/send")
    def _send(self, call: Call) -> Json:
        document = _of(call)
        if document.status != "draft":
            raise Refused(400, "invalid_request", "Only a draft can be sent.")
        self._send_out(document)
        return self._whole(document)

    @does("DELETE /documents/{id}")
    def _delete(self, call: Call) -> Response:
        """A closed one is really gone then: nobody should do that."""
        document = _of(call)
        self.happen(document.id, "recalled" if document.is_open else "deleted")
        return Response(204, "application/json", b"", self.limits)

    @does("POST /documents/{id}/reminders")
    def _remind(self, call: Call) -> Json:
        document = _of(call)
        if not document.is_open or not call.body.get("text"):
            raise Refused(400, "invalid_request", "There is nothing to remind of.")
        document.reminders.append({"type": call.body["type"], "text": call.body["text"]})
        return {}

    @does("GET /documents/{id}/download")
    def _download(self, call: Call) -> Json | Response:
        document = _of(call)
        if self.is_direct:
            return self._file(document)
        url = self.file_url or f"{self.origin}/files/{document.id}.pdf"
        return {"document_url": url, "file": f"{document.name}.pdf"}

    @does("GET /subscriptions")
    def _subscriptions(self, call: Call) -> Json:
        return call.account.subscriptions

    @does("POST /subscriptions")
    def _subscribe(self, call: Call) -> Json:
        """One that was made comes as a list."""
        if not call.body.get("event") or not call.body.get("target_url"):
            raise Refused(400, "invalid_request", "A subscription needs an event and an address.")
        call.account.subscriptions.append({**call.body, "id": self.state.new_id()})
        return call.account.subscriptions[-1:]

    def _page(self, method: str, path: str, body: bytes) -> Response:
        if path == "/documents":
            return index_of(one for account in self.state.accounts.values() for one in account.documents.values())
        place, _, identifier = path.rpartition("/")
        found = self.state.find(identifier.removesuffix(".pdf"))
        if found is None:
            return NOWHERE
        if place == "/files":
            return self._file(found[1])
        if place != "/document/view":
            return NOWHERE
        if method == "POST" and found[1].is_open:
            form = dict(parse_qsl(body.decode()))
            self.happen(identifier, form["status"], reason=form.get("reason", ""))
        if method == "POST":
            return Response(303, "text/plain", b"", {"Location": path})
        return page_of(found[1])

    def _file(self, document: Document) -> Response:
        content = b64decode(document.file_content)
        if document.sign_date:
            content += f"\n% signed on {written(document.sign_date)}\n".encode()
        return Response(200, "application/pdf", content)

    def _whole(self, document: Document) -> Json:
        return whole(document, f"{self.origin}/document/view/{document.id}")

    def _found(self, provider_document_id: str) -> tuple[Account, Document]:
        found = self.state.find(provider_document_id)
        if found is None:
            raise LookupError(provider_document_id)
        return found


def _of(call: Call) -> Document:
    if call.id not in call.account.documents:
        raise Refused(404, "not_found", "There is no such document.")
    return call.account.documents[call.id]


def _check_file(content: str) -> None:
    try:
        size = len(b64decode(content, validate=True))
    except NotBase64:
        size = 0
    if not 0 < size <= MOST_UPLOADED:
        raise Refused(400, "invalid_request", "A file in base64 is needed, of 10 MB at most.")
