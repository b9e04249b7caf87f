"""Pictures told by their bytes."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.partners.images import DamagedImage, Image, NotAnImage, read_image
from shared.domain.partner import ImageType
from tests.support.pictures import SIGNATURE, a_jpeg, a_picture, a_png, chunk, segment

sides = st.integers(1, 65_535)
kinds = st.sampled_from(list(ImageType))
FRAMES = sorted(set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC})


@given(kinds, sides, sides)
def test_a_picture_is_as_large_as_it_was_made(kind: ImageType, width: int, height: int) -> None:
    content = a_picture(kind, width, height)

    assert read_image(content) == Image(kind, width, height, content)


@given(kinds, st.binary(max_size=200))
def test_what_stands_behind_a_picture_is_left_behind(kind: ImageType, more: bytes) -> None:
    content = a_picture(kind)

    assert read_image(content + more).content == content


@given(kinds, st.data())
def test_a_picture_that_breaks_off_is_none(kind: ImageType, data: st.DataObject) -> None:
    content = a_picture(kind)
    length = data.draw(st.integers(0, len(content) - 1))

    with pytest.raises((NotAnImage, DamagedImage)):
        read_image(content[:length])


@given(st.data())
def test_a_png_with_another_byte_anywhere_is_none(data: st.DataObject) -> None:
    content = bytearray(a_png())
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))

    with pytest.raises((NotAnImage, DamagedImage)):
        read_image(bytes(content))


@given(st.one_of(st.binary(), st.binary().map(SIGNATURE.__add__), st.binary().map(b"\xff\xd8\xff".__add__)))
def test_whatever_is_sent_is_a_picture_or_refused(content: bytes) -> None:
    try:
        image = read_image(content)
    except (NotAnImage, DamagedImage):
        return
    assert content.startswith(image.content)


@given(st.binary(max_size=300), st.sampled_from(FRAMES))
def test_whatever_the_pixels_of_a_jpeg_are_they_are_passed_over(pixels: bytes, frame: int) -> None:
    content = a_jpeg(frame=frame, pixels=pixels.replace(b"\xff", b"\xff\x00"))

    assert read_image(content) == Image(ImageType.JPEG, 120, 40, content)


def test_a_jpeg_of_several_scans_with_another_picture_in_its_head_is_read_to_its_end() -> None:
    whole = a_jpeg(300, 200, frame=0xC2)
    thumbnail = segment(0xE1, b"Exif\x00\x00" + a_jpeg(16, 16))
    second_scan = segment(0xC4, b"\x00" * 17) + segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x01\x02"
    content = whole[:2] + thumbnail + whole[2:-2] + second_scan + b"\xff\xff\xd9"

    assert read_image(content) == Image(ImageType.JPEG, 300, 200, content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a\x10\x00\x10\x00",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"<html>" + a_png(),
        b"PK\x03\x04" + a_png(),
        b"%PDF-1.7\n" + a_jpeg(),
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    ],
    ids=["nothing", "gif", "svg", "html-first", "zip-first", "pdf-first", "webp"],
)
def test_what_does_not_begin_like_a_picture_is_none(content: bytes) -> None:
    with pytest.raises(NotAnImage):
        read_image(content)


def png(*chunks: bytes) -> bytes:
    return SIGNATURE + b"".join(chunks) + chunk(b"IEND", b"")


HEAD = struct.pack(">II", 120, 40)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(png(chunk(b"IDAT", b"")), id="png-without-a-head"),
        pytest.param(png(chunk(b"IHDR", HEAD + b"\x08\x02\x00\x00\x00")), id="png-without-pixels"),
        pytest.param(png(chunk(b"IHDR", HEAD)), id="png-with-a-short-head"),
        pytest.param(a_png(head=b"\x08\x05\x00\x00\x00"), id="png-of-no-known-colour"),
        pytest.param(a_png(head=b"\x03\x02\x00\x00\x00"), id="png-of-an-odd-depth"),
        pytest.param(a_png(head=b"\x08\x02\x01\x00\x00"), id="png-packed-otherwise"),
        pytest.param(a_png(head=b"\x08\x02\x00\x00\x02"), id="png-interlaced-otherwise"),
        pytest.param(SIGNATURE, id="png-without-anything"),
        pytest.param(b"\xff\xd8\xff\xd9", id="jpeg-without-anything"),
        pytest.param(b"\xff\xd8" + segment(0xDA, b"") + b"\x01\xff\xd9", id="jpeg-without-a-frame"),
        pytest.param(b"\xff\xd8" + segment(0xC0, b"\x08\x00\x10\x00\x10\x01") + b"\xff\xd9", id="jpeg-without-pixels"),
        pytest.param(b"\xff\xd8" + segment(0xC0, b"\x08") + b"\xff\xd9", id="jpeg-with-a-short-frame"),
        pytest.param(a_jpeg()[:-2] + a_jpeg()[2:], id="jpeg-with-two-frames"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x01\xff\xd9", id="jpeg-with-an-impossible-length"),
        pytest.param(b"\xff\xd8\xff<script>", id="jpeg-of-text"),
    ],
)
def test_what_only_begins_like_a_picture_is_damaged(content: bytes) -> None:
    with pytest.raises(DamagedImage):
        read_image(content)
