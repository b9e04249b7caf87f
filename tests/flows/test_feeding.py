"""The distributor's feed, and the way into its workspace, on the running stack."""

import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from docs.workspace_verifier import Refused, UsedTokens, open_token
from tests.support.stack import LocalStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

AT_ONCE = 12


@pytest.fixture
def partner_id(stack: LocalStack) -> str:
    """A partner whose distributor has a workspace."""
    return stack.users(group="partner", role="admin")[0]["partner_id"]


def told(name: str) -> dict[str, Any]:
    amount = {"amount": 12_300, "currency": "SEK"}
    subscription = {"id": "s-1", "sku": "MAIL-SKYDD", "quantity": 3, "status": "active", "monthly_amount": amount}
    return {"name": name, "email": f"info@{name}.example", "subscriptions": [subscription]}


def test_equal_calls_at_once_make_one_account(stack: LocalStack, partner_id: str) -> None:
    [distributor] = stack.users(group="distributor")
    token, name, start = stack.token(distributor), f"fed-{secrets.token_hex(4)}", Barrier(AT_ONCE)

    def call(_: int) -> httpx.Response:
        with httpx.Client(base_url=stack.api_url, timeout=60) as api:
            start.wait()
            path = f"/v1/distributor/partners/{partner_id}/customers/{name}"
            return api.put(path, json=told(name), headers={"Authorization": f"Bearer {token}"})

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(call, range(AT_ONCE)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert answers[0].json()["version"] == 1


def test_a_fed_account_opens_in_the_workspace_once(stack: LocalStack, partner_id: str) -> None:
    [distributor] = stack.users(group="distributor")
    name = f"fed-{secrets.token_hex(4)}"
    with stack.as_user(distributor) as api:
        fed = api.put(f"/v1/distributor/partners/{partner_id}/customers/{name}", json=told(name)).json()
    with stack.as_user(stack.users(group="partner", role="member", partner_id=partner_id)[0]) as api:
        [held] = api.get(f"/v1/customers/{fed['id']}/subscriptions").json()["items"]
        link = api.post(f"/v1/customers/{fed['id']}/workspace-links", json={"target": "subscriptions"}).json()["url"]
    with stack.as_anyone() as api:
        published = {key["kid"]: key for key in api.get("/.well-known/workspace-keys.json").json()["keys"]}
    audience, used = link.partition("?")[0], UsedTokens()
    [token] = parse_qs(urlsplit(link).query)["token"]

    claims = open_token(token, audience=audience, find_key=published.get, used=used, now=time.time())

    assert held["id"] == "s-1"
    assert (claims["external_id"], claims["customer_id"], claims["target"]) == (name, fed["id"], "subscriptions")
    with pytest.raises(Refused, match="used before"):
        open_token(token, audience=audience, find_key=published.get, used=used, now=time.time())
