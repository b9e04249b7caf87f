"""The approval page as a browser meets it: the real handlers behind a small web server, on the table in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from functions.accept_terms import handler as accept_terms
from functions.site import handler as site
from shared.adapters.dynamodb.confirmations import DynamoConfirmations, confirmation_write
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.confirmation import Confirmation, ConfirmedLine
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.locale import Locale
from shared.domain.product import Billing
from shared.domain.terms import Terms
from tests.support import seeds
from tests.support.builders import KEYS, NOON, PARTNER_ID, TAIL, TENANT, a_confirmation
from tests.support.events import Context, page_event

LINES = (
    ConfirmedLine(description="Microsoft 365 Business Premium", quantity=25, billing=Billing.MONTHLY),
    ConfirmedLine(description="Säkerhetskopiering i molnet, 100 GB", quantity=1_200, billing=Billing.MONTHLY),
    ConfirmedLine(description="Utökad övervakning dygnet runt", quantity=25, billing=Billing.MONTHLY, optional=True),
    ConfirmedLine(description="Installation och flytt av befintlig e-post", quantity=1, billing=Billing.ONE_TIME),
)

TERMS = {
    Locale.ENGLISH: """# General terms of Nordic Resale AB

These terms apply to every service that Nordic Resale AB (*we*) delivers to the customer (*you*).

## 1. What we deliver

1. We deliver the services listed in the proposal, from the date that we agree on.
2. **Changes** to a service are announced at least 30 days ahead.

## 2. Your responsibilities

- You keep passwords safe and tell us of anything suspicious.
- You appoint a person who decides in questions about the services.

## 3. Notice

Either party may give three months' notice in writing. See <https://reseller.example/terms>.

| Service | Support hours |
|---|---|
| Standard | 8-17 on weekdays |
| Extended | Around the clock |
""",
    Locale.SWEDISH: """# Allmänna villkor för Nordic Resale AB

Villkoren gäller alla tjänster som Nordic Resale AB (*vi*) levererar till kunden (*ni*).

## 1. Vad vi levererar

1. Vi levererar tjänsterna i förslaget från det datum som vi kommer överens om.
2. **Ändringar** i en tjänst meddelas minst 30 dagar i förväg.

## 2. Ert ansvar

- Ni förvarar lösenord säkert och meddelar oss om något misstänkt.
- Ni utser en person som beslutar i frågor om tjänsterna.

## 3. Uppsägning

Vardera parten kan säga upp avtalet skriftligen med tre månaders varsel. Se <https://reseller.example/villkor>.

| Tjänst | Tider för support |
|---|---|
| Standard | 8-17 på vardagar |
| Utökad | Dygnet runt |
""",
}


@dataclass
class ApprovalSite:
    """`url` is where it is; `at` is what the handlers take for the present."""

    table: DynamoTable
    at: datetime = NOON
    url: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        seeds.put_reseller(self.table)
        self._library = DynamoTermsLibrary(self.table, TENANT, self.now)
        self.terms = {locale: self._publish(locale) for locale in Locale}
        self.confirmations = DynamoConfirmations(self.table, TENANT, self.now)

    def now(self) -> datetime:
        return self.at

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)

    def put(self, *, locale: Locale = Locale.ENGLISH, **changes: Any) -> Confirmation:
        """A confirmation of its own in the table, as changed."""
        self.count += 1
        confirmation = replace(
            a_confirmation(
                id=f"cnf_01KAAAAB{self.count:02}{TAIL}", locale=locale, lines=LINES, terms=self.terms[locale].reference
            ),
            **changes,
        )
        self.table.commit([confirmation_write(TENANT, confirmation, replaces=None)])
        return confirmation

    def path(self, confirmation: Confirmation, number: int | None = None) -> str:
        link = Link(
            purpose=Purpose.APPROVE,
            partner_id=PARTNER_ID,
            object_id=confirmation.id,
            number=confirmation.link_number if number is None else number,
        )
        return f"/approve/{seal_link(link, KEYS)}"

    def _publish(self, locale: Locale) -> Terms:
        newest = self._library.newest(locale)
        title = {Locale.ENGLISH: "General terms", Locale.SWEDISH: "Allmänna villkor"}[locale]
        terms = Terms(
            locale=locale,
            version=(newest.version if newest else 0) + 1,
            title=title,
            body_markdown=TERMS[locale],
            created_at=NOON,
        )
        self._library.add(terms, None)
        return terms


@contextmanager
def serving(approval_site: ApprovalSite) -> Iterator[ApprovalSite]:
    """Requests are answered one at a time: the table in memory isn't made for several."""
    lock = Lock()

    class Gateway(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def _answer(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                event = page_event(self.command, address.path, headers=headers, query=dict(parse_qsl(address.query)))
            except LookupError:
                self.send_error(404)
                return
            event["body"], event["isBase64Encoded"] = body.decode(), False
            handlers = accept_terms if address.path.startswith("/approve/") else site
            with lock:
                result = handlers.lambda_handler(event, Context())
            self._send(result)

        def _send(self, result: dict[str, Any]) -> None:
            body = result["body"].encode()
            if result.get("isBase64Encoded"):
                from base64 import b64decode

                body = b64decode(body)
            self.send_response(result["statusCode"])
            for name, value in result["headers"].items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_HEAD = do_POST = _answer  # noqa: N815 - http.server's names

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        approval_site.url = f"http://127.0.0.1:{server.server_port}"
        yield approval_site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
