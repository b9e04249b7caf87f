"""Pictures as files: small PNGs and JPEGs of any size on paper."""

import struct
import zlib

from shared.domain.partner import ImageType

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_png(width: int = 120, height: int = 40, *, head: bytes = b"\x08\x02\x00\x00\x00", more: bytes = b"") -> bytes:
    """`head` are depth, colour and methods; `more` are chunks before the pixels, of which only few are written out."""
    pixels = zlib.compress(bytes((3 * width + 1) * height) if width * height < 100_000 else b"")
    parts = (
        chunk(b"IHDR", struct.pack(">II", width, height) + head),
        more,
        chunk(b"IDAT", pixels),
        chunk(b"IEND", b""),
    )
    return SIGNATURE + b"".join(parts)


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def a_jpeg(
    width: int = 120, height: int = 40, *, frame: int = 0xC0, pixels: bytes = b"\x12\xff\x00\xff\xd0\x34"
) -> bytes:
    size = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
        + segment(frame, size)
        + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
        + pixels
        + b"\xff\xd9"
    )


def a_picture(kind: ImageType, width: int = 120, height: int = 40) -> bytes:
    return a_png(width, height) if kind is ImageType.PNG else a_jpeg(width, height)
