from cryptography.hazmat.primitives import serialization

from shared.evidence.pem import public_pem
from tests.support.fakes.signer import FakeSigner


def test_a_public_key_is_written_as_others_write_it() -> None:
    der = FakeSigner().public_key

    key = serialization.load_der_public_key(der)
    spki, pem = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.Encoding.PEM
    assert public_pem(der).encode() == key.public_bytes(pem, spki)
