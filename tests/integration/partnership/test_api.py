"""Partnerships over the API, by both sides, on the table of template.yaml."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.partnership import handler
from functions.partnership.models import MAX_ROLE, MAX_ROLES
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from shared.domain.partnership import MAX_CONTACTS, MAX_MANAGERS, MAX_MESSAGE, Environment
from shared.domain.tenant import Tenant
from shared.domain.user import User, UserState
from tests.support.account import TABLE_NAME
from tests.support.builders import A_LOGO, NOON, PARTNER_ID
from tests.support.clock import SteppingClock
from tests.support.events import DISTRIBUTOR_CLAIMS, SHOPPER_CLAIMS, Context, answer_of, api_event
from tests.support.partnerships import (
    CARLA,
    DAN,
    DORA,
    KIM,
    LO,
    MESSAGE,
    MODIFICATION_ID,
    NILS,
    OLGA,
    PARTNERSHIP_ID,
    SAM,
    TIM,
    claims_of,
    put_partners,
)
from tests.support.portal import put_user

PATH = "/v1/partnerships"
OFFER = {
    "tenant_name": "fjord-drift",
    "contact_email": "carla@fjord.example",
    "message": MESSAGE,
    "contact_user_ids": [KIM.id, LO.id],
}
CONSULTANT = {"production": ["consultant"]}
ROLES = {KIM.id: CONSULTANT, LO.id: CONSULTANT}
BECAUSE = {"reason": "Because."}
WAVE = "\U0001f44b\U0001f3fd"
"""A hand and the colour of its skin: two code points, four units of UTF-16, one to look at."""


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def partners(table: DynamoTable) -> None:
    put_partners(table)


def call(by: User, method: str, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, claims=claims_of(by), **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def offer(by: User = SAM, status: int = 201, headers: dict[str, str] | None = None, **changes: Any) -> Any:
    return call(by, "POST", PATH, OFFER | changes, status=status, headers=headers)


def formed(**offered: Any) -> str:
    """The path of one that was accepted."""
    path = f"{PATH}/{offer(**offered)['id']}"
    call(CARLA, "POST", f"{path}/accept", {"roles": ROLES})
    return path


def changed(path: str, by: User = SAM, status: int = 201, **wishes: Any) -> Any:
    return call(by, "POST", f"{path}/modifications", wishes, status=status)


def asked(path: str) -> str:
    """The path of a change that Sam asked for."""
    return f"{path}/modifications/{changed(path, add_manager_user_ids=[KIM.id])['id']}"


def faults(problem: Any) -> set[tuple[str, str]]:
    return {(one["field"], one["code"]) for one in problem["errors"]}


def deactivate(table: DynamoTable, user: User) -> None:
    users = DynamoUsers(table, Tenant(user.partner_id), lambda: NOON)
    member = users.get(user.id, None)
    users.save(replace(member.user, state=UserState.DEACTIVATED, version=2), member.user, member.circle)


def scanned(table: DynamoTable) -> Any:
    return table._client.scan(TableName=TABLE_NAME)["Items"]


def rows(table: DynamoTable) -> list[str]:
    return sorted(map(repr, scanned(table)))


# --- Offering ------------------------------------------------------------------------------------------------------


def test_the_sender_sees_what_was_typed_and_nothing_else_of_the_receiver() -> None:
    made = offer(manager_user_ids=[LO.id])

    assert made["id"].startswith("prt_")
    assert (made["status"], made["side"], made["your_turn"], made["version"]) == ("open", "partner", False, 1)
    assert made["customer"] == {"name": "fjord-drift", "tenant_name": "fjord-drift", "logo_url": None}
    assert made["partner"]["name"] == "Nordic Resale AB"
    assert made["contact_email"] == "carla@fjord.example"
    assert made["managers"] == [
        {"user_id": SAM.id, "name": "Sam Seller", "side": "partner", "label": None},
        {"user_id": LO.id, "name": "Lo Lind", "side": "partner", "label": None},
    ]
    assert made["contacts"] == [
        {"user_id": KIM.id, "name": "Kim Konsult", "side": "partner", "label": "offered", "roles": {}},
        {"user_id": LO.id, "name": "Lo Lind", "side": "partner", "label": "offered", "roles": {}},
    ]
    assert (made["active_contacts"], made["active_projects"], made["pending_modification"]) == (0, 0, None)
    for user in (SAM, LO):
        path = f"{PATH}/{made['id']}"
        told = json.dumps(
            [call(user, "GET", path), call(user, "GET", PATH), call(user, "GET", f"{path}/history")], ensure_ascii=False
        )
        assert not any(secret in told for secret in ("Fjord", "Carla", CARLA.id, CARLA.partner_id))


def test_the_receiver_sees_who_offers_whom() -> None:
    made = offer()

    seen = call(CARLA, "GET", f"{PATH}/{made['id']}")

    assert (seen["status"], seen["side"], seen["your_turn"]) == ("open", "customer", True)
    assert (seen["partner"]["name"], seen["partner"]["tenant_name"]) == ("Nordic Resale AB", "nordic-resale")
    assert seen["partner"]["logo_url"].endswith(f"/logos/{PARTNER_ID}/{A_LOGO.file}")
    assert seen["customer"]["name"] == "Fjord Drift AS"
    assert [manager["name"] for manager in seen["managers"]] == ["Sam Seller", "Carla Chef"]
    assert seen["offered_by"] == {"user_id": SAM.id, "name": "Sam Seller"}
    assert (seen["message"], seen["contacts"], seen["active_contacts"]) == (MESSAGE, made["contacts"], 0)


@pytest.mark.parametrize(
    "typed",
    [
        "fjord-drift",
        "FJORD-Drift",
        "  fjord-drift ",
        "fjord-drift.countersign.example",
        "https://fjord-drift.countersign.example",
        "https://Fjord-Drift.countersign.example:8443/portal/partnerships?x=1#top",
        "http://user:secret@fjord-drift.countersign.example/",
        "fjord-drift/portal",
        "fjord-drift.",
    ],
)
def test_a_pasted_address_gives_its_first_label(typed: str) -> None:
    assert offer(tenant_name=typed)["customer"]["tenant_name"] == "fjord-drift"


@pytest.mark.parametrize("email", ["Carla@fjord.example", "carla@FJORD.example", " CARLA@FJORD.EXAMPLE "])
def test_an_address_reaches_its_user_whatever_its_case(email: str) -> None:
    assert call(CARLA, "GET", f"{PATH}/{offer(contact_email=email)['id']}")["your_turn"]


def test_unknown_tenants_and_unknown_users_are_answered_alike(table: DynamoTable) -> None:
    before = rows(table)
    refusals = [
        offer(status=422, tenant_name=tenant_name, contact_email=email)
        for tenant_name, email in (
            ("nowhere", CARLA.email),
            ("nowhere", "nobody@nowhere.example"),
            ("fjord-drift", "nobody@fjord.example"),
            ("fjord-drift", TIM.email),
            ("fjord-drift", SAM.email),
            ("fjord-drift", DORA.email),
            ("none", CARLA.email),
        )
    ]

    assert all(refusal == refusals[0] for refusal in refusals)
    assert (refusals[0]["code"], refusals[0].get("errors", [])) == ("recipient_not_found", [])
    assert rows(table) == before


def test_one_s_own_tenant_is_refused_with_what_else_is_wrong() -> None:
    problem = offer(status=422, tenant_name="https://nordic-resale.countersign.example/", contact_email=KIM.email)
    assert (problem["code"], faults(problem)) == ("own_tenant", {("tenant_name", "own_tenant")})

    problem = offer(status=422, tenant_name="nordic-resale", contact_user_ids=[CARLA.id], manager_user_ids=[DAN.id])
    assert problem["code"] == "own_tenant"
    assert faults(problem) == {
        ("tenant_name", "own_tenant"),
        ("contact_user_ids.0", "unknown_user"),
        ("manager_user_ids.0", "unknown_user"),
    }


def test_users_that_are_not_one_s_own_are_refused_alike() -> None:
    for stranger in (CARLA.id, TIM.id, DAN.id, "usr_nobody", SHOPPER_CLAIMS["custom:user_id"]):
        problem = offer(status=422, contact_user_ids=[KIM.id, stranger])
        assert (problem["code"], faults(problem)) == ("unknown_user", {("contact_user_ids.1", "unknown_user")})


def test_all_that_is_wrong_with_the_body_is_named_at_once() -> None:
    problem = call(SAM, "POST", PATH, {"contact_email": "carla@", "message": " ", "to": "you"}, status=422)

    assert faults(problem) == {
        ("tenant_name", "missing"),
        ("contact_email", "email"),
        ("message", "missing"),
        ("contact_user_ids", "missing"),
        ("to", "extra_forbidden"),
    }


@pytest.mark.parametrize(
    ("field", "value", "where", "code"),
    [
        ("tenant_name", "", "tenant_name", "string_too_short"),
        ("tenant_name", "https://", "tenant_name", "string_too_short"),
        ("tenant_name", "x" * 64, "tenant_name", "string_too_long"),
        ("tenant_name", 7, "tenant_name", "string_type"),
        ("contact_email", "x" * 250 + "@fjord.example", "contact_email", "string_too_long"),
        ("contact_email", "carla@fjord.example\r\nBcc: x@y.example", "contact_email", "control_character"),
        ("contact_user_ids", [], "contact_user_ids", "too_short"),
        ("contact_user_ids", [KIM.id] * (MAX_CONTACTS + 1), "contact_user_ids", "too_long"),
        ("contact_user_ids", [KIM.id, ""], "contact_user_ids.1", "string_too_short"),
        ("contact_user_ids", "all", "contact_user_ids", "tuple_type"),
        ("manager_user_ids", [KIM.id] * MAX_MANAGERS, "manager_user_ids", "too_long"),
        ("message", "bell \x07", "message", "control_character"),
        ("message", "turned \u202e round", "message", "control_character"),
        ("message", "\u2028", "message", "missing"),
        ("message", None, "message", "string_type"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: Any, where: str, code: str) -> None:
    problem = offer(status=422, **{field: value})

    assert (problem["code"], faults(problem)) == ("invalid", {(where, code)})


@pytest.mark.parametrize(
    "typed", ["[::1", "http://[", "\x00", "a b", "\ufeff", "fjörd-drift", "::", "fjord\ndrift\x00"]
)
def test_a_tenant_name_that_cannot_be_one_is_just_not_found(typed: str) -> None:
    problem = offer(status=422, tenant_name=typed)

    assert problem["code"] in {"recipient_not_found", "invalid"}


# --- The message -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "filler",
    ["x", "\U0001f44b", WAVE, "e\u0301", "x\r\n", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "å"],
    ids=[
        "letters",
        "emoji",
        "emoji with a colour",
        "combining characters",
        "line breaks",
        "a family",
        "one code point",
    ],
)
def test_a_message_has_at_most_500_code_points(filler: str) -> None:
    counted = filler.replace("\r\n", "\n")
    whole, rest = divmod(MAX_MESSAGE, len(counted))
    longest = filler * (whole - 1) + "." * (len(counted) + rest)

    problem = offer(status=422, message=longest + ".")
    assert faults(problem) == {("message", "string_too_long")}
    made = offer(message=longest)
    assert made["message"] == longest.replace("\r\n", "\n")
    assert call(CARLA, "GET", f"{PATH}/{made['id']}")["message"] == made["message"]


def test_what_stands_at_its_ends_counts_and_is_not_kept() -> None:
    assert offer(message=" " + "x" * (MAX_MESSAGE - 2) + "\n")["message"] == "x" * (MAX_MESSAGE - 2)

    problem = offer(status=422, message=" " + "x" * MAX_MESSAGE)

    assert faults(problem) == {("message", "string_too_long")}


def test_half_a_character_is_no_message() -> None:
    body = json.dumps(OFFER).replace(MESSAGE, "half \\ud83d")

    call(SAM, "POST", PATH, body, status=400)


# --- Once ------------------------------------------------------------------------------------------------------------


def test_the_same_key_offers_once(table: DynamoTable) -> None:
    headers = {"idempotency-key": "an-offer"}
    first = offer(headers=headers)
    before = rows(table)

    assert offer(headers=headers) == first
    assert offer(status=422, headers=headers, message="Another")["code"] == "idempotency_key_reused"
    assert offer(status=409)["code"] == "partnership_exists"
    assert rows(table) == before


def test_of_a_pair_and_direction_one_is_live() -> None:
    made = offer()

    assert offer(status=409)["code"] == offer(KIM, 409)["code"] == "partnership_exists"
    back: dict[str, Any] = {"tenant_name": "nordic-resale", "contact_email": SAM.email, "contact_user_ids": [NILS.id]}
    assert offer(CARLA, **back)["status"] == "open"
    call(CARLA, "POST", f"{PATH}/{made['id']}/decline", BECAUSE)
    again = offer()
    call(SAM, "POST", f"{PATH}/{again['id']}/withdraw", BECAUSE)
    path = formed()
    call(CARLA, "POST", f"{path}/end", BECAUSE)
    offer()


# --- Answers ---------------------------------------------------------------------------------------------------------


def test_once_accepted_each_sees_the_other_and_whoever_works_there() -> None:
    path = f"{PATH}/{offer()['id']}"
    roles = {KIM.id: {"production": ["consultant", "support"], "development": []}, LO.id: {"quality": ["reader"]}}

    accepted = call(CARLA, "POST", f"{path}/accept", {"roles": roles, "manager_user_ids": [NILS.id]})

    assert (accepted["status"], accepted["side"], accepted["your_turn"]) == ("accepted", "customer", False)
    assert accepted["formed_at"] == accepted["changed_at"]
    assert [(one["name"], one["label"], one["roles"]) for one in accepted["contacts"]] == [
        ("Kim Konsult", None, {"production": ["consultant", "support"]}),
        ("Lo Lind", None, {"quality": ["reader"]}),
    ]
    assert (accepted["active_contacts"], accepted["active_projects"]) == (2, 2)
    seen = call(SAM, "GET", path)
    assert seen == accepted | {"side": "partner"}
    assert seen["customer"]["name"] == "Fjord Drift AS"
    assert [one["name"] for one in seen["managers"]] == ["Sam Seller", "Carla Chef", "Nils Nord"]
    assert call(NILS, "GET", path) == accepted


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ({}, {(f"roles.{KIM.id}", "missing"), (f"roles.{LO.id}", "missing")}),
        ({KIM.id: CONSULTANT, LO.id: {"production": []}}, {(f"roles.{LO.id}", "missing")}),
        ({**ROLES, "usr_x": CONSULTANT}, {("roles.usr_x", "unknown_user")}),
        ({KIM.id: {"staging": ["x"]}, LO.id: CONSULTANT}, {(f"roles.{KIM.id}.staging.[key]", "enum")}),
        ({KIM.id: {"quality": [""]}, LO.id: CONSULTANT}, {(f"roles.{KIM.id}.quality.0", "string_too_short")}),
        ({KIM.id: {"quality": ["a\nb"]}, LO.id: CONSULTANT}, {(f"roles.{KIM.id}.quality.0", "control_character")}),
        ({KIM.id: {"quality": ["x"] * (MAX_ROLES + 1)}, LO.id: CONSULTANT}, {(f"roles.{KIM.id}.quality", "too_long")}),
        ({KIM.id: ["consultant"], LO.id: CONSULTANT}, {(f"roles.{KIM.id}", "dict_type")}),
    ],
)
def test_each_contact_needs_a_role_in_an_environment_there_is(roles: object, expected: set[tuple[str, str]]) -> None:
    path = f"{PATH}/{offer()['id']}"

    problem = call(CARLA, "POST", f"{path}/accept", {"roles": roles}, status=422)

    assert faults(problem) == expected
    assert problem["code"] == ("unknown_user" if ("roles.usr_x", "unknown_user") in expected else "invalid")
    assert call(CARLA, "GET", path)["status"] == "open"


def test_whoever_is_named_a_manager_on_acceptance_is_one_s_own() -> None:
    path = f"{PATH}/{offer()['id']}"
    body = {"roles": {KIM.id: CONSULTANT}, "manager_user_ids": [NILS.id, SAM.id, DORA.id]}

    problem = call(CARLA, "POST", f"{path}/accept", body, status=422)

    assert problem["code"] == "unknown_user"
    assert faults(problem) == {
        (f"roles.{LO.id}", "missing"),
        ("manager_user_ids.1", "unknown_user"),
        ("manager_user_ids.2", "unknown_user"),
    }


@pytest.mark.parametrize(
    ("action", "by", "status"),
    [("decline", CARLA, "declined"), ("withdraw", SAM, "withdrawn")],
    ids=["decline", "withdraw"],
)
def test_an_offer_is_declined_or_withdrawn_with_a_reason(action: str, by: User, status: str) -> None:
    path = f"{PATH}/{offer()['id']}"
    problem = call(by, "POST", f"{path}/{action}", {"reason": " "}, status=422)
    assert faults(problem) == {("reason", "string_too_short")}

    closed = call(by, "POST", f"{path}/{action}", {"reason": "Not now."})

    assert (closed["status"], closed["your_turn"], closed["formed_at"]) == (status, False, None)
    assert call(SAM, "GET", path)["customer"]["name"] == "fjord-drift"
    assert [one["reason"] for one in call(SAM, "GET", f"{path}/history")["items"]] == ["Not now.", None]
    for refused in ("accept", "decline", "withdraw"):
        body = {"roles": ROLES} if refused == "accept" else BECAUSE
        assert call(CARLA, "POST", f"{path}/{refused}", body, status=409)["code"] == "partnership_not_open"
    assert call(SAM, "POST", f"{path}/end", BECAUSE, status=409)["code"] == "partnership_not_accepted"
    assert changed(path, status=409, add_manager_user_ids=[KIM.id])["code"] == "partnership_not_accepted"


def test_one_s_own_offer_is_not_answered_and_what_is_not_accepted_does_not_end() -> None:
    path = f"{PATH}/{offer()['id']}"

    assert call(SAM, "POST", f"{path}/accept", {"roles": ROLES}, status=409)["code"] == "not_your_turn"
    assert call(SAM, "POST", f"{path}/decline", BECAUSE, status=409)["code"] == "not_your_turn"
    assert call(CARLA, "POST", f"{path}/withdraw", BECAUSE, status=409)["code"] == "not_your_turn"
    for by in (SAM, CARLA):
        assert call(by, "POST", f"{path}/end", BECAUSE, status=409)["code"] == "partnership_not_accepted"


@pytest.mark.parametrize("by", [SAM, CARLA], ids=["partner", "customer"])
def test_either_side_ends_it(by: User) -> None:
    path = formed()

    ended = call(by, "POST", f"{path}/end", BECAUSE)

    assert (ended["status"], ended["active_contacts"], ended["active_projects"]) == ("ended", 0, 0)
    assert call(SAM, "GET", path)["customer"]["name"] == "Fjord Drift AS"
    assert call(by, "POST", f"{path}/end", BECAUSE, status=409)["code"] == "partnership_not_accepted"


def test_a_step_is_based_on_the_version_that_it_names() -> None:
    path = f"{PATH}/{offer()['id']}"
    stale = {"if-match": '"2"'}

    problem = call(CARLA, "POST", f"{path}/accept", {"roles": ROLES}, status=412, headers=stale)
    assert problem["code"] == "stale_version"
    call(CARLA, "POST", f"{path}/accept", {"roles": ROLES}, headers={"if-match": '"1"'})
    for action in ("decline", "withdraw", "end"):
        body = BECAUSE
        assert (
            call(SAM, "POST", f"{path}/{action}", body, status=412, headers={"if-match": '"1"'})["code"]
            == "stale_version"
        )
    modification = asked(path)
    for action, by in (("accept", CARLA), ("decline", CARLA), ("withdraw", SAM)):
        body = {} if action == "accept" else BECAUSE
        problem = call(by, "POST", f"{modification}/{action}", body, status=412, headers=stale)
        assert problem["code"] == "stale_version"
    call(CARLA, "POST", f"{modification}/accept", headers={"if-match": '"3"'})


# --- Changes ---------------------------------------------------------------------------------------------------------


def test_a_change_is_labelled_until_it_is_accepted_and_then_holds() -> None:
    path = formed()

    asked_for = changed(
        path,
        add_contact_user_ids=[SAM.id],
        release_contact_user_ids=[LO.id],
        add_manager_user_ids=[KIM.id],
        reason="Lo goes on leave.",
    )

    pending = call(CARLA, "GET", path)
    assert (pending["status"], pending["your_turn"]) == ("modified", True)
    assert pending["pending_modification"] == asked_for
    assert asked_for["proposed_by"] == "partner"
    assert asked_for["proposer"] == {"user_id": SAM.id, "name": "Sam Seller"}
    assert asked_for["reason"] == "Lo goes on leave."
    assert [(one["name"], one["label"]) for one in pending["contacts"]] == [
        ("Kim Konsult", None),
        ("Lo Lind", "released_by_partner"),
        ("Sam Seller", "offered"),
    ]
    assert [(one["name"], one["label"]) for one in pending["managers"]] == [
        ("Sam Seller", None),
        ("Carla Chef", None),
        ("Kim Konsult", "offered"),
    ]
    assert (pending["active_contacts"], pending["active_projects"]) == (2, 1)
    accept = f"{path}/modifications/{asked_for['id']}/accept"
    problem = call(CARLA, "POST", accept, status=422)
    assert faults(problem) == {(f"roles.{SAM.id}", "missing")}

    accepted = call(CARLA, "POST", accept, {"roles": {SAM.id: {"quality": ["developer"]}}})

    assert (accepted["status"], accepted["pending_modification"]) == ("accepted", None)
    assert [(one["name"], one["label"], one["roles"]) for one in accepted["contacts"]] == [
        ("Kim Konsult", None, CONSULTANT),
        ("Sam Seller", None, {"quality": ["developer"]}),
    ]
    assert [one["name"] for one in accepted["managers"]] == ["Sam Seller", "Carla Chef", "Kim Konsult"]
    assert call(KIM, "GET", path)["status"] == "accepted"


def test_the_customer_side_s_release_is_to_be_released() -> None:
    path = formed()

    changed(path, CARLA, release_contact_user_ids=[LO.id], reason="Done.")

    assert [one["label"] for one in call(SAM, "GET", path)["contacts"]] == [None, "to_be_released"]


def test_a_change_is_countered_and_the_counter_proposal_accepted() -> None:
    path = formed()
    first = changed(path, CARLA, add_contact_user_ids=[OLGA.id])

    body = {
        "add_contact_user_ids": [OLGA.id],
        "release_contact_user_ids": [LO.id],
        "reason": "Then Lo can go.",
        "roles": {OLGA.id: {"development": ["reader"]}},
    }
    second = call(SAM, "POST", f"{path}/modifications/{first['id']}/counter", body, status=201)

    assert second["id"] != first["id"]
    assert (second["proposed_by"], second["add_contacts"][0]["roles"]) == ("partner", {"development": ["reader"]})
    for action in ("accept", "decline", "counter"):
        answer = {"accept": None, "decline": BECAUSE, "counter": {"add_manager_user_ids": [NILS.id]}}[action]
        problem = call(CARLA, "POST", f"{path}/modifications/{first['id']}/{action}", answer, status=409)
        assert problem["code"] == "modification_closed"
    accepted = call(CARLA, "POST", f"{path}/modifications/{second['id']}/accept")
    assert [one["name"] for one in accepted["contacts"]] == ["Kim Konsult", "Olga Ohm"]


@pytest.mark.parametrize(("action", "by"), [("decline", CARLA), ("withdraw", SAM)], ids=["decline", "withdraw"])
def test_a_change_that_is_declined_or_withdrawn_leaves_all_as_it_was(action: str, by: User) -> None:
    path = formed()
    before = call(SAM, "GET", path)
    modification = asked(path)

    after = call(by, "POST", f"{modification}/{action}", BECAUSE)

    assert {name for name in before if after[name] != before[name]} <= {"side", "version", "changed_at"}
    assert call(by, "POST", f"{modification}/{action}", BECAUSE, status=409)["code"] == "modification_closed"


def test_only_the_other_side_answers_and_one_change_waits_at_a_time() -> None:
    path = formed()
    modification = asked(path)

    assert call(SAM, "POST", f"{modification}/accept", status=409)["code"] == "not_your_turn"
    assert call(SAM, "POST", f"{modification}/decline", BECAUSE, status=409)["code"] == "not_your_turn"
    body = {"add_manager_user_ids": [LO.id]}
    assert call(SAM, "POST", f"{modification}/counter", body, status=409)["code"] == "not_your_turn"
    assert call(CARLA, "POST", f"{modification}/withdraw", BECAUSE, status=409)["code"] == "not_your_turn"
    for by in (SAM, CARLA):
        assert changed(path, by, 409, add_manager_user_ids=[KIM.id])["code"] == "modification_pending"


def test_a_change_says_all_that_is_wrong_with_it() -> None:
    path = formed()

    assert faults(changed(path, status=422)) == {("add_contact_user_ids", "nothing_to_change")}
    problem = changed(path, status=422, release_contact_user_ids=[LO.id])
    assert (problem["code"], faults(problem)) == ("invalid", {("reason", "missing")})
    problem = changed(path, status=422, release_manager_user_ids=[SAM.id], reason="Leave.")
    assert faults(problem) == {("release_manager_user_ids", "last_manager")}
    problem = changed(path, status=422, add_contact_user_ids=[KIM.id, NILS.id], release_contact_user_ids=["usr_x"])
    assert problem["code"] == "unknown_user"
    assert faults(problem) == {
        ("add_contact_user_ids.0", "already_there"),
        ("add_contact_user_ids.1", "unknown_user"),
        ("release_contact_user_ids.0", "unknown_user"),
        ("reason", "missing"),
    }


def test_the_same_key_asks_for_a_change_once() -> None:
    path, headers = formed(), {"idempotency-key": "a-change"}
    body = {"add_manager_user_ids": [KIM.id]}

    first = call(SAM, "POST", f"{path}/modifications", body, status=201, headers=headers)
    again = call(SAM, "POST", f"{path}/modifications", body, status=201, headers=headers)
    counter = f"{path}/modifications/{first['id']}/counter"
    countered = call(CARLA, "POST", counter, {"add_manager_user_ids": [NILS.id]}, status=201, headers=headers)

    assert again == first
    assert call(CARLA, "POST", counter, {"add_manager_user_ids": [NILS.id]}, status=201, headers=headers) == countered
    assert call(SAM, "GET", path)["pending_modification"] == countered


def test_a_change_that_this_partnership_never_had_is_not_there() -> None:
    path = formed()
    asked(path)

    for unknown in (MODIFICATION_ID, "nonsense"):
        for action, body in (("accept", None), ("decline", BECAUSE), ("withdraw", BECAUSE)):
            call(CARLA, "POST", f"{path}/modifications/{unknown}/{action}", body, status=404)
        counter = {"add_manager_user_ids": [NILS.id]}
        call(CARLA, "POST", f"{path}/modifications/{unknown}/counter", counter, status=404)


def test_a_released_manager_sees_it_no_more() -> None:
    path = formed()
    modification = changed(
        path, CARLA, add_manager_user_ids=[NILS.id], release_manager_user_ids=[CARLA.id], reason="Nils takes over."
    )
    call(SAM, "POST", f"{path}/modifications/{modification['id']}/accept")

    call(CARLA, "GET", path, status=404)
    assert call(CARLA, "GET", PATH)["items"] == []
    assert call(NILS, "GET", path)["side"] == "customer"


def test_the_largest_partnership_fits_its_row(table: DynamoTable) -> None:
    """Fifty, with all the roles that there can be, of whom all are to be replaced by fifty others."""
    first, second = ([f"usr_01KAVSER00000000000000{half}{at:03d}" for at in range(MAX_CONTACTS)] for half in "13")
    put_users(table, [*((one, KIM) for one in first), *((one, NILS) for one in second)])
    most = {environment: ["\U0001f468" * MAX_ROLE] * MAX_ROLES for environment in Environment}
    path = f"{PATH}/{offer(contact_user_ids=first)['id']}"
    call(CARLA, "POST", f"{path}/accept", packed({"roles": dict.fromkeys(first, most)}))
    modification = changed(path, CARLA, add_contact_user_ids=second, release_contact_user_ids=first, reason="New ones.")

    body = {
        "add_contact_user_ids": second,
        "release_contact_user_ids": first,
        "reason": "New ones.",
        "roles": dict.fromkeys(second, most),
    }
    call(SAM, "POST", f"{path}/modifications/{modification['id']}/counter", packed(body), status=201)

    largest = max(len(one["data"]["S"].encode()) for one in scanned(table))
    assert 250_000 < largest < 400_000


def packed(body: object) -> str:
    """As short as JSON can be."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def put_users(table: DynamoTable, wanted: list[tuple[str, User]]) -> None:
    """With the longest addresses that there can be."""
    for user_id, like in wanted:
        email = f"{user_id}@{'x' * 200}.example"
        put_user(table, replace(like, id=user_id, email=email, sign_in_name=email))


