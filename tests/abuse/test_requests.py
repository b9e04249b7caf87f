"""Whatever comes to a JSON route is taken or refused as documented: it never breaks, and every wrong field is named."""

import json
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.dynamodb.table import DynamoTable
from shared.limits import MAX_BODY
from tests.abuse.anything import like, nasty
from tests.abuse.conftest import ABUSE
from tests.abuse.routes import CLAIMS, DOCUMENT, Route, filled, handle, parameters, rows, signed_in
from tests.support.builders import OTHER_PARTNER_ID
from tests.support.events import api_event
from tests.support.two_resellers import OWN

HERE = OWN | {"partner_id": OTHER_PARTNER_ID, "external_id": "D-1", "sku": "BACKUP-100"}
WITH_BODY = [route for route in signed_in() if route.body is not None]
WITH_QUERY = [route for route in signed_in() if route.query]
each_body = pytest.mark.parametrize("route", WITH_BODY, ids=lambda route: route.name)
each_query = pytest.mark.parametrize("route", WITH_QUERY, ids=lambda route: route.name)

pytestmark = pytest.mark.usefixtures("resellers")


def send(route: Route, body: str | None = None, **event: Any) -> dict[str, Any]:
    sent = api_event(route.method, filled(route.path, HERE), body, claims=CLAIMS[route.group], **event)
    return handle(route.name, sent)


def check(route: Route, answer: dict[str, Any]) -> None:
    """It is one of the document's answers, and a refusal is a problem that names what is wrong."""
    status = answer["statusCode"]
    assert status < 500, answer["body"]
    assert str(status) in route.operation["responses"], (route.name, status, answer["body"])
    if status >= 400:
        told = json.loads(answer["body"])
        assert answer["headers"]["Content-Type"] == "application/problem+json"
        assert told["status"] == status
        assert told["code"]
        assert told["code"] != "invalid" or told["errors"]
        assert all(error["code"] and error["message"] for error in told.get("errors", []))


def test_there_are_routes_to_try() -> None:
    assert len(WITH_BODY) > 40
    assert len(WITH_QUERY) > 15
    assert all(name in HERE for route in signed_in() for name in parameters(route.path))


@each_body
@ABUSE
@given(data=st.data())
def test_any_json_is_taken_or_refused_field_by_field(route: Route, data: st.DataObject) -> None:
    body = data.draw(like(route.body))

    check(route, send(route, json.dumps(body)))


@each_query
@ABUSE
@given(data=st.data())
def test_any_query_is_taken_or_refused(route: Route, data: st.DataObject) -> None:
    names = st.sampled_from([*route.query, "unknown"])
    query = data.draw(st.dictionaries(names, nasty.map(lambda it: it.encode(errors="replace").decode()), max_size=3))

    check(route, send(route, query=query))


@each_query
def test_a_cursor_that_was_not_given_leads_nowhere(route: Route) -> None:
    for cursor in ("", "x", "=", "é", "A" * 4001, "../..", "AAAA", "eyJwayI6ICJQIn0"):
        if "cursor" in route.query:
            answer = send(route, query={"cursor": cursor})

            check(route, answer)
            assert answer["statusCode"] in {400, 422}, cursor


RAW = {
    "nothing": "",
    "no-json": "{",
    "two-documents": "{}{}",
    "trailing-comma": '{"name": "x",}',
    "comment": "{/**/}",
    "a-number-that-is-none": '{"name": NaN}',
    "infinity": "[1e999, -Infinity]",
    "a-list": "[]",
    "a-text": '"{}"',
    "null": "null",
    "deep-lists": "[" * 100_000,
    "deep-objects": '{"a":' * 30_000 + "1" + "}" * 30_000,
    "half-a-character": '{"name": "\\ud800"}',
    "byte-order-mark": "\ufeff{}",
    "a-control-character-in-a-text": '{"name": "a\x00b"}',
    "many-names": json.dumps({f"n{number}": number for number in range(1000)}),
    "a-number-of-many-digits": f'{{"name": {"9" * 200_000}}}',
    "prototype": '{"__proto__": {"is_admin": true}, "constructor": {}, "__class__": {}}',
}


@pytest.mark.parametrize("raw", RAW.values(), ids=RAW)
def test_a_body_that_is_none_is_refused_by_every_route_and_changes_nothing(raw: str, resellers: DynamoTable) -> None:
    taking_nothing = [] if raw else [one for one in WITH_BODY if not one.operation["requestBody"]["required"]]
    before = rows(resellers)
    for route in (one for one in WITH_BODY if one not in taking_nothing):
        answer = send(route, raw or None)

        check(route, answer)
        assert answer["statusCode"] in {400, 422}, route.name
    assert rows(resellers) == before


SENT_BY_ANY_PAGE = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
"""Browsers send these to anybody, from any page, without asking first."""


def lists_of(schema: dict[str, Any]) -> set[str]:
    schema = DOCUMENT["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
    names = {
        name
        for name, field in schema.get("properties", {}).items()
        if any(one.get("type") == "array" for one in (field, *field.get("anyOf", ())))
    }
    return names.union(*(lists_of(one) for one in schema.get("anyOf", ())))


def test_however_much_is_wrong_the_answer_can_be_sent() -> None:
    """Lambda answers with 6 MB at most: above that it is an answer of API Gateway's, with 500."""
    lists = [(route, name) for route in WITH_BODY for name in sorted(lists_of(route.body or {}))]
    assert len(lists) > 20
    for route, name in lists:
        answer = send(route, json.dumps({name: [{}] * 5000}))

        check(route, answer)
        assert answer["statusCode"] == 422, (route.name, name)
        assert len(answer["body"]) < MAX_BODY, (route.name, name)


@each_body
def test_an_endless_name_is_told_in_short(route: Route) -> None:
    answer = send(route, json.dumps({"\x00" * 40_000: 1, "é": {"é" * 50_000: 1}}))

    check(route, answer)
    assert len(answer["body"]) < 10_000


@each_body
def test_a_body_that_is_too_large_is_not_read(route: Route) -> None:
    answer = send(route, json.dumps({"x": "y" * MAX_BODY}))

    check(route, answer)
    assert answer["statusCode"] == 413


@each_body
@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_what_a_page_elsewhere_could_send_is_no_json(route: Route, content_type: str) -> None:
    answer = send(route, "{}", headers={"content-type": content_type})

    check(route, answer)
    assert answer["statusCode"] == 415


def test_of_a_name_that_is_sent_twice_one_is_taken_and_checked() -> None:
    (route,) = (one for one in WITH_BODY if one.name == "PATCH /v1/partner")

    answers = [send(route, f'{{"name": {first}, "name": {second}}}') for first, second in (('"A"', "7"), ("7", '"A"'))]

    assert [answer["statusCode"] for answer in answers] == [422, 200]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_another_encoding_is_not_guessed(encoding: str) -> None:
    (route,) = (one for one in WITH_BODY if one.name == "PATCH /v1/partner")
    event = api_event(route.method, route.path, claims=CLAIMS[route.group])
    event |= {"body": b64encode('{"name": "Ålö"}'.encode(encoding)).decode(), "isBase64Encoded": True}

    answer = handle(route.name, event)

    check(route, answer)
    assert answer["statusCode"] in {400, 422}
