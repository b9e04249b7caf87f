"""The way in, on a user pool and a table in memory."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import boto3
import pytest

from shared import wiring
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.adapters.dynamodb.users import user_json
from shared.domain.user import UserState
from shared.web.tickets import COOKIE
from tests.integration.site.conftest import Clock
from tests.support import seeds
from tests.support.account import TABLE_NAME
from tests.support.builders import NOON, SELLER, TENANT, a_shopper, a_user
from tests.support.counting import counted
from tests.support.portal import Visitor, put_user
from tests.support.user_pool import PASSWORD, UserPool

NEW_PASSWORD = "seven quiet otters dancing"


def sign_in(visitor: Visitor, name: str = SELLER.email, password: str = PASSWORD, **more: str) -> dict[str, Any]:
    visitor.get("/portal/sign-in", {"to": more.pop("to")} if "to" in more else None)
    return visitor.post("/portal/sign-in", {"sign_in_name": name, "password": password}, **more)


def cookie_of(answer: dict[str, Any], name: str) -> str:
    (cookie,) = (it for it in answer["cookies"] if it.startswith(f"{name}="))
    return str(cookie)


def change(table: DynamoTable, **changes: Any) -> None:
    """Sam's row, as another function would change it."""
    row = table.get(keys.user(TENANT, SELLER.user_id))
    assert row is not None
    user = replace(user_json.validate_json(row.data), **changes)
    table.commit(
        [Write(key=row.key, data=user_json.dump_json(user).decode(), version=row.version + 1, replaces=row.version)]
    )


def rows(prefix: str) -> list[dict[str, Any]]:
    found = boto3.client("dynamodb").scan(TableName=TABLE_NAME)["Items"]
    return [row for row in found if row["pk"]["S"].startswith(prefix)]


def test_whoever_signs_in_is_let_in(stranger: Visitor) -> None:
    answer = sign_in(stranger)

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/portal")
    assert "Hello, Sam" in stranger.get("/portal")["body"]


def test_the_session_cookie_is_for_this_origin_and_no_script(stranger: Visitor) -> None:
    cookie = cookie_of(sign_in(stranger), COOKIE)

    assert cookie.startswith("__Host-session=")
    assert cookie.endswith("; Path=/; Secure; HttpOnly; SameSite=Strict")
    assert "Domain" not in cookie


def test_nothing_stored_opens_a_session(stranger: Visitor) -> None:
    sign_in(stranger)

    (row,) = rows("SESSION#")
    assert stranger.cookies[COOKIE] not in str(row)
    assert row["expires_on"]["N"] == str(int((NOON + timedelta(hours=12)).timestamp()))


def test_the_name_is_taken_as_people_type_it(stranger: Visitor) -> None:
    assert sign_in(stranger, f" {SELLER.email.upper()} ")["statusCode"] == 303


def test_a_shopper_comes_in_too_and_sees_nothing_of_the_partner(
    stranger: Visitor, user_pool: UserPool, table: DynamoTable
) -> None:
    shopper = a_shopper(state=UserState.ACTIVE, was_active=True)
    put_user(table, shopper)
    user_pool.add(shopper)

    assert sign_in(stranger, shopper.sign_in_name)["statusCode"] == 303

    assert stranger.get("/portal")["headers"]["Location"] == "/portal/storefront"
    assert stranger.get("/portal/sign-in", {"storefront": ""})["headers"]["Location"] == "/portal"


# --- A storefront's own page ------------------------------------------------------------------------------------

SHOPPER = a_shopper(state=UserState.ACTIVE, was_active=True)
STOREFRONT = {"storefront": "nordic-resale"}


@pytest.fixture
def shopper(stranger: Visitor, user_pool: UserPool, table: DynamoTable) -> Visitor:
    """Still at the door."""
    put_user(table, SHOPPER)
    user_pool.add(SHOPPER)
    return stranger


def sign_in_to_storefront(
    visitor: Visitor, email: str = SHOPPER.email, password: str = PASSWORD, tenant_name: str = "nordic-resale"
) -> dict[str, Any]:
    visitor.get("/portal/sign-in", {"storefront": tenant_name})
    return visitor.post("/portal/sign-in", {"sign_in_name": email, "password": password})


@pytest.mark.parametrize("typed", [SHOPPER.email, f" {SHOPPER.email.upper()} ", SHOPPER.sign_in_name])
def test_shoppers_sign_in_with_their_email_alone(shopper: Visitor, typed: str) -> None:
    page = shopper.get("/portal/sign-in", STOREFRONT)["body"]
    assert "To the storefront of Nordic Resale AB" in page
    assert "<title>Sign in · Nordic Resale AB</title>" in page

    answer = sign_in_to_storefront(shopper, typed)

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/portal")


