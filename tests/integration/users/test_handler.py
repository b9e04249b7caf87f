"""Users over the API, on the table and the user pool of template.yaml."""

import re
from typing import Any

import pytest

from functions.users import handler
from shared import wiring
from shared.adapters.dynamodb.outbox import DynamoOutbox
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.user import DateFormat, Role, UserState
from tests.support import seeds
from tests.support.builders import CUSTOMER_ID, NOON, PARTNER_ID, TENANT, a_user
from tests.support.clock import SteppingClock
from tests.support.counting import counted
from tests.support.events import DISTRIBUTOR_CLAIMS, MEMBER_CLAIMS, SELLER_CLAIMS, Context, answer_of, api_event
from tests.support.fakes.accounts import FakeAccounts
from tests.support.user_pool import UserPool

STOREFRONT_USERS = f"/v1/customers/{CUSTOMER_ID}/storefront-users"
ANNA = {
    "first_name": "Anna",
    "last_name": "Ek",
    "email": "anna.ek@bageri.example",
    "language": "sv",
    "date_format": "yyyy-MM-dd",
}
MIA = {"first_name": "Mia", "last_name": "Ny", "email": "mia@reseller.example", "role": "member"}


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sam administers it; time goes on; accounts are made up."""
    monkeypatch.setattr(wiring, "now", SteppingClock())
    accounts = FakeAccounts()
    accounts.set_password(a_user(), "three brown owls reading")
    monkeypatch.setattr(wiring, "accounts", lambda: accounts)
    seeds.put_reseller(table)
    users = DynamoUsers(table, TENANT, lambda: NOON)
    users.save(a_user(), None, users.circle(None))


def call(method: str, path: str, body: object = None, *, status: int, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer["errors"]}


def test_a_storefront_user_is_answered_whole_and_the_invitation_waits(table: DynamoTable) -> None:
    created = call("POST", STOREFRONT_USERS, ANNA, status=201)

    assert created == ANNA | {
        "id": created["id"],
        "customer_id": CUSTOMER_ID,
        "sign_in_name": "nordic-resale:anna.ek@bageri.example",
        "state": "invited",
        "version": 1,
    }
    message = DynamoOutbox(table).get(PARTNER_ID, f"{created['id']}-user_invitation-1")
    assert (message.to_address, message.locale) == (ANNA["email"], "sv")
    assert call("GET", STOREFRONT_USERS, status=200)["items"] == [created]


def test_every_missing_or_wrong_field_is_named() -> None:
    assert faults(call("POST", STOREFRONT_USERS, {}, status=422)) == dict.fromkeys(ANNA, "missing")
    wrong = {"email": "nobody", "language": "fr", "date_format": "yy/M/d", "first_name": " "}
    assert set(faults(call("POST", STOREFRONT_USERS, ANNA | wrong, status=422))) == set(wrong)
    assert faults(call("POST", "/v1/users", MIA | {"role": "owner"}, status=422)) == {"role": "enum"}


@pytest.mark.parametrize("date_format", DateFormat)
def test_each_date_format_can_be_chosen(date_format: DateFormat) -> None:
    assert call("POST", STOREFRONT_USERS, ANNA | {"date_format": date_format}, status=201)["date_format"] == date_format


def test_an_address_is_taken_once() -> None:
    call("POST", STOREFRONT_USERS, ANNA, status=201)
    call("POST", "/v1/users", MIA, status=201)

    assert (
        call("POST", STOREFRONT_USERS, ANNA | {"email": "Anna.Ek@Bageri.Example"}, status=409)["code"] == "email_taken"
    )
    assert call("POST", "/v1/users", MIA, status=409)["code"] == "email_taken"


def test_the_same_request_is_answered_once() -> None:
    headers = {"idempotency-key": "invite-anna"}
    first = call("POST", STOREFRONT_USERS, ANNA, status=201, headers=headers)

    assert call("POST", STOREFRONT_USERS, ANNA, status=201, headers=headers) == first
    reused = call("POST", STOREFRONT_USERS, ANNA | {"first_name": "Bo"}, status=422, headers=headers)
    assert reused["code"] == "idempotency_key_reused"


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("", ["Åke Öst", "Anna Ek", "Bo Berg"]),
        ("an", ["Anna Ek"]),
        ("ake", ["Åke Öst"]),
        ("ÖST å", ["Åke Öst"]),
        ("bo berg", ["Bo Berg"]),
        ("bageri", ["Åke Öst", "Anna Ek", "Bo Berg"]),
        ("bo@bag", ["Bo Berg"]),
        ("erg", []),
    ],
)
def test_a_list_is_by_name_and_searched_by_beginnings_of_words(q: str, found: list[str]) -> None:
    for first, last, email in (("Bo", "Berg", "bo"), ("Anna", "Ek", "anna"), ("Åke", "Öst", "ake")):
        person = {"first_name": first, "last_name": last, "email": f"{email}@bageri.example"}
        call("POST", STOREFRONT_USERS, ANNA | person, status=201)

    items = call("GET", STOREFRONT_USERS, query={"q": q}, status=200)["items"]

    assert [f"{item['first_name']} {item['last_name']}" for item in items] == found


def test_a_list_is_paged_and_its_cursor_is_good_for_it_alone() -> None:
    for number in range(5):
        call("POST", STOREFRONT_USERS, ANNA | {"email": f"anna{number}@bageri.example"}, status=201)

    seen, cursor = [], None
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = call("GET", STOREFRONT_USERS, query=query, status=200)
        seen += [item["email"] for item in page["items"]]
        if (cursor := page["next_cursor"]) is None:
            break
        last = cursor

    assert seen == [f"anna{number}@bageri.example" for number in range(5)]
    for path, q in (("/v1/users", ""), (STOREFRONT_USERS, "anna")):
        assert call("GET", path, query={"cursor": last, "q": q}, status=400)["code"] == "invalid_cursor"


def test_the_actions_answer_202_or_say_why_not() -> None:
    path = f"{STOREFRONT_USERS}/{call('POST', STOREFRONT_USERS, ANNA, status=201)['id']}"

    assert call("POST", f"{path}/resend-activation", status=202)["state"] == "invited"
    assert call("POST", f"{path}/reset-password", status=409)["code"] == "user_not_active"
    assert call("POST", f"{path}/activate", status=409)["code"] == "user_not_deactivated"
    assert call("POST", f"{path}/deactivate", status=202)["state"] == "deactivated"
    for action in ("deactivate", "resend-activation", "reset-password"):
        assert call("POST", f"{path}/{action}", status=409)["code"] == "user_deactivated"
    back = call("POST", f"{path}/activate", status=202)
    assert back["state"] == "invited"
    stale = call("POST", f"{path}/deactivate", status=412, headers={"if-match": '"1"'})
    assert stale["code"] == "stale_version"
    current = {"if-match": f'"{back["version"]}"'}
    assert call("POST", f"{path}/deactivate", status=202, headers=current)["state"] == "deactivated"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/users", MIA),
        ("PATCH", f"/v1/users/{a_user().id}", {"role": "member"}),
        *(("POST", f"/v1/users/{a_user().id}/{action}", None) for action in ("deactivate", "activate")),
        *(("POST", f"/v1/users/{a_user().id}/{action}", None) for action in ("reset-password", "resend-activation")),
    ],
)
def test_a_member_manages_no_colleagues(method: str, path: str, body: object) -> None:
    assert call(method, path, body, status=403, claims=MEMBER_CLAIMS)["code"] == "admin_only"


def test_a_member_sees_colleagues_and_manages_storefront_users() -> None:
    assert [user["role"] for user in call("GET", "/v1/users", status=200, claims=MEMBER_CLAIMS)["items"]] == ["admin"]
    call("POST", STOREFRONT_USERS, ANNA, status=201, claims=MEMBER_CLAIMS)


def test_whoever_was_an_admin_until_a_moment_ago_manages_nobody() -> None:
    mia = call("POST", "/v1/users", MIA, status=201)
    stale_claims = SELLER_CLAIMS | {"custom:user_id": mia["id"], "custom:role": "admin"}

    assert call("PATCH", f"/v1/users/{mia['id']}", {"role": "admin"}, status=403, claims=stale_claims)


def test_the_last_admin_can_be_neither_demoted_nor_deactivated() -> None:
    path = f"/v1/users/{a_user().id}"

    assert call("PATCH", path, {"role": "member"}, status=409)["code"] == "last_admin"
    assert call("POST", f"{path}/deactivate", status=409)["code"] == "last_admin"


def test_a_colleague_s_name_and_role_are_changed() -> None:
    mia = call("POST", "/v1/users", MIA, status=201)

    changed = call("PATCH", f"/v1/users/{mia['id']}", {"last_name": "Nyström", "role": "admin"}, status=200)

    assert changed == mia | {"last_name": "Nyström", "role": "admin", "version": 2}
    assert faults(call("PATCH", f"/v1/users/{mia['id']}", {"email": "x@y.example"}, status=422)) == {
        "email": "extra_forbidden"
    }


def test_me_is_the_row_not_the_token() -> None:
    me = call("GET", "/v1/me", status=200)

    assert (me["user"]["email"], me["user"]["role"], me["groups"]) == ("sam@reseller.example", "admin", ["partner"])
    assert me["partner"]["tenant_name"] == "nordic-resale"
    assert me["preferences"] == {
        "show_offer_introduction": True,
        "locale": "en",
        "date_format": "yyyy-MM-dd",
        "version": 1,
    }


def test_preferences_are_one_s_own() -> None:
    wanted = {"show_offer_introduction": False, "locale": "sv", "date_format": "dd.MM.yyyy"}

    assert call("PATCH", "/v1/me/preferences", wanted, status=200) == wanted | {"version": 2}
    assert call("GET", "/v1/me", status=200)["preferences"] == wanted | {"version": 2}
    assert call("PATCH", "/v1/me/preferences", {"locale": "en"}, status=412, headers={"if-match": '"1"'})


def test_the_distributor_invites_the_first_admin(table: DynamoTable) -> None:
    path = f"/v1/distributor/partners/{PARTNER_ID}/users"
    body = {name: MIA[name] for name in ("first_name", "last_name", "email")}

    first = call("POST", path, body, status=201, claims=DISTRIBUTOR_CLAIMS)
    again = call("POST", path, body, status=201, claims=DISTRIBUTOR_CLAIMS)

    assert (first["role"], first["state"], again["id"]) == (Role.ADMIN, UserState.INVITED, first["id"])
    for number in (1, 2):
        DynamoOutbox(table).get(PARTNER_ID, f"{first['id']}-user_invitation-{number}")
    call("POST", path.replace("1A", "1Z"), body, status=404, claims=DISTRIBUTOR_CLAIMS)


def test_a_deactivated_colleague_has_an_account_that_opens_nothing(
    table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(wiring, "now", SteppingClock())
    pool = UserPool(monkeypatch)
    mia = a_user(id=a_user().id.replace("1A", "1B"), email=MIA["email"], sign_in_name=MIA["email"], role=Role.MEMBER)
    pool.add(mia)
    users = DynamoUsers(table, TENANT, lambda: NOON)
    users.save(mia, None, users.circle(None))

    for action, opens in (("deactivate", False), ("activate", True)):
        call("POST", f"/v1/users/{mia.id}/{action}", status=202)
        assert pool.client.admin_get_user(UserPoolId=pool.id, Username=mia.sign_in_name)["Enabled"] is opens


def test_no_password_and_no_link_number_is_ever_answered() -> None:
    call("POST", STOREFRONT_USERS, ANNA, status=201)

    for path in (STOREFRONT_USERS, "/v1/users", "/v1/me"):
        assert not re.search("password|link|token|valid_from", str(call("GET", path, status=200)))


def test_an_invitation_is_one_read_and_one_write() -> None:
    call("GET", "/v1/me", status=200)
    with counted(wiring._table()._client) as requests:
        call("POST", STOREFRONT_USERS, ANNA, status=201)

    assert requests == {"BatchGetItem": 1, "TransactWriteItems": 1}
