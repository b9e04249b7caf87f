"""The account at GetAccept over the API and on the page: set, tried, never shown."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import boto3
import pytest

from functions.partners import handler
from local.getaccept.faults import Fault
from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.signing_accounts import DynamoSigningAccounts
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.signing.getaccept import EVENTS
from shared.domain.link import Purpose, open_link
from shared.domain.locale import Locale
from shared.domain.partner import SigningProvider
from shared.domain.signing import CredentialsRefused
from shared.domain.signing_account import SigningAccount
from shared.domain.user import Role
from tests.support import seeds
from tests.support.builders import KEYS, NOON, PARTNER_ID, TENANT, a_user
from tests.support.clock import SteppingClock
from tests.support.events import MEMBER_CLAIMS, SHOPPER_CLAIMS, Context, answer_of, api_event
from tests.support.getaccept import CREDENTIALS, GetAcceptSite, getaccept_in_place
from tests.support.portal import Visitor, put_user

ACCOUNT = {"provider": "getaccept", "email": "sign@reseller.example", "password": "a password at GetAccept"}
PATH = "/v1/partner/signing-account"
SIGNING = "/portal/settings/signing"
FORM = {
    "signing_provider": "getaccept",
    "email": ACCOUNT["email"],
    "password": ACCOUNT["password"],
    "entity_id": "",
}


@pytest.fixture(autouse=True)
def site(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> Iterator[GetAcceptSite]:
    monkeypatch.setattr(wiring, "now", SteppingClock())
    seeds.put_reseller(table)
    with getaccept_in_place(monkeypatch) as site:
        yield site


def call(method: str, path: str, body: object = None, *, status: int, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response) if response["body"] else None


def secret() -> dict[str, Any]:
    name = f"test/signing-accounts/{PARTNER_ID}"
    content: dict[str, Any] = json.loads(boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"])
    return content


def signed_in(table: DynamoTable, **changes: Any) -> Visitor:
    user = a_user(**changes)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


def text(answer: dict[str, Any], status: int = 200) -> str:
    assert answer["statusCode"] == status, answer["body"]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer["body"])).split())


# --- Over the API -----------------------------------------------------------------------------------------------


def test_credentials_are_kept_in_a_secret_of_the_partners_own() -> None:
    assert call("PUT", PATH, ACCOUNT, status=204) is None
    assert secret() == {"email": ACCOUNT["email"], "password": ACCOUNT["password"], "entity_id": None}

    call("PUT", PATH, ACCOUNT | {"password": "another", "entity_id": "entity-7"}, status=204)

    assert secret() == {"email": ACCOUNT["email"], "password": "another", "entity_id": "entity-7"}


def test_the_secret_is_encrypted_with_our_key() -> None:
    call("PUT", PATH, ACCOUNT, status=204)

    described = boto3.client("secretsmanager").describe_secret(SecretId=f"test/signing-accounts/{PARTNER_ID}")
    assert described["KmsKeyId"] == "alias/test-secrets"


def test_what_is_kept_is_tried(site: GetAcceptSite) -> None:
    call("PUT", PATH, ACCOUNT, status=204)

    assert call("POST", f"{PATH}/test", status=200) == {"ok": True, "detail": "GetAccept takes the credentials."}
    assert site.calls("GET /test") == 1


def test_wrong_credentials_are_kept_as_well_and_the_test_tells() -> None:
    call("PUT", PATH, ACCOUNT | {"password": "wrong"}, status=204)

    tried = call("POST", f"{PATH}/test", status=200)

    assert tried["ok"] is False
    assert "refuses the email address and the password" in tried["detail"]


def test_without_credentials_the_test_says_so() -> None:
    tried = call("POST", f"{PATH}/test", status=200)

    assert (tried["ok"], tried["detail"]) == (
        False,
        "No GetAccept account is known yet. Put its credentials into the settings.",
    )


def test_a_provider_that_is_down_is_told(site: GetAcceptSite) -> None:
    call("PUT", PATH, ACCOUNT, status=204)
    site.fake.faults.plan(Fault.DOWN, "POST /auth")

    assert call("POST", f"{PATH}/test", status=200) == {"ok": False, "detail": "GetAccept can't answer now."}


def test_credentials_are_kept_though_the_provider_is_down(site: GetAcceptSite) -> None:
    site.fake.faults.plan(Fault.BROKEN, "POST /auth", times=3)

    call("PUT", PATH, ACCOUNT, status=204)

    assert secret()["email"] == ACCOUNT["email"]


def test_credentials_are_kept_though_the_provider_has_no_webhooks(site: GetAcceptSite) -> None:
    site.fake.faults.plan(Fault.MISSING, "GET /subscriptions", times=2)

    call("PUT", PATH, ACCOUNT, status=204)

    assert call("POST", f"{PATH}/test", status=200)["ok"] is True


def test_an_answer_that_is_none_of_getaccepts_is_told(site: GetAcceptSite) -> None:
    call("PUT", PATH, ACCOUNT, status=204)
    site.fake.faults.plan(Fault.MISSING, "GET /test")

    assert call("POST", f"{PATH}/test", status=200)["ok"] is False


def test_the_poll_that_waited_because_of_the_old_ones_asks_at_once(table: DynamoTable) -> None:
    accounts = DynamoSigningAccounts(table, TENANT)
    refused = SigningAccount(provider=SigningProvider.GETACCEPT).joined()
    accounts.save(refused)
    accounts.save(refused.failed(CredentialsRefused("refused"), now=NOON, jitter=1))
    assert not accounts.get(SigningProvider.GETACCEPT).may_be_asked(NOON)

    call("PUT", PATH, ACCOUNT, status=204)

    account = accounts.get(SigningProvider.GETACCEPT)
    assert account.may_be_asked(NOON)
    assert (account.last_error, account.is_watched) == (None, True)


def test_getaccept_is_told_where_its_webhooks_go_and_only_administrators_know(site: GetAcceptSite) -> None:
    call("PUT", PATH, ACCOUNT, status=204, headers={"host": "api.example"})
    call("POST", f"{PATH}/test", status=200, headers={"host": "api.example"})
    partner = call("GET", "/v1/partner", status=200, headers={"host": "api.example"})

    url = partner["webhook_url"]
    assert url.startswith("https://api.example/webhooks/getaccept/")
    assert open_link(url.rpartition("/")[2], Purpose.WEBHOOK, KEYS).tenant == TENANT
    (account,) = site.fake.state.accounts.values()
    assert sorted(one["event"] for one in account.subscriptions) == sorted(EVENTS)
    assert {one["target_url"] for one in account.subscriptions} == {url}
    assert call("GET", "/v1/partner", status=200, claims=MEMBER_CLAIMS)["webhook_url"] is None


@pytest.mark.parametrize(("method", "path", "body"), [("PUT", PATH, ACCOUNT), ("POST", f"{PATH}/test", None)])
def test_only_administrators_of_the_partner_may(method: str, path: str, body: object, site: GetAcceptSite) -> None:
    assert call(method, path, body, status=403, claims=MEMBER_CLAIMS)["code"] == "admin_only"
    call(method, path, body, status=403, claims=SHOPPER_CLAIMS)

    assert site.calls() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"password": ""}, "password"),
        ({"password": "a\nb"}, "password"),
        ({"provider": "builtin"}, "provider"),
        ({"entity_id": " "}, "entity_id"),
        ({"token": "1"}, "token"),
    ],
)
def test_what_is_wrong_is_named_and_no_secret_quoted(change: dict[str, str], field: str) -> None:
    refused = call("PUT", PATH, ACCOUNT | change, status=422)

    assert [error["field"] for error in refused["errors"]] == [field]
    assert ACCOUNT["password"] not in json.dumps(refused)


def test_nothing_of_it_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="countersign")
    call("PUT", PATH, ACCOUNT, status=204)
    call("PUT", PATH, ACCOUNT | {"password": "wrong"}, status=204)
    call("POST", f"{PATH}/test", status=200)

    logged = str([vars(record) for record in caplog.records])
    assert PATH in logged
    assert ACCOUNT["password"] not in logged
    assert ACCOUNT["email"] not in logged


# --- On the page ------------------------------------------------------------------------------------------------


def test_an_administrator_sets_it_up_and_the_password_is_never_shown(table: DynamoTable) -> None:
    admin = signed_in(table)
    answer = admin.post(SIGNING, FORM)

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, SIGNING)
    page = admin.get(SIGNING)
    assert "Digital signing was saved." in text(page)
    assert f'value="{ACCOUNT["email"]}"' in page["body"]
    assert ACCOUNT["password"] not in page["body"]
    assert secret()["password"] == ACCOUNT["password"]
    assert DynamoPartners(table, TENANT).get().signing_provider is SigningProvider.GETACCEPT


def test_an_empty_password_keeps_the_one_that_is_kept(table: DynamoTable) -> None:
    admin = signed_in(table)
    admin.post(SIGNING, FORM)
    admin.post(SIGNING, FORM | {"password": "", "entity_id": "entity-7"})

    assert secret() == {"email": ACCOUNT["email"], "password": ACCOUNT["password"], "entity_id": "entity-7"}


def test_another_user_needs_a_password_of_its_own(table: DynamoTable) -> None:
    admin = signed_in(table)
    admin.post(SIGNING, FORM)

    answer = admin.post(SIGNING, FORM | {"email": "other@reseller.example", "password": ""})

    assert "Write the password of this user at GetAccept." in text(answer, 422)
    assert secret()["email"] == ACCOUNT["email"]


def test_getaccept_wants_credentials_and_our_own_page_none(table: DynamoTable) -> None:
    admin = signed_in(table)
    empty = FORM | {"email": "", "password": ""}

    words = text(admin.post(SIGNING, empty), 422)
    assert "Write the email address of your user at GetAccept." in words
    assert "Write the password of this user at GetAccept." in words
    assert admin.post(SIGNING, empty | {"signing_provider": "builtin"})["statusCode"] == 303
    assert "Choose how documents are signed." in text(admin.post(SIGNING, FORM | {"signing_provider": "paper"}), 422)


def test_going_back_to_our_own_page_keeps_the_credentials(table: DynamoTable) -> None:
    admin = signed_in(table)
    admin.post(SIGNING, FORM)
    admin.post(SIGNING, FORM | {"signing_provider": "builtin", "password": ""})

    assert DynamoPartners(table, TENANT).get().signing_provider is SigningProvider.BUILTIN
    assert secret()["password"] == ACCOUNT["password"]


@pytest.mark.parametrize(
    ("password", "fault", "words"),
    [
        (ACCOUNT["password"], None, "The connection works"),
        ("wrong", None, "GetAccept refuses the email address and the password."),
        (ACCOUNT["password"], Fault.DOWN, "GetAccept can’t be reached, or asks for patience."),
    ],
)
def test_the_connection_is_tested_and_the_result_said_in_words(
    table: DynamoTable, site: GetAcceptSite, password: str, fault: Fault | None, words: str
) -> None:
    admin = signed_in(table)
    admin.post(SIGNING, FORM | {"password": password})
    admin.get(SIGNING)
    if fault:
        site.fake.faults.plan(fault, "POST /auth")

    assert admin.post(f"{SIGNING}/test")["statusCode"] == 303
    assert words in text(admin.get(SIGNING))


def test_what_kept_the_poll_from_asking_stands_there(table: DynamoTable) -> None:
    failed = SigningAccount(provider=SigningProvider.GETACCEPT, version=0)
    error = CredentialsRefused("refused")
    DynamoSigningAccounts(table, TENANT).save(failed.failed(error, now=NOON, jitter=1))

    admin = signed_in(table)
    wiring.signing_secrets().put(TENANT, CREDENTIALS)
    words = text(admin.get(SIGNING))

    assert "GetAccept could not be asked. GetAccept refuses the email address and the password." in words


def test_the_address_for_webhooks_can_be_copied(table: DynamoTable) -> None:
    page = signed_in(table).get(SIGNING)["body"]

    found = re.search(r'value="https://countersign\.example/webhooks/getaccept/([^"]+)"', page)
    assert found is not None
    assert open_link(found[1], Purpose.WEBHOOK, KEYS).tenant == TENANT


def test_members_neither_see_nor_change_it(table: DynamoTable, site: GetAcceptSite) -> None:
    member = signed_in(table, role=Role.MEMBER)

    for answer in (member.get(SIGNING), member.post(SIGNING, FORM), member.post(f"{SIGNING}/test")):
        assert "Only administrators can do this" in text(answer, 403)
    assert site.calls() == 0


def test_the_settings_say_through_whom_and_lead_there(table: DynamoTable) -> None:
    admin = signed_in(table)
    admin.post(SIGNING, FORM)

    page = admin.get("/portal/settings")
    assert "Digital signing GetAccept Change it, or test the connection" in text(page)
    assert f'href="{SIGNING}"' in page["body"]
    member = signed_in(table, id="usr_01KAMEMBER0000000000001AAA", role=Role.MEMBER)
    assert "Digital signing GetAccept Name in addresses" in text(member.get("/portal/settings"))


def test_it_is_said_in_swedish_too(table: DynamoTable) -> None:
    words = text(signed_in(table, language=Locale.SWEDISH).get(SIGNING))

    for said in ("Digital signering", "Vår egen sida", "Spara digital signering"):
        assert said in words
