"""What evidence keeps of people: held, erased by wish, erased by age; the record itself stays and verifies (G)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError

from functions.issue_evidence import handler as issue_evidence
from functions.keep_evidence import handler
from shared import wiring
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.evidence.keeping import CLEARED_AGAIN_AFTER
from shared.evidence.pem import public_pem
from tests.support import seeds
from tests.support.account import ENVIRONMENT, TABLE_NAME, create_evidence_bucket, create_evidence_key
from tests.support.builders import CUSTOMER_ID, NOON, PARTNER_ID, TENANT, a_partner, a_user
from tests.support.clock import SteppingClock
from tests.support.events import MEMBER_CLAIMS, Context, answer_of, api_event
from tests.support.portal import Visitor, put_user
from tests.support.recorded import EVIDENCE_ID, a_recorded
from tests.support.seals import verifies

ANNA = "anna.ek@bageri.example"
HOLD = f"/v1/evidence/{EVIDENCE_ID}/hold"
ERASURE = f"/v1/customers/{CUSTOMER_ID}/evidence/erasure"
PAGE = f"/portal/customers/{CUSTOMER_ID}/evidence/erasure"
BUCKET = ENVIRONMENT["DOCUMENTS_BUCKET"]
KEPT = 4
"""Versions of certificates, with the mark of the deleted one."""
ALL_NAMES = ["addressee", "history.0"]


@pytest.fixture(autouse=True)
def clock(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    """A customer with one record, and two certificates of it, one of them in two versions, the other one deleted."""
    seeds.put_reseller(table)
    opened = a_recorded(facts={"title": "Säker arbetsplats", "history": [{"at": "2026-11-22", "event": "view"}]})
    table.commit([*evidence_writes(TENANT, opened, NOON)])
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    s3 = boto3.client("s3")
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    for locale in ("en", "en", "sv"):
        put_certificate(locale)
    s3.delete_object(Bucket=BUCKET, Key=f"certificates/{PARTNER_ID}/{EVIDENCE_ID}-sv-at-once.pdf")
    s3.put_object(Bucket=BUCKET, Key=f"certificates/{PARTNER_ID}/evd_other-en-sealed.pdf", Body=b"Bo")
    return clock


def put_certificate(locale: str) -> None:
    key = f"certificates/{PARTNER_ID}/{EVIDENCE_ID}-{locale}-at-once.pdf"
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=b"Anna Ek")


def certificates() -> int:
    """In every version, with the marks that S3 puts in the place of deleted ones; without the other record's."""
    found = boto3.client("s3").list_object_versions(Bucket=BUCKET)
    return len([*found.get("Versions", []), *found.get("DeleteMarkers", [])]) - 1


def call(method: str, path: str, body: Any = None, *, status: int, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response) if response["body"] else None


def erase(status: int = 200, **person: str) -> Any:
    body = {"reason": "Asked for on the phone."} | (person or {"email": ANNA})
    return call("POST", ERASURE, body, status=status)


def evidence() -> Any:
    path = f"/v1/evidence/{EVIDENCE_ID}"
    return answer_of(issue_evidence.lambda_handler(api_event("GET", path), Context()))


def sweep() -> dict[str, Any]:
    swept: dict[str, Any] = handler.lambda_handler({"sweep": "kept"}, Context())
    return swept


@contextmanager
def failing_s3() -> Iterator[None]:
    """S3 can't be asked what is there."""

    def fail(**_: Any) -> None:
        raise ConnectTimeoutError(endpoint_url="https://s3.example")

    events, event = wiring.certificate_files()._client.meta.events, "before-call.s3.ListObjectVersions"
    events.register_first(event, fail)
    yield
    events.unregister(event, fail)


def seal() -> None:
    create_evidence_key()
    create_evidence_bucket()
    assert issue_evidence.lambda_handler({"sweep": "evidence"}, Context())["sealed"] == 1


def everything(table: DynamoTable) -> str:
    """That is kept of evidence."""
    rows = table._client.scan(TableName=TABLE_NAME)["Items"]
    return repr([row for row in rows if row["sk"]["S"].startswith(("EVIDENCE", "DISCLOSED", "KEEPING", "SEAL"))])


def test_what_was_a_person_s_is_gone_and_the_record_is_as_it_was(table: DynamoTable) -> None:
    before = evidence()

    answer = erase()

    assert answer == {"erased": [{"record_id": EVIDENCE_ID, "names": ALL_NAMES}], "held": []}
    assert "anna" not in everything(table).casefold()
    assert "5a5a" not in everything(table)
    (erased,) = evidence()["erased"]
    assert (erased["by"], erased["names"], erased["reason"]) == (
        "Sam Seller",
        ALL_NAMES,
        "Asked for on the phone.",
    )
    assert evidence() == before | {"personal": {}, "erased": [erased]}


def test_every_version_of_its_certificates_is_gone_and_no_other_record_s() -> None:
    assert certificates() == KEPT

    erase()

    assert certificates() == 0


def test_sealed_after_the_erasure_or_before_it_verifies(table: DynamoTable) -> None:
    erase()
    seal()
    answer = evidence()

    pem = public_pem(wiring.evidence_signer().public_key)
    assert verifies(pem, answer["seal"]["signature"], answer["record_hash"])


def test_another_person_s_values_stay() -> None:
    assert erase(email="bo.ek@bageri.example") == {"erased": [], "held": []}
    assert evidence()["personal"].keys() == {"addressee", "history.0"}
    assert certificates() == KEPT


