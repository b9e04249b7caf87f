"""KMS speaks DER, JWTs don't: nothing is lost between the two, and nothing else is taken for a signature."""

from base64 import urlsafe_b64decode

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import example, given
from hypothesis import strategies as st

from functions.workspace_links.es256 import public_jwk, raw_signature
from tests.support.fakes.signer import FakeSigner

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
NUMBERS = st.integers(min_value=1, max_value=ORDER - 1)


@given(r=NUMBERS, s=NUMBERS)
@example(r=1, s=ORDER - 1)
@example(r=0x80, s=0x7F)
@example(r=2**255, s=2**248)
def test_the_numbers_of_a_signature_are_kept(r: int, s: int) -> None:
    raw = raw_signature(encode_dss_signature(r, s))

    assert len(raw) == 64
    assert (int.from_bytes(raw[:32]), int.from_bytes(raw[32:])) == (r, s)


@given(der=st.binary(max_size=80))
def test_whatever_comes_is_refused_or_is_a_signature(der: bytes) -> None:
    try:
        raw = raw_signature(der)
    except ValueError:
        return
    assert len(raw) == 64


@given(r=NUMBERS, s=NUMBERS, data=st.data())
def test_a_part_of_a_signature_is_none(r: int, s: int, data: st.DataObject) -> None:
    der = encode_dss_signature(r, s)
    cut = data.draw(st.integers(min_value=0, max_value=len(der) - 1))

    with pytest.raises(ValueError, match="not the DER"):
        raw_signature(der[:cut])
    with pytest.raises(ValueError, match="follows"):
        raw_signature(der + b"\0")


@pytest.mark.parametrize("number", [-1, 0, 2**256])
def test_a_number_that_no_signature_has_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="number"):
        raw_signature(_der(number, 1))


def _der(r: int, s: int) -> bytes:
    parts = b""
    for number in (r, s):
        content = number.to_bytes(number.bit_length() // 8 + 1, signed=True)
        parts += bytes([2, len(content)]) + content
    return bytes([0x30, len(parts)]) + parts


@given(secret=NUMBERS)
def test_the_published_key_is_the_key(secret: int) -> None:
    signer = FakeSigner(ec.derive_private_key(secret, ec.SECP256R1()))

    jwk = public_jwk(signer.public_key, "key-1")

    x, y = (int.from_bytes(urlsafe_b64decode(jwk[name] + "=")) for name in ("x", "y"))
    published = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    assert published.public_bytes(serialization.Encoding.DER, form) == signer.public_key
    assert {name: jwk[name] for name in ("kty", "crv", "use", "alg", "kid")} == {
        "kty": "EC",
        "crv": "P-256",
        "use": "sig",
        "alg": "ES256",
        "kid": "key-1",
    }


def test_a_key_of_another_curve_is_not_published() -> None:
    with pytest.raises(ValueError, match="P-256"):
        public_jwk(FakeSigner(ec.generate_private_key(ec.SECP384R1())).public_key, "key-1")
