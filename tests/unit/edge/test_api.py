import base64
import io
import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from pydantic import BaseModel

from shared.api import Api
from shared.domain.errors import ConcurrentChange, Conflict, NotFound, Stale, TooManyRequests
from shared.domain.once import AlreadyAnswered, Once
from shared.limits import MAX_BODY
from shared.models import AnswerModel, RequestModel
from shared.observability import logger
from shared.problems import MOST_FAULTS, MOST_OF_NAME
from shared.requests import Group, Request
from tests.support.events import DISTRIBUTOR_CLAIMS, MEMBER_CLAIMS, SELLER_CLAIMS, Context, answer_of, api_event


class Order(RequestModel):
    name: str
    quantity: int


class Query(RequestModel):
    limit: int = 25


class Placed(AnswerModel):
    name: str
    version: int = 1


class SoldOut(Conflict):
    pass


def call(
    event: dict[str, Any], act: Callable[[Request[Any]], BaseModel] = lambda request: Placed(name=request.content.name)
) -> dict[str, Any]:
    api = Api()

    @api.post("/v1/orders", body=Order, answer=Placed)
    def post_order(request: Request[Order]) -> BaseModel:
        return act(request)

    @api.patch("/v1/orders/{order_id}", body=Order, answer=Placed)
    def patch_order(request: Request[Order]) -> BaseModel:
        return act(request)

    @api.get("/v1/orders", query=Query, answer=Placed)
    def get_orders(request: Request[Query]) -> BaseModel:
        return act(request)

    @api.post("/v1/distributor/orders", body=Order, answer=Placed, group=Group.DISTRIBUTOR)
    def post_distributor_order(request: Request[Order]) -> BaseModel:
        return act(request)

    return api.resolve(event, Context())


def refuse(error: Exception) -> Callable[[Request[Any]], BaseModel]:
    def act(_: Request[Any]) -> BaseModel:
        raise error

    return act


GOOD = {"name": "Ada", "quantity": 1}


def test_a_good_request_is_answered_with_json() -> None:
    response = call(api_event("POST", "/v1/orders", GOOD))

    assert (response["statusCode"], answer_of(response)) == (201, {"name": "Ada", "version": 1})
    assert response["headers"]["Content-Type"] == "application/json"


def test_a_body_that_the_gateway_encoded_is_read() -> None:
    event = api_event("POST", "/v1/orders", base64.b64encode(json.dumps(GOOD).encode()).decode())

    assert call(event | {"isBase64Encoded": True})["statusCode"] == 201


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({}, "https://api.example", id="as-clients-reach-us"),
        pytest.param({"x-forwarded-proto": "http"}, "http://api.example", id="as-on-one-machine"),
    ],
)
def test_a_handler_knows_where_we_were_reached(sent: dict[str, str], expected: str) -> None:
    event = api_event("POST", "/v1/orders", GOOD, headers={"host": "api.example", **sent})

    assert answer_of(call(event, lambda request: Placed(name=request.origin)))["name"] == expected


def test_all_wrong_fields_are_named_at_once() -> None:
    response = call(api_event("POST", "/v1/orders", {"quantity": "many", "color": "red"}))

    problem = answer_of(response)
    assert response["statusCode"] == 422
    assert response["headers"]["Content-Type"] == "application/problem+json"
    assert {(error["field"], error["code"]) for error in problem["errors"]} == {
        ("name", "missing"),
        ("quantity", "int_parsing"),
        ("color", "extra_forbidden"),
    }
    assert {"type", "title", "status", "detail", "code", "request_id", "errors"} == problem.keys()
    assert "many" not in response["body"]


def test_of_endless_faults_the_first_are_named_and_of_an_endless_name_the_beginning() -> None:
    sent = GOOD | {f"{number}{'x' * 300}": 1 for number in range(MOST_FAULTS + 1)}

    errors = answer_of(call(api_event("POST", "/v1/orders", sent)))["errors"]

    assert len(errors) == MOST_FAULTS
    assert {len(error["field"]) for error in errors} == {MOST_OF_NAME}


