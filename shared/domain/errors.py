"""Refusals: what a use case answers when it can't do what it was asked.

DomainError
├── Malformed            400  the request can't be read
│   └── InvalidCursor
├── Forbidden            403  signed in, but not for this
├── NotFound             404  unknown, or somebody else's: the same answer
├── Conflict             409  the present state forbids it; the code says why
├── Stale                412  based on a version that is no longer the present one
├── BodyTooLarge         413  more than a request may hold
├── Invalid              422  understood, but wrong: every wrong field is named
│   └── IdempotencyKeyReused
├── TooManyRequests      429  wait `retry_after` seconds
└── Unavailable          503  a dependency is down, or busy: repeat the request
    └── ConcurrentChange      somebody else wrote first; `settle` reads again and repeats

The code of a refusal is its class in snake_case. `shared.api` turns each into a status.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar


class DomainError(Exception):
    """`extension` are further members of the problem document that tells of it (RFC 9457, 3.2)."""

    code: ClassVar[str] = "domain_error"
    extension: Mapping[str, Any] = MappingProxyType({})

    def __init_subclass__(cls) -> None:
        if "code" not in cls.__dict__:
            cls.code = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()


class Malformed(DomainError):
    pass


class InvalidCursor(Malformed):
    pass


class Forbidden(DomainError):
    pass


class NotFound(DomainError):
    """Unknown and foreign objects get one text, so that nobody can tell them apart."""

    def __init__(self, detail: str = "There is nothing here that you can reach.") -> None:
        super().__init__(detail)


class Conflict(DomainError):
    pass


class Stale(DomainError):
    code = "stale_version"

    def __init__(self, present: int) -> None:
        super().__init__(f"It has changed since you read it: its version is now {present}. Read it again first.")


class BodyTooLarge(DomainError):
    pass


@dataclass(frozen=True, slots=True)
class FieldError:
    field: str
    code: str
    message: str


class Invalid(DomainError):
    def __init__(self, *errors: FieldError, detail: str = "Some fields are missing or wrong.") -> None:
        super().__init__(detail)
        self.errors = errors


class IdempotencyKeyReused(Invalid):
    def __init__(self) -> None:
        super().__init__(detail="This Idempotency-Key was used within 24 hours for another request.")


class TooManyRequests(DomainError):
    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(DomainError):
    pass


class ConcurrentChange(Unavailable):
    def __init__(self) -> None:
        super().__init__("Somebody else changed this at the same moment. Try again.")
