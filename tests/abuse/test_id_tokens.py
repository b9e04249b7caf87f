"""Tokens that look like one of ours, at the running stack: the authorizer takes none of them, nor do we."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import boto3
import httpx
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from local.configuration import REGION
from tests.support.stack import LocalStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]


def part(content: Any) -> str:
    return urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def read(encoded: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
    return content


def unpadded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def status(stack: LocalStack, token: str, path: str = "/v1/me") -> int:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(f"{stack.api_url}{path}", headers=headers, timeout=30).status_code


@pytest.fixture(scope="module")
def user(stack: LocalStack) -> dict[str, str]:
    return stack.users(group="partner", role="member")[0]


@pytest.fixture(scope="module")
def token(stack: LocalStack, user: dict[str, str]) -> str:
    return stack.token(user)


def test_the_token_of_a_signed_in_user_is_taken(stack: LocalStack, token: str) -> None:
    assert status(stack, token) == 200


@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE"])
def test_a_token_that_says_it_needs_no_signature_is_refused(stack: LocalStack, token: str, name: str) -> None:
    head, claims, signature = token.split(".")
    unsigned = part(read(head) | {"alg": name})

    assert status(stack, f"{unsigned}.{claims}.") == 401
    assert status(stack, f"{unsigned}.{claims}.{signature}") == 401


def test_a_token_with_other_claims_under_the_same_signature_is_refused(stack: LocalStack, token: str) -> None:
    head, claims, signature = token.split(".")

    for changes in ({"custom:role": "admin"}, {"cognito:groups": ["distributor"]}, {"exp": 2**33}):
        assert status(stack, f"{head}.{part(read(claims) | changes)}.{signature}") == 401, changes


def test_a_token_signed_with_another_key_is_refused_whatever_it_says_of_the_key(stack: LocalStack, token: str) -> None:
    head, claims, _ = token.split(".")
    key = generate_private_key(65537, 2048)
    numbers = key.public_key().public_numbers()
    jwk = {"kty": "RSA", "n": unpadded(numbers.n.to_bytes(256)), "e": "AQAB"}
    for more in ({}, {"kid": "other"}, {"kid": "../../dev/null"}, {"jwk": jwk}, {"jku": "https://elsewhere.example/"}):
        signed = f"{part(read(head) | more)}.{claims}"
        signature = unpadded(key.sign(signed.encode(), PKCS1v15(), SHA256()))

        assert status(stack, f"{signed}.{signature}") == 401, more


def test_a_public_key_is_no_shared_secret(stack: LocalStack, token: str) -> None:
    head, claims, _ = token.split(".")
    pool = read(claims)["iss"].rpartition("/")[2]
    (key, *_) = httpx.get(f"{stack.aws_endpoint_url}/{pool}/.well-known/jwks.json", timeout=30).json()["keys"]
    signed = f"{part(read(head) | {'alg': 'HS256'})}.{claims}"
    for secret in (b"", b"secret", key["n"].encode(), json.dumps(key).encode()):
        signature = unpadded(hmac.new(secret, signed.encode(), hashlib.sha256).digest())

        assert status(stack, f"{signed}.{signature}") == 401


def test_an_access_token_is_no_id_token(stack: LocalStack, user: dict[str, str]) -> None:
    cognito = boto3.client(
        "cognito-idp",
        endpoint_url=stack.aws_endpoint_url,
        region_name=REGION,
        config=Config(signature_version=UNSIGNED),
    )
    answer = cognito.initiate_auth(
        ClientId=stack.description["user_pool_client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": user["username"], "PASSWORD": user["password"]},
    )["AuthenticationResult"]

    assert status(stack, answer["AccessToken"]) == 401
    assert status(stack, answer.get("RefreshToken", "")) == 401


@pytest.mark.parametrize("nothing", ["", "x", "..", "a.b.c", "null", "e30.e30.e30", "e30.e30."])
def test_what_is_no_token_is_refused(stack: LocalStack, nothing: str) -> None:
    assert status(stack, nothing) == 401


def test_a_token_elsewhere_than_in_its_header_is_none(stack: LocalStack, token: str) -> None:
    for sent in ({"params": {"access_token": token}}, {"cookies": {"Authorization": token}}):
        assert httpx.get(f"{stack.api_url}/v1/me", timeout=30, **sent).status_code == 401  # type: ignore[arg-type]


def test_a_token_of_one_group_opens_nothing_of_another(stack: LocalStack, token: str) -> None:
    assert status(stack, token, "/v1/distributor/orders") == 403
    assert status(stack, token, "/v1/storefront/orders") == 403
