"""The people who can sign in to a local stack: the distributor by Cognito's admin calls, all others by invitation."""

from dataclasses import dataclass
from typing import Literal

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from local.configuration import REGION, Configuration
from local.deploy import session

PASSWORD = "a local demo passphrase"  # noqa: S105 - it opens nothing beyond this machine


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    email: str
    username: str
    group: Literal["partner", "storefront", "distributor"]
    role: Literal["admin", "member"]
    given_name: str
    family_name: str
    user_id: str
    partner_id: str = ""
    customer_id: str = ""
    tenant_name: str = ""
    password: str = PASSWORD

    def shown(self) -> dict[str, str]:
        """As stack.json has it."""
        names = ("email", "username", "password", "group", "role", "partner_id", "tenant_name")
        return {name: getattr(self, name) for name in names}


def create_distributor(user: User, stack: Configuration, user_pool_id: str) -> None:
    """Whoever runs the platform makes it, once; nobody inside could invite it."""
    cognito = session().client("cognito-idp", endpoint_url=stack.aws_endpoint_url)
    attributes = {
        "email": user.email,
        "email_verified": "true",
        "name": f"{user.given_name} {user.family_name}",
        "custom:user_id": user.user_id,
    }
    cognito.admin_create_user(
        UserPoolId=user_pool_id,
        Username=user.username,
        UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        TemporaryPassword=user.password,  # the emulator makes up one that is too short for the pool
        MessageAction="SUPPRESS",
    )
    cognito.admin_set_user_password(
        UserPoolId=user_pool_id, Username=user.username, Password=user.password, Permanent=True
    )
    cognito.admin_add_user_to_group(UserPoolId=user_pool_id, Username=user.username, GroupName=user.group)


def sign_in(username: str, password: str, *, aws_endpoint_url: str, client_id: str) -> str:
    """The ID token, asked for as any program would that has only stack.json."""
    cognito = boto3.client(
        "cognito-idp", endpoint_url=aws_endpoint_url, region_name=REGION, config=Config(signature_version=UNSIGNED)
    )
    answer = cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )
    return answer["AuthenticationResult"]["IdToken"]
