"""Credentials of signing accounts in Secrets Manager: each partner's own, read seldom, never outdated for long."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from shared.adapters.signing.credentials import SecretsManagerCredentials, credentials_of
from shared.domain.errors import Unavailable
from shared.domain.signing import CredentialsRefused
from shared.domain.signing_credentials import SigningCredentials
from shared.domain.tenant import Tenant
from tests.support.builders import OTHER_PARTNER_ID, PARTNER_ID, TENANT
from tests.support.getaccept import CREDENTIALS, Waiting

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

CHANGED = SigningCredentials(email="new@reseller.example", password="new", entity_id="entity-7")
STRANGER = Tenant(OTHER_PARTNER_ID)


@pytest.fixture
def client(aws: None) -> "SecretsManagerClient":
    return boto3.client("secretsmanager")


def a_process(client: Any, waiting: Waiting | None = None) -> SecretsManagerCredentials:
    return SecretsManagerCredentials(client, "test/signing-accounts", "alias/key", (waiting or Waiting()).now)


def test_what_is_put_is_found_by_every_process(client: "SecretsManagerClient") -> None:
    assert a_process(client).find(TENANT) is None
    a_process(client).put(TENANT, CREDENTIALS)
    assert a_process(client).find(TENANT) == CREDENTIALS

    a_process(client).put(TENANT, CHANGED)

    assert a_process(client).find(TENANT) == CHANGED
    assert a_process(client).find(STRANGER) is None
    kept = client.get_secret_value(SecretId=f"test/signing-accounts/{PARTNER_ID}")["SecretString"]
    assert json.loads(kept) == {"email": CHANGED.email, "password": CHANGED.password, "entity_id": "entity-7"}


def test_a_process_reads_again_after_five_minutes_or_when_asked_to(client: "SecretsManagerClient") -> None:
    waiting = Waiting()
    process = a_process(client, waiting)
    process.put(TENANT, CREDENTIALS)
    a_process(client).put(TENANT, CHANGED)

    waiting.at += timedelta(minutes=4, seconds=59)
    assert process.find(TENANT) == CREDENTIALS
    assert process.find(TENANT, fresh=True) == CHANGED
    a_process(client).put(TENANT, CREDENTIALS)
    waiting.at += timedelta(minutes=5)
    assert process.find(TENANT) == CREDENTIALS


def test_two_who_make_the_secret_at_once_both_write_it(client: "SecretsManagerClient") -> None:
    class Overtaken:
        """Somebody else makes it between our two tries."""

        def __getattr__(self, name: str) -> Any:
            return getattr(client, name)

        def create_secret(self, **request: Any) -> Any:
            client.create_secret(Name=request["Name"], SecretString="{}")
            return client.create_secret(**request)

    a_process(Overtaken()).put(TENANT, CREDENTIALS)

    assert a_process(client).find(TENANT) == CREDENTIALS


@pytest.mark.parametrize(
    "error",
    [
        ConnectTimeoutError(endpoint_url="https://secretsmanager.example"),
        ClientError({"Error": {"Code": "ThrottlingException"}}, "GetSecretValue"),
        ClientError({"Error": {"Code": "InternalServiceError"}}, "PutSecretValue"),
    ],
    ids=["not-reached", "throttled", "failed"],
)
def test_while_it_cannot_be_reached_that_is_said(error: Exception) -> None:
    class Down:
        def __getattr__(self, name: str) -> Any:
            def fail(**request: Any) -> Any:
                raise error

            return fail

    with pytest.raises(Unavailable):
        a_process(Down()).find(TENANT)
    with pytest.raises(Unavailable):
        a_process(Down()).put(TENANT, CREDENTIALS)


def test_what_nobody_foresaw_is_no_excuse(client: "SecretsManagerClient") -> None:
    class Forbidden:
        def __getattr__(self, name: str) -> Any:
            def fail(**request: Any) -> Any:
                raise ClientError({"Error": {"Code": "AccessDeniedException"}}, name)

            return fail

    with pytest.raises(ClientError):
        a_process(Forbidden()).find(TENANT)


def test_without_an_account_nobody_is_let_in(client: "SecretsManagerClient") -> None:
    with pytest.raises(CredentialsRefused, match="No GetAccept account is known yet"):
        credentials_of(TENANT, a_process(client))(fresh=False)


def test_a_password_is_never_written_by_mistake() -> None:
    assert CREDENTIALS.password not in repr(CREDENTIALS)
    assert CREDENTIALS.password not in f"{CREDENTIALS}"
