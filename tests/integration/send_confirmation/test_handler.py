"""Confirmations over the API, on the table of template.yaml."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from functions.send_confirmation import handler
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.confirmation import Person
from shared.domain.message import MessageStep
from tests.support import seeds
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    BO_ID,
    NOON,
    OUTSIDER_ID,
    QUOTE_ID,
    TENANT,
    a_contact,
)
from tests.support.clock import SteppingClock
from tests.support.counting import counted
from tests.support.events import STRANGER_CLAIMS, Context, answer_of, api_event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

SEND = f"/v1/quotes/{QUOTE_ID}/confirmations"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    stepping = SteppingClock(NOON)
    monkeypatch.setattr(wiring, "now", stepping)
    return stepping


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, clock: SteppingClock) -> None:
    """A partner with a customer, terms and a quote."""
    seeds.put_reseller(table)


def call(method: str, path: str, body: object = None, **more: Any) -> dict[str, Any]:
    return handler.lambda_handler(api_event(method, path, body, **more), Context())


def send(contact_id: str = ANNA_ID, **more: Any) -> Any:
    response = call("POST", SEND, {"contact_id": contact_id, **more})
    assert response["statusCode"] == 201, response["body"]
    return answer_of(response)


def test_sending_is_one_read_and_one_transaction(dynamodb: "DynamoDBClient") -> None:
    with counted(wiring._table()._client) as counts:
        send()

    assert counts == {"BatchGetItem": 1, "TransactWriteItems": 1}


def test_sending_answers_the_confirmation() -> None:
    sent = send()

    assert (sent["state"], sent["contact"]["id"], sent["delivery"], sent["version"]) == ("sent", ANNA_ID, "pending", 1)
    assert (sent["accepted_by"], sent["signer_differs"], sent["reason"]) == (None, False, None)


def test_what_was_sent_is_read_again() -> None:
    sent = send()

    assert answer_of(call("GET", f"/v1/confirmations/{sent['id']}")) == sent
    assert answer_of(call("GET", SEND))["items"] == [sent]
    assert answer_of(call("GET", "/v1/confirmations", query={"state": "sent"}))["items"] == [sent]
    assert answer_of(call("GET", "/v1/confirmations", query={"state": "accepted"}))["items"] == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"contact_id": OUTSIDER_ID}, 422, "contact_outside_domain"),
        ({"contact_id": "con_unknown"}, 422, "invalid"),
        ({}, 422, "invalid"),
        ({"contact_id": ANNA_ID, "cc": "x"}, 422, "invalid"),
    ],
)
def test_refuses_by_name(body: dict[str, str], status: int, code: str) -> None:
    response = call("POST", SEND, body)

    assert (response["statusCode"], answer_of(response)["code"]) == (status, code)
    assert "field" in answer_of(response)["errors"][0]


def test_a_pending_one_is_replaced_only_when_asked() -> None:
    first = send()
    refused = call("POST", SEND, {"contact_id": BO_ID})
    second = send(BO_ID, replace=True)

    assert (refused["statusCode"], answer_of(refused)["code"]) == (409, "confirmation_pending")
    assert [(one["id"], one["state"]) for one in answer_of(call("GET", SEND))["items"]] == [
        (second["id"], "sent"),
        (first["id"], "superseded"),
    ]


def test_the_same_key_and_body_send_once_within_two_requests(dynamodb: "DynamoDBClient") -> None:
    headers = {"idempotency-key": "send-to-anna"}
    first = call("POST", SEND, {"contact_id": ANNA_ID}, headers=headers)
    with counted(wiring._table()._client) as counts:
        again = call("POST", SEND, {"contact_id": ANNA_ID}, headers=headers)
    other = call("POST", SEND, {"contact_id": BO_ID}, headers=headers)

    assert (again["statusCode"], again["body"]) == (201, first["body"])
    assert counts == {"BatchGetItem": 1}
    assert (other["statusCode"], answer_of(other)["code"]) == (422, "idempotency_key_reused")


def test_a_key_is_free_again_after_a_day(clock: SteppingClock) -> None:
    headers = {"idempotency-key": "send-to-anna"}
    call("POST", SEND, {"contact_id": ANNA_ID}, headers=headers)
    clock.at += timedelta(hours=24, seconds=1)

    response = call("POST", SEND, {"contact_id": BO_ID, "replace": True}, headers=headers)

    assert response["statusCode"] == 201


def test_resending_and_revoking_take_the_version() -> None:
    sent = send()
    resend, revoke = f"/v1/confirmations/{sent['id']}/resend", f"/v1/confirmations/{sent['id']}/revoke"

    resent = answer_of(call("POST", resend, headers={"if-match": '"1"'}))
    stale = call("POST", revoke, {"reason": "Wrong"}, headers={"if-match": '"1"'})
    revoked = answer_of(call("POST", revoke, {"reason": "Wrong"}, headers={"if-match": '"2"'}))
    closed = call("POST", resend)

    assert (resent["version"], resent["state"]) == (2, "sent")
    assert (stale["statusCode"], answer_of(stale)["code"]) == (412, "stale_version")
    assert (revoked["state"], revoked["reason"]) == ("revoked", "Wrong")
    assert (closed["statusCode"], answer_of(closed)["code"]) == (409, "confirmation_closed")


def test_a_revocation_needs_its_reason() -> None:
    sent = send()

    response = call("POST", f"/v1/confirmations/{sent['id']}/revoke", {"reason": "   "})

    assert (response["statusCode"], answer_of(response)["errors"][0]["field"]) == (422, "reason")


def test_who_signed_and_what_became_of_the_mail_are_shown() -> None:
    sent = send()
    confirmations, outbox = wiring.confirmations(TENANT), wiring.outbox()
    viewed = confirmations.get(sent["id"]).viewed(now=NOON, origin=A_PHONE)
    confirmations.save(viewed)
    confirmations.save(viewed.accepted(Person.of(a_contact(id=BO_ID)), now=NOON, origin=A_PHONE))
    message = outbox.get(TENANT.partner_id, f"{sent['id']}-approval_request-1")
    outbox.save(message.moved(MessageStep.BOUNCE, NOON, "mailbox unknown"))

    shown = answer_of(call("GET", f"/v1/confirmations/{sent['id']}"))

    assert (shown["state"], shown["signer_differs"], shown["accepted_by"]["id"]) == ("accepted", True, BO_ID)
    assert (shown["delivery"], shown["delivery_detail"]) == ("bounced", "mailbox unknown")
    assert [entry["event"] for entry in shown["history"]] == ["send", "view", "accept"]


def test_lists_are_paged_newest_first_to_their_end() -> None:
    sent = [send(replace=True)["id"] for _ in range(5)]

    for path in (SEND, "/v1/confirmations"):
        seen: list[str] = []
        query: dict[str, str] = {"limit": "2"}
        while True:
            page = answer_of(call("GET", path, query=query))
            seen.extend(one["id"] for one in page["items"])
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
        assert seen == sent[::-1]


def test_a_cursor_is_good_for_its_own_list_alone() -> None:
    for _ in range(3):
        send(replace=True)
    cursor = answer_of(call("GET", "/v1/confirmations", query={"limit": "1"}))["next_cursor"]

    for query in ({"cursor": cursor, "state": "superseded"}, {"cursor": cursor + "x"}, {"cursor": "made-up"}):
        response = call("GET", "/v1/confirmations", query=query)
        assert (response["statusCode"], answer_of(response)["code"]) == (400, "invalid_cursor")


def test_a_page_of_one_state_is_one_query_and_one_look_at_the_outbox(dynamodb: "DynamoDBClient") -> None:
    for _ in range(4):
        send(replace=True)

    with counted(wiring._table()._client) as counts:
        call("GET", "/v1/confirmations", query={"state": "superseded", "limit": "2"})

    assert counts == {"Query": 1, "BatchGetItem": 1}


def test_one_row_failing_its_condition_leaves_everything_as_it_was(table: DynamoTable) -> None:
    sent = send()
    message_key = (f"OUTBOX#{TENANT.partner_id}#{sent['id']}-approval_request-2", "MESSAGE")
    table.commit([Write(key=message_key, data="{}")])

    response = call("POST", f"/v1/confirmations/{sent['id']}/resend")

    assert response["statusCode"] == 503
    assert answer_of(call("GET", f"/v1/confirmations/{sent['id']}"))["version"] == 1


def test_the_sweep_reminds_and_expires(clock: SteppingClock) -> None:
    sent = send()

    clock.at = NOON + timedelta(days=5, minutes=1)
    assert handler.lambda_handler({"sweep": "confirmations"}, Context()) == {"reminded": 1, "expired": 0, "failed": 0}
    clock.at = NOON + timedelta(days=30, minutes=1)
    assert handler.lambda_handler({"sweep": "confirmations"}, Context()) == {"reminded": 0, "expired": 1, "failed": 0}

    assert answer_of(call("GET", f"/v1/confirmations/{sent['id']}"))["state"] == "expired"
    assert answer_of(call("GET", "/v1/confirmations", query={"state": "expired"}))["items"][0]["id"] == sent["id"]


def test_another_partner_s_and_an_unknown_one_are_answered_alike() -> None:
    sent = send()
    unknown = sent["id"][:-1] + "Z"
    requests = [
        ("GET", "/v1/confirmations/{}", None),
        ("POST", "/v1/confirmations/{}/resend", None),
        ("POST", "/v1/confirmations/{}/revoke", {"reason": "Mine now"}),
    ]

    for method, path, body in requests:
        foreign = call(method, path.format(sent["id"]), body, claims=STRANGER_CLAIMS)
        missing = call(method, path.format(unknown), body)
        assert (foreign["statusCode"], foreign["body"]) == (missing["statusCode"], missing["body"])
        assert foreign["statusCode"] == 404