def test_a_shopper_s_email_alone_opens_nothing_elsewhere(shopper: Visitor, table: DynamoTable) -> None:
    seeds.put_stranger(table)

    for tenant_name in ("other-resale", "no-such-resale", ""):
        assert sign_in_to_storefront(shopper, tenant_name=tenant_name)["statusCode"] == 422
    assert rows("SESSION#") == []


def test_the_partner_s_people_do_not_come_in_by_the_storefront(shopper: Visitor) -> None:
    answer = sign_in_to_storefront(shopper, SELLER.email)

    assert answer["statusCode"] == 422
    assert 'href="/portal/sign-in?storefront="' in answer["body"], "where they do is said"
    assert "The email address or the password isn’t right." in answer["body"]
    assert f'value="{SELLER.email}"' in answer["body"], "as it was typed"


def test_an_unknown_storefront_is_answered_as_a_known_one_apart_from_its_name(shopper: Visitor) -> None:
    seen = []
    for tenant_name, name in (("nordic-resale", "Nordic Resale AB"), ("no-such-resale", "no-such-resale")):
        shown = [
            shopper.get("/portal/sign-in", {"storefront": tenant_name}),
            sign_in_to_storefront(shopper, "nobody@x.example", tenant_name=tenant_name),
            sign_in_to_storefront(shopper, SHOPPER.email, "a wrong password it is", tenant_name),
            sign_in_to_storefront(shopper, "", tenant_name=tenant_name),
        ]
        bodies = [re.sub(r'(name="form_token" value=)"[^"]*"', r"\1", answer["body"]) for answer in shown]
        alike = [body.replace(name, "NAME").replace(tenant_name, "TENANT").replace("TENANT", "NAME") for body in bodies]
        seen.append([(answer["statusCode"], body) for answer, body in zip(shown, alike, strict=True)])

    assert seen[0] == seen[1]


@pytest.mark.parametrize("tenant_name", ["Nordic-Resale", "x" * 64, "a b", "<b>", "a:b"])
def test_what_can_be_no_storefront_s_name_is_the_page_of_everybody(stranger: Visitor, tenant_name: str) -> None:
    page = stranger.get("/portal/sign-in", {"storefront": tenant_name})

    assert "<title>Sign in · Countersign</title>" in page["body"]
    assert tenant_name not in page["body"]


def test_known_and_unknown_addresses_of_a_storefront_cost_the_same_work(shopper: Visitor) -> None:
    asked = []
    for email in (SHOPPER.email, "nobody@x.example"):
        shopper.get("/portal/sign-in", STOREFRONT)
        with counted(wiring._table()._client) as counts:
            shopper.post("/portal/sign-in", {"sign_in_name": email, "password": "a wrong password it is"})
        asked.append(dict(counts))

    assert asked[0] == asked[1] != {}


def test_whoever_came_in_by_a_storefront_finds_its_page_again(shopper: Visitor) -> None:
    cookie = cookie_of(sign_in_to_storefront(shopper), "__Host-storefront")
    assert cookie == "__Host-storefront=nordic-resale; Max-Age=31536000; Path=/; Secure; HttpOnly; SameSite=Strict"
    del shopper.cookies[COOKIE]

    assert "To the storefront of Nordic Resale AB" in shopper.get("/portal/sign-in")["body"]
    assert "storefront of" not in shopper.get("/portal/sign-in", {"storefront": ""})["body"]
    assert sign_in(shopper, SHOPPER.email)["statusCode"] == 303

    del shopper.cookies[COOKIE]
    shopper.get("/portal/sign-in", {"storefront": ""})
    assert shopper.post("/portal/sign-in", {"sign_in_name": SELLER.email, "password": PASSWORD})["statusCode"] == 303
    del shopper.cookies[COOKIE]
    assert "storefront of" not in shopper.get("/portal/sign-in")["body"], "the last one came in otherwise"


def test_a_password_for_one_time_is_changed_on_the_storefront_s_own_page(shopper: Visitor, user_pool: UserPool) -> None:
    user_pool.hand_out(SHOPPER, NEW_PASSWORD)
    asked = sign_in_to_storefront(shopper, password=NEW_PASSWORD)

    path, _, query = asked["headers"]["Location"].partition("?")
    page = shopper.get(path, dict(parse_qsl(query)))
    assert "Choose a new password · Nordic Resale AB" in page["body"]
    typed = {"password": "nine grey geese marching", "password_again": "nine grey geese marching"}
    assert shopper.post(path, typed)["statusCode"] == 303
    assert shopper.cookies["__Host-storefront"] == "nordic-resale"