def test_every_step_tells_the_managers_of_the_other_side_and_a_refused_one_nobody() -> None:
    path = f"{PATH}/{offer()['id']}"
    call(CARLA, "POST", f"{path}/accept", {"roles": ROLES, "manager_user_ids": [NILS.id]})
    first = asked(path)
    call(CARLA, "POST", f"{first}/accept", status=200)
    call(CARLA, "POST", f"{first}/accept", status=409)
    second = changed(path, CARLA, release_contact_user_ids=[LO.id], reason="Done.")["id"]
    third = call(KIM, "POST", f"{path}/modifications/{second}/counter", {"add_contact_user_ids": [SAM.id]}, status=201)[
        "id"
    ]
    call(NILS, "POST", f"{path}/modifications/{third}/decline", BECAUSE)
    fourth = changed(path, KIM, add_contact_user_ids=[SAM.id])["id"]
    call(SAM, "POST", f"{path}/modifications/{fourth}/withdraw", BECAUSE)
    call(SAM, "POST", f"{path}/end", BECAUSE)
    call(CARLA, "POST", f"{path}/end", BECAUSE, status=409)

    partner, customer = [SAM.email, KIM.email], [CARLA.email, NILS.email]
    assert told() == {
        (1, "partnership_offered"): [CARLA.email],
        (2, "partnership_accepted"): [SAM.email],
        (3, "modification_proposed"): customer,
        (4, "modification_accepted"): partner,
        (5, "modification_proposed"): partner,
        (6, "modification_countered"): customer,
        (7, "modification_declined"): partner,
        (8, "modification_proposed"): customer,
        (9, "modification_withdrawn"): customer,
        (10, "partnership_ended"): customer,
    }


