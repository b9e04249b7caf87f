"""The receiving side of a workspace link, in Python: all that must hold before anybody is let in.

Needs the package `cryptography`. docs/workspace-links.md says what each check is for.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

ISSUER = "countersign"
LONGEST_LIFE = 60
# How far the two clocks may be apart.
LEEWAY = 5


class Refused(Exception):
    """Show a plain page that asks to start again from the portal; log the reason, never the token."""


class UsedTokens:
    """Which tokens were used, until they would have expired anyway.

    With more than one server this must be one store that all share, and "not there, so put it there" one operation:
    `SET jti 1 NX EX 70` in Redis, a conditional put in DynamoDB, a unique key in SQL.
    """

    def __init__(self) -> None:
        self._until: dict[str, float] = {}

    def use(self, token_id: str, *, until: float, now: float) -> bool:
        """Whether this is the first time."""
        self._until = {known: end for known, end in self._until.items() if end > now}
        if token_id in self._until:
            return False
        self._until[token_id] = until
        return True


def open_token(
    token: str,
    *,
    audience: str,
    find_key: Callable[[str], dict[str, str] | None],
    used: UsedTokens,
    now: float,
) -> dict[str, Any]:
    """The claims of a token that came in the parameter `token`. Raises Refused.

    `audience` is your own address, exactly as you gave it as the partner's `workspace_url`. `find_key` gives the
    member of the key set that has an id; where it knows none, it fetches the set anew (once a minute at most).
    """
    try:
        header_part, claims_part, signature_part = token.split(".")
        header, claims = json.loads(_decoded(header_part)), json.loads(_decoded(claims_part))
        signature = _decoded(signature_part)
    except ValueError:
        raise Refused("not a token") from None
    # The algorithm is ours to choose: a token that says `none`, or names another, is no token of ours.
    if not isinstance(header, dict) or header.get("alg") != "ES256":
        raise Refused("not ES256")
    key = find_key(str(header.get("kid")))
    if key is None:
        raise Refused("signed with a key that isn't published")
    if not _is_signed(f"{header_part}.{claims_part}".encode(), signature, key):
        raise Refused("the signature is wrong")
    # Only now may the claims be believed.
    if claims["iss"] != ISSUER or claims["aud"] != audience:
        raise Refused("meant for somebody else")
    if not claims["iat"] - LEEWAY <= now < claims["exp"] + LEEWAY or claims["exp"] - claims["iat"] > LONGEST_LIFE:
        raise Refused("expired, or not valid yet")
    if not used.use(claims["jti"], until=claims["exp"] + LEEWAY, now=now):
        raise Refused("used before")
    return dict(claims)


def _is_signed(content: bytes, signature: bytes, key: dict[str, str]) -> bool:
    if key.get("kty") != "EC" or key.get("crv") != "P-256" or len(signature) != 64:
        return False
    x, y = (int.from_bytes(_decoded(key[name])) for name in ("x", "y"))
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    public_key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    try:
        public_key.verify(encode_dss_signature(r, s), content, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _decoded(part: str) -> bytes:
    """Raises ValueError."""
    return urlsafe_b64decode(part.encode("ascii") + b"=" * (-len(part) % 4))
