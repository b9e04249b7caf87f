"""Signing in at the user pool. These are its public operations: unsigned requests, which need no permission."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from shared.domain.errors import TooManyRequests, Unavailable
from shared.domain.sign_in import (
    Challenge,
    ChallengeKind,
    ChallengeOver,
    PasswordNotTaken,
    Proven,
    SignInRefused,
    WrongCode,
)

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

RETRY_AFTER = 30

# A pool that hides who exists answers most of these alike; those that it doesn't hide are made alike here.
REFUSED = frozenset(
    {
        "InvalidParameterException",
        "NotAuthorizedException",
        "PasswordResetRequiredException",
        "UserNotConfirmedException",
        "UserNotFoundException",
    }
)
THROTTLED = frozenset({"LimitExceededException", "TooManyRequestsException"})
NOT_NOW = frozenset({"InternalErrorException", "ServiceUnavailable"})
ANSWER = {ChallengeKind.NEW_PASSWORD: "NEW_PASSWORD", ChallengeKind.CODE: "SOFTWARE_TOKEN_MFA_CODE"}


class CognitoSignIn:
    def __init__(self, client: "CognitoIdentityProviderClient", client_id: str) -> None:
        self._client = client
        self._client_id = client_id

    def begin(self, sign_in_name: str, password: str) -> Challenge | Proven:
        answer = self._ask(
            self._client.initiate_auth,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": sign_in_name, "PASSWORD": password},
        )
        return _outcome(answer, sign_in_name)

    def answer(self, challenge: Challenge, typed: str) -> Challenge | Proven:
        try:
            answer = self._ask(
                self._client.respond_to_auth_challenge,
                ChallengeName=challenge.kind.value,
                Session=challenge.state,
                ChallengeResponses={"USERNAME": challenge.sign_in_name, ANSWER[challenge.kind]: typed},
            )
        except SignInRefused:
            raise ChallengeOver("This took too long. Sign in once more.") from None
        return _outcome(answer, challenge.sign_in_name)

    def _ask(self, call: Callable[..., Any], **request: Any) -> Any:
        try:
            return call(ClientId=self._client_id, **request)
        except (HTTPClientError, NotConnected) as error:
            raise Unavailable("The user directory can't be reached now.") from error
        except ClientError as error:
            raise _refusal(error.response["Error"]["Code"]) or error from None


def _refusal(code: str) -> Exception | None:
    if code in REFUSED:
        return SignInRefused("The name or the password is not right.")
    if code in THROTTLED:
        return TooManyRequests("The user directory is busy.", RETRY_AFTER)
    if code in NOT_NOW:
        return Unavailable("The user directory can't answer now.")
    if code in {"CodeMismatchException", "ExpiredCodeException"}:
        return WrongCode("This code is not right.")
    if code == "InvalidPasswordException":
        return PasswordNotTaken("This password is not taken.")
    return None


def _outcome(answer: Any, sign_in_name: str) -> Challenge | Proven:
    if "ChallengeName" not in answer:
        return _proven(answer["AuthenticationResult"]["IdToken"])
    if answer["ChallengeName"] not in set(ChallengeKind):
        raise SignInRefused("This user can't sign in here.")
    return Challenge(
        kind=ChallengeKind(answer["ChallengeName"]),
        sign_in_name=answer["ChallengeParameters"].get("USER_ID_FOR_SRP", sign_in_name),
        state=answer["Session"],
    )


def _proven(id_token: str) -> Proven:
    """Straight from the pool, over TLS: its seal needs no checking."""
    content = id_token.split(".")[1]
    claims: dict[str, str] = json.loads(urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    if "custom:user_id" not in claims or "custom:partner_id" not in claims:
        raise SignInRefused("This user has no part in the portal.")
    return Proven(
        partner_id=claims["custom:partner_id"],
        user_id=claims["custom:user_id"],
        customer_id=claims.get("custom:customer_id"),
    )
