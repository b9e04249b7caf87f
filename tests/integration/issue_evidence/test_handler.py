"""GET /v1/evidence/{record_id}: what was agreed, for the partner whose customer agreed, and for nobody else (G, F2)."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest

from functions.issue_evidence import handler
from shared import wiring
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.evidence import disclosures_json
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain import ids
from shared.evidence.canonical import canonical
from shared.evidence.record import Evidence
from tests.support import seeds
from tests.support.builders import CONFIRMATION_ID, NOON, TENANT
from tests.support.counting import counted
from tests.support.events import (
    DISTRIBUTOR_CLAIMS,
    MEMBER_CLAIMS,
    SELLER_CLAIMS,
    SHOPPER_CLAIMS,
    STRANGER_CLAIMS,
    Context,
    answer_of,
    api_event,
)
from tests.support.recorded import EVIDENCE_ID, put_evidence

EVIDENCE = f"/v1/evidence/{EVIDENCE_ID}"
EARLIER = f"/v1/evidence/{ids.child_id('evd', parent=CONFIRMATION_ID, now=NOON - timedelta(milliseconds=1))}"


@pytest.fixture(autouse=True)
def kept(table: DynamoTable) -> Evidence:
    seeds.put_reseller(table)
    seeds.put_stranger(table)
    return put_evidence(table)


def call(path: str = EVIDENCE, claims: dict[str, str] = SELLER_CLAIMS) -> dict[str, Any]:
    response: dict[str, Any] = handler.lambda_handler(api_event("GET", path, claims=claims), Context())
    return response


def test_it_is_as_it_was_hashed_with_the_people_beside_it(kept: Evidence) -> None:
    answer = answer_of(call())

    assert answer["id"] == EVIDENCE_ID
    assert (answer["what"], answer["recorded_at"]) == ("accepted", "2026-11-22T12:00:00.000000Z")
    assert (answer["sequence"], answer["previous_hash"]) == (1, None)
    assert answer["personal"] == {
        "addressee": {"name": "Anna Ek", "email": "anna.ek@bageri.example"},
        "history.0": {"ip": "192.0.2.7", "user_agent": 'Mozilla "5"\n\U0001f600'},
    }
    assert answer["record"]["subject"] == {"kind": "confirmation", "id": CONFIRMATION_ID}


def test_whoever_has_the_answer_can_hash_the_record_again(kept: Evidence) -> None:
    answer = answer_of(call())

    written = canonical(answer["record"])
    assert written == kept.record.stored
    assert hashlib.sha256(written).hexdigest() == answer["record_hash"] == kept.record.record_hash


def test_it_takes_one_request() -> None:
    with counted(wiring._table()._client) as asked:
        call()

    assert asked == {"BatchGetItem": 1}


def test_every_user_of_the_partner_may_read_it() -> None:
    assert call(claims=MEMBER_CLAIMS) == call()


@pytest.mark.parametrize("erased", ["addressee", "history.0", None])
def test_what_was_erased_is_left_out_and_the_record_stays(
    erased: str | None, kept: Evidence, table: DynamoTable
) -> None:
    before = answer_of(call())
    left = tuple(one for one in kept.disclosures if erased and one.name != erased)
    key = keys.disclosed(TENANT, EVIDENCE_ID)
    table.commit([Write(key=key, data=disclosures_json.dump_json(left).decode(), version=2, replaces=1)])

    answer = answer_of(call())

    assert answer == before | {"personal": {one.name: one.value for one in left}}
    assert answer["record"]["disclosures"].keys() == {"addressee", "history.0"}


def test_a_stranger_s_an_unknown_and_an_impossible_id_get_one_answer() -> None:
    nowhere = {
        "foreign": call(claims=STRANGER_CLAIMS),
        "unknown": call(f"{EVIDENCE[:-1]}2"),
        "of another customer": call(f"{EVIDENCE[:-16]}{'0' * 16}"),
        "of another time": call(EARLIER),
        "of another kind": call(f"/v1/evidence/{CONFIRMATION_ID}"),
        "in small letters": call(EVIDENCE.lower()),
        "too long": call(f"{EVIDENCE}0"),
        "too short": call(EVIDENCE[:-1]),
        "nonsense": call("/v1/evidence/nonsense"),
        "with a separator": call("/v1/evidence/evd_%23"),
    }

    assert {answer["statusCode"] for answer in nowhere.values()} == {404}
    assert len({answer["body"] for answer in nowhere.values()}) == 1
    assert answer_of(nowhere["foreign"])["code"] == "not_found"


@pytest.mark.parametrize("record_id", [CONFIRMATION_ID, f"evd_{'0' * 3000}", f"{EVIDENCE_ID}#", "nonsense"])
def test_the_table_is_not_asked_for_what_is_no_id(record_id: str) -> None:
    """Which could be too long for a key."""
    with counted(wiring._table()._client) as asked:
        answer = call(f"/v1/evidence/{record_id}")

    assert (answer["statusCode"], asked) == (404, {})


@pytest.mark.parametrize("claims", [SHOPPER_CLAIMS, DISTRIBUTOR_CLAIMS], ids=["storefront", "distributor"])
def test_it_is_the_partner_s_alone(claims: dict[str, str]) -> None:
    assert call(claims=claims)["statusCode"] == 403


def test_a_record_that_was_altered_on_the_table_is_not_answered_as_one(kept: Evidence, table: DynamoTable) -> None:
    altered = kept.record.stored.replace(b'"what":"accepted"', b'"what": "declined"').decode()
    table.commit([Write(key=keys.evidence(TENANT, EVIDENCE_ID), data=altered, version=2, replaces=1)])

    answer = call()

    assert answer["statusCode"] == 500
    assert "declined" not in answer["body"]