def told() -> dict[tuple[int | None, str], list[str]]:
    """To whom mails go, by the number of the entry in the history that they tell of, and by their kind."""
    outbox = wiring.outbox()
    due = (outbox.get(partner_id, message) for partner_id, message in outbox.due(wiring.now() + timedelta(days=1), 100))
    found: defaultdict[tuple[int | None, str], list[str]] = defaultdict(list)
    for message in sorted(due, key=lambda one: (one.number or 0, one.to_address != SAM.email, one.to_address)):
        found[message.number, message.kind].append(message.to_address)
    return found


# --- Who sees it -----------------------------------------------------------------------------------------------------


def test_to_everybody_but_managers_it_is_not_there() -> None:
    path = formed()
    modification = asked(path)
    requests = [
        ("GET", path, None),
        ("GET", f"{path}/history", None),
        ("POST", f"{path}/accept", {"roles": ROLES}),
        *(("POST", f"{path}/{action}", BECAUSE) for action in ("decline", "withdraw", "end")),
        ("POST", f"{path}/modifications", {"add_manager_user_ids": [KIM.id]}),
        ("POST", f"{modification}/accept", None),
        ("POST", f"{modification}/counter", {"add_manager_user_ids": [KIM.id]}),
        *(("POST", f"{modification}/{action}", BECAUSE) for action in ("decline", "withdraw")),
    ]

    for method, where, body in requests:
        unknown = where.replace(path, f"{PATH}/{PARTNERSHIP_ID}")
        expected = call(SAM, method, unknown, body, status=404)
        for user in (KIM, NILS, DORA, TIM, DAN):
            assert call(user, method, where, body, status=404) == expected
    for user in (KIM, NILS, TIM):
        assert call(user, "GET", PATH) == {"items": [], "next_cursor": None}


