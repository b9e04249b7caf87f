"""/verify: anybody checks what is kept under a number, or a certificate; a person on a page, a program as JSON (G4)."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from functions.issue_evidence import handler as issue_evidence
from functions.verify_evidence import handler
from shared import wiring
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain import ids
from shared.domain.errors import Unavailable
from shared.evidence.record import Evidence
from shared.limits import MAX_FILE
from tests.support.account import (
    TABLE_NAME,
    create_evidence_bucket,
    create_evidence_key,
    create_table,
    open_account,
)
from tests.support.builders import NOON, TENANT
from tests.support.counting import counted
from tests.support.events import Context, answer_of, page_event
from tests.support.pages import words
from tests.support.recorded import EVIDENCE_ID, a_recorded
from tests.support.sealed_files import Platform, a_page, files_of

LATER_ID = ids.child_id("evd", parent=EVIDENCE_ID, now=NOON + timedelta(hours=1))
UNSEALED_ID = ids.child_id("evd", parent=EVIDENCE_ID, now=NOON + timedelta(hours=2))
UNKNOWN_ID = ids.child_id("evd", parent=EVIDENCE_ID, now=NOON + timedelta(hours=3))
JSON = {"accept": "application/json"}
SWEDISH = {"accept-language": "sv-SE,sv;q=0.9,en;q=0.8"}
BOUNDARY = "a-boundary"


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[DynamoTable]:
    """Read only: two records of one chain that are sealed, and one that isn't yet."""
    with pytest.MonkeyPatch.context() as patch, open_account():
        patch.setattr(wiring, "now", lambda: NOON + timedelta(hours=1))
        table = DynamoTable(create_table(), TABLE_NAME)
        create_evidence_key()
        create_evidence_bucket()
        first = put(table, a_recorded())
        previous = first.record.reference
        put(table, a_recorded(LATER_ID, what="superseded", partner={"id": TENANT.partner_id}, previous=previous))
        assert issue_evidence.lambda_handler({"sweep": "evidence"}, Context())["sealed"] == 2
        put(table, a_recorded(UNSEALED_ID))
        yield table


def put(table: DynamoTable, evidence: Evidence) -> Evidence:
    table.commit([*evidence_writes(TENANT, evidence, NOON)])
    return evidence


def get(record_id: str = EVIDENCE_ID, headers: dict[str, str] | None = None, **query: str) -> dict[str, Any]:
    path = f"/verify/{record_id}" if record_id else "/verify"
    response: dict[str, Any] = handler.lambda_handler(
        page_event("GET", path, headers=headers, query=query or None), Context()
    )
    return response


def post(
    content: bytes | None, headers: dict[str, str] | None = None, *, field: str = "file", lang: str = "en"
) -> dict[str, Any]:
    """As a browser sends the form."""
    parts = [(b'name="lang"', lang.encode())]
    if content is not None:
        parts.append((f'name="{field}"; filename="certificate.pdf"'.encode(), content))
    body = b"".join(
        b"--%s\r\nContent-Disposition: form-data; %s\r\n\r\n%s\r\n" % (BOUNDARY.encode(), named, sent)
        for named, sent in parts
    )
    kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
    event = page_event("POST", "/verify", headers=kind | (headers or {}))
    event |= {"body": b64encode(body + b"--%s--\r\n" % BOUNDARY.encode()).decode(), "isBase64Encoded": True}
    response: dict[str, Any] = handler.lambda_handler(event, Context())
    return response


def a_certificate(evidence: Evidence | None = None) -> bytes:
    """Sealed with the key in KMS."""
    platform = Platform(wiring.evidence_signer())
    found = evidence or a_recorded()
    return platform.sealed(a_page(files_of(found), found.record.id))


def results(answer: dict[str, Any]) -> dict[str, str]:
    return {one["check"]: one["result"] for one in answer["details"]}


# --- What is kept under a number --------------------------------------------------------------------------------


def test_a_record_is_shown_with_what_it_proves_and_without_anybody_in_it() -> None:
    said = words(get())

    assert "The record is kept, unchanged" in said
    assert EVIDENCE_ID in said
    assert a_recorded().record.record_hash in said
    assert "Terms were accepted" in said
    assert "Nordic Resale AB" in said
    assert "22 November 2026" in said
    assert "Checkpoint Number 1" in said
    assert "Who sat at the screen" in said
    for hidden in ("Anna", "bageri", "192.0.2.7", "Mozilla"):
        assert hidden not in get()["body"]