@pytest.mark.parametrize(
    ("event", "status", "code"),
    [
        pytest.param(api_event("POST", "/v1/orders", "{"), 400, "malformed", id="not-json"),
        pytest.param(api_event("POST", "/v1/orders"), 400, "malformed", id="no-body"),
        pytest.param(api_event("POST", "/v1/orders", "\udcff"), 400, "malformed", id="not-unicode"),
        pytest.param(api_event("POST", "/v1/orders", "[]"), 422, "invalid", id="a-list"),
        pytest.param(
            api_event("POST", "/v1/orders", GOOD, headers={"content-type": "text/plain"}), 415, "not_json", id="text"
        ),
        pytest.param(
            api_event("POST", "/v1/orders", {"name": "a" * MAX_BODY, "quantity": 1}), 413, "body_too_large", id="large"
        ),
        pytest.param(api_event("POST", "/v1/orders", GOOD, claims={}), 401, "unauthenticated", id="no-claims"),
        pytest.param(
            api_event("POST", "/v1/orders", GOOD, claims=SELLER_CLAIMS | {"token_use": "access"}),
            401,
            "unauthenticated",
            id="access-token",
        ),
        pytest.param(api_event("POST", "/v1/orders", GOOD, claims=DISTRIBUTOR_CLAIMS), 403, "forbidden", id="group"),
        pytest.param(
            api_event("POST", "/v1/orders", GOOD, claims=SELLER_CLAIMS | {"custom:partner_id": ""}),
            403,
            "forbidden",
            id="no-partner",
        ),
        pytest.param(api_event("GET", "/v1/nowhere"), 404, "not_found", id="no-such-route"),
        pytest.param(
            api_event("PATCH", "/v1/orders/1", GOOD, headers={"if-match": "newest"}), 400, "malformed", id="if-match"
        ),
        pytest.param(
            api_event("POST", "/v1/orders", GOOD, headers={"idempotency-key": "short"}), 422, "invalid", id="key"
        ),
        pytest.param(api_event("GET", "/v1/orders", query={"limit": "x"}), 422, "invalid", id="query"),
    ],
)
def test_what_can_t_be_taken_is_refused(event: dict[str, Any], status: int, code: str) -> None:
    response = call(event, lambda _: Placed(name="taken"))

    assert (response["statusCode"], answer_of(response)["code"]) == (status, code)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound(), 404, "not_found"),
        (SoldOut("gone"), 409, "sold_out"),
        (Stale(3), 412, "stale_version"),
        (TooManyRequests("wait", retry_after=7), 429, "too_many_requests"),
        (ConcurrentChange(), 503, "concurrent_change"),
        (ZeroDivisionError("secret: 42"), 500, "internal_error"),
    ],
)
def test_a_refusal_becomes_its_status(error: Exception, status: int, code: str) -> None:
    response = call(api_event("POST", "/v1/orders", GOOD), refuse(error))

    assert (response["statusCode"], answer_of(response)["code"]) == (status, code)
    assert "secret" not in response["body"]


def test_who_must_wait_is_told_how_long() -> None:
    response = call(api_event("POST", "/v1/orders", GOOD), refuse(TooManyRequests("wait", retry_after=7)))

    assert response["headers"]["Retry-After"] == "7"


def test_groups_come_as_the_gateway_flattens_them() -> None:
    claims = DISTRIBUTOR_CLAIMS | {"cognito:groups": "[staff distributor]"}

    assert call(api_event("POST", "/v1/distributor/orders", GOOD, claims=claims))["statusCode"] == 201


@pytest.mark.parametrize(("header", "version"), [('"3"', 3), ("3", 3), ('W/"3"', 3), ("*", None), (None, None)])
def test_a_version_may_be_given(header: str | None, version: int | None) -> None:
    seen: list[int | None] = []

    def act(request: Request[Any]) -> BaseModel:
        seen.append(request.expected_version)
        return Placed(name=request.path["order_id"])

    headers = {} if header is None else {"if-match": header}
    call(api_event("PATCH", "/v1/orders/1", GOOD, headers=headers), act)
    assert seen == [version]


def keep(seen: list[Once[Any] | None]) -> Callable[[Request[Any]], BaseModel]:
    def act(request: Request[Any]) -> BaseModel:
        seen.append(request.once(lambda made: Placed(name=made)))
        return Placed(name="kept")

    return act


def test_a_key_is_bound_to_its_route_and_its_body() -> None:
    seen: list[Any] = []
    headers = {"idempotency-key": "a-key-of-mine"}
    for event in (
        api_event("POST", "/v1/orders", GOOD, headers=headers),
        api_event("POST", "/v1/orders", GOOD | {"quantity": 2}, headers=headers),
        api_event("POST", "/v1/distributor/orders", GOOD, headers=headers, claims=DISTRIBUTOR_CLAIMS),
    ):
        call(event, keep(seen))

    first, other_body, other_route = seen
    assert first.key == other_body.key != other_route.key
    assert first.fingerprint == other_route.fingerprint != other_body.fingerprint
    assert first.present("Ada") == '{"name":"Ada","version":1}'


def test_without_a_key_nothing_is_kept() -> None:
    seen: list[Any] = []
    call(api_event("POST", "/v1/orders", GOOD), keep(seen))

    assert seen == [None]


def test_a_repeated_request_gets_the_first_answer_as_it_was() -> None:
    response = call(api_event("POST", "/v1/orders", GOOD), refuse(AlreadyAnswered('{"name":"first"}')))

    assert (response["statusCode"], response["body"]) == (HTTPStatus.CREATED, '{"name":"first"}')


def test_a_request_leaves_one_line_in_the_log_without_personal_data() -> None:
    log = io.StringIO()
    handler = logger.registered_handler
    assert isinstance(handler, logging.StreamHandler)
    stream = handler.setStream(log)
    call(api_event("POST", "/v1/orders", {"name": "Ada Lovelace", "quantity": 1}, claims=MEMBER_CLAIMS))
    handler.setStream(stream)

    (line,) = log.getvalue().splitlines()
    logged = json.loads(line)
    assert (logged["route"], logged["status"], logged["request_id"]) == ("POST /v1/orders", 201, "test-request")
    assert "Ada" not in line
    assert SELLER_CLAIMS["email"] not in line
