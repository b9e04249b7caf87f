"""The stand-in for GetAccept behind a real connection, and our client of it; time goes on only when somebody waits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from urllib3 import BaseHTTPResponse, PoolManager, Timeout

from local.getaccept.fake import FakeGetAccept, kind_of
from shared import settings
from shared.adapters.signing.getaccept import GetAccept
from shared.adapters.signing.getaccept_session import GetAcceptSession, ReadCredentials, Standings
from shared.domain.signing_credentials import SigningCredentials
from tests.support.builders import NOON

CREDENTIALS = SigningCredentials(email="sign@reseller.example", password="a password at GetAccept")


@dataclass
class Waiting:
    """The clock of the fake and of its clients; `slept` is what they waited for."""

    at: datetime = NOON
    slept: list[float] = field(default_factory=list)

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


@dataclass
class GetAcceptSite:
    """`delivered` is what webhooks were told."""

    fake: FakeGetAccept
    pool: PoolManager
    waiting: Waiting = field(default_factory=Waiting)
    standings: Standings = field(default_factory=dict)
    delivered: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def client(self, read: ReadCredentials | SigningCredentials = CREDENTIALS) -> GetAccept:
        """As of a process that lives on: tokens are kept."""
        return GetAccept(self.session(read))

    def session(self, read: ReadCredentials | SigningCredentials = CREDENTIALS) -> GetAcceptSession:
        return GetAcceptSession(
            f"{self.fake.origin}/v1",
            always(read) if isinstance(read, SigningCredentials) else read,
            pool=self.pool,
            standings=self.standings,
            now=self.waiting.now,
            random_bytes=bytes,
            sleep=self.waiting.sleep,
        )

    def calls(self, kind: str = "") -> int:
        """Those of all accounts, of one kind or of every."""
        return sum(count for (_, of_kind), count in self.fake.calls.items() if not kind or of_kind == kind)


class Connections(PoolManager):
    """They wait for an answer as ever, but where none is planned: not for long."""

    def __init__(self, fake: FakeGetAccept) -> None:
        super().__init__(maxsize=4)
        self._fake = fake

    def request(self, method: str, url: str, **options: Any) -> BaseHTTPResponse:  # type: ignore[override]
        kind, _ = kind_of(method, urlsplit(url).path.removeprefix("/v1"))
        if self._fake.faults.is_silent(kind):
            options["timeout"] = Timeout(connect=2, read=0.05)
        return super().request(method, url, **options)


def always(credentials: SigningCredentials) -> ReadCredentials:
    def read(*, fresh: bool) -> SigningCredentials:
        return credentials

    return read


@contextmanager
def getaccept_site() -> Iterator[GetAcceptSite]:
    waiting, delivered = Waiting(), list[tuple[str, dict[str, Any]]]()
    fake = FakeGetAccept(waiting.now, deliver=lambda url, told: delivered.append((url, told)))
    pool = Connections(fake)
    with fake.faults.letting_go(), _serving(fake):
        yield GetAcceptSite(fake, pool, waiting, delivered=delivered)
        pool.clear()


@contextmanager
def getaccept_in_place(monkeypatch: pytest.MonkeyPatch) -> Iterator[GetAcceptSite]:
    """The functions take it for GetAccept."""
    with getaccept_site() as site:
        monkeypatch.setenv("GETACCEPT_BASE_URL", f"{site.fake.origin}/v1")
        settings.settings.cache_clear()
        yield site


@contextmanager
def _serving(fake: FakeGetAccept) -> Iterator[None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_of(fake))
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    fake.origin = f"http://127.0.0.1:{server.server_port}"
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler_of(fake: FakeGetAccept) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5
        disable_nagle_algorithm = True

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = fake.answer(self.command, self.path, headers, body)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Type", answer.content_type)
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            try:
                self.wfile.write(answer.body)
            except ConnectionError:
                self.close_connection = True  # whoever asked has heard enough

        do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - http.server's names

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
            pass

    return Handler