def test_an_administrator_stands_in_where_nobody_is_left(table: DynamoTable) -> None:
    path = f"{PATH}/{offer(contact_email=NILS.email)['id']}"
    call(CARLA, "GET", path, status=404)
    assert call(CARLA, "GET", PATH)["items"] == []

    deactivate(table, NILS)

    call(NILS, "GET", path, status=404)
    call(OLGA, "GET", path, status=404)
    assert [one["id"] for one in call(CARLA, "GET", PATH)["items"]] == [path.rpartition("/")[2]]
    accepted = call(CARLA, "POST", f"{path}/accept", {"roles": ROLES})
    assert [one["name"] for one in accepted["managers"]] == ["Sam Seller", "Nils Nord", "Carla Chef"]


def test_whoever_is_deactivated_offers_nothing() -> None:
    assert offer(DAN, 403)["code"] == "forbidden"


@pytest.mark.parametrize("claims", [DISTRIBUTOR_CLAIMS, SHOPPER_CLAIMS], ids=["distributor", "shopper"])
def test_only_a_partner_s_users_come_here(claims: dict[str, str]) -> None:
    for method, body in (("GET", None), ("POST", OFFER)):
        response = handler.lambda_handler(api_event(method, PATH, body, claims=claims), Context())
        assert response["statusCode"] == 403


