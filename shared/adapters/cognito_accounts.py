"""Accounts in the user pool, kept as the users' rows say.

The order of the steps is what makes a broken-off one harmless: an account is closed before it gets a password, and
opened only after the row says that its user is active. Cognito makes an account of a name once; whatever else is
asked here may be asked again.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import Unavailable
from shared.domain.user import User
from shared.ports import RandomBytes

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef

MISSING = "UserNotFoundException"
EXISTS = "UsernameExistsException"
NOT_NOW = frozenset(
    {"InternalErrorException", "TooManyRequestsException", "LimitExceededException", "ServiceUnavailable"}
)

PARTNER_GROUP = "partner"
STOREFRONT_GROUP = "storefront"


class CognitoAccounts:
    def __init__(self, client: "CognitoIdentityProviderClient", user_pool_id: str, random_bytes: RandomBytes) -> None:
        self._client = client
        self._pool = user_pool_id
        self._random_bytes = random_bytes

    def set_password(self, user: User, password: str) -> None:
        attributes = [*_changeable(user), *_fixed(user)]
        self._ask(
            self._client.admin_create_user,
            user,
            but=EXISTS,
            UserAttributes=attributes,
            TemporaryPassword=self._random_bytes(24).hex(),  # which nobody gets to know
            MessageAction="SUPPRESS",
        )
        if not user.is_active:
            self._ask(self._client.admin_disable_user, user)
        group = STOREFRONT_GROUP if user.customer_id else PARTNER_GROUP
        self._ask(self._client.admin_add_user_to_group, user, GroupName=group)
        self._ask(self._client.admin_set_user_password, user, Password=password, Permanent=True)

    def follow(self, user: User) -> None:
        """Of a user who never chose a password there is no account: nothing to do."""
        if user.is_active:
            self._ask(self._client.admin_update_user_attributes, user, UserAttributes=_changeable(user))
            self._ask(self._client.admin_enable_user, user)
        else:
            self._ask(self._client.admin_disable_user, user, but=MISSING)
        self._ask(self._client.admin_user_global_sign_out, user, but=MISSING)

    def _ask(self, call: Callable[..., Any], user: User, *, but: str = "", **more: Any) -> None:
        """Raises Unavailable. The error `but` is as good as success."""
        try:
            call(UserPoolId=self._pool, Username=user.sign_in_name, **more)
        except (HTTPClientError, NotConnected) as error:
            raise Unavailable("The user directory can't be reached now. Repeat the request.") from error
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code in NOT_NOW:
                raise Unavailable("The user directory can't take a change now. Repeat the request.") from error
            if code != but:
                raise


def _changeable(user: User) -> "list[AttributeTypeTypeDef]":
    """What the token says of a user, and may come to say otherwise."""
    named = {
        "name": user.name,
        "given_name": user.first_name,
        "family_name": user.last_name,
        "locale": user.language.value,
    }
    if user.role is not None:
        named["custom:role"] = user.role.value
    return [{"Name": name, "Value": value} for name, value in named.items()]


def _fixed(user: User) -> "list[AttributeTypeTypeDef]":
    """What is said once, when the account is made."""
    named = {
        "email": user.email,
        "email_verified": "true",
        "custom:user_id": user.id,
        "custom:partner_id": user.partner_id,
    }
    if user.customer_id is not None:
        named["custom:customer_id"] = user.customer_id
    return [{"Name": name, "Value": value} for name, value in named.items()]
