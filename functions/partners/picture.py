"""A picture that somebody wants as the logo: whether it can be one."""

import hashlib
from dataclasses import dataclass

from functions.partners.images import DamagedImage, Image, NotAnImage, read_image
from shared.domain.errors import BodyTooLarge, FieldError, Invalid
from shared.domain.partner import ImageType, Logo
from shared.limits import MAX_FILE

MIN_SIDE = 16
MAX_SIDE = 4096
# What little is sent can be much when it is unpacked.
MAX_PIXELS = 16_000_000


@dataclass(frozen=True, slots=True)
class Picture:
    logo: Logo
    content: bytes


def read_picture(content: bytes, content_type: ImageType | None = None) -> Picture:
    """`content_type` is what it is said to be, by whoever can be wrong about it.

    Raises BodyTooLarge, Invalid.
    """
    if len(content) > MAX_FILE:
        raise BodyTooLarge("A logo may hold 1 MB at most.")
    try:
        image = read_image(content)
    except NotAnImage:
        raise _invalid("data", "not_an_image", "This is neither a PNG nor a JPEG.") from None
    except DamagedImage:
        raise _invalid("data", "damaged", "This file is damaged: the picture in it is not complete.") from None
    if content_type not in {None, image.type}:
        raise _invalid("content_type", "type_mismatch", f"By its bytes this is {image.type}.")
    _check_size(image)
    logo = Logo(
        sha256=hashlib.sha256(image.content).hexdigest(),
        content_type=image.type,
        width=image.width,
        height=image.height,
    )
    return Picture(logo, image.content)


def _check_size(image: Image) -> None:
    """Raises Invalid."""
    if min(image.width, image.height) < MIN_SIDE:
        raise _invalid("data", "too_small", f"Each side needs at least {MIN_SIDE} pixels.")
    if max(image.width, image.height) > MAX_SIDE:
        raise _invalid("data", "too_large", f"Each side may have {MAX_SIDE} pixels at most.")
    if image.width * image.height > MAX_PIXELS:
        raise _invalid("data", "too_many_pixels", f"A logo may have {MAX_PIXELS} pixels at most.")


def _invalid(field: str, code: str, message: str) -> Invalid:
    return Invalid(FieldError(f"logo.{field}", code, message))
