"""Files that are made to harm whoever reads them: at the logo and at the page that checks certificates."""

import json
import re
import time
import tracemalloc
import zlib
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.limits import MAX_FILE
from tests.abuse.conftest import ABUSE
from tests.abuse.routes import handle, rows
from tests.support.account import create_assets_bucket
from tests.support.events import api_event, page_event
from tests.support.pictures import a_jpeg, a_png, chunk, segment
from tests.support.sealed_files import a_sealed_file

BOUNDARY = "a-boundary"


@pytest.fixture(scope="module", autouse=True)
def assets(resellers: DynamoTable) -> None:
    create_assets_bucket()


@contextmanager
def cheaply() -> Iterator[None]:
    """Without much more memory than what was sent, and in no more time than it takes to look at it a few times."""
    tracemalloc.start()
    before = time.process_time()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 40 * MAX_FILE
    assert time.process_time() - before < 5


def upload(content: bytes, *, name: str = "certificate.pdf") -> dict[str, Any]:
    body = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        + content
        + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    headers = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "accept": "application/json"}
    event = page_event("POST", "/verify", headers=headers)
    event |= {"body": b64encode(body).decode(), "isBase64Encoded": True}
    return handle("POST /verify", event)


def patch_logo(content: bytes, content_type: str = "image/png") -> dict[str, Any]:
    body = {"logo": {"content_type": content_type, "data": b64encode(content).decode()}}
    return handle("PATCH /v1/partner", api_event("PATCH", "/v1/partner", body))


BOMB, SMALL_BOMB = zlib.compress(bytes(64 * MAX_FILE)), zlib.compress(bytes(4 * MAX_FILE - 1))


def holding(stream: bytes, how: bytes = b"/Filter/FlateDecode", name: bytes = b"record.json") -> bytes:
    """A PDF with a file in it, as a certificate has one."""
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Filespec/F(" + name + b")/UF(" + name + b")/EF<</F 2 0 R>>>>\nendobj\n"
        b"2 0 obj\n<</Length "
        + str(len(stream)).encode()
        + b"/Type/EmbeddedFile"
        + how
        + b">>\nstream\n"
        + stream
        + b"\nendstream\nendobj\n%%EOF\n"
    )


FILES = {
    "bomb": holding(BOMB),
    "bomb-of-json": holding(zlib.compress(b"[" * 4 * MAX_FILE, 9)),
    "bomb-of-names": holding(zlib.compress(b'{"a":' * 800_000, 9)),
    "bomb-of-digits": holding(zlib.compress(b'{"a":' + b"9" * 3_000_000 + b"}", 9)),
    "many-bombs": b"".join(
        holding(SMALL_BOMB, name=b"a%d" % number)
        .replace(b"2 0 R", b"%d 0 R" % (number + 2))
        .replace(b"\n2 0 obj", b"\n%d 0 obj" % (number + 2))
        for number in range(200)
    ),
    "many-names": b"\n1 0 obj\n<</Type/Filespec/F(a)/UF(a)/EF<</F 2 0 R" * 20_000,
    "many-objects": b"\n2 0 obj\n" * 110_000 + holding(b"{}", b""),
    "many-seals": b"/ByteRange [0 1 2 3]" * 50_000,
    "a-seal-of-digits": b"/ByteRange [0 " + b"9" * 900_000,
    "a-seal-over-nothing": b"%PDF-1.7\n/ByteRange [0 0 0 0]<>",
    "a-seal-beyond-the-end": b"%PDF-1.7\n/ByteRange [0 9999999999 9999999999 9999999999]<>",
    "a-length-beyond-the-end": holding(b"{}", b"").replace(b"/Length 2", b"/Length 99999999"),
    "a-stream-within-itself": holding(holding(b"{}", b""), b""),
    "zip": b"PK\x03\x04" + bytes(1000) + a_sealed_file(),
    "page": b"<html><script>alert(1)</script>" + a_sealed_file(),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "xml-bomb": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
    "picture": a_png(),
    "executable": b"\x7fELF" + bytes(1000),
    "script": b"%PDF-1.7\n1 0 obj\n<</OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>\nendobj",
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_certificate_that_is_none_is_unknown_at_little_cost(content: bytes, resellers: DynamoTable) -> None:
    content, before = content[:MAX_FILE], rows(resellers)
    wiring.evidence_public_keys()

    with cheaply():
        answer = upload(content)

    assert answer["statusCode"] == 200, answer["body"]
    assert json.loads(answer["body"])["outcome"] in {"unknown", "altered"}
    assert "alert(" not in answer["body"]
    assert rows(resellers) == before


def test_what_is_more_than_a_certificate_is_not_read() -> None:
    with cheaply():
        assert upload(b"%PDF-1.7" + bytes(MAX_FILE))["statusCode"] == 413


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        'a"; filename="b',
        "a\r\nContent-Type: text/html\r\n\r\n<script>",
        "\u202efdp.exe",
        "x" * 10_000,
    ],
    ids=["up", "quoted", "line-breaks", "turned-around", "endless"],
)
def test_the_name_of_a_file_is_never_said_nor_followed(name: str) -> None:
    answer = upload(b"%PDF-1.7", name=name)

    assert answer["statusCode"] in {200, 400, 422}
    assert not re.search(r"passwd|script|exe", answer["body"])


