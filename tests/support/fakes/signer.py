"""A key in memory, with the forms that KMS has for keys and signatures."""

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils


class FakeSigner:
    def __init__(self, private: ec.EllipticCurvePrivateKey | None = None, key_id: str = "key-1") -> None:
        self._private = private or ec.generate_private_key(ec.SECP256R1())
        self._key_id = key_id

    @property
    def key_id(self) -> str:
        return self._key_id

    @property
    def public_key(self) -> bytes:
        return self._private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message, ec.ECDSA(hashes.SHA256()))

    def sign_digest(self, digest: bytes) -> bytes:
        return self._private.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
