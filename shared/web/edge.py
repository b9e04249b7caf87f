"""The HTML edge, once for every function that serves pages: routing, headers, refusals, one log line a request.

API Gateway has matched the route already (`routeKey`), so nothing here looks at the address: it may hold a secret.
"""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from shared.domain.confirmation import Origin
from shared.domain.errors import BodyTooLarge, DomainError, Malformed, NotFound, Unavailable
from shared.limits import MAX_BODY
from shared.observability import logger, place_of
from shared.web.refusal_page import refusal_page

MAX_USER_AGENT = 500

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


class NotAForm(DomainError):
    pass


STATUS: dict[type[DomainError], HTTPStatus] = {
    Malformed: HTTPStatus.BAD_REQUEST,
    NotFound: HTTPStatus.NOT_FOUND,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    NotAForm: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebRequest:
    """`address` is path and query as sent; it may hold a secret. `headers` have lower-case names, as API Gateway
    gives them; `body` is empty where none was sent."""

    method: str
    address: str
    path: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class WebAnswer:
    """`cookies` are values of Set-Cookie; `log` goes into the log line: never an address, never personal data."""

    status: HTTPStatus = HTTPStatus.OK
    body: str | bytes = ""
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()
    log: dict[str, Any] = field(default_factory=dict)


type Handler = Callable[[WebRequest], WebAnswer]


class Edge:
    def __init__(self) -> None:
        self._routes: dict[str, tuple[Handler, int]] = {}

    def route(self, *keys: str, max_body: int = MAX_BODY) -> Callable[[Handler], Handler]:
        """`@edge.route("GET /health")`: by the keys that the template gives the routes."""

        def register(handler: Handler) -> Handler:
            self._routes.update(dict.fromkeys(keys, (handler, max_body)))
            return handler

        return register

    def serves(self, event: dict[str, Any]) -> bool:
        return event.get("routeKey") in self._routes

    def resolve(self, event: dict[str, Any]) -> dict[str, Any]:
        route, request_id = event["routeKey"], event["requestContext"]["requestId"]
        answer = self._answer(route, event)
        level = logger.error if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR else logger.info
        level("request", route=route, status=answer.status, request_id=request_id, **answer.log)
        return _as_proxy_result(answer, without_body=event["requestContext"]["http"]["method"] == "HEAD")

    def _answer(self, route: str, event: dict[str, Any]) -> WebAnswer:
        try:
            if route not in self._routes:
                raise NotFound
            handler, max_body = self._routes[route]
            return handler(read_request(event, max_body))
        except DomainError as refusal:
            status = next((STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS), None)
            if status is None:
                return failed(refusal)
            headers = {"Retry-After": "5"} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
            return WebAnswer(status=status, body=refusal_page(status), headers=headers, log={"code": refusal.code})
        except Exception as error:  # noqa: BLE001 - the reader gets a page, the log gets where, neither which data
            return failed(error)


def read_request(event: dict[str, Any], max_body: int) -> WebRequest:
    """Raises Malformed, BodyTooLarge."""
    http = event["requestContext"]["http"]
    return WebRequest(
        method=http["method"],
        address=f"{event['rawPath']}?{event['rawQueryString']}".removesuffix("?"),
        path=event.get("pathParameters") or {},
        query=event.get("queryStringParameters") or {},
        headers={name.lower(): value for name, value in event.get("headers", {}).items()},
        cookies=_read_cookies(event.get("cookies", [])),
        body=_read_body(event, max_body),
        origin=Origin(ip=http["sourceIp"], user_agent=http.get("userAgent", "")[:MAX_USER_AGENT]),
    )


def _read_cookies(sent: list[str]) -> dict[str, str]:
    """Of two cookies of one name the first counts: browsers send the one for the longest path first."""
    pairs = (cookie.partition("=") for cookie in sent)
    return dict(reversed([(name.strip(), value) for name, _, value in pairs]))


def _read_body(event: dict[str, Any], max_body: int) -> bytes:
    sent = event.get("body") or ""
    try:
        body = b64decode(sent) if event.get("isBase64Encoded") else sent.encode()
    except NotBase64:
        raise Malformed("The body can't be read.") from None
    if len(body) > max_body:
        raise BodyTooLarge("A request to this page may not hold so much.")
    return body


def failed(error: Exception) -> WebAnswer:
    """What nobody foresaw: the log says where, the reader that it was our fault."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return WebAnswer(status=status, body=refusal_page(status), log={"code": "internal_error"} | place_of(error))


def _as_proxy_result(answer: WebAnswer, *, without_body: bool) -> dict[str, Any]:
    body = "" if without_body else answer.body
    result: dict[str, Any] = {
        "statusCode": int(answer.status),
        "headers": {**HEADERS, "Content-Type": answer.content_type, **answer.headers},
        "body": b64encode(body).decode() if isinstance(body, bytes) else body,
    }
    if answer.cookies:
        result["cookies"] = list(answer.cookies)
    if isinstance(body, bytes):
        result["isBase64Encoded"] = True
    return result
