"""Checks seals with nothing but the public key that is shown to everybody."""

from base64 import b64decode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils


def verifies(pem: str, signature: str, sha256: str) -> bool:
    """Whether the signature, in base64, is of what has this hash, in hexadecimal."""
    key = serialization.load_pem_public_key(pem.encode())
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert isinstance(key.curve, ec.SECP256R1)
    try:
        key.verify(b64decode(signature), bytes.fromhex(sha256), ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    except InvalidSignature:
        return False
    return True
