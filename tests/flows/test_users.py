"""Users come and go on the running stack, through public HTTP, the mailbox and Cognito alone."""

import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from local.approval import OpenedPage, activation_link, open_link
from local.users import PASSWORD
from tests.support.stack import LocalStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

OTHER = "four grey herons sleeping"


@pytest.fixture
def admin(stack: LocalStack) -> Iterator[httpx.Client]:
    with stack.as_user(stack.users(group="partner", role="admin")[0]) as client:
        yield client


@pytest.fixture
def newcomer() -> dict[str, Any]:
    """A name of its own, so that the test can be run again."""
    address = f"nova-{secrets.token_hex(4)}@gota-it.example"
    return {"first_name": "Nova", "last_name": "Ny", "email": address, "role": "member"}


def invite(admin: httpx.Client, newcomer: dict[str, Any]) -> Any:
    answer = admin.post("/v1/users", json=newcomer)
    assert answer.status_code == 201, answer.text
    return answer.json()


def newest_link(stack: LocalStack, user: dict[str, Any], subject: str) -> str:
    return activation_link(stack.wait_for_mail(to=user["email"], subject=subject))


def choose(page: OpenedPage, password: str) -> httpx.Response:
    return page.submit(password=password, password_again=password)


def credentials(user: dict[str, Any], password: str) -> dict[str, str]:
    return {"username": user["sign_in_name"], "password": password}


def who_is(stack: LocalStack, user: dict[str, str]) -> Any:
    with stack.as_user(user) as client:
        return client.get("/v1/me").json()


def test_invited_activated_reset_deactivated_and_back(
    stack: LocalStack, admin: httpx.Client, newcomer: dict[str, Any]
) -> None:
    user = invite(admin, newcomer)
    path = f"/v1/users/{user['id']}"
    with pytest.raises(ClientError, match="Incorrect username or password"):
        stack.token(credentials(user, PASSWORD))

    link = newest_link(stack, user, "")
    assert choose(open_link(link), PASSWORD).status_code == 200
    assert open_link(link).response.status_code == 404
    me = who_is(stack, credentials(user, PASSWORD))
    assert (me["user"]["id"], me["user"]["state"], me["user"]["role"]) == (user["id"], "active", "member")

    assert admin.post(f"{path}/reset-password").status_code == 202
    reset = newest_link(stack, user, "lösenord")
    assert choose(open_link(reset), OTHER).status_code == 200
    with pytest.raises(ClientError, match="Incorrect username or password"):
        stack.token(credentials(user, PASSWORD))
    assert stack.token(credentials(user, OTHER))

    assert admin.post(f"{path}/deactivate").status_code == 202
    with pytest.raises(ClientError):
        stack.token(credentials(user, OTHER))
    assert admin.post(f"{path}/deactivate").json()["code"] == "user_deactivated"

    assert admin.post(f"{path}/activate").json()["state"] == "active"
    assert stack.token(credentials(user, OTHER))


def test_a_resent_invitation_kills_the_one_before(
    stack: LocalStack, admin: httpx.Client, newcomer: dict[str, Any]
) -> None:
    user = invite(admin, newcomer)
    first = newest_link(stack, user, "")
    opened = open_link(first)
    assert admin.post(f"/v1/users/{user['id']}/resend-activation").status_code == 202

    assert choose(opened, PASSWORD).status_code == 404
    assert open_link(first).response.status_code == 404


def test_everybody_in_the_demo_came_by_invitation(stack: LocalStack) -> None:
    for user in stack.users(group="partner"):
        me = who_is(stack, user)
        assert (me["user"]["email"], me["user"]["role"]) == (user["email"], user["role"])
        assert me["partner"]["id"] == user["partner_id"]
