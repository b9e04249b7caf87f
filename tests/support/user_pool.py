"""A user pool as template.yaml declares it, and accounts in it."""

import os
from typing import Any

import boto3
import pytest

from shared import settings
from shared.adapters.cognito_accounts import CognitoAccounts
from shared.domain.user import User
from tests.support.template import load_template, resources_of

PASSWORD = "violet harbour onion ladder"


class UserPool:
    """In an open account; the settings lead to it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = boto3.client("cognito-idp")
        (pool,) = resources_of("AWS::Cognito::UserPool", load_template()).values()
        names = ("AdminCreateUserConfig", "AccountRecoverySetting", "MfaConfiguration", "Policies", "Schema")
        properties: dict[str, Any] = {name: pool[name] for name in names}
        self.id = self.client.create_user_pool(PoolName="test", **properties)["UserPool"]["Id"]
        (of_client,) = resources_of("AWS::Cognito::UserPoolClient", load_template()).values()
        flows = of_client["ExplicitAuthFlows"]
        made = self.client.create_user_pool_client(UserPoolId=self.id, ClientName="test", ExplicitAuthFlows=flows)
        for group in resources_of("AWS::Cognito::UserPoolGroup", load_template()).values():
            self.client.create_group(UserPoolId=self.id, GroupName=group["GroupName"])
        monkeypatch.setenv("USER_POOL_ID", self.id)
        self.client_id = made["UserPoolClient"]["ClientId"]
        monkeypatch.setenv("USER_POOL_CLIENT_ID", self.client_id)
        settings.settings.cache_clear()

    def add(self, user: User, password: str = PASSWORD) -> None:
        """With a password of their own, as activation leaves it."""
        CognitoAccounts(self.client, self.id, os.urandom).set_password(user, password)

    def hand_out(self, user: User, password: str) -> None:
        """A password for one time, as an operator gives it in the console."""
        self.client.admin_set_user_password(
            UserPoolId=self.id, Username=user.sign_in_name, Password=password, Permanent=False
        )

    def ask_for_codes(self, user: User) -> None:
        """From now on, of whoever signs in as this user: their authenticator app is known."""
        tokens = self.client.initiate_auth(
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user.sign_in_name, "PASSWORD": PASSWORD},
        )
        token = tokens["AuthenticationResult"]["AccessToken"]
        self.client.associate_software_token(AccessToken=token)
        self.client.verify_software_token(AccessToken=token, UserCode="123456")
        self.client.set_user_mfa_preference(
            AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True}
        )
