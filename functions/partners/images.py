"""PNG and JPEG files, told by their bytes: which of them it is, how large the picture, and where it ends.

The file is walked from part to part to the picture's end; what the pixels show is left to the browsers. A library
that only looks for the size would take a damaged file, or one that merely begins like a picture.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from shared.domain.partner import ImageType

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"

# Bits of a sample, for each kind of colour.
_PNG_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}

_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKER = re.compile(rb"\xff+([^\x00\xff])")
# A marker in the pixels of a JPEG that isn't one of theirs: neither a stuffed zero, nor a restart, nor padding.
_NEXT_MARKER = re.compile(rb"\xff(?=[^\x00\xd0-\xd7\xff])")


class NotAnImage(ValueError):
    pass


class DamagedImage(ValueError):
    pass


@dataclass(frozen=True, slots=True)
class Image:
    """`content` is the picture alone, without whatever stood behind its end."""

    type: ImageType
    width: int
    height: int
    content: bytes


def read_image(content: bytes) -> Image:
    """Raises NotAnImage, DamagedImage."""
    if content.startswith(PNG):
        return _read_png(content)
    if content.startswith(JPEG):
        return _read_jpeg(content)
    raise NotAnImage


def _read_png(content: bytes) -> Image:
    chunks = list(_png_chunks(content))
    kinds = [kind for kind, _ in chunks]
    head = chunks[0][1]
    if kinds[0] != b"IHDR" or len(head) != 13 or b"IDAT" not in kinds:
        raise DamagedImage
    depth, colour, *methods = head[8:]
    if depth not in _PNG_DEPTHS.get(colour, ()) or methods[:2] != [0, 0] or methods[2] > 1:
        raise DamagedImage
    *_, end = accumulate((len(data) + 12 for _, data in chunks), initial=len(PNG))
    return Image(ImageType.PNG, int.from_bytes(head[:4]), int.from_bytes(head[4:8]), content[:end])


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and data of each chunk up to the last one, IEND."""
    at, kind = len(PNG), b""
    while kind != b"IEND":
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        end = at + 8 + length
        if len(content) < end + 4 or zlib.crc32(content[at + 4 : end]) != int.from_bytes(content[end : end + 4]):
            raise DamagedImage
        yield kind, content[at + 8 : end]
        at = end + 4


def _read_jpeg(content: bytes) -> Image:
    size: tuple[int, int] | None = None
    has_pixels, at = False, 2
    while True:
        marker, at = _jpeg_marker(content, at)
        if marker == _END_OF_IMAGE:
            break
        segment = _jpeg_segment(content, at)
        at += len(segment)
        if marker in _FRAMES:
            if size or len(segment) < 8:
                raise DamagedImage
            size = int.from_bytes(segment[5:7]), int.from_bytes(segment[3:5])
        if marker == _START_OF_SCAN:
            following = _NEXT_MARKER.search(content, at)
            if following is None:
                raise DamagedImage
            has_pixels, at = True, following.start()
    if size is None or not has_pixels:
        raise DamagedImage
    return Image(ImageType.JPEG, *size, content[:at])


def _jpeg_marker(content: bytes, at: int) -> tuple[int, int]:
    """The marker that stands there, and where what belongs to it begins; more than one 0xFF may lead to it."""
    found = _MARKER.match(content, at)
    if found is None:
        raise DamagedImage
    return found[1][0], found.end()


def _jpeg_segment(content: bytes, at: int) -> bytes:
    """With its length, which counts itself."""
    length = int.from_bytes(content[at : at + 2])
    if length < 2 or at + length > len(content):
        raise DamagedImage
    return content[at : at + length]
