"""Users and partnerships: invited, activated, offered, accepted, changed."""

import re
from datetime import timedelta
from typing import Any

from functions.partnership import handler as partnership
from functions.users import handler as users
from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.partnership import PartnershipStatus
from shared.domain.tenant import Tenant
from shared.domain.user import User
from tests.faults.flows import Act, Answer, flow
from tests.faults.world import World
from tests.support.builders import CUSTOMER_ID, KEYS, PARTNER_ID, TENANT, a_shopper
from tests.support.events import Context, api_event, page_event
from tests.support.partnerships import (
    CARLA,
    KIM,
    LO,
    MESSAGE,
    PARTNERSHIP_ID,
    SAM,
    THIRD,
    THIRD_PARTNER_ID,
    a_story,
    claims_of,
    put_partnership,
)

PATH = "/v1/partnerships"
ONE = f"{PATH}/{PARTNERSHIP_ID}"
PASSWORD = "three brown owls reading"
CHOSEN = {"password": PASSWORD, "password_again": PASSWORD}


@flow("invite a user")
def invite(world: World) -> Act:
    body = {
        "first_name": "Anna",
        "last_name": "Ek",
        "email": "anna.ek@bageri.example",
        "language": "sv",
        "date_format": "yyyy-MM-dd",
    }
    event = api_event(
        "POST", f"/v1/customers/{CUSTOMER_ID}/storefront-users", body, headers={"idempotency-key": "invite-anna"}
    )
    return lambda: users.lambda_handler(event, Context())


@flow("activate a user")
def activate(world: World) -> Act:
    """In a user pool of their own."""
    world.open_user_pool()
    circle = wiring.users(TENANT)
    circle.save(a_shopper(), None, circle.circle(CUSTOMER_ID))
    link = Link(purpose=Purpose.ACTIVATE, partner_id=PARTNER_ID, object_id=a_shopper().id, number=1)
    path = f"/activate/{seal_link(link, KEYS)}"
    page = users.lambda_handler(page_event("GET", path), Context())
    world.clock.at += timedelta(seconds=4)
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page["body"]))
    return lambda: users.lambda_handler(page_event("POST", path, form | CHOSEN), Context())


@flow("offer a partnership")
def offer(world: World) -> Act:
    _meet(world)
    body = {
        "tenant_name": "other-resale",
        "contact_email": CARLA.email,
        "message": MESSAGE,
        "contact_user_ids": [KIM.id, LO.id],
    }
    return lambda: _call(SAM, PATH, body, headers={"idempotency-key": "offer-once"})


@flow("accept a partnership")
def accept(world: World) -> Act:
    _meet(world)
    put_partnership(world.table)
    roles = {"production": ["consultant"]}
    return lambda: _call(CARLA, f"{ONE}/accept", {"roles": {KIM.id: roles, LO.id: roles}})


@flow("decline a partnership")
def decline(world: World) -> Act:
    _meet(world)
    put_partnership(world.table)
    return lambda: _call(CARLA, f"{ONE}/decline", {"reason": "We have somebody already."})


@flow("ask to change a partnership")
def modify(world: World) -> Act:
    _meet(world)
    put_partnership(world.table, *a_story(PartnershipStatus.ACCEPTED))
    body = {"add_manager_user_ids": [KIM.id]}
    return lambda: _call(SAM, f"{ONE}/modifications", body)


def _meet(world: World) -> None:
    """The stranger is another one here: the two have people, who may deal with each other."""
    world.stranger = THIRD_PARTNER_ID
    DynamoPartners(world.table, Tenant(THIRD_PARTNER_ID)).put(THIRD, None)
    for user in (SAM, KIM, LO, CARLA):
        circle = wiring.users(Tenant(user.partner_id))
        circle.save(user, None, circle.circle(None))


def _call(by: User, path: str, body: object, **more: Any) -> Answer:
    return partnership.lambda_handler(api_event("POST", path, body, claims=claims_of(by), **more), Context())
