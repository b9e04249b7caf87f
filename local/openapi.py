"""`make openapi`: writes the OpenAPI 3.1 document from the operations that the handlers declare.

It is made here and served by `site` as a file, so that no function carries another one's code.
"""

import importlib
import json
import os
import re
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from local.public_routes import PUBLIC_PATHS
from shared.api import Api, Operation
from shared.domain.errors import DomainError, Invalid
from shared.problems import status_of

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "functions" / "site" / "openapi.json"
REF = "#/components/schemas/{model}"

EVERYWHERE = {
    HTTPStatus.UNAUTHORIZED: "Without an ID token, or with a bad one (API Gateway's own form).",
    HTTPStatus.FORBIDDEN: "Signed in, but not for this.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests: wait.",
    HTTPStatus.SERVICE_UNAVAILABLE: "A dependency is down, or busy: repeat the request.",
}

PROBLEM: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "A problem document (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code", "request_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "request_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "message")},
            },
        },
    },
}


def handlers() -> list[Any]:
    """The handler modules that have a JSON edge, in the order of the folders."""
    paths = sorted((ROOT / "functions").glob("*/handler.py"))
    modules = [importlib.import_module(f"functions.{path.parent.name}.handler") for path in paths]
    return [module for module in modules if isinstance(getattr(module, "api", None), Api)]


def operations() -> list[Operation]:
    return [operation for handler in handlers() for operation in handler.api.operations]


def document(found: Iterable[Operation]) -> dict[str, Any]:
    listed = list(found)
    models = {model for one in listed for model in (one.body, one.answer) if model is not None}
    ordered = sorted(models, key=lambda model: model.__name__)
    schemas, definitions = models_json_schema(
        [(model, "validation" if any(model is one.body for one in listed) else "serialization") for model in ordered],
        ref_template=REF,
    )
    references = {model: schema for (model, _), schema in schemas.items()}
    paths: dict[str, dict[str, Any]] = {}
    for one in listed:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, references)
    paths.update(PUBLIC_PATHS)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Countersign",
            "version": "1",
            "description": "The back office between a partner and its customers.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"IdToken": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {"IdToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            "schemas": {**definitions.get("$defs", {}), "Problem": PROBLEM},
        },
    }


def _operation(one: Operation, references: dict[Any, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{one.method.lower()}{one.path}").strip("_"),
        "summary": one.summary,
        "tags": [one.group.value],
        "parameters": [*_path_parameters(one), *_headers(one), *_query_parameters(one.query)],
        "responses": _responses(one, references),
    }
    if one.body is not None:
        content = {"application/json": {"schema": references[one.body]}}
        described["requestBody"] = {"required": not one.body_optional, "content": content}
    return described


def _path_parameters(one: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"{(\w+)}", one.path)
    ]


def _headers(one: Operation) -> list[dict[str, Any]]:
    described = []
    if one.creates:
        described.append(("Idempotency-Key", {"type": "string", "minLength": 8, "maxLength": 255}))
    if one.takes_version:
        described.append(("If-Match", {"type": "string", "examples": ['"3"']}))
    return [{"name": name, "in": "header", "required": False, "schema": schema} for name, schema in described]


def _query_parameters(query: type[BaseModel] | None) -> list[dict[str, Any]]:
    if query is None:
        return []
    schema = query.model_json_schema(ref_template=REF)
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", []), "schema": _inlined(one, schema)}
        for name, one in schema["properties"].items()
    ]


def _inlined(one: Any, schema: dict[str, Any]) -> Any:
    """A query's schema stands alone: its definitions are few and small."""
    match one:
        case {"$ref": reference}:
            return schema["$defs"][reference.rpartition("/")[2]]
        case dict():
            return {key: _inlined(value, schema) for key, value in one.items()}
        case list():
            return [_inlined(value, schema) for value in one]
    return one


def _responses(one: Operation, references: dict[Any, Any]) -> dict[str, Any]:
    answers: dict[str, Any] = {str(one.status.value): _answer(one, one.status, references)}
    if one.may_take_longer:
        answers[str(HTTPStatus.ACCEPTED.value)] = _answer(one, HTTPStatus.ACCEPTED, references)
    problems = dict(EVERYWHERE)
    if one.body is not None:
        problems |= {
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Over 256 KB" + (", its file over 1 MB." if one.file_at else "."),
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "Not JSON.",
        }
    if one.body is not None or one.takes_version or one.query is not None:
        problems[HTTPStatus.BAD_REQUEST] = "It can't be read."
    if one.body is not None or one.query is not None or one.creates:
        problems[HTTPStatus.UNPROCESSABLE_ENTITY] = "Wrong fields, each named."
    if "{" in one.path:
        problems[HTTPStatus.NOT_FOUND] = "Unknown, or not yours."
    if one.takes_version:
        problems[HTTPStatus.PRECONDITION_FAILED] = "stale_version: it has changed since."
    for status, codes in _codes(one.refusals).items():
        problems[status] = " · ".join(codes)
    for status, description in sorted(problems.items()):
        schema = {"$ref": REF.format(model="Problem")}
        content = {"application/problem+json": {"schema": schema}}
        answers[str(status.value)] = {"description": description, "content": content}
    return answers


def _answer(one: Operation, status: HTTPStatus, references: dict[Any, Any]) -> dict[str, Any]:
    if one.media_type:
        return {"description": status.phrase, "content": {one.media_type: {}}}
    if one.answer is None:
        return {"description": status.phrase}
    return {"description": status.phrase, "content": {"application/json": {"schema": references[one.answer]}}}


def _codes(refusals: Iterable[type[DomainError]]) -> dict[HTTPStatus, list[str]]:
    found: dict[HTTPStatus, list[str]] = {}
    for refusal in refusals:
        status = status_of(refusal)
        prefix = "Wrong fields, each named; also " if issubclass(refusal, Invalid) else ""
        found.setdefault(status, []).append(f"{prefix}{refusal.code}")
    return found


def text() -> str:
    os.environ.setdefault("POWERTOOLS_METRICS_NAMESPACE", "Countersign")
    return json.dumps(document(operations()), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(text(), encoding="utf-8")
    print(f"{DOCUMENT.relative_to(ROOT)} is written.")
