"""A signed-in person with a browser, at the handler of one function."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.sessions import DynamoSessions
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.adapters.dynamodb.users import user_json
from shared.domain.session import Session
from shared.domain.tenant import Tenant
from shared.domain.user import User
from shared.web.guards import csrf_token
from shared.web.tickets import COOKIE, Ticket, seal_ticket
from tests.support.builders import KEYS, NOON
from tests.support.events import Context, page_event

ORIGIN = "https://countersign.example"
HOST = "countersign.example"


def put_user(table: DynamoTable, user: User) -> None:
    """The user's row alone: enough for whatever reads it."""
    key = keys.user(Tenant(user.partner_id), user.id, user.customer_id)
    table.commit([Write(key=key, data=user_json.dump_json(user).decode(), version=user.version)])


@dataclass
class Visitor:
    """Somebody with a browser: `get` and `post` answer as Lambda does, cookies are kept, of the last page its fields.

    `Visitor(handler)` is a stranger, `Visitor.signed_in(table, user, handler)` isn't. `handler` is a module.
    """

    handler: Any
    session: Session | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)

    @classmethod
    def signed_in(cls, table: DynamoTable, user: User, handler: Any, at: datetime = NOON) -> "Visitor":
        """With a session of its own, begun at `at`; `user` must be in the table."""
        secret = hashlib.sha256(f"{user.id} {at.isoformat()}".encode()).digest()
        ticket = Ticket(
            partner_id=user.partner_id, user_id=user.id, of_storefront=bool(user.customer_id), secret=secret, seen_at=at
        )
        session = Session(
            digest=ticket.digest,
            partner_id=user.partner_id,
            user_id=user.id,
            customer_id=user.customer_id,
            created_at=at,
        )
        DynamoSessions(table).start(session)
        return cls(handler, session, {COOKIE: seal_ticket(ticket, KEYS)})

    def get(self, path: str, query: dict[str, str] | None = None, **headers: str) -> dict[str, Any]:
        event = page_event("GET", path, query=query, headers=self._headers(headers))
        return self._send(event)

    def post(self, path: str, form: Mapping[str, str | Sequence[str]] | None = None, **headers: str) -> dict[str, Any]:
        """With what our own page would send along, unless `form` or `headers` say otherwise."""
        token = {"csrf": csrf_token(self.session, KEYS)} if self.session else self.hidden
        event = page_event(
            "POST", path, {**token, **(form or {})}, headers=self._headers({"origin": ORIGIN, **headers})
        )
        return self._send(event)

    def upload(self, path: str, field: str, name: str, content: bytes, **form: str) -> dict[str, Any]:
        """With a file, as a browser sends a form of `multipart/form-data`."""
        boundary = b"----WebKitFormBoundaryuKNA1jPhOuR7uR1n"
        fields = ({"csrf": csrf_token(self.session, KEYS)} if self.session else {}) | form
        parts = [
            *(f'Content-Disposition: form-data; name="{it}"\r\n\r\n{fields[it]}'.encode() for it in fields),
            f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'.encode()
            + b"Content-Type: application/octet-stream\r\n\r\n"
            + content,
        ]
        body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + boundary + b"--\r\n"
        sent = self._headers({"origin": ORIGIN, "content-type": f"multipart/form-data; boundary={boundary.decode()}"})
        event = page_event("POST", path, headers=sent)
        event["body"], event["isBase64Encoded"] = b64encode(body).decode(), True
        return self._send(event)

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        return {"host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}

    def _send(self, event: dict[str, Any]) -> dict[str, Any]:
        event["cookies"] = [f"{name}={value}" for name, value in self.cookies.items()]
        answer: dict[str, Any] = self.handler.lambda_handler(event, Context())
        for cookie in answer.get("cookies", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in cookie:
                del self.cookies[name]
        self.hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer["body"]))
        return answer
