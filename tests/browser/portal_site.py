"""The portal as a browser meets it: the handlers that the template names, behind a web server, on AWS in memory."""

import importlib
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from playwright.sync_api import BrowserContext

from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.user import User
from shared.web.tickets import COOKIE
from tests.support.builders import NOON
from tests.support.events import Context
from tests.support.portal import Visitor
from tests.support.template import load_template, resources_of


@dataclass
class PortalSite:
    """`url` is where it is; `at` is what the handlers take for the present. `busy` is held by whoever asks AWS: what is
    in memory isn't made for several at a time."""

    table: DynamoTable
    at: datetime = NOON
    url: str = ""
    busy: Lock = field(default_factory=Lock)

    def now(self) -> datetime:
        return self.at

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)

    def let_in(self, context: BrowserContext, user: User) -> None:
        """The browser gets a session of the user, whose row must be in the table."""
        ticket = Visitor.signed_in(self.table, user, None, self.at).cookies[COOKIE]
        plant(context, self.url, ticket)


def plant(context: BrowserContext, url: str, ticket: str) -> None:
    """The address with https: a test may set a Secure cookie for no other, while the browser sends it to loopback."""
    secure = url.replace("http:", "https:")
    context.add_cookies([{"name": COOKIE, "value": ticket, "url": secure, "httpOnly": True, "sameSite": "Strict"}])


@cache
def routes() -> list[tuple[str, str, str, re.Pattern[str]]]:
    """Module of the handler, method, path and its pattern of every route without a token; the most exact ones first."""
    found = [
        (function["Handler"].rpartition(".")[0], route["Method"], route["Path"])
        for function in resources_of("AWS::Serverless::Function", load_template()).values()
        for route in (event["Properties"] for event in function.get("Events", {}).values())
        if route.get("Auth") == {"Authorizer": "NONE"}
    ]
    found.sort(key=lambda route: ("+}" in route[2], route[2].count("{")))
    return [(module, method, path, _pattern(path)) for module, method, path in found]


def _pattern(path: str) -> re.Pattern[str]:
    greedy = re.sub(r"{(\w+)\+}", r"(?P<\1>.+)", path)
    return re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", greedy))


def event_of(method: str, address: str, headers: dict[str, str], body: bytes) -> tuple[str, dict[str, Any]]:
    """The module that answers, and what API Gateway would hand it. Raises LookupError where there is no route."""
    parts = urlsplit(address)
    for module, of_method, path, pattern in routes():
        matched = pattern.fullmatch(parts.path)
        if matched and of_method == method:
            cookies = headers.pop("cookie", "")
            event = {
                "version": "2.0",
                "routeKey": f"{method} {path}",
                "rawPath": parts.path,
                "rawQueryString": parts.query,
                "headers": headers,
                "cookies": cookies.split("; ") if cookies else [],
                "pathParameters": {name: unquote(value) for name, value in matched.groupdict().items()},
                "queryStringParameters": dict(parse_qsl(parts.query, keep_blank_values=True)),
                "requestContext": {
                    "requestId": "browser",
                    "http": {"method": method, "path": parts.path, "sourceIp": "192.0.2.7", "userAgent": "browser"},
                },
                "body": b64encode(body).decode(),
                "isBase64Encoded": True,
            }
            return module, event
    raise LookupError(address)


@contextmanager
def serving(site: PortalSite) -> Iterator[PortalSite]:
    class Gateway(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                module, event = event_of(self.command, self.path, headers, body)
            except LookupError:
                self.send_error(404)
                return
            with site.busy:
                self._send(importlib.import_module(module).lambda_handler(event, Context()))

        def _send(self, result: dict[str, Any]) -> None:
            body = b64decode(result["body"]) if result.get("isBase64Encoded") else result["body"].encode()
            self.send_response(result["statusCode"])
            for name, value in result["headers"].items():
                self.send_header(name, value)
            for cookie in result.get("cookies", []):
                self.send_header("Set-Cookie", cookie)
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
        site.url = f"http://127.0.0.1:{server.server_port}"
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