# --- Refusals ---------------------------------------------------------------------------------------------------


def refused(visitor: Visitor, name: str, password: str) -> tuple[int, str]:
    answer = sign_in(visitor, name, password)
    body = answer["body"].replace(name, "NAME")
    for value in visitor.hidden.values():
        body = body.replace(value, "HIDDEN") if value else body
    return answer["statusCode"], body


def test_known_and_unknown_names_are_answered_alike(stranger: Visitor, user_pool: UserPool, table: DynamoTable) -> None:
    put_user(table, a_user(id="usr_01KADEACTXV000000000000001", email="out@x.example", state=UserState.DEACTIVATED))
    closed = a_user(id="usr_01KADEACTXV000000000000001", sign_in_name="out@x.example", state=UserState.DEACTIVATED)
    user_pool.add(closed)
    wrong = refused(stranger, SELLER.email, "a wrong password it is")

    assert wrong[0] == 422
    assert "isn’t right" in wrong[1]
    assert wrong == refused(stranger, "nobody@reseller.example", "a wrong password it is")
    assert wrong == refused(stranger, "out@x.example", PASSWORD)
    assert rows("SESSION#") == []


def test_an_active_account_of_an_inactive_user_opens_nothing(stranger: Visitor, table: DynamoTable) -> None:
    change(table, state=UserState.DEACTIVATED)

    assert sign_in(stranger)["statusCode"] == 422
    assert rows("SESSION#") == []


def test_an_account_without_a_part_in_the_portal_is_refused(stranger: Visitor, user_pool: UserPool) -> None:
    name = "feed@distributor.example"
    user_pool.client.admin_create_user(UserPoolId=user_pool.id, Username=name, MessageAction="SUPPRESS")
    user_pool.client.admin_set_user_password(UserPoolId=user_pool.id, Username=name, Password=PASSWORD, Permanent=True)

    assert sign_in(stranger, name)["statusCode"] == 422


def test_what_was_left_out_is_named_and_the_name_stays(stranger: Visitor) -> None:
    answer = sign_in(stranger, SELLER.email, "")

    assert answer["statusCode"] == 422
    assert 'href="#password"' in answer["body"]
    assert f'value="{SELLER.email}"' in answer["body"]
    assert "<title>Error: Sign in" in answer["body"]


def test_a_password_is_never_shown_again(stranger: Visitor) -> None:
    assert "a wrong password" not in sign_in(stranger, SELLER.email, "a wrong password it is")["body"]


def test_after_ten_wrong_tries_even_the_right_password_waits_for_known_and_unknown_alike(
    stranger: Visitor, clock: Clock
) -> None:
    for name in (SELLER.email, "nobody@reseller.example"):
        statuses = [sign_in(stranger, name, "a wrong password it is")["statusCode"] for _ in range(11)]
        assert statuses == [422] * 10 + [429]
    waiting = sign_in(stranger)
    assert waiting["statusCode"] == 429
    assert 0 < int(waiting["headers"]["Retry-After"]) <= 901

    clock.at += timedelta(minutes=15)
    assert sign_in(stranger)["statusCode"] == 303


def test_a_good_try_clears_the_bad_ones(stranger: Visitor) -> None:
    for _ in range(3):
        for _ in range(9):
            sign_in(stranger, SELLER.email, "a wrong password it is")
        assert sign_in(stranger)["statusCode"] == 303
        stranger.cookies.clear()
    assert rows("TRIES#") == []


def test_what_is_counted_tells_neither_name_nor_address(stranger: Visitor) -> None:
    sign_in(stranger, SELLER.email, "a wrong password it is")

    (row,) = rows("TRIES#")
    assert SELLER.email not in str(row)
    assert "192.0.2.7" not in str(row)


