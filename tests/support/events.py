"""Events as API Gateway's HTTP API hands them to a function (payload format 2.0)."""

import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote, urlencode

from aws_lambda_powertools.utilities.typing import LambdaContext

from tests.support.builders import CUSTOMER_ID, OTHER_PARTNER_ID, PARTNER_ID, SELLER, SHOPPER_ID
from tests.support.template import load_template

SELLER_CLAIMS = {
    "token_use": "id",
    "sub": "5b1c9c6e-0000-4000-8000-000000000001",
    "cognito:groups": "[partner]",
    "custom:partner_id": PARTNER_ID,
    "custom:user_id": SELLER.user_id,
    "custom:role": "admin",
    "name": SELLER.name,
    "email": SELLER.email,
}
MEMBER_CLAIMS = SELLER_CLAIMS | {"custom:role": "member"}
STRANGER_CLAIMS = SELLER_CLAIMS | {"custom:partner_id": OTHER_PARTNER_ID, "custom:user_id": "usr_stranger"}
SHOPPER_CLAIMS = {
    "token_use": "id",
    "sub": "5b1c9c6e-0000-4000-8000-000000000003",
    "cognito:groups": "[storefront]",
    "custom:partner_id": PARTNER_ID,
    "custom:customer_id": CUSTOMER_ID,
    "custom:user_id": SHOPPER_ID,
    "name": "Anna Ek",
    "email": "anna.ek@bageri.example",
}
DISTRIBUTOR_CLAIMS = {
    "token_use": "id",
    "sub": "5b1c9c6e-0000-4000-8000-000000000002",
    "cognito:groups": "[distributor]",
    "name": "Dee Distributor",
    "email": "dee@distributor.example",
}


class Context(LambdaContext):
    """What Lambda passes beside the event, as far as Powertools reads it."""

    def __init__(self) -> None:
        self._function_name = "test"
        self._memory_limit_in_mb = 512
        self._invoked_function_arn = "arn:aws:lambda:eu-north-1:123456789012:function:test"
        self._aws_request_id = "00000000-0000-4000-8000-000000000000"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 60_000


def api_event(
    method: str,
    path: str,
    body: object = None,
    *,
    claims: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """A JSON request by `claims` (default: a partner's admin); a `str` body is sent as it stands."""
    event = _event(method, path, headers={"content-type": "application/json", **(headers or {})}, query=query)
    event["requestContext"]["authorizer"] = {"jwt": {"claims": SELLER_CLAIMS if claims is None else claims}}
    if body is not None:
        event["body"] = body if isinstance(body, str) else json.dumps(body)
    return event


def page_event(
    method: str,
    path: str,
    form: Mapping[str, str | Sequence[str]] | None = None,
    *,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
) -> dict[str, Any]:
    """A browser's request, without sign-in, at the public route of the template that the path belongs to."""
    sent = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64)", "accept-language": "en", **(headers or {})}
    if form is not None:
        sent["content-type"] = "application/x-www-form-urlencoded"
    event = _event(method, path, headers=sent, query=query)
    event["routeKey"], event["pathParameters"] = _public_route(method, path)
    if form is not None:  # API Gateway takes forms for binary
        event["body"], event["isBase64Encoded"] = b64encode(urlencode(form, doseq=True).encode()).decode(), True
    return event


def _public_route(method: str, path: str) -> tuple[str, dict[str, str]]:
    """The key and the path parameters; the route must be in the template, open to everybody. The most exact counts."""
    routes = [
        event["Properties"]
        for function in load_template()["Resources"].values()
        for event in function["Properties"].get("Events", {}).values()
    ]
    open_to_all = [
        route["Path"]
        for route in routes
        if route.get("Method") == method and route.get("Auth") == {"Authorizer": "NONE"}
    ]
    for route in sorted(open_to_all, key=lambda route: ("+}" in route, route.count("{"))):
        if matched := re.fullmatch(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", route), path):
            return f"{method} {route}", {name: unquote(value) for name, value in matched.groupdict().items()}
    raise LookupError(f"the template has no public route for {method} {path}")


def _event(method: str, path: str, *, headers: dict[str, str], query: dict[str, str] | None) -> dict[str, Any]:
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": urlencode(query or {}),
        "headers": headers,
        "requestContext": {
            "requestId": "test-request",
            "stage": "$default",
            "http": {
                "method": method,
                "path": path,
                "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.7",
                "userAgent": headers.get("user-agent", ""),
            },
        },
        "isBase64Encoded": False,
    }
    if query:
        event["queryStringParameters"] = query
    return event


def answer_of(response: dict[str, Any]) -> Any:
    """The JSON of a response."""
    return json.loads(response["body"])
