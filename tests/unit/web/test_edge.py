from collections.abc import Callable
from typing import Any

import pytest

from shared.domain.errors import BodyTooLarge, ConcurrentChange, Conflict, DomainError, Malformed, NotFound
from shared.limits import MAX_BODY
from shared.web.edge import MAX_USER_AGENT, Edge, NotAForm, WebAnswer, WebRequest
from tests.support.events import page_event

APPROVAL = "/approve/a-token"


def serve(handler: Callable[[WebRequest], WebAnswer], event: dict[str, Any] | None = None) -> dict[str, Any]:
    edge = Edge()
    edge.route("GET /approve/{token}", "HEAD /approve/{token}", "POST /approve/{token}")(handler)
    return edge.resolve(event or page_event("GET", APPROVAL))


def refuse(refusal: Exception) -> Callable[[WebRequest], WebAnswer]:
    def handler(_: WebRequest) -> WebAnswer:
        raise refusal

    return handler


def test_a_handler_gets_what_was_sent() -> None:
    seen: list[WebRequest] = []

    def handler(request: WebRequest) -> WebAnswer:
        seen.append(request)
        return WebAnswer(body="Hello")

    event = page_event("POST", APPROVAL, {"a": "å"}, query={"lang": "sv"}, headers={"User-Agent": "x" * 9_000})
    event["requestContext"]["http"]["userAgent"] = "x" * 9_000
    answer = serve(handler, event)

    assert (seen[0].method, seen[0].path, seen[0].query) == ("POST", {"token": "a-token"}, {"lang": "sv"})
    assert seen[0].body == b"a=%C3%A5"
    assert seen[0].headers["content-type"] == "application/x-www-form-urlencoded"
    assert (seen[0].origin.ip, len(seen[0].origin.user_agent)) == ("192.0.2.7", MAX_USER_AGENT)
    assert (answer["statusCode"], answer["body"]) == (200, "Hello")


def test_head_is_answered_without_a_body() -> None:
    answer = serve(lambda _: WebAnswer(body="Hello"), page_event("HEAD", APPROVAL))

    assert (answer["statusCode"], answer["body"]) == (200, "")


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (Malformed("?"), 400),
        (NotFound(), 404),
        (BodyTooLarge("?"), 413),
        (NotAForm("?"), 415),
        (ConcurrentChange(), 503),
        (Conflict("a refusal that the handler should have made a page of"), 500),
        (DomainError("?"), 500),
        (RuntimeError("secret"), 500),
    ],
)
def test_refusals_become_pages_in_both_languages(refusal: Exception, status: int) -> None:
    answer = serve(refuse(refusal))

    assert answer["statusCode"] == status
    assert answer["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert '<section lang="en">' in answer["body"]
    assert '<section lang="sv">' in answer["body"]
    assert "secret" not in answer["body"]
    assert ("Retry-After" in answer["headers"]) is (status == 503)


def test_an_unknown_route_is_not_found() -> None:
    assert Edge().resolve(page_event("GET", APPROVAL))["statusCode"] == 404


def test_a_body_may_be_as_large_as_the_limit() -> None:
    event = page_event("POST", APPROVAL)
    event["body"] = "x" * MAX_BODY
    assert serve(lambda _: WebAnswer(), event)["statusCode"] == 200

    event["body"] += "x"
    assert serve(lambda _: WebAnswer(), event)["statusCode"] == 413


def test_a_page_that_takes_files_may_take_more() -> None:
    edge = Edge()
    edge.route("POST /approve/{token}", max_body=MAX_BODY + 1)(lambda _: WebAnswer())
    event = page_event("POST", APPROVAL)

    for size, status in ((MAX_BODY + 1, 200), (MAX_BODY + 2, 413)):
        event["body"] = "x" * size
        assert edge.resolve(event)["statusCode"] == status


def test_a_body_that_cannot_be_unpacked_is_refused() -> None:
    event = page_event("POST", APPROVAL) | {"body": "x", "isBase64Encoded": True}

    assert serve(lambda _: WebAnswer(), event)["statusCode"] == 400
