"""The JSON edge, once for every function: who calls, what was sent, and one place where refusals become statuses.

Powertools' resolver routes; `shared.requests` checks what comes, `shared.problems` tells what was refused. An
`Operation` keeps what a route takes and answers, from which the OpenAPI document is generated.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Never

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import BaseModel

from shared.domain.errors import DomainError, NotFound
from shared.domain.once import AlreadyAnswered
from shared.file_names import as_attachment
from shared.observability import logger, place_of
from shared.problems import internal_error, problem
from shared.requests import (
    Group,
    Request,
    read_body,
    read_caller,
    read_content,
    read_idempotency_key,
    read_if_match,
    read_origin,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A route as the OpenAPI document tells it; `file_at` leads to the field of its body that holds a file, and
    `media_type` is that of a file which it answers."""

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
    may_take_longer: bool = False
    body_optional: bool = False
    file_at: tuple[str, ...] = ()
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer of an operation that goes on after it: 202 instead of its own status."""

    answer: BaseModel


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """The answer of an operation that gives a file, to be saved by that name."""

    name: str
    media_type: str
    content: bytes


type Handler[T] = Callable[[Request[T]], BaseModel | Accepted | File | None]


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

    def get_file(self, path: str, *, media_type: str) -> Callable[[Handler[Never]], Handler[Never]]:
        return self._route("GET", path, None, None, None, HTTPStatus.OK, Group.PARTNER, (), media_type=media_type)

    def post[T: BaseModel](
        self,
        path: str,
        *,
        answer: type[BaseModel],
        body: type[T] | None = None,
        status: HTTPStatus = HTTPStatus.CREATED,
        group: Group = Group.PARTNER,
        refusals: tuple[type[DomainError], ...] = (),
        may_take_longer: bool = False,
        body_optional: bool = False,
    ) -> Callable[[Handler[T]], Handler[T]]:
        return self._route(
            "POST",
            path,
            body,
            None,
            answer,
            status,
            group,
            refusals,
            may_take_longer=may_take_longer,
            body_optional=body_optional,
        )

    def put[T: BaseModel](
        self,
        path: str,
        *,
        body: type[T],
        answer: type[BaseModel] | None = None,
        group: Group = Group.PARTNER,
        refusals: tuple[type[DomainError], ...] = (),
    ) -> Callable[[Handler[T]], Handler[T]]:
        status = HTTPStatus.NO_CONTENT if answer is None else HTTPStatus.OK
        return self._route("PUT", path, body, None, answer, status, group, refusals)

    def patch[T: BaseModel](
        self,
        path: str,
        *,
        answer: type[BaseModel],
        body: type[T],
        group: Group = Group.PARTNER,
        refusals: tuple[type[DomainError], ...] = (),
        file_at: tuple[str, ...] = (),
    ) -> Callable[[Handler[T]], Handler[T]]:
        return self._route("PATCH", path, body, None, answer, HTTPStatus.OK, group, refusals, file_at=file_at)

    def delete(self, path: str) -> Callable[[Handler[Any]], Handler[Any]]:
        return self._route("DELETE", path, None, None, None, HTTPStatus.NO_CONTENT, Group.PARTNER, ())

    def resolve(self, event: dict[str, Any], context: Any) -> dict[str, Any]:
        return self._resolver.resolve(event, context)

    def _route[T: BaseModel](
        self,
        method: str,
        path: str,
        body: type[T] | None,
        query: type[T] | None,
        answer: type[BaseModel] | None,
        status: HTTPStatus,
        group: Group,
        refusals: tuple[type[DomainError], ...],
        *,
        may_take_longer: bool = False,
        body_optional: bool = False,
        file_at: tuple[str, ...] = (),
        media_type: str = "",
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
                takes_version=(method in {"PATCH", "PUT"} and answer is not None)
                or (method == "POST" and status is not HTTPStatus.CREATED),
                refusals=refusals,
                may_take_longer=may_take_longer,
                body_optional=body_optional,
                file_at=file_at,
                media_type=media_type,
            )
            self.operations.append(operation)

            def call(**path_parameters: str) -> Response[Any]:
                return self._answer(operation, handler, path_parameters)

            self._resolver.route(path.replace("{", "<").replace("}", ">"), method=method)(call)
            return handler

        return register

    def _answer(self, operation: Operation, handler: Handler[Any], path: dict[str, str]) -> Response[Any]:
        event = self._resolver.current_event
        log: dict[str, Any] = {"route": f"{operation.method} {operation.path}"}
        try:
            request = _read_request(event, operation, path)
            log["partner_id"], log["user_id"] = request.caller.partner_id, request.caller.actor.user_id
            response = respond(operation.status, handler(request))
        except AlreadyAnswered as earlier:
            log["repeated"] = True
            response = _json(operation.status, earlier.answer)
        except DomainError as refusal:
            log["code"] = refusal.code
            response = problem(refusal, event.request_context.request_id)
        except Exception as error:  # noqa: BLE001 - the caller gets a problem, the log gets where, neither which data
            log |= {"code": "internal_error"} | place_of(error)
            response = internal_error(event.request_context.request_id)
        level = logger.error if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else logger.info
        level("request", status=response.status_code, request_id=event.request_context.request_id, **log)
        return response

    def _no_such_route(self, _: NotFoundError) -> Response[str]:
        request_id = self._resolver.current_event.request_context.request_id
        logger.info("request", status=HTTPStatus.NOT_FOUND, request_id=request_id, route="none")
        return problem(NotFound("There is no such route."), request_id)


def _read_request(event: APIGatewayProxyEventV2, operation: Operation, path: dict[str, str]) -> Request[Any]:
    """Raises Unauthenticated, Forbidden, BodyTooLarge, NotJson, Malformed, Invalid."""
    caller = read_caller(event, operation.group)
    body = b""
    if operation.body is not None:
        empty = operation.body_optional and not event.body
        body = b"{}" if empty else read_body(event, operation.file_at)
    return Request(
        caller=caller,
        content=read_content(event, body, body_model=operation.body, query_model=operation.query),
        path=path,
        expected_version=read_if_match(event.headers.get("if-match")),
        idempotency_key=read_idempotency_key(event.headers.get("idempotency-key")) if operation.creates else None,
        route=f"{operation.method} {event.raw_path}",
        origin=read_origin(event.headers),
        fingerprint=hashlib.sha256(body).hexdigest(),
    )


def respond(status: HTTPStatus, answer: BaseModel | Accepted | File | None) -> Response[Any]:
    if answer is None:
        return Response(status_code=HTTPStatus.NO_CONTENT, body="")
    if isinstance(answer, File):
        return _file(status, answer)
    if isinstance(answer, Accepted):
        return _json(HTTPStatus.ACCEPTED, answer.answer.model_dump_json())
    return _json(status, answer.model_dump_json())


def _json(status: HTTPStatus, body: str) -> Response[str]:
    headers: dict[str, str | list[str]] = {"Cache-Control": "no-store"}
    return Response(status_code=status, content_type="application/json", body=body, headers=headers)


def _file(status: HTTPStatus, file: File) -> Response[bytes]:
    headers: dict[str, str | list[str]] = {
        "Cache-Control": "no-store",
        "Content-Disposition": as_attachment(file.name),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(status_code=status, content_type=file.media_type, body=file.content, headers=headers)