def test_it_speaks_the_language_of_the_browser_or_the_one_chosen() -> None:
    assert "Posten finns kvar, oförändrad" in words(get(headers=SWEDISH))
    assert "The record is kept" in words(get(headers=SWEDISH, lang="en"))
    assert get(headers=SWEDISH)["headers"]["Content-Language"] == "sv"
    assert f'href="/verify/{EVIDENCE_ID}?lang=sv"' in get()["body"]


def test_a_program_gets_json() -> None:
    answer = get(headers=JSON)

    assert (answer["statusCode"], answer["headers"]["Content-Type"]) == (200, "application/json")
    told = answer_of(answer)
    assert (told["outcome"], told["record_id"]) == ("verified", EVIDENCE_ID)
    assert results(told) == dict.fromkeys(["record", "signature", "place", "chain"], "passed")
    assert told["details"][1]["text"] == "It carries the platform’s signature."


def test_a_later_one_is_checked_against_the_one_before_it() -> None:
    told = answer_of(get(LATER_ID, JSON))

    assert (told["outcome"], results(told)["chain"]) == ("verified", "passed")
    assert "What had been accepted was replaced" in words(get(LATER_ID))


def test_one_that_is_not_sealed_yet_says_when_it_will_be() -> None:
    assert "It isn’t signed yet. That happens some minutes after it was recorded." in words(get(UNSEALED_ID))
    assert results(answer_of(get(UNSEALED_ID, JSON)))["signature"] == "not_possible"


IMPOSSIBLE = [EVIDENCE_ID.lower(), EVIDENCE_ID[:-1], f"{EVIDENCE_ID}0", "nonsense", f"evd_{'0' * 3000}", "evd_%23"]


@pytest.mark.parametrize("record_id", IMPOSSIBLE, ids=lambda found: found[:40])
def test_an_unknown_and_an_impossible_number_get_one_answer_after_the_same_requests(record_id: str) -> None:
    with counted(wiring._table()._client) as of_unknown:
        unknown = get(UNKNOWN_ID)
    with counted(wiring._table()._client) as of_impossible:
        impossible = get(record_id)

    assert "There is no record with this number" in words(unknown, 404)
    assert impossible == unknown
    assert of_impossible == of_unknown == {"GetItem": 1}
    assert answer_of(get(record_id, JSON)) == {"outcome": "unknown", "record_id": None, "details": []}
    assert get(record_id, JSON)["statusCode"] == 404


def test_what_was_altered_on_the_table_is_said_to_be_damaged(table: DynamoTable) -> None:
    """With the database alone nobody can sign."""
    evidence = a_recorded(ids.child_id("evd", parent=EVIDENCE_ID, now=NOON + timedelta(hours=4)), what="declined")
    put(table, evidence)
    row = table.get(keys.seal(TENANT, EVIDENCE_ID))
    assert row
    table.commit([Write(key=keys.seal(TENANT, evidence.record.id), data=row.data)])

    said = words(get(evidence.record.id))

    assert "The record is damaged" in said
    assert "The platform’s signature is not of this record." in said
    told = answer_of(get(evidence.record.id, JSON))
    assert (told["outcome"], results(told)["signature"], results(told)["place"]) == ("altered", "failed", "failed")


# --- A certificate ----------------------------------------------------------------------------------------------


def test_a_certificate_is_verified() -> None:
    said = words(post(a_certificate()))

    assert "The certificate is genuine and unchanged" in said
    assert "The file is as the platform sealed it, to the last byte." in said
    assert "The platform keeps the very same record." in said
    assert "What this doesn’t show Who sat at the screen." in said
    assert f'href="/verify/{EVIDENCE_ID}?lang=en"' in post(a_certificate())["body"]
    assert "Intyget är äkta och oförändrat" in words(post(a_certificate(), lang="sv"))


def test_a_program_gets_the_same_as_json() -> None:
    told = answer_of(post(a_certificate(), JSON))

    assert (told["outcome"], told["record_id"]) == ("verified", EVIDENCE_ID)
    assert {name for name, result in results(told).items() if result == "passed"} == {
        "whole",
        "key",
        "record",
        "disclosures",
        "kept",
    }