# --- Lists -----------------------------------------------------------------------------------------------------------


def test_a_list_is_newest_first_by_side_and_status_page_by_page() -> None:
    ended: list[str] = []
    for _ in range(3):
        path = formed()
        call(SAM, "POST", f"{path}/end", BECAUSE)
        ended.insert(0, path.rpartition("/")[2])
    newest = offer()["id"]
    back: dict[str, Any] = {"tenant_name": "nordic-resale", "contact_email": SAM.email, "contact_user_ids": [NILS.id]}
    offered_back = offer(CARLA, **back)["id"]

    def listed(by: User, **query: str) -> list[str]:
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = call(by, "GET", PATH, query={"limit": "2", **query, **cursor})
            assert len(page["items"]) <= 2
            found.extend(one["id"] for one in page["items"])
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}

    assert listed(SAM) == listed(CARLA) == [offered_back, newest, *ended]
    assert listed(SAM, side="partner") == listed(CARLA, side="customer") == [newest, *ended]
    assert listed(SAM, side="customer", status="open") == [offered_back]
    assert listed(SAM, status="ended") == ended
    assert listed(SAM, status="ended", side="customer") == listed(TIM) == []
    cursor = call(SAM, "GET", PATH, query={"limit": "1"})["next_cursor"]
    for by, query in ((CARLA, {}), (SAM, {"side": "partner"}), (SAM, {"status": "open"})):
        problem = call(by, "GET", PATH, query={"cursor": cursor, **query}, status=400)
        assert problem["code"] == "invalid_cursor"
    for wrong in ({"side": "mine"}, {"status": "new"}, {"limit": "0"}):
        call(SAM, "GET", PATH, query=wrong, status=422)


