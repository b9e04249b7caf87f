"""Accounts in a user pool as template.yaml declares it."""

from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError, ConnectTimeoutError

from shared import wiring
from shared.adapters.cognito_accounts import CognitoAccounts
from shared.domain.errors import Unavailable
from shared.domain.user import Role, User, UserState
from tests.support.builders import CUSTOMER_ID, PARTNER_ID, a_shopper, a_user
from tests.support.user_pool import UserPool

PASSWORD = "three brown owls reading"
OTHER = "four grey herons sleeping"
ANNA = a_shopper()
ACTIVE = replace(ANNA, state=UserState.ACTIVE, was_active=True)


@pytest.fixture
def pool(aws: None, monkeypatch: pytest.MonkeyPatch) -> UserPool:
    return UserPool(monkeypatch)


@pytest.fixture
def accounts(pool: UserPool) -> CognitoAccounts:
    return wiring.accounts()


def lets_in(pool: UserPool, user: User, password: str) -> bool:
    cognito = pool.client
    try:
        answer = cognito.initiate_auth(
            ClientId=pool.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.sign_in_name, "PASSWORD": password},
        )
    except (cognito.exceptions.NotAuthorizedException, cognito.exceptions.UserNotFoundException):
        return False
    return "AuthenticationResult" in answer


def account(pool: UserPool, user: User) -> dict[str, Any]:
    found = pool.client.admin_get_user(UserPoolId=pool.id, Username=user.sign_in_name)
    attributes = {one["Name"]: one["Value"] for one in found["UserAttributes"]}
    return {**attributes, "enabled": found["Enabled"], "status": found["UserStatus"]}


def test_a_password_opens_nothing_until_the_row_says_active(pool: UserPool, accounts: CognitoAccounts) -> None:
    accounts.set_password(ANNA, PASSWORD)
    assert account(pool, ANNA)["enabled"] is False

    accounts.follow(ACTIVE)

    assert lets_in(pool, ANNA, PASSWORD)
    assert not lets_in(pool, ANNA, OTHER)
    assert account(pool, ANNA)["status"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("user", "group", "claims"),
    [
        (ANNA, "storefront", {"custom:customer_id": CUSTOMER_ID}),
        (a_user(state=UserState.INVITED), "partner", {"custom:role": "admin"}),
    ],
)
def test_an_account_says_who_it_is_in_its_group(
    pool: UserPool, accounts: CognitoAccounts, user: User, group: str, claims: dict[str, str]
) -> None:
    accounts.set_password(user, PASSWORD)

    said = account(pool, user)
    expected = {
        "custom:partner_id": PARTNER_ID,
        "custom:user_id": user.id,
        "email": user.email,
        "email_verified": "true",
        "name": user.name,
        "locale": "en",
        **claims,
    }
    assert {name: said[name] for name in expected} == expected
    groups = pool.client.admin_list_groups_for_user(UserPoolId=pool.id, Username=user.sign_in_name)["Groups"]
    assert [one["GroupName"] for one in groups] == [group]


def test_every_step_can_be_repeated(pool: UserPool, accounts: CognitoAccounts) -> None:
    for _ in range(2):
        accounts.set_password(ANNA, PASSWORD)
    for _ in range(2):
        accounts.follow(ACTIVE)
    accounts.set_password(ACTIVE, OTHER)

    assert lets_in(pool, ANNA, OTHER)


def test_a_deactivated_user_is_shut_out_and_back_in_with_the_same_password(
    pool: UserPool, accounts: CognitoAccounts
) -> None:
    accounts.set_password(ANNA, PASSWORD)
    accounts.follow(ACTIVE)

    accounts.follow(replace(ACTIVE, state=UserState.DEACTIVATED))
    assert not lets_in(pool, ANNA, PASSWORD)

    accounts.follow(ACTIVE)
    assert lets_in(pool, ANNA, PASSWORD)


def test_whoever_never_had_an_account_is_shut_out_without_one(accounts: CognitoAccounts) -> None:
    accounts.follow(replace(ANNA, state=UserState.DEACTIVATED))


def test_a_new_name_and_role_reach_the_account(pool: UserPool, accounts: CognitoAccounts) -> None:
    sam = a_user()
    accounts.set_password(replace(sam, state=UserState.INVITED), PASSWORD)

    accounts.follow(replace(sam, last_name="Säljare", role=Role.MEMBER))

    assert (account(pool, sam)["name"], account(pool, sam)["custom:role"]) == ("Sam Säljare", "member")


@pytest.mark.parametrize(
    "failure",
    [
        ConnectTimeoutError(endpoint_url="https://cognito-idp.example"),
        ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "Slow down"}}, "AdminEnableUser"),
        ClientError({"Error": {"Code": "InternalErrorException", "Message": "Oops"}}, "AdminEnableUser"),
    ],
)
def test_a_user_pool_that_can_t_now_is_said_to_be_unavailable(accounts: CognitoAccounts, failure: Exception) -> None:
    with patch.object(BaseClient, "_make_api_call", side_effect=failure), pytest.raises(Unavailable):
        accounts.follow(ACTIVE)


def test_what_the_user_pool_refuses_for_good_is_not_hidden(accounts: CognitoAccounts) -> None:
    with pytest.raises(ClientError):
        accounts.follow(ACTIVE)