def test_a_changed_one_is_said_to_be_and_leads_to_what_is_kept() -> None:
    pdf = bytearray(a_certificate())
    pdf[len(pdf) // 2] ^= 1

    said = words(post(bytes(pdf)))

    assert "The certificate has been changed" in said
    assert "Doesn’t hold The file is not as the platform sealed it" in said
    assert answer_of(post(bytes(pdf), JSON))["outcome"] == "altered"
    assert "What this doesn’t show" not in said


def test_a_sealed_one_of_a_record_that_is_kept_otherwise_is_not_what_was_agreed() -> None:
    told = answer_of(post(a_certificate(a_recorded(what="declined")), JSON))

    assert (told["outcome"], results(told)["whole"], results(told)["kept"]) == ("altered", "passed", "failed")


def test_a_forged_one_is_none_of_ours() -> None:
    forger, evidence = Platform(), a_recorded()
    forged = forger.sealed(a_page(files_of(evidence), evidence.record.id))

    assert "This is not a certificate of the platform" in words(post(forged))
    told = answer_of(post(forged, JSON))
    assert (told["outcome"], told["record_id"]) == ("unknown", None)


@pytest.mark.parametrize("content", [b"hello", b"%PDF-1.7", bytes(1000), b"PK\x03\x04"], ids=repr)
def test_what_is_no_certificate_is_unknown(content: bytes) -> None:
    answer = post(content, JSON)

    assert (answer["statusCode"], answer_of(answer)["outcome"]) == (200, "unknown")


@pytest.mark.parametrize(
    ("content", "field", "status", "fault"),
    [
        pytest.param(None, "file", 422, "Choose the certificate, a PDF file.", id="no-file"),
        pytest.param(b"", "file", 422, "Choose the certificate, a PDF file.", id="an-empty-one"),
        pytest.param(b"hello", "other", 422, "Choose the certificate, a PDF file.", id="in-another-field"),
        pytest.param(bytes(MAX_FILE + 1), "file", 413, "This file is larger than 1 MB", id="too-large"),
    ],
)
def test_a_faulty_form_is_shown_again_with_its_fault(
    content: bytes | None, field: str, status: int, fault: str
) -> None:
    answer = post(content, field=field)

    assert words(answer, status).count(fault) == 2
    assert "<title>Error: Check a certificate</title>" in answer["body"]
    assert 'aria-invalid="true"' in answer["body"]
    assert "Fel: Kontrollera ett intyg" in post(content, field=field, lang="sv")["body"]
    told = answer_of(post(content, JSON, field=field))
    assert (told["outcome"], told["record_id"]) == ("unknown", None)
    assert told["details"] == [{"check": "file", "result": "failed", "text": told["details"][0]["text"], "names": []}]
    assert fault in told["details"][0]["text"]


def test_a_body_beyond_measure_and_what_is_no_form_are_refused() -> None:
    assert post(bytes(4 * 1024 * 1024 + 1))["statusCode"] == 413
    form = page_event("POST", "/verify", {"file": "hello"})
    assert handler.lambda_handler(form, Context())["statusCode"] == 415
    assert handler.lambda_handler(page_event("POST", "/verify"), Context())["statusCode"] == 415


# --- The page ---------------------------------------------------------------------------------------------------


def test_the_form_needs_nobody_s_help() -> None:
    answer = get("")

    assert "Upload the certificate" in words(answer)
    assert 'enctype="multipart/form-data"' in answer["body"]
    assert 'href="/.well-known/evidence-key.pem"' in answer["body"]
    assert "<script" not in answer["body"]
    assert "Kontrollera ett intyg" in words(get("", lang="sv"))


def test_nothing_of_it_is_kept_by_anybody() -> None:
    for answer in (get(""), get(), get(headers=JSON), post(a_certificate())):
        assert answer["headers"]["Cache-Control"] == "no-store"
        assert answer["headers"]["Referrer-Policy"] == "no-referrer"
        assert "script-src" not in answer["headers"]["Content-Security-Policy"]


def test_the_log_tells_the_outcome_and_neither_number_nor_name(caplog: pytest.LogCaptureFixture) -> None:
    get()
    post(a_certificate())

    logged = [vars(record) for record in caplog.records]
    assert [one["outcome"] for one in logged] == ["verified", "verified"]
    assert EVIDENCE_ID not in str(logged)
    assert "Anna" not in str(logged)


def test_without_the_key_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = a_certificate()

    def unreachable() -> None:
        raise Unavailable("The signing key can't be reached now.")

    monkeypatch.setattr(wiring, "evidence_public_keys", unreachable)

    assert post(certificate)["statusCode"] == 503
    assert get()["statusCode"] == 503
