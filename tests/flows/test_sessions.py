"""A session of the portal ends with what it stood on, on the running stack."""

import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.approval import activation_link
from local.demo.browser import Browser
from local.demo.moving_in import House, choose_a_password, sign_in
from local.users import PASSWORD
from tests.support.stack import LocalStack

pytestmark = [pytest.mark.stack, pytest.mark.xdist_group("stack")]

OTHER = "four grey herons sleeping"
DOOR = "/portal/sign-in"


@pytest.fixture
def customer(house: House) -> Any:
    name = f"kund-{secrets.token_hex(4)}"
    path = f"/v1/distributor/partners/{house.partner_id}/customers/{name}"
    return house.distributor.put(path, json={"name": name, "email": f"info@{name}.example"}).json()


@pytest.fixture
def admin(stack: LocalStack, house: House) -> Iterator[httpx.Client]:
    with stack.as_user({"username": house.admin, "password": PASSWORD}) as api:
        yield api


def come_in(stack: LocalStack, invited: Any, home: str) -> Browser:
    """From the invitation to the page that one begins with."""
    chosen = choose_a_password(activation_link(stack.wait_for_mail(to=invited["email"])), PASSWORD)
    assert chosen.heading == "Your password is set"
    browser = Browser(stack.api_url)
    assert sign_in(browser, invited["sign_in_name"], PASSWORD).path == home
    return browser


def test_whoever_is_deactivated_is_out_at_once(
    stack: LocalStack, house: House, admin: httpx.Client, customer: Any
) -> None:
    path = f"/v1/customers/{customer['id']}/storefront-users"
    email = f"anna@{customer['domains'][0]}"
    person = {"first_name": "Anna", "last_name": "Ek", "email": email, "language": "en", "date_format": "yyyy-MM-dd"}
    anna = admin.post(path, json=person).json()
    browser = come_in(stack, anna, "/portal/storefront")

    assert admin.post(f"{path}/{anna['id']}/deactivate").status_code == 202

    assert browser.open("/portal").path == DOOR
    assert sign_in(browser, anna["sign_in_name"], PASSWORD).path == DOOR
    assert house.portal.open("/portal").path == "/portal"


def test_another_password_ends_the_sessions_of_the_one_before(stack: LocalStack, admin: httpx.Client) -> None:
    email = f"rowan-{secrets.token_hex(4)}@fjord-vale.example"
    rowan = admin.post(
        "/v1/users", json={"first_name": "Rowan", "last_name": "Pike", "email": email, "role": "member"}
    ).json()
    browser = come_in(stack, rowan, "/portal")

    assert admin.post(f"/v1/users/{rowan['id']}/reset-password").status_code == 202
    link = activation_link(stack.wait_for_mail(to=email, subject="new password"))
    assert browser.open("/portal").path == "/portal"
    assert choose_a_password(link, OTHER).heading == "Your password is set"

    assert browser.open("/portal").path == DOOR
    assert sign_in(browser, email, PASSWORD).path == DOOR
    assert sign_in(browser, email, OTHER).path == "/portal"
