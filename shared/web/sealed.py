"""Small sealed cookies: what one page says to the next, which nobody else can write and which soon goes stale."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any

from shared.domain.signing_keys import SigningKeys

ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=Strict"
SEAL_LENGTH = 20


def sealed_cookie(name: str, content: Any, *, lasts: timedelta, keys: SigningKeys, now: datetime) -> str:
    """A Set-Cookie value. `name` begins with `__Host-`; the seal is good for that cookie alone."""
    until = int((now + lasts).timestamp())
    packed = bytes([keys.newest]) + json.dumps([until, content], separators=(",", ":")).encode()
    seal = keys.seal(f"cookie:{name}", packed, keys.newest)[:SEAL_LENGTH]
    value = urlsafe_b64encode(seal + packed).decode().rstrip("=")
    return f"{name}={value}; Max-Age={int(lasts.total_seconds())}; {ATTRIBUTES}"


def open_cookie(name: str, cookies: dict[str, str], *, keys: SigningKeys, now: datetime) -> Any | None:
    """What was put in; None when there is nothing, or nothing of ours, or it is too old."""
    cookie = cookies.get(name, "")
    try:
        packed = urlsafe_b64decode(cookie.encode("ascii") + b"=" * (-len(cookie) % 4))
    except ValueError:
        return None
    seal, content = packed[:SEAL_LENGTH], packed[SEAL_LENGTH:]
    if not content or not keys.is_seal(f"cookie:{name}", content, content[0], seal):
        return None
    until, value = json.loads(content[1:])
    return value if now.timestamp() < until else None


def dropped_cookie(name: str) -> str:
    return f"{name}=; Max-Age=0; {ATTRIBUTES}"
