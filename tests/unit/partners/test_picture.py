"""What can be a logo."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.partners.picture import MAX_PIXELS, Picture, read_picture
from shared.domain.errors import BodyTooLarge, Invalid
from shared.domain.partner import ImageType, Logo
from shared.limits import MAX_FILE
from tests.support.pictures import a_jpeg, a_picture, a_png, chunk

HTML = b"<html><script>alert(document.domain)</script></html>"


@pytest.mark.parametrize("kind", ImageType)
@pytest.mark.parametrize(("width", "height"), [(16, 16), (4096, 16), (16, 4096), (4096, 3906), (4000, 4000)])
def test_a_picture_of_a_fair_size_is_one(kind: ImageType, width: int, height: int) -> None:
    content = a_picture(kind, width, height)
    logo = Logo(sha256=hashlib.sha256(content).hexdigest(), content_type=kind, width=width, height=height)

    assert read_picture(content, kind) == read_picture(content) == Picture(logo, content)


@pytest.mark.parametrize(
    ("content", "said", "field", "code"),
    [
        pytest.param(b"", ImageType.PNG, "data", "not_an_image", id="nothing"),
        pytest.param(b"<svg/>", ImageType.PNG, "data", "not_an_image", id="svg"),
        pytest.param(HTML + a_png(), ImageType.PNG, "data", "not_an_image", id="a-page-with-a-picture-behind"),
        pytest.param(a_png()[:-1], ImageType.PNG, "data", "damaged", id="broken-off"),
        pytest.param(a_png(), ImageType.JPEG, "content_type", "type_mismatch", id="a-png-said-to-be-a-jpeg"),
        pytest.param(a_jpeg(), ImageType.PNG, "content_type", "type_mismatch", id="a-jpeg-said-to-be-a-png"),
        pytest.param(a_png(15, 400), ImageType.PNG, "data", "too_small", id="too-narrow"),
        pytest.param(a_jpeg(400, 15), ImageType.JPEG, "data", "too_small", id="too-low"),
        pytest.param(a_jpeg(400, 0), ImageType.JPEG, "data", "too_small", id="of-a-height-told-later"),
        pytest.param(a_png(4097, 16), ImageType.PNG, "data", "too_large", id="too-wide"),
        pytest.param(a_jpeg(16, 4097), ImageType.JPEG, "data", "too_large", id="too-high"),
        pytest.param(a_png(4_000_000_000, 4_000_000_000), ImageType.PNG, "data", "too_large", id="a-bomb"),
        pytest.param(a_png(4096, 3907), ImageType.PNG, "data", "too_many_pixels", id="too-many-pixels"),
        pytest.param(a_jpeg(4096, 4096), ImageType.JPEG, "data", "too_many_pixels", id="the-largest-of-both"),
    ],
)
def test_every_fault_has_its_code(content: bytes, said: ImageType, field: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_picture(content, said)

    assert [(error.field, error.code) for error in refusal.value.errors] == [(f"logo.{field}", code)]


def test_the_limit_of_pixels_is_one_that_the_sides_alone_allow() -> None:
    assert 4096 * 3906 <= MAX_PIXELS < 4096 * 3907


def test_a_megabyte_is_taken_and_a_byte_more_is_not() -> None:
    room = MAX_FILE - len(a_png(more=chunk(b"tEXt", b"")))

    assert len(read_picture(a_png(more=chunk(b"tEXt", bytes(room)))).content) == MAX_FILE
    with pytest.raises(BodyTooLarge):
        read_picture(a_png(more=chunk(b"tEXt", bytes(room + 1))))


@pytest.mark.parametrize("kind", ImageType)
@pytest.mark.parametrize("other", [HTML, b"PK\x03\x04 an archive", b"%PDF-1.7"])
def test_of_a_file_that_is_two_things_at_once_the_picture_alone_is_kept(kind: ImageType, other: bytes) -> None:
    assert read_picture(a_picture(kind) + other) == read_picture(a_picture(kind))


@given(st.integers(16, 4096), st.integers(16, 4096), st.integers(1, 500), st.integers(1, 500))
def test_a_logo_is_shown_in_its_proportions_and_never_larger(width: int, height: int, wide: int, high: int) -> None:
    logo = Logo(sha256="", content_type=ImageType.PNG, width=width, height=height)

    shown_width, shown_height = logo.within(wide, high)

    assert 1 <= shown_width <= min(wide, width)
    assert 1 <= shown_height <= min(high, height)
    assert (shown_width, shown_height) == (width, height) or wide - shown_width < 1 or high - shown_height < 1
    # No side is further than a rounded pixel from where the other one puts it.
    assert shown_width == 1 or abs(shown_width - width * shown_height / height) <= 1 + width / height
    assert shown_height == 1 or abs(shown_height - height * shown_width / width) <= 1 + height / width
