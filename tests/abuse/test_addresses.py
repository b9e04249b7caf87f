"""Where our servers connect to is never for anybody outside to say, and where a link leads is checked."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from shared.adapters.dynamodb.table import DynamoTable
from tests.abuse.routes import CLAIMS, DOCUMENT, Route, filled, handle, rows, signed_in
from tests.support.builders import PARTNER_ID
from tests.support.events import api_event
from tests.support.two_resellers import OWN

INWARD = (
    "http://169.254.169.254/latest/meta-data/iam/security-credentials/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://127.0.0.1:9001/2018-06-01/runtime/invocation/next",
    "http://localhost/",
    "http://2130706433/",
    "https://api.getaccept.com@169.254.169.254/",
    "https://api.getaccept.com.elsewhere.example/",
    "file:///proc/self/environ",
    "gopher://127.0.0.1:6379/_INFO",
    "//elsewhere.example/x",
)
HERE = OWN | {"partner_id": PARTNER_ID, "external_id": "D-1", "sku": "BACKUP-100"}


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Each address that somebody tried to reach meanwhile."""
    tried: list[Any] = []

    def look_up(*where: Any, **_: Any) -> None:
        tried.append(where)
        raise socket.gaierror

    def connect(_: socket.socket, address: Any) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", connect)
    return tried


def texts_of(schema: Any, at: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The way to each field of a schema."""
    schema = DOCUMENT["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], schema)
    for name, field in schema.get("properties", {}).items():
        yield (*at, name)
        if len(at) < 2:
            yield from texts_of(field, (*at, name))


def body_with(at: tuple[str, ...], value: str) -> Any:
    return {at[0]: body_with(at[1:], value)} if at else value


ROUTES = [route for route in signed_in() if route.body is not None]


def test_no_route_takes_an_address_that_is_then_asked(resellers: DynamoTable, connections: list[Any]) -> None:
    """Every field of every body, each with each address."""
    sent = 0
    for route in ROUTES:
        for at in texts_of(route.body):
            for address in INWARD if "url" in at[-1] or at[0] == "logo" else INWARD[:1]:
                assert ask(route, body_with(at, address))["statusCode"] < 500, (route.name, at)
                sent += 1
    assert sent > 150
    assert connections == []
    with pytest.raises(socket.gaierror):
        socket.create_connection(("elsewhere.example", 80))
    assert len(connections) == 1


@pytest.mark.parametrize(
    "address", [*INWARD[-3:], "javascript:alert(1)", "data:text/html,x", "http://a.example\r\nX: y"]
)
def test_the_workspace_lies_at_a_web_address(address: str, resellers: DynamoTable) -> None:
    (route,) = (one for one in ROUTES if one.name == "PUT /v1/distributor/partners/{partner_id}")
    before = rows(resellers)

    answer = ask(route, {"workspace_url": address})

    assert answer["statusCode"] == 422
    assert "workspace_url" in {error["field"] for error in json.loads(answer["body"])["errors"]}
    assert rows(resellers) == before


def test_the_address_of_a_provider_is_no_field_of_anything() -> None:
    """The workspace's is one that browsers are led to, the mail hosts are what somebody tells somebody else."""
    fields = {at[-1] for route in ROUTES for at in texts_of(route.body)}

    assert {name for name in fields if "url" in name or "host" in name or "endpoint" in name} == {
        "workspace_url",
        "smart_hosts",
    }


def ask(route: Route, body: Any) -> dict[str, Any]:
    return handle(route.name, api_event(route.method, filled(route.path, HERE), body, claims=CLAIMS[route.group]))
