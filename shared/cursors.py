"""Cursors: where the next page begins, sealed so that nobody can move it, and good for one list alone (F3).

The keys come as a function: a list that fits on one page never reads the secret.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any

from shared.domain.errors import InvalidCursor
from shared.domain.signing_keys import SigningKeys

SEAL_LENGTH = 16


def seal_cursor(after: dict[str, str] | None, scope: str, signing_keys: Callable[[], SigningKeys]) -> str | None:
    """`scope` says which partner's list, with which filters: a cursor is good for that one."""
    if after is None:
        return None
    keys = signing_keys()
    content = bytes([keys.newest]) + json.dumps(after, separators=(",", ":")).encode()
    seal = keys.seal(f"cursor:{scope}", content, keys.newest)[:SEAL_LENGTH]
    return urlsafe_b64encode(seal + content).decode().rstrip("=")


def open_cursor(cursor: str | None, scope: str, signing_keys: Callable[[], SigningKeys]) -> dict[str, str] | None:
    """Raises InvalidCursor."""
    if cursor is None:
        return None
    try:
        packed = urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
    except ValueError:
        packed = b""
    seal, content, keys = packed[:SEAL_LENGTH], packed[SEAL_LENGTH:], signing_keys()
    if not content or not keys.is_seal(f"cursor:{scope}", content, content[0], seal):
        raise InvalidCursor("This cursor is not one of this list. Start again without it.")
    after: Any = json.loads(content[1:])
    return dict(after)
