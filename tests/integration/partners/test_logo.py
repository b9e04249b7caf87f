"""A partner's logo: over the API, on the page of the settings, and where everybody sees it."""

import re
from base64 import b64decode, b64encode
from html import unescape
from typing import Any

import pytest

from functions.partners import handler
from functions.site import handler as site
from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.locale import Locale
from shared.domain.partner import Partner
from shared.domain.user import Role
from shared.limits import MAX_FILE
from shared.web.uploads import MAX_SENT
from tests.support import seeds
from tests.support.account import create_assets_bucket
from tests.support.builders import OTHER_PARTNER_ID, PARTNER_ID, SELLER, TENANT, a_user
from tests.support.clock import SteppingClock
from tests.support.events import MEMBER_CLAIMS, STRANGER_CLAIMS, Context, answer_of, api_event, page_event
from tests.support.pictures import a_jpeg, a_png, chunk
from tests.support.portal import Visitor, put_user

SETTINGS, LOGO, REMOVE = "/portal/settings", "/portal/settings/logo", "/portal/settings/logo/remove"


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    create_assets_bucket()
    seeds.put_reseller(table)
    seeds.put_stranger(table)


def patch(logo: object, *, status: int = 200, more: dict[str, Any] | None = None, **event: Any) -> Any:
    headers = {"host": "api.example", **event.pop("headers", {})}
    body = event.pop("body", {"logo": logo, **(more or {})})
    response = handler.lambda_handler(api_event("PATCH", "/v1/partner", body, headers=headers, **event), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def partner_as_told(**event: Any) -> Any:
    headers = {"host": "api.example"}
    return answer_of(handler.lambda_handler(api_event("GET", "/v1/partner", headers=headers, **event), Context()))


def as_json(content: bytes, content_type: str = "image/png") -> dict[str, str]:
    return {"content_type": content_type, "data": b64encode(content).decode()}


def seen_at(path: str) -> dict[str, Any]:
    return site.lambda_handler(page_event("GET", path), Context())


def stored(table: DynamoTable) -> Partner:
    return DynamoPartners(table, TENANT).get()


# --- Over the API -----------------------------------------------------------------------------------------------


def test_a_logo_is_set_seen_by_everybody_replaced_and_removed() -> None:
    assert partner_as_told()["logo"] is None

    first = patch(as_json(a_png(200, 50)))["logo"]

    assert partner_as_told()["logo"] == first
    assert first == {"url": first["url"], "content_type": "image/png", "width": 200, "height": 50}
    assert re.fullmatch(rf"https://api\.example/logos/{PARTNER_ID}/[0-9a-f]{{64}}\.png", first["url"])
    second = patch(as_json(a_jpeg(100, 40), "image/jpeg"))["logo"]
    assert second["url"].endswith(".jpg")
    for logo, content in ((first, a_png(200, 50)), (second, a_jpeg(100, 40))):
        answer = seen_at(logo["url"].removeprefix("https://api.example"))
        assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, logo["content_type"])
        assert b64decode(answer["body"]) == content
    removed = patch(None)
    assert (removed["logo"], removed["version"]) == (None, 4)
    assert partner_as_told()["logo"] is None


def test_a_logo_comes_with_other_settings_or_none_of_them_is_changed(table: DynamoTable) -> None:
    assert patch(as_json(a_png()), more={"name": "Nordic"})["name"] == "Nordic"

    patch(as_json(b"nothing"), more={"name": "Other"}, status=422)
    patch(as_json(a_jpeg(), "image/jpeg"), status=412, headers={"if-match": '"1"'})

    assert (stored(table).name, stored(table).version) == ("Nordic", 2)


def test_a_logo_is_its_partner_s_and_leaves_others_alone() -> None:
    own = patch(as_json(a_png()))["logo"]["url"]

    assert partner_as_told(claims=STRANGER_CLAIMS)["logo"] is None
    foreign = own.removeprefix("https://api.example").replace(PARTNER_ID, OTHER_PARTNER_ID)
    assert seen_at(foreign)["statusCode"] == 404
    theirs = patch(as_json(a_png()), claims=STRANGER_CLAIMS)["logo"]["url"]
    assert theirs == own.replace(PARTNER_ID, OTHER_PARTNER_ID)


def test_a_member_changes_no_logo() -> None:
    assert patch(as_json(a_png()), status=403, claims=MEMBER_CLAIMS)["code"] == "admin_only"


