"""The public keys that seals are checked with: all that verifying needs beside what is verified (G4)."""

from collections.abc import Iterable
from typing import Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)


class PublicKeys:
    """Raises ValueError for what isn't a key with P-256."""

    def __init__(self, keys: Iterable[PublicKeyTypes]) -> None:
        self._keys = [_of_p256(key) for key in keys]
        self._written = [key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) for key in self._keys]

    @classmethod
    def from_der(cls, *ders: bytes) -> Self:
        return cls(load_der_public_key(der) for der in ders)

    @classmethod
    def from_pem(cls, *pems: bytes) -> Self:
        return cls(_from_pem(pem) for pem in pems)

    def verifies(self, content: bytes, signature: bytes) -> bool:
        return any(_verifies(key, content, signature) for key in self._keys)

    def within(self, content: bytes) -> bool:
        return any(written in content or written.hex().upper().encode() in content for written in self._written)


def _from_pem(pem: bytes) -> PublicKeyTypes:
    try:
        return load_pem_public_key(pem)
    except (UnsupportedAlgorithm, ValueError):
        raise ValueError("This is not a public key in PEM.") from None


def _of_p256(key: PublicKeyTypes) -> ec.EllipticCurvePublicKey:
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("This is not a key with P-256.")  # noqa: TRY004 - of the right type, and the wrong kind
    return key


def _verifies(key: ec.EllipticCurvePublicKey, content: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
