"""Confirmations: sent, answered, and their messages delivered."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.accept_terms import handler as accept_terms
from functions.deliver_messages import handler as deliver_messages
from functions.send_confirmation import handler as send_confirmation
from shared import wiring
from shared.adapters.dynamodb.confirmations import confirmation_write
from shared.domain.approval_code import code_of
from shared.domain.approval_messages import approval_request
from shared.domain.link import Link, Purpose, seal_link
from tests.faults.flows import Act, Answer, flow, told
from tests.faults.world import World
from tests.support.builders import (
    ANNA_ID,
    BO_ID,
    CONFIRMATION_ID,
    KEYS,
    NOON,
    PARTNER_ID,
    QUOTE_ID,
    TENANT,
    a_confirmation,
    a_quote,
)
from tests.support.events import Context, api_event, page_event

ACCEPTED = {"terms_accepted": "yes", "authorized": "yes", "decision": "accept"}
ONE = f"/v1/confirmations/{CONFIRMATION_ID}"


@flow("confirm")
def confirm(world: World) -> Act:
    event = api_event(
        "POST",
        f"/v1/quotes/{QUOTE_ID}/confirmations",
        {"contact_id": ANNA_ID},
        headers={"idempotency-key": "send-to-anna"},
    )
    return lambda: send_confirmation.lambda_handler(event, Context())


@flow("confirm again")
def replace_confirmation(world: World) -> Act:
    _send()
    event = api_event(
        "POST",
        f"/v1/quotes/{QUOTE_ID}/confirmations",
        {"contact_id": BO_ID, "replace": True},
        headers={"idempotency-key": "send-to-bo"},
    )
    return lambda: send_confirmation.lambda_handler(event, Context())


@flow("resend")
def resend(world: World) -> Act:
    _send()
    event = api_event("POST", f"{ONE}/resend", headers={"if-match": '"1"'})
    return lambda: send_confirmation.lambda_handler(event, Context())


@flow("revoke")
def revoke(world: World) -> Act:
    _send()
    event = api_event("POST", f"{ONE}/revoke", {"reason": "Wrong"}, headers={"if-match": '"1"'})
    return lambda: send_confirmation.lambda_handler(event, Context())


@flow("view")
def view(world: World) -> Act:
    world.only_seen = True
    _send()
    return lambda: _page("GET")


@flow("accept")
def accept(world: World) -> Act:
    form = _opened(world)
    return lambda: _page("POST", form | ACCEPTED | {"contact_id": ANNA_ID})


@flow("decline")
def decline(world: World) -> Act:
    form = _opened(world)
    return lambda: _page("POST", form | {"decision": "decline", "reason": "Too dear"})


@flow("ask for a change")
def request_change(world: World) -> Act:
    form = _opened(world)
    return lambda: _page("POST", form | {"decision": "request_change", "reason": "Ten instead"})


@flow("ask for a code")
def ask_for_code(world: World) -> Act:
    form = _opened(world)
    return lambda: _page("POST", form | ACCEPTED | {"contact_id": BO_ID})


@flow("accept with a code")
def accept_with_code(world: World) -> Act:
    form = _opened(world) | ACCEPTED | {"contact_id": BO_ID}
    _page("POST", form)
    return lambda: _page("POST", form | {"code": code_of(CONFIRMATION_ID, 1, KEYS)})


@flow("links that lead nowhere")
def dead_links(world: World) -> Act:
    """Of another purpose, replaced, made up: whatever goes wrong, nothing is decided."""
    form = _opened(world) | ACCEPTED | {"contact_id": ANNA_ID}
    _become(link_number=2, version=3)

    def answer() -> Answer:
        wrong = [_page("POST", form, path=path) for path in (_path(), _path(purpose=Purpose.RFI), "/approve/made-up")]
        return max(wrong, key=lambda one: int(one["statusCode"]))

    return answer


@flow("deliver")
def deliver(world: World) -> Act:
    _send()
    event = _stream(approval_request(a_confirmation(), PARTNER_ID, NOON).id)
    return lambda: told(deliver_messages.lambda_handler(event, Context()))


@flow("deliver, and SES reports at once")
def deliver_reported(world: World) -> Act:
    world.is_reported = True
    return deliver(world)


@flow("deliver what was accepted")
def deliver_copies(world: World) -> Act:
    """With a certificate, which is made meanwhile."""
    form = _opened(world)
    before = _messages(world)
    _page("POST", form | ACCEPTED | {"contact_id": ANNA_ID})
    event = _stream(*sorted(_messages(world) - before))
    return lambda: told(deliver_messages.lambda_handler(event, Context()))


@flow("sweep messages")
def sweep_messages(world: World) -> Act:
    _send()
    world.clock.at += timedelta(minutes=2)
    return lambda: told(deliver_messages.lambda_handler({"sweep": "messages"}, Context()))


@flow("sweep confirmations")
def sweep_confirmations(world: World) -> Act:
    """One to remind of."""
    _send()
    world.pass_time()
    world.clock.at += timedelta(days=5, minutes=1)
    return lambda: told(send_confirmation.lambda_handler({"sweep": "confirmations"}, Context()))


@flow("expire")
def expire(world: World) -> Act:
    _send()
    world.pass_time()
    world.clock.at += timedelta(days=30, minutes=1)
    return lambda: told(send_confirmation.lambda_handler({"sweep": "confirmations"}, Context()))


def _send() -> None:
    """The confirmation, as it is sent."""
    sent = a_confirmation()
    message = approval_request(sent, PARTNER_ID, NOON)
    wiring.confirmations(TENANT).send(sent, a_quote().confirmed_by(sent.id), message, replaced=None, once=None)


def _become(**changes: Any) -> None:
    table = wiring._table()
    present = wiring.confirmations(TENANT).get(CONFIRMATION_ID)
    changed = replace(present, **changes)
    table.commit([confirmation_write(TENANT, changed, replaces=present.version)])


def _opened(world: World) -> dict[str, str]:
    """Its page was read for a while."""
    _send()
    page = _page("GET")
    world.clock.at += timedelta(seconds=20)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page["body"]))


def _path(**changes: Any) -> str:
    whole: dict[str, Any] = {
        "purpose": Purpose.APPROVE,
        "partner_id": PARTNER_ID,
        "object_id": CONFIRMATION_ID,
        "number": 1,
    }
    return f"/approve/{seal_link(Link(**(whole | changes)), KEYS)}"


def _page(method: str, form: dict[str, str] | None = None, *, path: str | None = None) -> Answer:
    return accept_terms.lambda_handler(page_event(method, path or _path(), form), Context())


def _messages(world: World) -> set[str]:
    keys = [row["pk"]["S"].split("#") for row in world.rows()]
    return {key[2] for key in keys if key[0] == "OUTBOX"}


def _stream(*message_ids: str) -> dict[str, Any]:
    return {
        "Records": [
            {
                "eventID": str(number),
                "eventName": "INSERT",
                "eventSource": "aws:dynamodb",
                "awsRegion": "eu-north-1",
                "dynamodb": {
                    "Keys": {"pk": {"S": f"OUTBOX#{PARTNER_ID}#{message_id}"}, "sk": {"S": "MESSAGE"}},
                    "SequenceNumber": str(number),
                    "StreamViewType": "NEW_AND_OLD_IMAGES",
                },
            }
            for number, message_id in enumerate(message_ids, start=1)
        ]
    }
