"""What lets us into partners' accounts at signing providers: a secret for each partner, under one prefix."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected
from pydantic import TypeAdapter

from shared.adapters.signing.getaccept_session import ReadCredentials
from shared.domain.errors import Unavailable
from shared.domain.signing import CredentialsRefused
from shared.domain.signing_credentials import SigningCredentials
from shared.domain.tenant import Tenant
from shared.ports import Clock, SigningSecrets

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

KEPT = timedelta(minutes=5)
MISSING = "ResourceNotFoundException"
PRESENT = "ResourceExistsException"
NOT_NOW = frozenset({"InternalServiceError", "LimitExceededException", "ServiceUnavailable", "ThrottlingException"})

_credentials_json = TypeAdapter(SigningCredentials)


@dataclass(frozen=True, slots=True)
class _Kept:
    credentials: SigningCredentials
    until: datetime


class SecretsManagerCredentials:
    """One for a process: what was read is kept for five minutes. `key` encrypts the secrets."""

    def __init__(self, client: "SecretsManagerClient", prefix: str, key: str, now: Clock) -> None:
        self._client = client
        self._prefix = prefix
        self._key = key
        self._now = now
        self._kept: dict[Tenant, _Kept] = {}

    def find(self, tenant: Tenant, *, fresh: bool = False) -> SigningCredentials | None:
        kept = self._kept.get(tenant)
        if kept is not None and not fresh and self._now() < kept.until:
            return kept.credentials
        credentials = self._read(tenant)
        self._keep(tenant, credentials)
        return credentials

    def put(self, tenant: Tenant, credentials: SigningCredentials) -> None:
        """Whether the secret is there is found out by trying; two who make it at once both write it."""
        text = _credentials_json.dump_json(credentials).decode()
        try:
            if not self._replaced(tenant, text) and not self._created(tenant, text):
                self._replaced(tenant, text)
        except (ClientError, HTTPClientError, NotConnected) as error:
            raise _refusal(error) from error
        self._keep(tenant, credentials)

    def _read(self, tenant: Tenant) -> SigningCredentials | None:
        try:
            answer = self._client.get_secret_value(SecretId=self._name(tenant))
        except (ClientError, HTTPClientError, NotConnected) as error:
            if _code(error) == MISSING:
                return None
            raise _refusal(error) from error
        return _credentials_json.validate_json(answer["SecretString"])

    def _replaced(self, tenant: Tenant, text: str) -> bool:
        try:
            self._client.put_secret_value(SecretId=self._name(tenant), SecretString=text)
        except ClientError as error:
            if _code(error) != MISSING:
                raise
            return False
        return True

    def _created(self, tenant: Tenant, text: str) -> bool:
        try:
            self._client.create_secret(
                Name=self._name(tenant),
                SecretString=text,
                KmsKeyId=self._key,
                Description="A partner's account at its signing provider",
            )
        except ClientError as error:
            if _code(error) != PRESENT:
                raise
            return False
        return True

    def _keep(self, tenant: Tenant, credentials: SigningCredentials | None) -> None:
        self._kept.pop(tenant, None)
        if credentials is not None:
            self._kept[tenant] = _Kept(credentials, self._now() + KEPT)

    def _name(self, tenant: Tenant) -> str:
        return f"{self._prefix}/{tenant.partner_id}"


def credentials_of(tenant: Tenant, secrets: SigningSecrets) -> ReadCredentials:
    def read(*, fresh: bool) -> SigningCredentials:
        credentials = secrets.find(tenant, fresh=fresh)
        if credentials is None:
            raise CredentialsRefused("No GetAccept account is known yet. Put its credentials into the settings.")
        return credentials

    return read


def _code(error: Exception) -> str:
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else ""


def _refusal(error: Exception) -> Exception:
    if isinstance(error, ClientError) and _code(error) not in NOT_NOW:
        return error
    return Unavailable("The credentials of the signing account can't be reached now.")
