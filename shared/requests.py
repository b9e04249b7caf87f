"""A JSON request, checked: who calls, what was sent, on which version it is based."""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json

from shared.domain.errors import BodyTooLarge, FieldError, Forbidden, Invalid, Malformed
from shared.domain.once import Once
from shared.domain.tenant import Actor, Tenant
from shared.limits import MAX_BODY, MAX_FILE
from shared.problems import AdminOnly, NotJson, Unauthenticated, invalid

MAX_FILE_IN_BASE64 = (MAX_FILE + 2) // 3 * 4


class Group(StrEnum):
    PARTNER = "partner"
    STOREFRONT = "storefront"
    DISTRIBUTOR = "distributor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The verified claims of the ID token. `customer_id` is a storefront user's."""

    group: Group
    actor: Actor
    partner_id: str
    is_admin: bool
    customer_id: str | None = None

    @property
    def tenant(self) -> Tenant:
        return Tenant(self.partner_id)

    def require_admin(self) -> None:
        """Raises AdminOnly."""
        if not self.is_admin:
            raise AdminOnly("Only an administrator of the partner can do this.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request[T]:
    """One request, checked: `content` is the body, or the query of a list, as its model.

    `origin` is where we were reached, `https://` and a host.
    """

    caller: Caller
    content: T
    path: dict[str, str]
    expected_version: int | None
    idempotency_key: str | None
    route: str
    origin: str
    fingerprint: str

    def once[R](self, present: Callable[[R], BaseModel]) -> Once[R] | None:
        """How to keep the answer to an Idempotency-Key, where one was sent."""
        if self.idempotency_key is None:
            return None
        key = hashlib.sha256(f"{self.route} {self.idempotency_key}".encode()).hexdigest()
        return Once(key, self.fingerprint, lambda made: present(made).model_dump_json())


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
    customer_id = claims.get("custom:customer_id")
    if group is Group.STOREFRONT and not customer_id:
        raise Forbidden("This user belongs to no customer.")
    return Caller(
        group=group,
        actor=actor,
        partner_id=partner_id,
        is_admin=claims.get("custom:role") == "admin",
        customer_id=customer_id if group is Group.STOREFRONT else None,
    )


def read_body(event: APIGatewayProxyEventV2, file_at: tuple[str, ...] = ()) -> bytes:
    """`file_at` is the way to the one field that may be larger: a file in base64.

    Raises BodyTooLarge, NotJson.
    """
    content_type = event.headers.get("content-type", "").partition(";")[0].strip().lower()
    sent = (event.body or "").encode(errors="surrogatepass")
    body = base64.b64decode(sent) if event.is_base64_encoded else sent
    if len(body) > MAX_BODY and len(body) - _length_of_file(body, file_at) > MAX_BODY:
        raise BodyTooLarge("A request may hold 256 KB at most.")
    if content_type != "application/json" and not content_type.endswith("+json"):
        raise NotJson("Send JSON, and say so: Content-Type: application/json.")
    return body


def _length_of_file(body: bytes, file_at: tuple[str, ...]) -> int:
    """Raises BodyTooLarge."""
    try:
        found = from_json(body) if file_at else None
    except ValueError:
        return 0
    for name in file_at:
        found = found.get(name) if isinstance(found, dict) else None
    length = len(found) if isinstance(found, str) else 0
    if length > MAX_FILE_IN_BASE64:
        raise BodyTooLarge("A file in a request may hold 1 MB at most.")
    return length


def read_origin(headers: Mapping[str, str]) -> str:
    """Where we were reached; the names of headers are in lower case."""
    return f"{headers.get('x-forwarded-proto', 'https')}://{headers.get('host', '')}"


def read_content(
    event: APIGatewayProxyEventV2,
    body: bytes,
    *,
    body_model: type[BaseModel] | None,
    query_model: type[BaseModel] | None,
) -> BaseModel | None:
    """The body, or the query, as its model. Raises Malformed, Invalid."""
    try:
        if body_model is not None:
            return body_model.model_validate_json(body)
        if query_model is not None:
            return query_model.model_validate(event.query_string_parameters)
    except ValidationError as error:
        raise invalid(error) from None
    return None


def read_if_match(header: str | None) -> int | None:
    if header is None or header.strip() == "*":
        return None
    version = re.fullmatch(r'(?:W/)?"?(\d{1,18})"?', header.strip())
    if version is None:
        raise Malformed('If-Match takes a version in quotation marks: If-Match: "3".')
    return int(version[1])


def read_idempotency_key(header: str | None) -> str | None:
    if header is not None and not 8 <= len(header) <= 255:
        raise Invalid(FieldError("Idempotency-Key", "length", "An Idempotency-Key has 8 to 255 characters."))
    return header
