"""The page behind an activation link, on the table and the user pool of template.yaml."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from functions.users import handler
from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.errors import Unavailable
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.locale import Locale
from shared.domain.user import User, UserState
from tests.support import seeds
from tests.support.builders import (
    A_LOGO,
    CUSTOMER_ID,
    KEYS,
    LOGO_PATH,
    NOON,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    TENANT,
    a_shopper,
    a_user,
)
from tests.support.clock import SteppingClock
from tests.support.events import Context, page_event
from tests.support.user_pool import UserPool

PASSWORD = "three brown owls reading"
CHOSEN = {"password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture
def users(table: DynamoTable) -> DynamoUsers:
    seeds.put_reseller(table)
    return DynamoUsers(table, TENANT, lambda: NOON)


@pytest.fixture(autouse=True)
def anna(table: DynamoTable, users: DynamoUsers, clock: SteppingClock) -> User:
    anna = a_shopper()
    users.save(anna, None, users.circle(CUSTOMER_ID))
    return anna


@pytest.fixture
def pool(aws: None, monkeypatch: pytest.MonkeyPatch) -> UserPool:
    return UserPool(monkeypatch)


def address(*, number: int = 1, user_id: str = a_shopper().id, partner_id: str = PARTNER_ID) -> str:
    link = Link(purpose=Purpose.ACTIVATE, partner_id=partner_id, object_id=user_id, number=number)
    return f"/activate/{seal_link(link, KEYS)}"


def visit(method: str, path: str, form: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    path, _, query = path.partition("?")
    if query:
        more["query"] = dict(pair.split("=", 1) for pair in query.split("&"))
    answer: dict[str, Any] = handler.lambda_handler(page_event(method, path, form, **more), Context())
    return answer


def open_form(path: str, clock: SteppingClock) -> dict[str, str]:
    """The hidden fields of the form, three seconds later."""
    page = visit("GET", path)
    assert page["statusCode"] == 200, page["body"]
    clock.at += timedelta(seconds=4)
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page["body"]))


def text(page: dict[str, Any]) -> str:
    return unescape(re.sub(r"(?:<[^>]+>|\s)+", " ", page["body"]))


def test_a_password_is_chosen_and_the_browser_is_told(users: DynamoUsers, pool: UserPool, clock: SteppingClock) -> None:
    path = address()

    answer = visit("POST", path, {**open_form(path, clock), **CHOSEN})

    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"].startswith(f"{path}?lang=en&done=")
    done = visit("GET", answer["headers"]["Location"])
    assert done["statusCode"] == 200
    assert "Your password is set" in text(done)
    assert "nordic-resale:anna.ek@bageri.example" in text(done)
    assert users.find(a_shopper().id).user.state is UserState.ACTIVE
    assert pool.client.admin_get_user(UserPoolId=pool.id, Username=a_shopper().sign_in_name)["Enabled"]


def test_the_page_says_who_it_is_for_in_their_language_and_in_the_other(clock: SteppingClock) -> None:
    page = visit("GET", address())

    for said in ("Choose a password", "Nordic Resale AB", "Anna Ek", "At least 15 characters", "29 November 2026"):
        assert said in text(page)
    assert 'value="nordic-resale:anna.ek@bageri.example" autocomplete="username"' in page["body"]
    assert "nordic-resale:anna.ek@bageri.example" in text(page)
    assert page["headers"]["Content-Language"] == "en"
    swedish = visit("GET", f"{address()}?lang=sv")
    assert "Välj ett lösenord" in text(swedish)
    assert '<html lang="sv">' in swedish["body"]


def test_the_partner_is_shown_by_its_logo(table: DynamoTable, clock: SteppingClock) -> None:
    partners = DynamoPartners(table, TENANT)
    before = partners.get()
    partners.put(replace(before, logo=A_LOGO, version=before.version + 1), before)

    page = visit("GET", address())

    shown = f'<p class="brand"><img class="logo" src="{LOGO_PATH}" alt="Nordic Resale AB" width="160" height="40"></p>'
    assert shown in page["body"]


def test_every_page_keeps_its_secret(clock: SteppingClock) -> None:
    for answer in (visit("GET", address()), visit("HEAD", address()), visit("GET", address(number=9))):
        headers = answer["headers"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_looking_decides_nothing(users: DynamoUsers, anna: User) -> None:
    for method in ("GET", "HEAD") * 3:
        assert visit(method, address())["statusCode"] == 200

    assert users.find(anna.id).user == anna


def test_unknown_old_used_damaged_and_foreign_links_get_one_and_the_same_page(
    users: DynamoUsers, pool: UserPool, clock: SteppingClock
) -> None:
    path = address()
    form = open_form(path, clock) | CHOSEN
    assert visit("POST", path, form)["statusCode"] == 303
    token = path.rpartition("/")[2]
    dead = [
        path,
        address(number=2),
        address(number=3),
        address(user_id=a_user().id),
        address(partner_id=OTHER_PARTNER_ID),
        f"/activate/{token[:-1]}",
        f"/activate/{token[:-1]}B",
        "/activate/nonsense",
        f"{path}?done=nonsense",
        f"{path}?done={form['form_token']}",
    ]

    pages = [visit("GET", one) for one in dead] + [visit("POST", one.partition("?")[0], form) for one in dead]

    assert {page["statusCode"] for page in pages} == {404}
    assert len({page["body"] for page in pages}) == 1
    assert users.find(a_shopper().id).user.link_is_used


def test_a_link_for_approvals_is_none_for_passwords() -> None:
    link = Link(purpose=Purpose.APPROVE, partner_id=PARTNER_ID, object_id=a_shopper().id, number=1)

    assert visit("GET", f"/activate/{seal_link(link, KEYS)}")["statusCode"] == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "This is too short"),
        ({"password": "short", "password_again": "short"}, "at least 15 characters"),
        (CHOSEN | {"password_again": PASSWORD.upper()}, "The two passwords are not the same"),
        ({"password": "anna.ek.bageri.example", "password_again": ""}, "This would be guessed soon"),
        ({"password": "k3" * 150, "password_again": ""}, "256 characters at most"),
        ({"password": f"{PASSWORD} ", "password_again": ""}, "begin or end with a space"),
    ],
)
def test_what_is_wrong_is_said_and_no_password_comes_back(
    typed: dict[str, str], said: str, users: DynamoUsers, anna: User, clock: SteppingClock
) -> None:
    path = address()

    page = visit("POST", path, open_form(path, clock) | typed)

    assert page["statusCode"] == 422
    assert said in text(page)
    assert "<title>Error: " in page["body"]
    assert 'aria-invalid="true"' in page["body"]
    assert not [typed for typed in typed.values() if typed and f'value="{typed}"' in page["body"]]
    assert users.find(anna.id).user == anna


@pytest.mark.parametrize("token", ["too young", "missing", "of another page"])
def test_a_form_must_come_from_this_page_and_not_at_once(
    token: str, users: DynamoUsers, anna: User, pool: UserPool, clock: SteppingClock
) -> None:
    path = address()
    form = open_form(path, clock) | CHOSEN
    match token:
        case "too young":
            clock.at -= timedelta(seconds=2)
        case "missing":
            form.pop("form_token")
        case _:
            form["form_token"] = open_form(f"{path}?lang=sv", clock)["form_token"][::-1]

    page = visit("POST", path, form)

    assert page["statusCode"] == 422
    assert "once more" in text(page)
    assert page["body"].count(f'value="{PASSWORD}"') == 2
    assert users.find(anna.id).user == anna
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page["body"]))
    clock.at += timedelta(seconds=4)
    assert visit("POST", path, again | CHOSEN)["statusCode"] == 303


def test_a_reset_is_told_as_one(table: DynamoTable, users: DynamoUsers, clock: SteppingClock) -> None:
    sam = a_user(link_expires_at=NOON + timedelta(days=7), language=Locale.SWEDISH)
    users.save(sam, None, users.circle(None))

    page = text(visit("GET", address(user_id=sam.id, number=2)))

    assert "Välj ett nytt lösenord" in page
    assert "loggas du ut överallt" in page


def test_a_user_pool_that_is_down_is_told_and_the_next_press_completes_it(
    users: DynamoUsers, clock: SteppingClock, pool: UserPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = address()
    form = open_form(path, clock) | CHOSEN
    accounts = wiring.accounts()

    def down(_: User) -> None:
        raise Unavailable("down")

    with monkeypatch.context() as broken:
        broken.setattr(accounts, "follow", down)
        assert visit("POST", path, form)["statusCode"] == 503

    assert users.find(a_shopper().id).user.account_is_behind
    assert visit("GET", path)["statusCode"] == 200
    assert visit("POST", path, form)["statusCode"] == 303
    assert not users.find(a_shopper().id).user.account_is_behind
    assert visit("POST", path, form)["statusCode"] == 404


def test_no_line_of_the_log_holds_the_link_or_the_password(
    pool: UserPool, clock: SteppingClock, caplog: pytest.LogCaptureFixture
) -> None:
    path = address()
    form = open_form(path, clock)
    visit("POST", path, form)
    visit("POST", path, form | CHOSEN)

    logged = str([vars(record) for record in caplog.records])

    assert "POST /activate/{token}" in logged
    assert path.rpartition("/")[2] not in logged
    assert PASSWORD not in logged
    assert "anna" not in logged.lower()
