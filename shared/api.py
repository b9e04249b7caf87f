"""The JSON edge, once for every function: who calls, what was sent, and one place where refusals become statuses.

Powertools' resolver routes; validation is pydantic's own `model_validate_json` on the body. An `Operation`
keeps what a route takes and answers, from which the OpenAPI document is generated.
"""

import base64
import hashlib
import json
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.domain.errors import (
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
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.tenant import Actor, Tenant
from shared.observability import logger

MAX_BODY = 256 * 1024

STATUS: dict[type[DomainError], HTTPStatus] = {
    Malformed: HTTPStatus.BAD_REQUEST,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    Conflict: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    Unavailable: HTTPStatus.SERVICE_UNAVAILABLE,
}


class Group(StrEnum):
    PARTNER = "partner"
    STOREFRONT = "storefront"
    DISTRIBUTOR = "distributor"


class Unauthenticated(DomainError):
    pass


class BodyTooLarge(DomainError):
    pass


class NotJson(DomainError):
    pass


class AdminOnly(Forbidden):
    pass


STATUS |= {
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    NotJson: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
}


class RequestModel(BaseModel):
    """What a client sends: an unknown name is a mistake, and is said."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerModel(BaseModel):
    """What we answer: made by us from checked state, so it is built without checking it again."""

    model_config = ConfigDict(frozen=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The verified claims of the ID token."""

    group: Group
    actor: Actor
    partner_id: str
    is_admin: bool

    @property
    def tenant(self) -> Tenant:
        return Tenant(self.partner_id)

    def require_admin(self) -> None:
        """Raises AdminOnly."""
        if not self.is_admin:
            raise AdminOnly("Only an administrator of the partner can do this.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request[T]:
    """One request, checked: `content` is the body, or the query of a list, as its model."""

    caller: Caller
    content: T
    path: dict[str, str]
    expected_version: int | None
    idempotency_key: str | None
    route: str
    fingerprint: str

    def once[R](self, present: Callable[[R], BaseModel]) -> Once[R] | None:
        """How to keep the answer to an Idempotency-Key, where one was sent."""
        if self.idempotency_key is None:
            return None
        key = hashlib.sha256(f"{self.route} {self.idempotency_key}".encode()).hexdigest()
        return Once(key, self.fingerprint, lambda made: present(made).model_dump_json())


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A route as the OpenAPI document tells it."""

    method: str
    path: str
    summary: str
    group: Group
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: type[BaseModel] | None
    status: HTTPStatus
    creates: bool
    takes_version: bool
    refusals: tuple[type[DomainError], ...]


type Handler[T] = Callable[[Request[T]], BaseModel | None]


class Api:
    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._resolver = APIGatewayHttpResolver()
        self._resolver.not_found()(self._no_such_route)

    def get[T: BaseModel](
        self,
        path: str,
        *,
        answer: type[BaseModel],
        query: type[T] | None = None,
        group: Group = Group.PARTNER,
        refusals: tuple[type[DomainError], ...] = (),
    ) -> Callable[[Handler[T]], Handler[T]]:
        return self._route("GET", path, None, query, answer, HTTPStatus.OK, group, refusals)

    def post[T: BaseModel](
        self,
        path: str,
        *,
        answer: type[BaseModel],
        body: type[T] | None = None,
        status: HTTPStatus = HTTPStatus.CREATED,
        group: Group = Group.PARTNER,
        refusals: tuple[type[DomainError], ...] = (),
    ) -> Callable[[Handler[T]], Handler[T]]:
        return self._route("POST", path, body, None, answer, status, group, refusals)

    def put[T: BaseModel](
        self,
        path: str,
        *,
        answer: type[BaseModel],
        body: type[T],
        group: Group = Group.PARTNER,
        refusals: tuple[type[DomainError], ...] = (),
    ) -> Callable[[Handler[T]], Handler[T]]:
        return self._route("PUT", path, body, None, answer, HTTPStatus.OK, group, refusals)

    def patch[T: BaseModel](
        self,
        path: str,
        *,
        answer: type[BaseModel],
        body: type[T],
        group: Group = Group.PARTNER,
        refusals: tuple[type[DomainError], ...] = (),
    ) -> Callable[[Handler[T]], Handler[T]]:
        return self._route("PATCH", path, body, None, answer, HTTPStatus.OK, group, refusals)

    def resolve(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        return self._resolver.resolve(event, context)

    def _route[T: BaseModel](
        self,
        method: str,
        path: str,
        body: type[T] | None,
        query: type[T] | None,
        answer: type[BaseModel],
        status: HTTPStatus,
        group: Group,
        refusals: tuple[type[DomainError], ...],
    ) -> Callable[[Handler[T]], Handler[T]]:
        def register(handler: Handler[T]) -> Handler[T]:
            operation = Operation(
                method=method,
                path=path,
                summary=(handler.__doc__ or handler.__name__).strip().splitlines()[0],
                group=group,
                body=body,
                query=query,
                answer=answer,
                status=status,
                creates=status is HTTPStatus.CREATED,
                takes_version=method in {"PATCH", "PUT"} or (method == "POST" and status is HTTPStatus.OK),
                refusals=refusals,
            )
            self.operations.append(operation)

            def call(**path_parameters: str) -> Response[str]:
                return self._answer(operation, handler, path_parameters)

            self._resolver.route(path.replace("{", "<").replace("}", ">"), method=method)(call)
            return handler

        return register

    def _answer(self, operation: Operation, handler: Handler[Any], path: dict[str, str]) -> Response[str]:
        event = self._resolver.current_event
        log: dict[str, Any] = {"route": f"{operation.method} {operation.path}"}
        try:
            request = read_request(event, operation, path)
            log["partner_id"], log["user_id"] = request.caller.partner_id, request.caller.actor.user_id
            response = respond(operation.status, handler(request))
        except AlreadyAnswered as earlier:
            log["repeated"] = True
            response = _json(operation.status, earlier.answer)
        except DomainError as refusal:
            log["code"] = refusal.code
            response = problem(refusal, event.request_context.request_id)
        except Exception as error:  # the caller gets a problem document, the log gets where, never with which data
            log |= {"code": "internal_error", "error": type(error).__name__, "at": _where(error)}
            response = _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong on our side.", event.request_context.request_id)
        level = logger.error if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else logger.info
        level("request", status=response.status_code, request_id=event.request_context.request_id, **log)
        return response

    def _no_such_route(self, _: NotFoundError) -> Response[str]:
        request_id = self._resolver.current_event.request_context.request_id
        logger.info("request", status=HTTPStatus.NOT_FOUND, request_id=request_id, route="none")
        return problem(NotFound("There is no such route."), request_id)


def read_request(event: APIGatewayProxyEventV2, operation: Operation, path: dict[str, str]) -> Request[Any]:
    """Raises Unauthenticated, Forbidden, BodyTooLarge, NotJson, Malformed, Invalid."""
    caller = read_caller(event, operation.group)
    body = _read_body(event) if operation.body is not None else b""
    return Request(
        caller=caller,
        content=_read_content(event, operation, body),
        path=path,
        expected_version=_read_if_match(event.headers.get("if-match")),
        idempotency_key=_read_idempotency_key(event.headers.get("idempotency-key")) if operation.creates else None,
        route=f"{operation.method} {event.raw_path}",
        fingerprint=hashlib.sha256(body).hexdigest(),
    )


def read_caller(event: APIGatewayProxyEventV2, group: Group) -> Caller:
    """Who calls, by the claims that the authorizer has verified.

    Raises Unauthenticated for a token that isn't an ID token, Forbidden for one of another group.
    """
    authorizer = event.request_context.authorizer
    claims: dict[str, Any] = (authorizer.jwt_claim if authorizer else None) or {}
    if claims.get("token_use") != "id":
        raise Unauthenticated("Send the ID token of a signed-in user.")
    if group not in re.findall(r"[\w-]+", str(claims.get("cognito:groups", ""))):
        raise Forbidden(f"This needs a user of the group {group}.")
    partner_id = str(claims.get("custom:partner_id", ""))
    if group is not Group.DISTRIBUTOR and not partner_id:
        raise Forbidden("This user belongs to no partner.")
    actor = Actor(
        user_id=str(claims.get("custom:user_id", claims["sub"])),
        name=str(claims.get("name", claims.get("email", ""))),
        email=str(claims.get("email", "")),
    )
    return Caller(group=group, actor=actor, partner_id=partner_id, is_admin=claims.get("custom:role") == "admin")


def _read_body(event: APIGatewayProxyEventV2) -> bytes:
    content_type = event.headers.get("content-type", "").partition(";")[0].strip().lower()
    sent = (event.body or "").encode(errors="surrogatepass")
    body = base64.b64decode(sent) if event.is_base64_encoded else sent
    if len(body) > MAX_BODY:
        raise BodyTooLarge("A request may hold 256 KB at most.")
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise NotJson("Send JSON, and say so: Content-Type: application/json.")
    return body


def _read_content(event: APIGatewayProxyEventV2, operation: Operation, body: bytes) -> BaseModel | None:
    try:
        if operation.body is not None:
            return operation.body.model_validate_json(body)
        if operation.query is not None:
            return operation.query.model_validate(event.query_string_parameters)
    except ValidationError as error:
        raise invalid(error) from None
    return None


def invalid(error: ValidationError) -> DomainError:
    """All that pydantic found wrong, as one refusal; text that isn't JSON at all is Malformed."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    if any(one["type"] == "json_invalid" for one in found):
        return Malformed("The body is not valid JSON.")
    return Invalid(
        *(FieldError(".".join(map(str, one["loc"])), one["type"], _sentence(one["msg"])) for one in found)
    )


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")


def _read_if_match(header: str | None) -> int | None:
    if header is None or header.strip() == "*":
        return None
    version = re.fullmatch(r'(?:W/)?"?(\d{1,18})"?', header.strip())
    if version is None:
        raise Malformed('If-Match takes a version in quotation marks: If-Match: "3".')
    return int(version[1])


def _read_idempotency_key(header: str | None) -> str | None:
    if header is not None and not 8 <= len(header) <= 255:  # noqa: PLR2004
        raise Invalid(FieldError("Idempotency-Key", "length", "An Idempotency-Key has 8 to 255 characters."))
    return header


def respond(status: HTTPStatus, answer: BaseModel | None) -> Response[str]:
    if answer is None:
        return Response(status_code=HTTPStatus.NO_CONTENT, body="")
    return _json(status, answer.model_dump_json())


def _json(status: HTTPStatus, body: str) -> Response[str]:
    headers: dict[str, str | list[str]] = {"Cache-Control": "no-store"}
    return Response(status_code=status, content_type="application/json", body=body, headers=headers)


def problem(refusal: DomainError, request_id: str) -> Response[str]:
    """A refusal as a problem document (RFC 9457)."""
    status = next(STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    return _problem(status, refusal.code, str(refusal), request_id, refusal)


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
    if isinstance(refusal, Invalid):
        document["errors"] = [
            {"field": error.field, "code": error.code, "message": error.message} for error in refusal.errors
        ]
    if isinstance(refusal, TooManyRequests):
        headers["Retry-After"] = str(refusal.retry_after)
    return Response(
        status_code=status, content_type="application/problem+json", body=json.dumps(document), headers=headers
    )


def _where(error: Exception) -> list[str]:
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-5:]]
