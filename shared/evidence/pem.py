"""A public key as OpenSSL and its like read it (RFC 7468)."""

from base64 import b64encode
from textwrap import wrap


def public_pem(der: bytes) -> str:
    """Of a SubjectPublicKeyInfo."""
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *wrap(b64encode(der).decode(), 64), "-----END PUBLIC KEY-----", ""])