@pytest.mark.parametrize(
    ("logo", "expected"),
    [
        ({}, {"logo.content_type": "missing", "logo.data": "missing"}),
        (as_json(a_png(), "image/svg+xml"), {"logo.content_type": "enum"}),
        (as_json(a_png()) | {"data": "not base64"}, {"logo.data": "base64"}),
        (as_json(a_png()) | {"data": 7}, {"logo.data": "base64"}),
        (as_json(b"<svg/>"), {"logo.data": "not_an_image"}),
        (as_json(a_png()[:-5]), {"logo.data": "damaged"}),
        (as_json(a_jpeg()), {"logo.content_type": "type_mismatch"}),
        (as_json(a_png(8, 8)), {"logo.data": "too_small"}),
        (as_json(a_png(5000, 16)), {"logo.data": "too_large"}),
        (as_json(a_png(4096, 4096)), {"logo.data": "too_many_pixels"}),
        ("https://elsewhere.example/logo.png", {"logo": "model_type"}),
    ],
)
def test_a_wrong_logo_is_named_and_its_bytes_are_not_given_back(logo: object, expected: dict[str, str]) -> None:
    answer = patch(logo, status=422)

    assert {error["field"]: error["code"] for error in answer["errors"]} == expected
    assert "elsewhere" not in str(answer)


def a_png_of(size: int) -> bytes:
    return a_png(more=chunk(b"tEXt", bytes(size - len(a_png(more=chunk(b"tEXt", b""))))))


def test_a_logo_may_hold_a_megabyte_and_the_rest_no_more_than_ever() -> None:
    assert patch(as_json(a_png_of(MAX_FILE)))["logo"]["width"] == 120
    for body in (
        {"logo": as_json(a_png_of(MAX_FILE + 1))},
        {"logo": as_json(a_png_of(MAX_FILE + 100))},
        {"logo": as_json(bytes(3 * MAX_FILE))},
        {"logo": as_json(a_png_of(MAX_FILE)), "name": "x" * 256 * 1024},
        {"name": "x" * 256 * 1024},
        {"name": "x", "logo": ["x" * 256 * 1024]},
        "[" * 300 * 1024,
    ):
        assert patch(None, body=body, status=413)["code"] == "body_too_large"


def test_of_a_picture_that_is_an_archive_too_everybody_gets_the_picture() -> None:
    url = patch(as_json(a_png() + b"PK\x03\x04 and the rest of an archive"))["logo"]["url"]

    answer = seen_at(url.removeprefix("https://api.example"))

    assert b64decode(answer["body"]) == a_png()


# --- Where everybody sees it ------------------------------------------------------------------------------------


def test_it_is_kept_by_browsers_and_runs_nothing() -> None:
    url = patch(as_json(a_png(more=chunk(b"tEXt", b"Comment\x00<script>alert(1)</script>"))))["logo"]["url"]

    headers = seen_at(url.removeprefix("https://api.example"))["headers"]

    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert (headers["X-Content-Type-Options"], headers["Content-Type"]) == ("nosniff", "image/png")


@pytest.mark.parametrize(
    "path",
    [
        f"/logos/{PARTNER_ID}/{'0' * 64}.png",
        f"/logos/{PARTNER_ID}/{'0' * 64}.svg",
        f"/logos/{PARTNER_ID}/{'0' * 64}.png%0A",
        f"/logos/{PARTNER_ID}/secret.png",
        f"/logos/{PARTNER_ID}/..%2F..%2Fexports%2F{'0' * 64}.png",
        f"/logos/..%2Fexports/{'0' * 64}.png",
        f"/logos/nobody/{'0' * 64}.png",
    ],
)
def test_what_is_no_logo_is_not_found(path: str) -> None:
    answer = seen_at(path)

    assert answer["statusCode"] == 404
    assert answer["headers"]["Content-Type"] == "text/html; charset=utf-8"


# --- On the page of the settings --------------------------------------------------------------------------------


def signed_in(table: DynamoTable, **changes: Any) -> Visitor:
    user = a_user(**changes)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


@pytest.fixture
def admin(table: DynamoTable) -> Visitor:
    return signed_in(table)


def text(answer: dict[str, Any], status: int = 200) -> str:
    assert answer["statusCode"] == status, answer["body"]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer["body"])).split())


def pictures(answer: dict[str, Any]) -> list[str]:
    return re.findall(r"<img[^>]+>", answer["body"])


