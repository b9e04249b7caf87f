"""All that goes out to AWS, attempt by attempt, and what can go wrong with it on the way.

It stands where botocore hands a request to its HTTP session, so that botocore's own repetitions are met as well.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import botocore.endpoint
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse

from tests.faults.rendering import rendered

SEND_EMAIL = "sesv2.SendEmail"
COMMIT = "dynamodb.TransactWriteItems"
INVOKE = "lambda.Invoke"


class Kind(StrEnum):
    ERROR_BEFORE = "error before"
    TIMEOUT_BEFORE = "time-out before"
    REPLY_LOST = "reply lost"
    REPLIES_LOST = "reply lost until retries end"
    ERRORS = "error until retries end"
    CRASH_BEFORE = "crash before"
    CRASH_AFTER = "crash after"


UNTIL_RETRIES_END = frozenset({Kind.REPLIES_LOST, Kind.ERRORS})


class Crash(BaseException):
    """The process ends here. No Exception, so that nothing handles it."""


type Plan = Mapping[int, Kind]
"""The number of a call, and what is wrong with it."""


@dataclass(slots=True)
class Wire:
    """Between `armed` and its end calls are numbered, and go wrong as planned.

    `sites` is what was asked, call by call; `injected` the calls that did go wrong. `sent` counts the mails that SES
    took, by message; `unsure` those of which the sender can't know it.
    """

    plan: Plan = field(default_factory=dict)
    sites: list[str] = field(default_factory=list)
    injected: set[int] = field(default_factory=set)
    sent: Counter[str] = field(default_factory=Counter)
    unsure: Counter[str] = field(default_factory=Counter)
    bodies: list[bytes] = field(default_factory=list)
    _is_armed: bool = False
    _numbers: dict[str, int] = field(default_factory=dict)
    _answered: dict[str, bytes] = field(default_factory=dict)
    _just_sent: str | None = None

    @contextmanager
    def armed(self) -> Iterator[None]:
        self._is_armed = True
        try:
            yield
        finally:
            self._is_armed = False

    def carry(self, stubber: BotocoreStubber, event: str, request: AWSPreparedRequest) -> AWSResponse | None:
        operation = event.removeprefix("before-send.").replace("secrets-manager", "secretsmanager")
        attempt = self._number(operation, request)
        kind = self.plan.get(attempt[0]) if attempt else None
        if kind is None or not attempt or (attempt[1] and kind not in UNTIL_RETRIES_END):
            return self._perform(stubber, operation, request)
        self.injected.add(attempt[0])
        return self._go_wrong(kind, stubber, operation, request)

    def _number(self, operation: str, request: AWSPreparedRequest) -> tuple[int, bool] | None:
        """Of the call, and whether this is a repetition of it."""
        if not self._is_armed:
            return None
        call = str(request.headers["amz-sdk-invocation-id"])
        is_known = call in self._numbers
        if not is_known:
            self._numbers[call] = len(self.sites)
            self.sites.append(operation)
            self.bodies.append(_body(request))
        return self._numbers[call], is_known

    def _go_wrong(
        self, kind: Kind, stubber: BotocoreStubber, operation: str, request: AWSPreparedRequest
    ) -> AWSResponse | None:
        if self._just_sent:
            self.unsure[self._just_sent] += 1
        match kind:
            case Kind.ERROR_BEFORE | Kind.ERRORS:
                return _refused(request, operation)
            case Kind.TIMEOUT_BEFORE:
                raise ConnectTimeoutError(endpoint_url=request.url)
            case Kind.CRASH_BEFORE:
                raise Crash
        self._perform(stubber, operation, request)
        if operation == SEND_EMAIL and self._just_sent:
            self.unsure[self._just_sent] += 1
        if kind is Kind.CRASH_AFTER:
            raise Crash
        raise ReadTimeoutError(endpoint_url=request.url)

    def _perform(self, stubber: BotocoreStubber, operation: str, request: AWSPreparedRequest) -> AWSResponse | None:
        if operation == INVOKE:
            return _answer(request, 200, rendered(json.loads(_body(request))))
        if operation == COMMIT:
            self._just_sent = None
            return self._commit(stubber, request)
        response = stubber.enabled and stubber.process_request(request)
        if not response:
            return None
        status, headers, body = response
        if operation == SEND_EMAIL and status == 200:
            self._just_sent = _message_id(request)
            self.sent[self._just_sent] += 1
        return AWSResponse(request.url, status, headers, MockRawResponse(body))  # type: ignore[arg-type]

    def _commit(self, stubber: BotocoreStubber, request: AWSPreparedRequest) -> AWSResponse:
        """DynamoDB answers a transaction that comes twice as it did at first; moto doesn't know the token of it."""
        token = str(json.loads(_body(request))["ClientRequestToken"])
        if token in self._answered:
            return _answer(request, 200, self._answered[token])
        response = stubber.process_request(request)
        assert response is not None
        status, headers, body = response
        if status == 200:
            self._answered[token] = body.encode() if isinstance(body, str) else body
        return AWSResponse(request.url, status, headers, MockRawResponse(body))  # type: ignore[arg-type]


@contextmanager
def wired(wire: Wire) -> Iterator[None]:
    """Whatever a client of boto3 asks goes through the wire; nobody waits before a repetition."""

    def carry(stubber: BotocoreStubber, event_name: str, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        return wire.carry(stubber, event_name, request) if stubber.enabled else None

    with (
        patch.object(BotocoreStubber, "__call__", carry),
        patch.object(botocore.endpoint, "time", SimpleNamespace(sleep=lambda _: None)),
    ):
        yield


def _refused(request: AWSPreparedRequest, operation: str) -> AWSResponse:
    code = "InternalServerError" if operation.startswith("dynamodb") else "InternalError"
    return _answer(request, 500, b"" if operation.startswith("s3.") else json.dumps({"__type": code}).encode())


def _answer(request: AWSPreparedRequest, status: int, body: bytes) -> AWSResponse:
    return AWSResponse(request.url, status, HTTPHeaders(), MockRawResponse(body))


def _body(request: AWSPreparedRequest) -> bytes:
    body = request.body or b""
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    return body.encode() if isinstance(body, str) else b""


def _message_id(request: AWSPreparedRequest) -> str:
    tags: Any = json.loads(_body(request))["EmailTags"]
    return next(str(tag["Value"]) for tag in tags if tag["Name"] == "message_id")
