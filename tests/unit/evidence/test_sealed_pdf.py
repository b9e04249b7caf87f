"""A sealed PDF, read as strictly as whoever looks for a changed byte: every one is found."""

from dataclasses import dataclass
from functools import cache

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key
from hypothesis import given
from hypothesis import strategies as st

from shared.evidence.sealed_pdf import SealBroken, read_seal
from tests.support.certificates import Sealed, a_sealed_certificate

ANY_BYTE = st.integers(0, 2**20)


@dataclass(frozen=True)
class Change:
    at: int
    to: int

    def of(self, content: bytes) -> bytes:
        at = self.at % len(content)
        return content[:at] + bytes([(content[at] + self.to) % 256]) + content[at + 1 :]


@cache
def sealed() -> Sealed:
    """With a seal that doesn't fill the room left for it: signatures of ECDSA are of different lengths."""
    return next(one for one in (a_sealed_certificate() for _ in range(100)) if b"0000>" in one.pdf[one.begins :])


def is_whole(pdf: bytes) -> bool:
    key = load_der_public_key(sealed().public_key)
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        seal = read_seal(pdf)
        key.verify(seal.signature, seal.signed, ec.ECDSA(hashes.SHA256()))
    except (SealBroken, InvalidSignature):
        return False
    return True


def test_a_file_as_it_was_sealed_is_whole() -> None:
    assert is_whole(sealed().pdf)
    assert read_seal(sealed().pdf).certificate == sealed().certificate


@given(at=ANY_BYTE, to=st.integers(1, 255))
def test_any_changed_byte_is_found(at: int, to: int) -> None:
    assert not is_whole(Change(at, to).of(sealed().pdf))


def test_every_changed_byte_of_the_seal_is_found() -> None:
    pdf = sealed().pdf
    assert not [at for at in range(sealed().begins, len(pdf)) if is_whole(Change(at, 1).of(pdf))]


def test_the_seal_can_be_written_in_one_way_only() -> None:
    pdf, begins = sealed().pdf, sealed().begins
    gap = slice(pdf.index(b"<3082", begins), pdf.index(b">", pdf.index(b"<3082", begins)))

    assert not is_whole(pdf[: gap.start] + pdf[gap].lower() + pdf[gap.stop :])


@given(at=ANY_BYTE, more=st.binary(min_size=1, max_size=40))
def test_bytes_put_in_or_taken_out_are_found(at: int, more: bytes) -> None:
    pdf = sealed().pdf
    at %= len(pdf) + 1

    assert not is_whole(pdf[:at] + more + pdf[at:])
    assert not is_whole(pdf[:at] + pdf[at + len(more) :]) or at == len(pdf)


def test_a_file_that_was_saved_anew_is_not_whole() -> None:
    """An update stands behind what was sealed: a reader shows it, and a signature may be valid all the same."""
    with pytest.raises(SealBroken, match="not over all of the file"):
        read_seal(sealed().pdf + b"\n1 0 obj\n<< >>\nendobj\n%%EOF\n")


def test_another_key_does_not_verify_it() -> None:
    other = a_sealed_certificate()

    assert other.public_key != sealed().public_key
    assert not is_whole(other.pdf)


@given(st.binary(max_size=300))
def test_what_was_never_sealed_is_refused(content: bytes) -> None:
    with pytest.raises(SealBroken):
        read_seal(content)


@given(st.binary(max_size=200))
def test_nonsense_in_place_of_the_seal_is_refused(nonsense: bytes) -> None:
    gap = b"<" + nonsense.hex().upper().encode() + b">"
    head = b"%PDF-1.7 \n"
    size = len(_range(head, gap, 0))

    with pytest.raises(SealBroken, match="can't be read"):
        read_seal(head + gap + _range(head, gap, size))


def _range(head: bytes, gap: bytes, rest: int) -> bytes:
    return b"/ByteRange [0 %d %d %04d]" % (len(head), len(head) + len(gap), rest)
