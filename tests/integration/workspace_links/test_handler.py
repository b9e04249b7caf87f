"""Workspace links over the API, signed by KMS, on the table of template.yaml."""

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.stub import Stubber

from docs.workspace_verifier import Refused, UsedTokens, open_token
from functions.workspace_links import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.kms import KmsSigner
from shared.domain.errors import Unavailable
from tests.support.account import create_workspace_key
from tests.support.builders import CUSTOMER_ID, NOON, PARTNER_ID, SELLER, TENANT, a_customer, a_partner
from tests.support.counting import counted
from tests.support.events import Context, answer_of, api_event, page_event

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient

LINKS = f"/v1/customers/{CUSTOMER_ID}/workspace-links"
KEYS = "/.well-known/workspace-keys.json"
WORKSPACE = "https://workspace.example/nordic"
BODY = {"target": "services"}


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable) -> None:
    DynamoPartners(table, TENANT).put(a_partner(workspace_url=WORKSPACE), None)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    create_workspace_key()


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", lambda: NOON)


def post(body: object = BODY, path: str = LINKS, *, status: int = 201, **more: Any) -> Any:
    response = handler.lambda_handler(api_event("POST", path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def get_keys() -> dict[str, Any]:
    response: dict[str, Any] = handler.lambda_handler(page_event("GET", KEYS), Context())
    return response


def opened(url: str, at: float = NOON.timestamp()) -> dict[str, Any]:
    """What the receiving side makes of a link, with nothing but the published keys."""
    known = {key["kid"]: key for key in answer_of(get_keys())["keys"]}
    [token] = parse_qs(urlsplit(url).query)["token"]
    return open_token(token, audience=WORKSPACE, find_key=known.get, used=UsedTokens(), now=at)


def test_a_link_is_checked_by_the_published_keys_alone() -> None:
    link = post()

    assert link["url"].startswith(f"{WORKSPACE}?token=")
    assert link["expires_at"] == "2026-11-22T12:01:00Z"
    claims = opened(link["url"])
    assert (claims["partner_id"], claims["customer_id"], claims["sub"]) == (PARTNER_ID, CUSTOMER_ID, SELLER.user_id)
    assert (claims["target"], claims["external_id"]) == ("services", None)


def test_a_link_of_another_key_is_refused() -> None:
    link = post()
    boto3.client("kms").delete_alias(AliasName="alias/test-workspace")
    create_workspace_key()
    wiring.workspace_signer.cache_clear()

    with pytest.raises(Refused, match="signature"):
        opened(link["url"])


def test_two_links_are_two_tokens() -> None:
    assert opened(post()["url"])["jti"] != opened(post()["url"])["jti"]


def test_the_same_request_again_gets_the_same_link_and_signs_nothing() -> None:
    headers = {"idempotency-key": "a-workspace-link"}
    first = post(headers=headers)

    with counted(wiring._table()._client) as requests:
        assert post(headers=headers) == first
    assert requests == {"BatchGetItem": 1}
    assert post({"target": "assets"}, headers=headers, status=422)["code"] == "idempotency_key_reused"


def test_a_link_takes_one_read() -> None:
    with counted(wiring._table()._client) as requests:
        post()
    assert requests == {"BatchGetItem": 1}


def test_a_partner_without_a_workspace_gets_no_link(table: DynamoTable) -> None:
    previous = a_partner(workspace_url=WORKSPACE)
    DynamoPartners(table, TENANT).put(a_partner(workspace_url=None, version=2), previous)

    assert post(status=409)["code"] == "workspace_missing"


def test_only_known_targets_are_taken() -> None:
    answer = post({"target": "payroll"}, status=422)

    assert [error["field"] for error in answer["errors"]] == ["target"]


def test_the_keys_are_public_kept_for_an_hour_and_read_from_kms_once() -> None:
    response = get_keys()

    assert response["statusCode"] == 200
    assert response["headers"]["Content-Type"] == "application/json"
    assert response["headers"]["Cache-Control"] == "public, max-age=3600"
    [key] = answer_of(response)["keys"]
    assert key.keys() == {"kty", "crv", "x", "y", "use", "alg", "kid"}
    boto3.client("kms").delete_alias(AliasName="alias/test-workspace")
    assert answer_of(get_keys()) == answer_of(response)


@pytest.fixture
def kms(aws: None) -> "KMSClient":
    return boto3.client("kms")


@pytest.mark.parametrize("code", ["ThrottlingException", "KMSInternalException", "DependencyTimeoutException"])
def test_a_busy_kms_is_asked_again_later(kms: "KMSClient", code: str) -> None:
    signer = KmsSigner(kms, "key-1")
    with Stubber(kms) as stub:
        stub.add_client_error("sign", code)
        stub.add_client_error("get_public_key", code)

        with pytest.raises(Unavailable):
            signer.sign(b"x")
        with pytest.raises(Unavailable):
            _ = signer.public_key


def test_a_key_that_is_not_ours_to_use_is_our_fault(kms: "KMSClient") -> None:
    with Stubber(kms) as stub:
        stub.add_client_error("sign", "AccessDeniedException")

        with pytest.raises(kms.exceptions.ClientError):
            KmsSigner(kms, "key-1").sign(b"x")
