"""Addresses that hold a secret: whatever isn't one that we gave out is one and the same nothing."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.order import OrderStep, RfiStatus
from shared.domain.signing_keys import SigningKeys
from shared.domain.user import LINK_LIFETIME, UserState
from tests.abuse.anything import anything
from tests.abuse.conftest import ABUSE
from tests.abuse.routes import Route, documented, handle, rows
from tests.support.builders import (
    CONFIRMATION_ID,
    KEYS,
    NOON,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    SELLER,
    TENANT,
    a_user,
)
from tests.support.events import page_event
from tests.support.portal import put_user
from tests.support.signing import DOCUMENT_ID
from tests.support.two_resellers import OWN, unknown

INVITED = a_user(
    id="usr_01KAAAAAAH1NV1TED000000001",
    state=UserState.INVITED,
    was_active=False,
    link_number=1,
    link_expires_at=NOON + LINK_LIFETIME,
)
OBJECTS = {
    Purpose.APPROVE: CONFIRMATION_ID,
    Purpose.ACTIVATE: INVITED.id,
    Purpose.RFI: OWN["order_id"],
    Purpose.SIGN: DOCUMENT_ID,
    Purpose.WEBHOOK: PARTNER_ID,
}
OPENS = {
    "/approve/{token}": Purpose.APPROVE,
    "/activate/{token}": Purpose.ACTIVATE,
    "/rfi/{token}": Purpose.RFI,
    "/sign/{token}": Purpose.SIGN,
    "/webhooks/getaccept/{secret}": Purpose.WEBHOOK,
}
LINKED = [route for route in documented() if route.path.endswith(("/{token}", "/{secret}"))]
each_route = pytest.mark.parametrize("route", LINKED, ids=lambda route: route.name)

pytestmark = pytest.mark.usefixtures("linked")


@pytest.fixture(scope="module")
def linked(resellers: DynamoTable) -> Iterator[None]:
    """With somebody who is invited, and an order that asks for its information."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wiring, "now", lambda: NOON)
        put_user(resellers, INVITED)
        orders = wiring.orders(TENANT)
        desk = orders.desk(OWN["order_id"])
        taken = desk.order.taken(OrderStep.SUBMIT, by=SELLER, at=NOON)
        orders.save(replace(taken, rfi_status=RfiStatus.INCOMPLETE), desk)
        yield


def token(
    purpose: Purpose, object_id: str = "", partner_id: str = PARTNER_ID, number: int = 1, keys: SigningKeys = KEYS
) -> str:
    link = Link(purpose=purpose, partner_id=partner_id, object_id=object_id or OBJECTS[purpose], number=number)
    return seal_link(link, keys)


def ask(route: Route, given_token: str, body: dict[str, str] | None = None) -> dict[str, Any]:
    """As API Gateway hands it over: already decoded, whatever it was."""
    name = route.path.rpartition("{")[2].rstrip("}")
    event = page_event(route.method, route.path.replace(f"{{{name}}}", "x"), body if route.method == "POST" else None)
    event["pathParameters"] = {name: given_token}
    return handle(route.name, event)


def seen(answer: dict[str, Any]) -> tuple[Any, ...]:
    return answer["statusCode"], answer["body"], answer.get("cookies")


def test_every_such_route_is_tried() -> None:
    assert {route.path for route in LINKED} == OPENS.keys()


@each_route
def test_the_right_one_opens_it(route: Route) -> None:
    assert ask(route, token(OPENS[route.path]), {"decision": "x"})["statusCode"] in {200, 204, 410, 422}


NEVER_GIVEN = {
    "nothing": "",
    "a-guess": "A" * 96,
    "an-id": CONFIRMATION_ID,
    "up": "../../v1/customers",
    "up-encoded": "..%2f..%2fv1%2fcustomers",
    "up-encoded-twice": "..%252f..%252f",
    "another-path": "x/../../health",
    "zero": "\x00",
    "line-break": "a\r\nSet-Cookie: x=y",
    "not-ascii": "é" * 96,
    "half-a-character": "\ud800",
    "endless": "A" * 100_000,
    "injected": "' OR '1'='1",
    "template": "{{7*7}}",
    "key": "SECRET#1",
}


@each_route
def test_what_was_never_given_out_is_one_answer_and_changes_nothing(route: Route, resellers: DynamoTable) -> None:
    purpose = OPENS[route.path]
    real = token(purpose)
    packed = urlsafe_b64decode(real)
    before = rows(resellers)
    forged = NEVER_GIVEN | {
        "another-key": token(purpose, keys=SigningKeys({1: b"another"})),
        "another-number-of-the-key": token(purpose, keys=SigningKeys({200: b"a test key"})),
        "shorter": real[:-1],
        "longer": f"{real}A",
        "padded": f"{real}=",
        "line-break-behind": f"{real}\n",
        "the-other-alphabet": urlsafe_b64encode(packed[:-1] + bytes([packed[-1] ^ 255])).decode().replace("_", "/"),
        **{f"for-{other.name.lower()}": token(other) for other in Purpose if other is not purpose},
    }
    nothing = seen(ask(route, "nothing", {"decision": "accept"}))

    assert nothing[0] == 404
    for what, one in forged.items():
        assert seen(ask(route, one, {"decision": "accept"})) == nothing, what
    assert rows(resellers) == before


@each_route
def test_a_true_seal_over_what_is_not_there_is_the_same_nothing(route: Route, resellers: DynamoTable) -> None:
    """As after a link moved on, or from a partner's own link with another partner in it."""
    purpose, before = OPENS[route.path], rows(resellers)
    nothing = seen(ask(route, "nothing", {"decision": "accept"}))
    absent = [token(purpose, unknown(OBJECTS[purpose])), token(purpose, partner_id=OTHER_PARTNER_ID)]

    for one in absent if purpose is not Purpose.WEBHOOK else []:
        assert seen(ask(route, one, {"decision": "accept"})) == nothing
    assert rows(resellers) == before


@each_route
@ABUSE
@given(at=st.integers(0, 71), sign=st.sampled_from("AQgwz09-_"))
def test_a_token_with_another_sign_in_it_opens_nothing(route: Route, at: int, sign: str) -> None:
    real = token(OPENS[route.path])
    changed = real[:at] + sign + real[at + 1 :]

    assert changed == real or ask(route, changed, {"decision": "accept"})["statusCode"] == 404


@ABUSE
@given(told=anything | st.dictionaries(st.sampled_from(["document", "event", "recipient"]), anything))
def test_a_webhook_takes_whatever_it_is_told(told: object) -> None:
    (route,) = (one for one in LINKED if one.path.startswith("/webhooks"))
    event = page_event("POST", route.path.replace("{secret}", "x"))
    event |= {"body": json.dumps(told), "pathParameters": {"secret": token(Purpose.WEBHOOK)}}

    assert handle(route.name, event)["statusCode"] == 204