@ABUSE
@given(st.binary(max_size=300))
@example(b"")
def test_whatever_is_uploaded_it_answers(content: bytes) -> None:
    assert upload(content)["statusCode"] in {200, 400, 422}


PICTURES = {
    "bomb": a_png(60_000, 60_000, more=chunk(b"IDAT", BOMB)),
    "bomb-in-a-text": a_png(more=chunk(b"zTXt", b"Comment\x00\x00" + BOMB)),
    "bomb-in-a-profile": a_png(more=chunk(b"iCCP", b"p\x00\x00" + BOMB)),
    "many-chunks": a_png(more=chunk(b"tEXt", b"") * 20_000),
    "many-segments": a_jpeg()[:2] + segment(0xE0, b"") * 40_000 + a_jpeg()[2:],
    "endless-padding": a_jpeg()[:-2] + b"\xff" * 900_000,
    "many-scans": a_jpeg()[:-2] + segment(0xDA, b"") * 40_000 + b"\xff\xd9",
    "chunk-beyond-the-end": a_png()[:8] + b"\xff\xff\xff\xff" + a_png()[12:],
    "of-no-height": a_jpeg(100, 0),
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "page": b"<html><script>alert(1)</script>" + a_png(),
    "xbm": b"#define x_width 16\n#define x_height 16\n",
    "postscript": b"%!PS\n%%BoundingBox: 0 0 16 16\n",
    "magick": b"push graphic-context\nfill 'url(https://169.254.169.254/x.jpg\"|id\")'\npop graphic-context",
}


@pytest.mark.parametrize("content", PICTURES.values(), ids=PICTURES)
def test_a_picture_that_harms_is_refused_or_left_packed(content: bytes) -> None:
    content = content[:MAX_FILE]
    kind = "image/jpeg" if content.startswith(b"\xff\xd8") else "image/png"

    with cheaply():
        answer = patch_logo(content, kind)

    assert answer["statusCode"] in {200, 422}
    assert "alert" not in answer["body"]


@pytest.mark.parametrize(
    "more",
    [b"<script>alert(1)</script>", b"PK\x05\x06" + bytes(18), b"%PDF-1.7 /JavaScript", b"<?php system($_GET[0]); ?>"],
    ids=["page", "archive", "pdf", "program"],
)
def test_of_a_file_that_is_two_things_at_once_only_the_picture_is_kept(more: bytes) -> None:
    assert patch_logo(a_png() + more)["statusCode"] == 200

    (kept,) = (
        wiring.assets()._client.get_object(Bucket=wiring.assets()._bucket, Key=one["Key"])["Body"].read()
        for one in wiring.assets()._client.list_objects_v2(Bucket=wiring.assets()._bucket)["Contents"]
        if one["Size"] == len(a_png())
    )
    assert kept == a_png()
