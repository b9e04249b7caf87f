"""ES256 as JWTs have it (RFC 7518), from KMS's signatures and keys, which are DER."""

from base64 import urlsafe_b64encode

COORDINATE = 32
_SEQUENCE, _INTEGER = 0x30, 0x02
# A SubjectPublicKeyInfo that says: a point of P-256, uncompressed.
_P256_POINT = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")


def raw_signature(der: bytes) -> bytes:
    """The numbers r and s of an ECDSA signature, 32 bytes each, side by side.

    Raises ValueError for what is no signature of P-256.
    """
    content, rest = _read(_SEQUENCE, der)
    r, content = _read(_INTEGER, content)
    s, content = _read(_INTEGER, content)
    if rest or content:
        raise ValueError("something follows the signature")
    return _coordinate(r) + _coordinate(s)


def _read(tag: int, der: bytes) -> tuple[bytes, bytes]:
    """The content of the element that DER begins with, and what follows it. (None here is as long as 128 bytes.)"""
    if len(der) < 2 or der[0] != tag or not 0 < der[1] <= min(len(der) - 2, 127):
        raise ValueError("not the DER of a signature")
    end = 2 + der[1]
    return der[2:end], der[end:]


def _coordinate(integer: bytes) -> bytes:
    """DER writes as many bytes as a number needs, one more where its first bit would say that it is negative."""
    number = int.from_bytes(integer, signed=True)
    if not 0 < number < 2 ** (8 * COORDINATE):
        raise ValueError("not a number of P-256")
    return number.to_bytes(COORDINATE)


def public_jwk(der: bytes, key_id: str) -> dict[str, str]:
    """A public key as a member of a key set (RFC 7517). Raises ValueError for one that isn't of P-256."""
    point = der.removeprefix(_P256_POINT)
    if len(point) != 2 * COORDINATE or len(der) != len(_P256_POINT) + len(point):
        raise ValueError("not a public key of P-256")
    return {
        "kty": "EC",
        "crv": "P-256",
        "x": base64url(point[:COORDINATE]),
        "y": base64url(point[COORDINATE:]),
        "use": "sig",
        "alg": "ES256",
        "kid": key_id,
    }


def base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
