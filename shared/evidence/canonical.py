"""One form of a JSON value, so that its bytes can be hashed and signed (RFC 8785)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import rfc8785

type Json = bool | int | str | Sequence[Json] | Mapping[str, Json] | None
"""Without fractions: what is recorded is text, whole numbers, and yes or no."""


HASH = re.compile("[0-9a-f]{64}")
"""As `sha256_of` writes it."""


def canonical(value: Json) -> bytes:
    """Raises ValueError for what has no canonical form: whole numbers beyond 2^53, lone surrogates; or is too deep."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise ValueError(str(error)) from None


def sha256_of(content: bytes) -> str:
    """In hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def timestamp(at: datetime) -> str:
    """To the microsecond, in UTC (RFC 3339)."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
