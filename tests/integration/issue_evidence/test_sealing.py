"""Records are sealed by schedule with a key of KMS, and checked with nothing but what everybody is shown."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from functions.issue_evidence import handler
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.evidence.canonical import canonical, sha256_of
from shared.evidence.checkpoint import Place
from shared.evidence.seal import SealedCheckpoint
from tests.support.account import ENVIRONMENT, create_evidence_bucket, create_evidence_key
from tests.support.builders import NOON, OTHER_PARTNER_ID, PARTNER_ID
from tests.support.events import STRANGER_CLAIMS, Context, answer_of, api_event, page_event
from tests.support.seals import verifies
from tests.support.waiting_evidence import put_waiting

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "/.well-known/evidence-key.pem"


@pytest.fixture(autouse=True)
def bucket(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> "S3Client":
    """An empty one, beside the table and the key."""
    create_evidence_key()
    monkeypatch.setattr(wiring, "now", lambda: NOON + timedelta(minutes=5))
    return create_evidence_bucket()


def sweep() -> dict[str, Any]:
    swept: dict[str, Any] = handler.lambda_handler({"sweep": "evidence"}, Context())
    return swept


def get_evidence(record_id: str, **claims: Any) -> Any:
    response = handler.lambda_handler(api_event("GET", f"/v1/evidence/{record_id}", **claims), Context())
    assert response["statusCode"] == 200, response["body"]
    return answer_of(response)


def get_key() -> dict[str, Any]:
    response: dict[str, Any] = handler.lambda_handler(page_event("GET", KEY), Context())
    return response


def test_a_record_has_no_seal_until_the_next_run(table: DynamoTable) -> None:
    (record,) = put_waiting(table, 0)
    before = get_evidence(record.id)
    assert (before["seal"], before["checkpoint"]) == (None, None)

    assert sweep() == {"sealed": 1, "failed": 0, "overdue": 0}

    sealed = get_evidence(record.id)
    assert sealed["seal"].keys() == {"key_id", "algorithm", "signature"}
    assert (sealed["seal"]["key_id"], sealed["seal"]["algorithm"]) == (ENVIRONMENT["EVIDENCE_KEY"], "ECDSA_SHA_256")
    assert sealed["checkpoint"] == {"number": 1, "index": 0, "count": 1, "path": []}
    assert sweep() == {"sealed": 0, "failed": 0, "overdue": 0}
    assert get_evidence(record.id) == sealed


def test_a_seal_is_checked_by_the_published_key_over_the_record_as_it_is_answered(table: DynamoTable) -> None:
    records = put_waiting(table, 0, 1)
    sweep()
    pem = get_key()["body"]

    first, second = (get_evidence(record.id) for record in records)

    assert sha256_of(canonical(first["record"])) == first["record_hash"]
    assert verifies(pem, first["seal"]["signature"], first["record_hash"])
    assert verifies(pem, second["seal"]["signature"], second["record_hash"])
    assert not verifies(pem, first["seal"]["signature"], second["record_hash"])


def test_the_archive_shows_that_a_record_was_there(table: DynamoTable, bucket: "S3Client") -> None:
    records = put_waiting(table, 0, 1, 2)
    sweep()

    name = f"checkpoints/{PARTNER_ID}/1.json"
    found = bucket.get_object(Bucket=ENVIRONMENT["EVIDENCE_BUCKET"], Key=name)
    archived = SealedCheckpoint.read(found["Body"].read())

    assert found["ContentType"] == "application/json"
    assert [one.record_id for one in archived.records] == [record.id for record in records]
    signed = archived.signed
    assert verifies(get_key()["body"], signed.signature, signed.checkpoint.checkpoint_hash)
    for record in records:
        told = get_evidence(record.id)["checkpoint"]
        place = Place(checkpoint=told["number"], index=told["index"], count=told["count"], path=tuple(told["path"]))
        assert place.root_for(record.record_hash) == signed.checkpoint.root
        assert place.checkpoint == signed.checkpoint.number


def test_one_run_seals_what_waits_of_every_partner(table: DynamoTable) -> None:
    put_waiting(table, 0, 1)
    (theirs,) = put_waiting(table, 7, partner_id=OTHER_PARTNER_ID)

    assert sweep()["sealed"] == 3
    assert get_evidence(theirs.id, claims=STRANGER_CLAIMS)["checkpoint"]["number"] == 1


def test_the_key_is_public_kept_for_an_hour_and_read_from_kms_once() -> None:
    response = get_key()

    assert response["statusCode"] == 200
    assert response["headers"]["Content-Type"] == "text/plain; charset=utf-8"
    assert response["headers"]["Cache-Control"] == "public, max-age=3600"
    assert response["body"].startswith("-----BEGIN PUBLIC KEY-----\n")
    boto3.client("kms").delete_alias(AliasName=ENVIRONMENT["EVIDENCE_KEY"])
    assert get_key()["body"] == response["body"]


def test_what_waits_for_more_than_an_hour_raises_an_alarm(
    table: DynamoTable, bucket: "S3Client", monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put_waiting(table, 0, 1)
    bucket.delete_bucket(Bucket=ENVIRONMENT["EVIDENCE_BUCKET"])
    assert sweep() == {"sealed": 0, "failed": 1, "overdue": 0}
    assert "EvidenceNotSealed" not in capsys.readouterr().out

    monkeypatch.setattr(wiring, "now", lambda: NOON + timedelta(hours=2))
    assert sweep() == {"sealed": 0, "failed": 1, "overdue": 2}

    (told,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "EvidenceNotSealed" in line]
    assert told["EvidenceNotSealed"] == [2.0]


def test_a_run_without_time_begins_nothing(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    (record,) = put_waiting(table, 0)
    monkeypatch.setattr(Context, "get_remaining_time_in_millis", staticmethod(lambda: 14_000))

    assert sweep() == {"sealed": 0, "failed": 0, "overdue": 0}
    assert get_evidence(record.id)["seal"] is None