def test_an_administrator_adds_replaces_and_removes_the_logo(table: DynamoTable, admin: Visitor) -> None:
    assert pictures(admin.get(SETTINGS)) == []

    added = admin.upload(LOGO, "logo", "Logotyp ÅÄÖ.jpeg", a_png(600, 300))

    assert (added["statusCode"], added["headers"]["Location"]) == (303, SETTINGS)
    page = admin.get(SETTINGS)
    assert "The logo was saved." in text(page)
    logo_path = f"/{stored(table).logo_path}"
    in_bar, preview = pictures(page)
    assert f'class="logo" src="{logo_path}" alt="Nordic Resale AB" width="80" height="40"' in in_bar
    assert f'src="{logo_path}" alt="The logo of Nordic Resale AB" width="240" height="120"' in preview
    admin.upload(LOGO, "logo", "new.jpg", a_jpeg())
    assert stored(table).logo_path != logo_path.removeprefix("/")

    question = admin.get(REMOVE)
    assert "From then on pages and emails show the name Nordic Resale AB instead." in text(question)
    assert stored(table).logo is not None
    removed = admin.post(REMOVE)
    assert (removed["statusCode"], removed["headers"]["Location"]) == (303, SETTINGS)
    assert "The logo was removed." in text(admin.get(SETTINGS))
    assert stored(table).logo is None


@pytest.mark.parametrize("language", Locale)
@pytest.mark.parametrize(
    ("content", "english", "swedish"),
    [
        (b"", "Choose a picture first.", "Välj en bild först."),
        (b"<svg/>", "This is neither a PNG nor a JPEG.", "Det här är varken PNG eller JPEG."),
        (a_png()[:-1], "The picture in this file is damaged.", "Bilden i filen är skadad."),
        (a_png(9, 9), "This picture is too small", "Bilden är för liten"),
        (a_png(5000, 20), "each side may have 4096 pixels at most.", "varje sida får ha högst 4096 bildpunkter."),
        (a_png(4096, 4000), "it may have 16 million pixels at most.", "den får ha högst 16 miljoner bildpunkter."),
        (a_png_of(MAX_FILE + 1), "This file is larger than 1 MB.", "Filen är större än 1 MB."),
        (a_png_of(3 * MAX_FILE), "This file is larger than 1 MB.", "Filen är större än 1 MB."),
    ],
    ids=["none", "svg", "damaged", "small", "large", "pixels", "heavy", "heavier"],
)
def test_what_is_wrong_with_a_picture_is_said_beside_it(
    table: DynamoTable, language: Locale, content: bytes, english: str, swedish: str
) -> None:
    said = english if language is Locale.ENGLISH else swedish

    answer = signed_in(table, language=language).upload(LOGO, "logo", "logo.png", content)

    assert said in text(answer, 422)
    (fault,) = re.findall(r'<p class="fault" id="logo_fault">([^<]+)</p>', answer["body"])
    assert said in unescape(fault)
    assert 'aria-describedby="logo_fault logo_help"' in answer["body"]
    assert 'value="Nordic Resale AB"' in answer["body"]
    assert stored(table).version == 1


def test_a_file_beyond_all_measure_is_refused_unread(table: DynamoTable, admin: Visitor) -> None:
    assert admin.upload(LOGO, "logo", "l.png", bytes(MAX_SENT))["statusCode"] == 413
    assert stored(table).version == 1


def test_only_a_form_of_this_session_from_a_page_of_ours_changes_the_logo(table: DynamoTable, admin: Visitor) -> None:
    foreign = admin.upload(LOGO, "logo", "l.png", a_png(), csrf="somebody else's")
    assert foreign["statusCode"] == 403
    session, admin.session = admin.session, None
    admin.hidden = {}
    assert admin.upload(LOGO, "logo", "l.png", a_png())["statusCode"] == 403
    admin.session = session
    assert admin.post(REMOVE, origin="https://evil.example")["statusCode"] == 403
    assert admin.post(REMOVE, sec_fetch_site="cross-site")["statusCode"] == 403
    assert stored(table).version == 1


def test_a_form_without_a_file_is_told_that_it_lacks_one(admin: Visitor) -> None:
    assert "Choose a picture first." in text(admin.post(LOGO), 422)


def test_other_pages_take_no_files(table: DynamoTable, admin: Visitor) -> None:
    assert admin.upload(SETTINGS, "name", "l.png", a_png())["statusCode"] == 415
    assert admin.upload(REMOVE, "logo", "l.png", a_png())["statusCode"] == 415
    assert stored(table).version == 1


def test_members_see_the_logo_and_change_nothing(table: DynamoTable, admin: Visitor) -> None:
    admin.upload(LOGO, "logo", "l.png", a_png())
    member = signed_in(table, id=SELLER.user_id.replace("1A", "1B"), role=Role.MEMBER)

    page = member.get(SETTINGS)

    assert len(pictures(page)) == 2
    assert 'type="file"' not in page["body"]
    assert member.upload(LOGO, "logo", "l.jpg", a_jpeg())["statusCode"] == 403
    assert (member.get(REMOVE)["statusCode"], member.post(REMOVE)["statusCode"]) == (403, 403)
    assert stored(table).version == 2