# --- Forms that aren't ours -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://evil.example"},
        {"origin": "https://countersign.example.evil.example"},
        {"origin": "https://countersign.example", "sec_fetch_site": "cross-site"},
        {"origin": "https://countersign.example", "sec_fetch_site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_signs_nobody_in(stranger: Visitor, headers: dict[str, str]) -> None:
    assert sign_in(stranger, **headers)["statusCode"] == 403
    assert rows("SESSION#") == []
    assert rows("TRIES#") == []


def test_the_form_of_another_browser_signs_nobody_in(stranger: Visitor) -> None:
    other = Visitor(stranger.handler)
    other.get("/portal/sign-in")
    stranger.get("/portal/sign-in")

    form = {**other.hidden, "sign_in_name": SELLER.email, "password": PASSWORD}
    assert stranger.post("/portal/sign-in", form)["statusCode"] == 422
    assert rows("SESSION#") == []


@pytest.mark.parametrize(
    "to",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/portal//../../evil",
        "javascript:alert(1)",
        "/portal\r\nSet-Cookie: x=y",
        "/portalevil.example",
        "\thttps://evil.example",
        "/approve/x",
    ],
)
def test_nobody_is_sent_elsewhere(stranger: Visitor, to: str) -> None:
    location = sign_in(stranger, to=to)["headers"]["Location"]

    assert location == "/portal" or location.startswith("/portal/")
    assert "\n" not in location


def test_whoever_asked_for_a_page_gets_to_it(stranger: Visitor) -> None:
    asked = stranger.get("/portal/preferences", {"a": "1"})
    assert asked["headers"]["Location"] == "/portal/sign-in?to=%2Fportal%2Fpreferences%3Fa%3D1"

    assert sign_in(stranger, to="/portal/preferences?a=1")["headers"]["Location"] == "/portal/preferences?a=1"


# --- Sessions ---------------------------------------------------------------------------------------------------


def test_a_session_planted_before_is_worth_nothing_after(stranger: Visitor, table: DynamoTable) -> None:
    thief = Visitor.signed_in(table, a_user(id="usr_01KATH1EF00000000000000001"), stranger.handler)
    put_user(table, a_user(id="usr_01KATH1EF00000000000000001"))
    stranger.cookies = dict(thief.cookies)
    stranger.cookies.pop(COOKIE)
    stranger.get("/portal/sign-in")
    stranger.cookies |= thief.cookies

    answer = stranger.post("/portal/sign-in", {"sign_in_name": SELLER.email, "password": PASSWORD})

    assert answer["statusCode"] == 303
    assert stranger.cookies[COOKIE] != thief.cookies[COOKIE]
    assert thief.get("/portal")["headers"]["Location"] == "/portal/sign-in"
    assert "Hello, Sam" in stranger.get("/portal")["body"]


def test_two_sign_ins_have_two_secrets(stranger: Visitor) -> None:
    sign_in(stranger)
    first = stranger.cookies[COOKIE]
    sign_in(Visitor(stranger.handler))

    assert len(rows("SESSION#")) == 2
    assert first in stranger.cookies.values()


def test_whoever_is_in_already_sees_no_sign_in(sam: Visitor) -> None:
    answer = sam.get("/portal/sign-in", {"to": "/portal/preferences"})

    assert answer["headers"]["Location"] == "/portal/preferences"


def test_signing_out_ends_the_session_for_good(sam: Visitor) -> None:
    kept = dict(sam.cookies)

    answer = sam.post("/portal/sign-out")

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, "/portal/sign-in")
    assert COOKIE not in sam.cookies
    sam.cookies = kept
    assert sam.get("/portal")["statusCode"] == 303
    assert rows("SESSION#") == []


def test_deactivation_ends_the_session_at_once(sam: Visitor, table: DynamoTable) -> None:
    assert sam.get("/portal")["statusCode"] == 200
    change(table, state=UserState.DEACTIVATED)

    assert sam.get("/portal")["headers"]["Location"] == "/portal/sign-in"


def test_another_password_ends_the_sessions_of_the_one_before(sam: Visitor, table: DynamoTable) -> None:
    change(table, sessions_valid_from=NOON + timedelta(milliseconds=1))

    assert sam.get("/portal")["headers"]["Location"] == "/portal/sign-in"


def test_an_idle_session_ends_after_two_hours_and_one_in_use_doesnt(sam: Visitor, clock: Clock) -> None:
    for _ in range(5):
        clock.at += timedelta(minutes=119)
        assert sam.get("/portal")["statusCode"] == 200
    clock.at += timedelta(hours=2)

    assert sam.get("/portal")["statusCode"] == 303


def test_no_session_outlives_twelve_hours(sam: Visitor, clock: Clock) -> None:
    for _ in range(11):
        clock.at += timedelta(hours=1)
        assert sam.get("/portal")["statusCode"] == 200
    clock.at += timedelta(hours=1)

    assert sam.get("/portal")["statusCode"] == 303


def test_a_look_at_a_page_writes_nothing(sam: Visitor, clock: Clock) -> None:
    (before,) = rows("SESSION#")
    clock.at += timedelta(minutes=30)
    answer = sam.get("/portal")

    assert rows("SESSION#") == [before]
    assert cookie_of(answer, COOKIE)


