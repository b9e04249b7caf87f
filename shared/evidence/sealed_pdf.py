"""The seal of a PDF, read so strictly that no byte of the file can be another one (PAdES baseline B, RFC 5652, 5035).

The signature covers all of the file but itself. Its own bytes follow from three things (the certificate, the digest
of the file, the signature over both), so they are built anew and compared: what a reader of CMS would pass over, like
a padding or a version, can't be changed either.
"""

import hashlib
import re
from dataclasses import dataclass

SEQUENCE, SET, INTEGER, OCTETS, FIRST = 0x30, 0x31, 0x02, 0x04, 0xA0

# Object identifiers and what goes with them, in DER.
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")
CONTENT_TYPE = bytes.fromhex("06092a864886f70d010903")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
SHA_256 = bytes.fromhex("300d06096086480165030402010500")
ECDSA_SHA_256 = bytes.fromhex("300a06082a8648ce3d040302")
VERSION_1 = bytes.fromhex("020101")


class SealBroken(ValueError):
    """This is not a PDF as it was sealed."""


@dataclass(frozen=True, slots=True)
class SealOfPdf:
    """`signature` (ECDSA, P-256, SHA-256, in DER) is still to be checked: over `signed`, with the public key."""

    signed: bytes
    signature: bytes
    certificate: bytes


def read_seal(pdf: bytes) -> SealOfPdf:
    """Raises SealBroken."""
    begin, end = _gap(pdf)
    digest = hashlib.sha256(pdf[:begin] + pdf[end:]).digest()
    try:
        cms = _unpadded(pdf[begin + 1 : end - 1])
        certificate, signature = _held(cms)
        attributes = _attributes(certificate, digest)
        expected = _cms(certificate, attributes, signature)
    except (IndexError, ValueError) as error:
        raise SealBroken("The seal can't be read.") from error
    if cms != expected:
        raise SealBroken("The file is not what its seal was made for.")
    return SealOfPdf(signed=_der(SET, attributes), signature=signature, certificate=certificate)


def to_sign(certificate: bytes, digest: bytes) -> bytes:
    """What the signature of a file with that SHA-256 is over."""
    return _der(SET, _attributes(certificate, digest))


def cms_of(certificate: bytes, digest: bytes, signature: bytes) -> bytes:
    """The seal itself, as the file holds it."""
    return _cms(certificate, _attributes(certificate, digest), signature)


def _gap(pdf: bytes) -> tuple[int, int]:
    """Where the signature stands: the one part of the file that it doesn't cover."""
    found = re.compile(rb"/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\]").findall(pdf, pdf.rfind(b"/ByteRange"))
    if len(found) != 1:
        raise SealBroken("The file has no seal.")
    begin, end, rest = map(int, found[0])
    if not begin < end or end + rest != len(pdf) or pdf[begin : begin + 1] != b"<" or pdf[end - 1 : end] != b">":
        raise SealBroken("The seal is not over all of the file.")
    return begin, end


def _unpadded(digits: bytes) -> bytes:
    """From digits, with zeros to fill the room that was left for it."""
    content = bytes.fromhex(digits.decode())
    _, end = _element(content, 0)
    if content.hex().upper().encode() != digits or any(content[end:]):
        raise ValueError("Another way to write it.")
    return content[:end]


def _held(cms: bytes) -> tuple[bytes, bytes]:
    """The certificate and the signature."""
    signed_data = _children(_children(_children(cms)[1])[0])
    (certificate,) = _children(signed_data[3])
    (signer,) = _children(signed_data[4])
    begin, end = _element(_children(signer)[5], 0)
    return certificate, _children(signer)[5][begin:end]


def _attributes(certificate: bytes, digest: bytes) -> bytes:
    """What the signature is over, in the order of DER."""
    fingerprint = _der(OCTETS, hashlib.sha256(certificate).digest())
    issuer, serial = _issuer_and_serial(certificate)
    names = _der(SEQUENCE, _der(0xA4, issuer))
    identified = _der(SEQUENCE, fingerprint, _der(SEQUENCE, names, serial))
    return b"".join(
        (
            _der(SEQUENCE, CONTENT_TYPE, _der(SET, DATA)),
            _der(SEQUENCE, MESSAGE_DIGEST, _der(SET, _der(OCTETS, digest))),
            _der(SEQUENCE, SIGNING_CERTIFICATE_V2, _der(SET, _der(SEQUENCE, _der(SEQUENCE, identified)))),
        )
    )


def _cms(certificate: bytes, attributes: bytes, signature: bytes) -> bytes:
    issuer, serial = _issuer_and_serial(certificate)
    signer = _der(
        SEQUENCE,
        VERSION_1,
        _der(SEQUENCE, issuer, serial),
        SHA_256,
        _der(FIRST, attributes),
        ECDSA_SHA_256,
        _der(OCTETS, signature),
    )
    signed_data = _der(
        SEQUENCE,
        VERSION_1,
        _der(SET, SHA_256),
        _der(SEQUENCE, DATA),
        _der(FIRST, certificate),
        _der(SET, signer),
    )
    return _der(SEQUENCE, SIGNED_DATA, _der(FIRST, signed_data))


def _issuer_and_serial(certificate: bytes) -> tuple[bytes, bytes]:
    _, serial, _, issuer, *_ = _children(_children(certificate)[0])
    return issuer, serial


def _der(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes([tag, 0x80 | len(length)]) + length + content


def _children(element: bytes) -> list[bytes]:
    at, end = _element(element, 0)
    children = []
    while at < end:
        _, after = _element(element, at)
        children.append(element[at:after])
        at = after
    return children


def _element(content: bytes, at: int) -> tuple[int, int]:
    """Where what it holds begins and ends."""
    size, begin = content[at + 1], at + 2
    if size & 0x80:
        begin += size & 0x7F
        size = int.from_bytes(content[at + 2 : begin])
    if begin + size > len(content):
        raise ValueError("Cut off.")
    return begin, begin + size