def test_again_it_changes_nothing_and_deletes_what_was_made_meanwhile() -> None:
    erase()
    put_certificate("en")

    assert erase() == {"erased": [], "held": []}
    assert certificates() == 0
    assert len(evidence()["erased"]) == 1


def test_cut_short_between_the_row_and_the_files_it_goes_on(clock: SteppingClock) -> None:
    with failing_s3():
        erase(503)
    assert (evidence()["personal"], certificates()) == ({}, KEPT)
    assert sweep() == {"erased": 0, "held": 0, "cleared": 0, "failed": 0}

    clock.at += CLEARED_AGAIN_AFTER + timedelta(seconds=1)

    assert sweep() == {"erased": 0, "held": 0, "cleared": 1, "failed": 0}
    assert certificates() == 0
    assert sweep() == {"erased": 0, "held": 0, "cleared": 0, "failed": 0}


def test_a_hold_keeps_all_until_it_is_lifted() -> None:
    call("PUT", HOLD, {"reason": "Case T 123-26"}, status=204)
    held = evidence()
    assert (held["hold"]["by"], held["hold"]["reason"]) == ("Sam Seller", "Case T 123-26")

    assert erase(409)["code"] == "evidence_on_hold"
    assert evidence() == held
    assert certificates() == KEPT

    call("DELETE", HOLD, status=204)
    call("DELETE", HOLD, status=204)
    assert evidence()["hold"] is None
    assert erase()["erased"]


def test_a_hold_is_held_again_for_another_reason_only() -> None:
    call("PUT", HOLD, {"reason": "One"}, status=204)
    first = evidence()["hold"]
    call("PUT", HOLD, {"reason": "One"}, status=204)
    assert evidence()["hold"] == first

    call("PUT", HOLD, {"reason": "Two"}, status=204)

    assert evidence()["hold"]["reason"] == "Two"


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", HOLD, {"reason": "Mine"}),
        ("DELETE", HOLD, None),
        ("POST", ERASURE, {"email": ANNA, "reason": "Mine"}),
    ],
)
def test_only_an_administrator_may(method: str, path: str, body: Any) -> None:
    assert call(method, path, body, status=403, claims=MEMBER_CLAIMS)["code"] == "admin_only"


@pytest.mark.parametrize(
    "body", [{"reason": "x"}, {"email": ANNA}, {"email": ANNA, "phone": "+46701234567", "reason": "x"}]
)
def test_one_address_and_a_reason_are_needed(body: Any) -> None:
    call("POST", ERASURE, body, status=422)


def test_after_the_years_of_the_partner_everything_personal_is_erased(table: DynamoTable, clock: SteppingClock) -> None:
    DynamoPartners(table, TENANT).put(a_partner(evidence_retention_years=2, version=2), a_partner())
    seal()
    clock.at = NOON.replace(year=NOON.year + 2) - timedelta(minutes=5)
    assert sweep()["erased"] == 0

    clock.at += timedelta(minutes=10)

    assert sweep()["erased"] == 1
    (erased,) = evidence()["erased"]
    assert (erased["by"], erased["names"], erased["reason"]) == (None, ALL_NAMES, "retention")
    assert (certificates(), evidence()["personal"]) == (0, {})
    assert sweep()["erased"] == 0


def test_what_is_on_hold_outlives_its_years_and_is_looked_at_again(clock: SteppingClock) -> None:
    seal()
    call("PUT", HOLD, {"reason": "Case T 123-26"}, status=204)
    clock.at = NOON.replace(year=NOON.year + 11)

    assert sweep() == {"erased": 0, "held": 1, "cleared": 0, "failed": 0}
    assert sweep()["held"] == 0
    assert evidence()["personal"]

    call("DELETE", HOLD, status=204)
    clock.at += timedelta(days=8)
    assert sweep()["erased"] == 1


def test_one_that_fails_is_left_for_the_next_run_and_counted(
    clock: SteppingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    seal()
    clock.at = NOON.replace(year=NOON.year + 11)
    with failing_s3():
        assert sweep() == {"erased": 0, "held": 0, "cleared": 0, "failed": 1}
    assert '"EvidenceNotErased":[1.0]' in capsys.readouterr().out

    assert sweep()["erased"] == 1
    assert certificates() == 0


def test_in_the_portal_it_is_looked_at_before_it_is_done(table: DynamoTable) -> None:
    put_user(table, a_user())
    admin = Visitor.signed_in(table, a_user(), handler)
    assert "Erase a person’s data from evidence" in admin.get(PAGE)["body"]
    person = {"email": ANNA, "phone": "", "reason": "Asked for."}

    looked = admin.post(PAGE, person)

    assert "Erase this for good?" in looked["body"]
    assert "whom it was sent to, IP addresses and browsers" in looked["body"]
    assert evidence()["personal"]
    done = admin.post(PAGE, person | {"sure": "yes"})
    assert (done["statusCode"], done["headers"]["Location"]) == (303, f"/portal/customers/{CUSTOMER_ID}")
    assert evidence()["personal"] == {}
    assert "belongs to this address" in admin.post(PAGE, person)["body"]


def test_in_the_portal_what_is_wrong_is_said_and_members_have_no_such_page(table: DynamoTable) -> None:
    put_user(table, a_user())
    admin = Visitor.signed_in(table, a_user(), handler)
    wrong = admin.post(PAGE, {"email": "nobody", "phone": "", "reason": ""})
    assert wrong["statusCode"] == 422
    for said in ("Give an email address", "Say why"):
        assert said in wrong["body"]
    call("PUT", HOLD, {"reason": "Case"}, status=204)
    assert "is on hold" in admin.post(PAGE, {"email": ANNA, "phone": "", "reason": "x"})["body"]
