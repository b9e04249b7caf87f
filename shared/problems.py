"""Refusals as problem documents (RFC 9457): one table of statuses for the whole edge."""

import json
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response
from pydantic import ValidationError

from shared.domain.errors import (
    BodyTooLarge,
    Conflict,
    DomainError,
    FieldError,
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    Stale,
    TooManyRequests,
    Unavailable,
)


class Unauthenticated(DomainError):
    pass


class NotJson(DomainError):
    pass


class AdminOnly(Forbidden):
    pass


STATUS: dict[type[DomainError], HTTPStatus] = {
    Malformed: HTTPStatus.BAD_REQUEST,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    NotJson: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


SOON = "5"
"""Seconds after which what is down, or busy, may be asked again."""


# Lambda answers with 6 MB at most: of endless faults, and of an endless name, the beginning is told.
MOST_FAULTS = 500
MOST_OF_NAME = 200


def status_of(refusal: type[DomainError]) -> HTTPStatus:
    return next(STATUS[kind] for kind in refusal.__mro__ if kind in STATUS)


def invalid(error: ValidationError) -> DomainError:
    """All that pydantic found wrong, as one refusal; text that isn't JSON at all is Malformed."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    if any(one["type"] == "json_invalid" for one in found):
        return Malformed("The body is not valid JSON.")
    return Invalid(
        *(
            FieldError(".".join(map(str, one["loc"]))[:MOST_OF_NAME], one["type"], _sentence(one["msg"]))
            for one in found[:MOST_FAULTS]
        )
    )


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")


def problem(refusal: DomainError, request_id: str) -> Response[str]:
    """A refusal as a problem document (RFC 9457)."""
    return _problem(status_of(type(refusal)), refusal.code, str(refusal), request_id, refusal)


def internal_error(request_id: str) -> Response[str]:
    """For what nobody foresaw: the caller learns nothing of it but that it was ours."""
    detail = "Something went wrong on our side."
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", detail, request_id)


def _problem(
    status: HTTPStatus, code: str, detail: str, request_id: str, refusal: DomainError | None = None
) -> Response[str]:
    document: dict[str, Any] = {
        "type": f"urn:countersign:problem:{code}",
        "title": status.phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
    }
    headers: dict[str, str | list[str]] = {"Cache-Control": "no-store"}
    if refusal is not None:
        document |= refusal.extension
    if isinstance(refusal, Invalid):
        document["errors"] = [
            {"field": error.field, "code": error.code, "message": error.message} for error in refusal.errors
        ]
    if isinstance(refusal, TooManyRequests):
        headers["Retry-After"] = str(refusal.retry_after)
    elif isinstance(refusal, Unavailable):
        headers["Retry-After"] = SOON
    return Response(
        status_code=status, content_type="application/problem+json", body=json.dumps(document), headers=headers
    )
