import gzip
import hashlib
import json
import re
from base64 import b64decode
from typing import Any

import pytest

from functions.site import handler
from shared.web.assets import FOLDER, SOURCES, asset_url
from tests.support.events import Context, page_event

HTMX_2_0_11 = "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
PICO_2_1_1 = "fbc9a63fc9fc9f72d12fd7fc9806e11fa9f77ae4f9cad146b27003a1119ba3db"


def call(path: str, **headers: str) -> dict[str, Any]:
    return handler.lambda_handler(page_event("GET", path, headers=headers), Context())


def test_it_says_that_it_is_up() -> None:
    answer = call("/health")

    assert (answer["statusCode"], json.loads(answer["body"])) == (200, {"status": "ok"})
    assert answer["headers"]["Content-Type"] == "application/json"


def test_the_api_document_is_served_as_it_was_generated() -> None:
    answer = call("/openapi.json")

    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["openapi"].startswith("3.1")


@pytest.mark.parametrize("file", SOURCES)
def test_a_static_file_is_served_for_ever_under_the_hash_of_its_content(file: str) -> None:
    answer = call(asset_url(file))
    content = b64decode(answer["body"])

    assert answer["statusCode"] == 200
    assert answer["headers"]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["headers"]["X-Content-Type-Options"] == "nosniff"
    assert f".{hashlib.sha256(content).hexdigest()[:12]}." in asset_url(file)


def test_style_sheets_say_what_they_are() -> None:
    assert call(asset_url("countersign.css"))["headers"]["Content-Type"] == "text/css; charset=utf-8"


def test_whoever_takes_gzip_gets_less_to_carry() -> None:
    plain = call(asset_url("countersign.css"))
    packed = call(asset_url("countersign.css"), **{"accept-encoding": "gzip, deflate, br"})

    assert packed["headers"]["Content-Encoding"] == "gzip"
    assert packed["headers"]["Vary"] == "Accept-Encoding"
    assert gzip.decompress(b64decode(packed["body"])) == b64decode(plain["body"])
    assert len(packed["body"]) < len(plain["body"]) / 4


@pytest.mark.parametrize(
    "name", ["countersign.css", "countersign.000000000000.css", "pico.LICENSE.md", "..%2Fassets.py", "%00"]
)
def test_no_other_file_is_served(name: str) -> None:
    assert call(f"/static/{name}")["statusCode"] == 404


def test_pico_is_the_release_that_we_took_unchanged() -> None:
    assert hashlib.sha256((FOLDER / "pico.min.css").read_bytes()).hexdigest() == PICO_2_1_1
    assert "MIT License" in (FOLDER / "pico.LICENSE.md").read_text()


def test_htmx_is_the_release_that_we_took_unchanged() -> None:
    assert hashlib.sha256((FOLDER / "htmx.min.js").read_bytes()).hexdigest() == HTMX_2_0_11
    assert "Zero-Clause BSD" in (FOLDER / "htmx.LICENSE.txt").read_text()


def test_scripts_say_what_they_are() -> None:
    assert call(asset_url("portal.js"))["headers"]["Content-Type"] == "text/javascript; charset=utf-8"


def test_the_start_is_the_portal() -> None:
    assert call("/")["headers"]["Location"] == "/portal"


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_documentation_tells_every_operation_and_shape(language: str) -> None:
    document = json.loads(handler.OPENAPI.read_text())
    page = call("/docs", **{"accept-language": language})["body"]

    assert f'<html lang="{language}">' in page
    operations = [it for methods in document["paths"].values() for it in methods.values() if isinstance(it, dict)]
    assert all(f'id="{it["operationId"]}"' in page for it in operations)
    assert all(f'id="schema-{name}"' in page for name in document["components"]["schemas"])
    links = set(re.findall(r'href="#schema-([^"]+)"', page))
    assert links
    assert links <= document["components"]["schemas"].keys()
    assert "<script" not in page


@pytest.mark.parametrize("file", ["countersign.css", "portal.css"])
def test_nothing_is_fetched_from_elsewhere(file: str) -> None:
    ours = (FOLDER / file).read_text()

    assert "url(" not in ours
    assert "@import" not in ours
    assert b"@import" not in (FOLDER / "pico.min.css").read_bytes()
