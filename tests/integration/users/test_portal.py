"""The portal's pages about users: the list, the invitation, and each action that asks first."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from functions.users import handler
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.locale import Locale
from shared.domain.user import Role, User, UserAction, UserState
from tests.support import seeds
from tests.support.builders import CUSTOMER_ID, NOON, TENANT, a_shopper, a_user
from tests.support.clock import SteppingClock
from tests.support.fakes.accounts import FakeAccounts
from tests.support.portal import Visitor

SAM = a_user()
MIA = a_user(
    id=SAM.id.replace("1A", "1B"),
    email="mia@reseller.example",
    sign_in_name="mia@reseller.example",
    first_name="Mia",
    last_name="Ny",
    role=Role.MEMBER,
    language=Locale.SWEDISH,
)
ANNA = a_shopper()
STOREFRONT_USERS = f"/portal/customers/{CUSTOMER_ID}/storefront-users"
BO = {
    "first_name": "Bo",
    "last_name": "Berg",
    "email": "bo@bageri.example",
    "language": "sv",
    "date_format": "dd.MM.yyyy",
}


@pytest.fixture(autouse=True)
def users(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> DynamoUsers:
    """Sam administers, Mia works there, Anna is invited into the storefront; accounts are made up."""
    monkeypatch.setattr(wiring, "now", SteppingClock())
    accounts = FakeAccounts()
    monkeypatch.setattr(wiring, "accounts", lambda: accounts)
    seeds.put_reseller(table)
    users = DynamoUsers(table, TENANT, lambda: NOON)
    for user in (SAM, MIA, ANNA):
        users.save(user, None, users.circle(user.customer_id))
        if user.was_active:
            accounts.set_password(user, "three brown owls reading")
    return users


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return Visitor.signed_in(table, SAM, handler)


@pytest.fixture
def mia(table: DynamoTable) -> Visitor:
    return Visitor.signed_in(table, MIA, handler)


def text(page: dict[str, Any]) -> str:
    return unescape(re.sub(r"(?:<[^>]+>|\s)+", " ", page["body"]))


def hidden(page: dict[str, Any]) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(form_id|version)" value="([^"]*)"', page["body"]))


def test_the_list_shows_who_there_is_and_what_can_be_done(sam: Visitor) -> None:
    page = sam.get("/portal/users")

    assert page["statusCode"] == 200
    for said in ("Sam Seller (you)", "Mia Ny", "mia@reseller.example", "Administrator", "Member", "Active"):
        assert said in text(page)
    offered = set(re.findall(rf'href="/portal/users/{MIA.id}/?([\w-]*)"', page["body"]))
    assert offered == {"", "reset-password", "deactivate"}


def test_a_member_sees_colleagues_and_is_offered_nothing_about_them(mia: Visitor) -> None:
    page = mia.get("/portal/users")

    assert "Sam Seller" in text(page)
    assert "Dina kollegor" in text(page)
    assert "/portal/users/" not in page["body"].replace("/portal/users?", "")
    for path in ("/portal/users/new", f"/portal/users/{SAM.id}", f"/portal/users/{SAM.id}/deactivate"):
        assert mia.get(path)["statusCode"] == 403
        assert mia.post(path, {})["statusCode"] == 403


@pytest.mark.parametrize(("q", "count"), [("mi", 1), ("reseller", 2), ("nobody", 0)])
def test_the_search_finds_beginnings_of_words(sam: Visitor, q: str, count: int) -> None:
    page = sam.get("/portal/users", query={"q": q})

    assert page["body"].count('<th scope="row"') == count
    assert f"{count} user" in text(page)


def test_an_invitation_is_sent_once_however_often_the_button_is_pressed(sam: Visitor, users: DynamoUsers) -> None:
    form = hidden(sam.get("/portal/users/new")) | BO | {"role": "member"}

    answers = [sam.post("/portal/users/new", form) for _ in range(2)]

    assert [answer["headers"]["Location"] for answer in answers] == ["/portal/users"] * 2
    assert "An invitation is on its way to bo@bageri.example" in text(sam.get("/portal/users"))
    (bo,) = [user for user in users.all(None) if user.first_name == "Bo"]
    assert (bo.state, bo.role, bo.language) == (UserState.INVITED, Role.MEMBER, Locale.SWEDISH)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first_name": "", "email": ""}, ["Fill in the first name", "Fill in the email address"]),
        ({"email": "nobody"}, ["Write a whole email address"]),
        ({"email": "anna.ek@bageri.example"}, ["Somebody signs in with this address already"]),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(
    sam: Visitor, changes: dict[str, str], said: list[str]
) -> None:
    form = hidden(sam.get(f"{STOREFRONT_USERS}/new")) | BO | changes

    page = sam.post(f"{STOREFRONT_USERS}/new", form)

    assert page["statusCode"] == 422
    assert "<title>Error: Add storefront user" in page["body"]
    for words in said:
        assert text(page).count(words) == 2
    assert 'value="Berg"' in page["body"]
    assert '<option value="dd.MM.yyyy" selected>' in page["body"]


def test_a_storefront_user_is_added_and_shown_in_the_record_s_section(mia: Visitor) -> None:
    form = hidden(mia.get(f"{STOREFRONT_USERS}/new")) | BO

    answer = mia.post(f"{STOREFRONT_USERS}/new", form)

    assert answer["headers"]["Location"] == f"/portal/customers/{CUSTOMER_ID}#storefront-users"
    page = mia.get(STOREFRONT_USERS)
    (section,) = re.findall(r'<section id="storefront-users".*?</section>', page["body"], re.DOTALL)
    for said in ("Anna Ek", "Bo Berg", "bo@bageri.example", "Svenska", "dd.MM.yyyy", "Inbjuden"):
        assert said in section
    assert "<h1" not in section


@pytest.mark.parametrize(
    ("user", "action", "asked", "done"),
    [
        (ANNA, UserAction.RESEND_ACTIVATION, "Send Anna Ek a new activation link?", "A new activation link is on its"),
        (ANNA, UserAction.DEACTIVATE, "Deactivate Anna Ek?", "Anna Ek is deactivated and signed out."),
        (MIA, UserAction.RESET_PASSWORD, "Send Mia Ny a link for a new password?", "A link for a new password is on"),
        (MIA, UserAction.DEACTIVATE, "Deactivate Mia Ny?", "Mia Ny is deactivated and signed out."),
    ],
)
def test_an_action_asks_first_and_then_confirms(
    sam: Visitor, users: DynamoUsers, user: User, action: UserAction, asked: str, done: str
) -> None:
    base = STOREFRONT_USERS if user.customer_id else "/portal/users"
    path = f"{base}/{user.id}/{action}"

    question = sam.get(path)
    assert asked in text(question)
    assert users.find(user.id).user == user
    answer = sam.post(path)

    assert answer["statusCode"] == 303
    assert done in text(sam.get(base))
    assert users.find(user.id).user != user


def test_an_activation_asks_what_it_will_do(sam: Visitor, users: DynamoUsers) -> None:
    for base, user in ((STOREFRONT_USERS, ANNA), ("/portal/users", MIA)):
        sam.post(f"{base}/{user.id}/deactivate")

    assert "a new invitation goes to anna.ek@bageri.example" in text(sam.get(f"{STOREFRONT_USERS}/{ANNA.id}/activate"))
    assert "same password as before" in text(sam.get(f"/portal/users/{MIA.id}/activate"))
    sam.post(f"/portal/users/{MIA.id}/activate")
    assert users.find(MIA.id).user.is_active


def test_what_can_t_be_done_any_more_is_told_in_words(sam: Visitor) -> None:
    sam.post(f"/portal/users/{MIA.id}/deactivate")

    page = sam.post(f"/portal/users/{MIA.id}/deactivate")
    assert (page["statusCode"], "This user is deactivated" in text(page)) == (409, True)
    last = sam.post(f"/portal/users/{SAM.id}/deactivate")
    assert (last["statusCode"], "The last administrator stays" in text(last)) == (409, True)


def test_name_and_role_are_changed_unless_somebody_else_was_quicker(sam: Visitor, users: DynamoUsers) -> None:
    path = f"/portal/users/{MIA.id}"
    form = hidden(sam.get(path)) | {"first_name": "Mia", "last_name": "Nyström", "role": "admin"}

    assert sam.post(path, form)["statusCode"] == 303
    assert "Mia Nyström is updated." in text(sam.get("/portal/users"))
    stale = sam.post(path, form | {"last_name": "Other"})

    assert stale["statusCode"] == 412
    assert "Somebody else changed this" in text(stale)
    changed = users.find(MIA.id).user
    assert (changed.last_name, changed.role) == ("Nyström", Role.ADMIN)


def test_whoever_is_deactivated_is_out_of_the_portal_at_once(sam: Visitor, mia: Visitor) -> None:
    assert mia.get("/portal/users")["statusCode"] == 200

    sam.post(f"/portal/users/{MIA.id}/deactivate")

    assert mia.get("/portal/users")["statusCode"] == 303


@pytest.mark.parametrize(
    "path",
    [
        f"{STOREFRONT_USERS.replace(CUSTOMER_ID, CUSTOMER_ID[:-1] + 'Z')}/new",
        f"{STOREFRONT_USERS.replace('AAAAAAA', 'BBBBBBB')}",
        f"{STOREFRONT_USERS}/{MIA.id}/deactivate",
        f"{STOREFRONT_USERS}/{ANNA.id}/promote",
        f"/portal/users/{ANNA.id}",
        f"/portal/users/{MIA.id[:-1]}Z/deactivate",
        "/portal/users/nonsense",
    ],
)
def test_there_is_nothing_at_an_unknown_address(sam: Visitor, path: str) -> None:
    assert sam.get(path)["statusCode"] == 404


@pytest.mark.parametrize("locale", Locale)
def test_every_page_is_a_page_a_fragment_and_a_dialog(sam: Visitor, locale: Locale, users: DynamoUsers) -> None:
    member = users.get(SAM.id, None)
    users.save(replace(SAM, language=locale, version=2), member.user, member.circle)

    for path in (
        "/portal/users",
        "/portal/users/new",
        f"/portal/users/{MIA.id}",
        f"/portal/users/{MIA.id}/deactivate",
        STOREFRONT_USERS,
        f"{STOREFRONT_USERS}/new",
        f"{STOREFRONT_USERS}/{ANNA.id}/resend-activation",
    ):
        assert f'<html lang="{locale}">' in sam.get(path)["body"]
        assert "<html" not in sam.get(path, hx_request="true")["body"]
        assert "<dialog" in sam.get(path, hx_request="true", hx_target="dialog")["body"]