# --- What else is asked for -------------------------------------------------------------------------------------


def test_a_password_for_one_time_is_replaced_on_the_way_in(
    stranger: Visitor, user_pool: UserPool, sam: Visitor
) -> None:
    user_pool.hand_out(a_user(), "handed out by telephone")

    asked = sign_in(stranger, SELLER.email, "handed out by telephone", to="/portal/preferences")
    assert asked["headers"]["Location"].startswith("/portal/sign-in/new-password?")
    assert COOKIE not in stranger.cookies

    page = stranger.get("/portal/sign-in/new-password", {"to": "/portal/preferences"})
    assert "Choose a new password" in page["body"]
    done = stranger.post("/portal/sign-in/new-password", {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD})

    assert (done["statusCode"], done["headers"]["Location"]) == (303, "/portal/preferences")
    assert stranger.get("/portal")["statusCode"] == 200
    assert sign_in(Visitor(stranger.handler), SELLER.email, NEW_PASSWORD)["statusCode"] == 303


def test_choosing_a_new_password_ends_older_sessions(
    stranger: Visitor, user_pool: UserPool, sam: Visitor, clock: Clock
) -> None:
    user_pool.hand_out(a_user(), "handed out by telephone")
    clock.at += timedelta(minutes=1)
    sign_in(stranger, SELLER.email, "handed out by telephone")
    stranger.get("/portal/sign-in/new-password")
    stranger.post("/portal/sign-in/new-password", {"password": NEW_PASSWORD, "password_again": NEW_PASSWORD})

    assert stranger.get("/portal")["statusCode"] == 200
    assert sam.get("/portal")["statusCode"] == 303


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("", "", "Enter the password."),
        ("too short", "too short", "at least 15 characters"),
        ("passwordpassword1", "passwordpassword1", "easy to guess"),
        (NEW_PASSWORD, NEW_PASSWORD + "x", "The two passwords differ."),
    ],
)
def test_a_bad_new_password_is_asked_for_again(
    stranger: Visitor, user_pool: UserPool, password: str, again: str, words: str
) -> None:
    user_pool.hand_out(a_user(), "handed out by telephone")
    sign_in(stranger, SELLER.email, "handed out by telephone")
    stranger.get("/portal/sign-in/new-password")

    answer = stranger.post("/portal/sign-in/new-password", {"password": password, "password_again": again})

    assert answer["statusCode"] == 422
    assert words in answer["body"]
    assert COOKIE not in stranger.cookies


def test_a_code_is_asked_for_where_the_account_wants_one(
    stranger: Visitor, user_pool: UserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_pool.ask_for_codes(a_user())

    asked = sign_in(stranger)
    assert asked["headers"]["Location"].startswith("/portal/sign-in/code?")
    assert 'autocomplete="one-time-code"' in stranger.get("/portal/sign-in/code")["body"]
    done = stranger.post("/portal/sign-in/code", {"code": " 123 456 "})

    assert (done["statusCode"], done["headers"]["Location"]) == (303, "/portal")
    assert stranger.get("/portal")["statusCode"] == 200


def test_a_wrong_code_is_asked_for_again(
    stranger: Visitor, user_pool: UserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_pool.ask_for_codes(a_user())
    monkeypatch.setenv("MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP", "true")
    sign_in(stranger)
    stranger.get("/portal/sign-in/code")

    answer = stranger.post("/portal/sign-in/code", {"code": "000000"})

    assert answer["statusCode"] == 422
    assert "This code isn’t right" in answer["body"]
    assert COOKIE not in stranger.cookies


@pytest.mark.parametrize("screen", ["/portal/sign-in/code", "/portal/sign-in/new-password"])
def test_nobody_begins_in_the_middle(stranger: Visitor, screen: str) -> None:
    stranger.get("/portal/sign-in")

    assert stranger.get(screen)["headers"]["Location"] == "/portal/sign-in"
    assert (
        stranger.post(screen, {"code": "123456", "password": NEW_PASSWORD})["headers"]["Location"] == "/portal/sign-in"
    )


def test_whoever_takes_too_long_begins_again(stranger: Visitor, user_pool: UserPool, clock: Clock) -> None:
    user_pool.ask_for_codes(a_user())
    sign_in(stranger)
    stranger.get("/portal/sign-in/code")
    clock.at += timedelta(minutes=3)

    assert stranger.post("/portal/sign-in/code", {"code": "123456"})["headers"]["Location"] == "/portal/sign-in"