def test_the_history_tells_who_did_what_when_and_why_newest_first_page_by_page() -> None:
    path = formed()
    modification = changed(path, release_contact_user_ids=[LO.id], reason="Lo goes on leave.")
    call(CARLA, "POST", f"{path}/modifications/{modification['id']}/accept")
    call(CARLA, "POST", f"{path}/end", {"reason": "Done."})

    whole = call(SAM, "GET", f"{path}/history")["items"]

    assert [(one["number"], one["what"], one["side"], one["by"]["name"], one["reason"]) for one in whole] == [
        (5, "end", "customer", "Carla Chef", "Done."),
        (4, "accept_modification", "customer", "Carla Chef", None),
        (3, "modify", "partner", "Sam Seller", "Lo goes on leave."),
        (2, "accept", "customer", "Carla Chef", None),
        (1, "offer", "partner", "Sam Seller", None),
    ]
    assert [one["at"] for one in whole] == sorted((one["at"] for one in whole), reverse=True)
    assert [one["name"] for one in whole[1]["modification"]["release_contacts"]] == ["Lo Lind"]
    assert [(one["name"], one["roles"]) for one in whole[3]["contacts"]] == [
        ("Kim Konsult", CONSULTANT),
        ("Lo Lind", CONSULTANT),
    ]
    assert [one["name"] for one in whole[4]["managers"]] == ["Sam Seller"]
    # Each side is told of the mails that it sent.
    theirs = call(CARLA, "GET", f"{path}/history")["items"]
    assert [one | {"mails": ()} for one in theirs] == [one | {"mails": ()} for one in whole]
    assert [[mail["to"] for mail in one["mails"]] for one in whole] == [[], [], ["Carla Chef"], [], ["Carla Chef"]]
    assert [[mail["to"] for mail in one["mails"]] for one in theirs] == [
        ["Sam Seller"],
        ["Sam Seller"],
        [],
        ["Sam Seller"],
        [],
    ]
    paged: list[Any] = []
    query = {"limit": "2"}
    while True:
        page = call(SAM, "GET", f"{path}/history", query=query)
        paged.extend(page["items"])
        if page["next_cursor"] is None:
            break
        query = {"limit": "2", "cursor": page["next_cursor"]}
    assert paged == whole
    other = f"{PATH}/{offer()['id']}/history"
    assert call(SAM, "GET", other, query={"cursor": query["cursor"]}, status=400)["code"] == "invalid_cursor"
