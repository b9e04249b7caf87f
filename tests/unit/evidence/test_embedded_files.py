"""The files in a certificate: what readers of PDF find there, and nothing that grows beyond measure."""

import zlib
from collections.abc import Callable

import pytest

from shared.evidence.embedded_files import MOST, embedded_files
from tests.support.certificates import a_sealed_certificate
from tests.support.pdf import Pdf
from tests.support.sealed_files import a_sealed_file


@pytest.mark.parametrize("made", [a_sealed_file, lambda: a_sealed_certificate().pdf], ids=["small", "real"])
def test_they_are_what_other_readers_find(made: Callable[[], bytes]) -> None:
    pdf = made()
    others = {name: content for name, (content,) in Pdf(pdf).reader.attachments.items()}

    assert others.keys() >= {"record.json", "disclosures.json"}
    assert embedded_files(pdf) == others


def holding(name: bytes, stream: bytes, *, number: int = 7, length: int | None = None, packed: bool = True) -> bytes:
    how = b"/Filter/FlateDecode" if packed else b""
    return (
        b"\n%d 0 obj\n<</Type/Filespec/F(%s)/UF(%s)/EF<</F %d 0 R>>>>" % (number + 1, name, name, number)
        + b"\n%d 0 obj\n<</Length %d/Type/EmbeddedFile%s>>\nstream\n"
        % (number, len(stream) if length is None else length, how)
        + stream
        + b"\nendstream"
    )


def test_the_later_of_two_with_one_name_counts() -> None:
    twice = holding(b"record.json", zlib.compress(b"old")) + holding(b"record.json", zlib.compress(b"new"), number=11)

    assert embedded_files(twice) == {"record.json": b"new"}


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(holding(b"record.json", zlib.compress(bytes(MOST + 1))), id="a-bomb"),
        pytest.param(holding(b"record.json", b"not packed"), id="not-packed"),
        pytest.param(holding(b"record.json", zlib.compress(b"a record")[:-3]), id="cut-off"),
        pytest.param(holding(b"record.json", b"").replace(b"\n7 0 obj", b"\n9 0 obj"), id="nowhere"),
        pytest.param(holding(b"record.json", b"").replace(b"\n8 0 obj\n", b""), id="in-a-text"),
    ],
)
def test_what_cannot_be_read_is_left_out(pdf: bytes) -> None:
    assert embedded_files(pdf) == {}


def test_a_file_as_large_as_may_be_is_read() -> None:
    assert embedded_files(holding(b"a", zlib.compress(bytes(MOST)))) == {"a": bytes(MOST)}


def test_a_length_beyond_the_end_is_what_there_is() -> None:
    assert embedded_files(holding(b"a", b"", length=99_999_999, packed=False)) == {"a": b"\nendstream"}
