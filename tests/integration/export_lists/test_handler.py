"""Exports over the API, by the queue and in the portal, with S3 and SQS."""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import boto3
import pytest
from openpyxl import load_workbook

from functions.export_lists import handler, request_export
from functions.export_lists.handler import TRIES, NotPrepared
from functions.issue_evidence import handler as issue_evidence
from shared import settings, wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.locale import Locale
from shared.domain.tenant import Tenant
from shared.domain.user import DateFormat
from shared.evidence.findings import Outcome
from shared.evidence.public_keys import PublicKeys
from shared.evidence.verify_archive import verify_archive
from tests.support.account import create_evidence_bucket, create_evidence_key
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    TAIL,
    TENANT,
    a_customer,
    a_partner,
    a_user,
    an_order,
)
from tests.support.clock import SteppingClock
from tests.support.events import MEMBER_CLAIMS, STRANGER_CLAIMS, Context, answer_of, api_event
from tests.support.orders import put_order
from tests.support.portal import Visitor, put_user
from tests.support.waiting_evidence import put_waiting

BUCKET = "test-exports"


@pytest.fixture(autouse=True)
def account(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partner with three customers, a bucket and a queue; lists of more than two are long."""
    monkeypatch.setattr(wiring, "now", SteppingClock())
    boto3.client("s3").create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    url = boto3.client("sqs").create_queue(QueueName="test-exports")["QueueUrl"]
    monkeypatch.setenv("EXPORTS_QUEUE", url)
    settings.settings.cache_clear()
    DynamoPartners(table, TENANT).put(a_partner(), None)
    DynamoPartners(table, Tenant(OTHER_PARTNER_ID)).put(a_partner(id=OTHER_PARTNER_ID, tenant_name="other"), None)
    for number in range(3):
        customer_id = f"cus_01KAAAAAAACVST0MER0000{number:04d}"
        named = a_customer(id=customer_id, name=f"=Account {number}", domains=(), contacts=())
        DynamoCustomers(table, TENANT, lambda: NOON).add(named, None)


@pytest.fixture
def long_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_export, "SHORT", 2)


def call(method: str, path: str, body: Any = None, *, status: int, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def ask(status: int = 201, **more: Any) -> Any:
    return call("POST", "/v1/customers/exports", status=status, **more)


def queued() -> list[dict[str, Any]]:
    found = boto3.client("sqs").receive_message(
        QueueUrl=settings.settings().exports_queue, MaxNumberOfMessages=10, VisibilityTimeout=0
    )
    return [{"eventSource": "aws:sqs", "body": message["Body"]} for message in found.get("Messages", [])]


def work(tried: int = 1) -> None:
    for record in queued():
        attributes = {"ApproximateReceiveCount": str(tried)}
        handler.lambda_handler({"Records": [{**record, "attributes": attributes}]}, Context())


def file_behind(url: str) -> bytes:
    path = urlsplit(url).path.lstrip("/").removeprefix(f"{BUCKET}/")
    return boto3.client("s3").get_object(Bucket=BUCKET, Key=path)["Body"].read()


def test_a_short_list_is_ready_at_once() -> None:
    answer = ask()

    assert (answer["status"], answer["file_name"]) == ("ready", "Customers.xlsx")
    rows = list(load_workbook(BytesIO(file_behind(answer["url"]))).worksheets[0].values)
    assert [row[0] for row in rows] == ["Name", "=Account 0", "=Account 1", "=Account 2"]
    assert call("GET", f"/v1/exports/{answer['id']}", status=200)["status"] == "ready"


def test_the_link_is_signed_for_minutes_and_brings_a_file_of_that_name() -> None:
    answer = ask()

    link = urlsplit(answer["url"])
    sent = boto3.client("s3").get_object(Bucket=BUCKET, Key=link.path.lstrip("/").removeprefix(f"{BUCKET}/"))
    asked = parse_qs(link.query)
    assert link.scheme == "https"
    assert "eu-north-1" in link.netloc
    assert asked["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
    assert asked["X-Amz-Expires"] == ["300"]
    assert sent["ContentDisposition"] == 'attachment; filename="Customers.xlsx"'
    assert sent["ContentType"].startswith("application/vnd.openxmlformats")


@pytest.fixture
def sealed_evidence(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "now", SteppingClock(NOON + timedelta(minutes=5)))
    create_evidence_key()
    create_evidence_bucket()
    put_waiting(table, 0, 1, 2)
    assert issue_evidence.lambda_handler({"sweep": "evidence"}, Context())["sealed"] == 3


@pytest.mark.usefixtures("sealed_evidence")
def test_evidence_comes_as_an_archive_that_verifies_and_holds_what_was_sealed_then() -> None:
    answer = call("POST", "/v1/evidence/exports", status=201)
    none = call("POST", "/v1/evidence/exports", {"from": "2001-01-01", "until": "2001-12-31"}, status=201)

    assert answer["file_name"] == "Evidence.zip"
    keys = PublicKeys.from_der(wiring.evidence_signer().public_key)
    found = [verify_archive(BytesIO(file_behind(one["url"])), keys) for one in (answer, none)]
    assert [one.outcome for one in found] == [Outcome.VERIFIED] * 2
    assert [len(names_in(one["url"])) for one in (answer, none)] == [3 * 3 + 1 + 3, 3]


def names_in(url: str) -> list[str]:
    return ZipFile(BytesIO(file_behind(url))).namelist()


def test_evidence_is_for_administrators_and_wants_real_days() -> None:
    call("POST", "/v1/evidence/exports", status=403, claims=MEMBER_CLAIMS)
    wrong = call("POST", "/v1/evidence/exports", {"from": "yesterday", "since": 1}, status=422)
    assert {error["field"] for error in wrong["errors"]} == {"from", "since"}


@pytest.mark.usefixtures("sealed_evidence")
def test_in_the_portal_evidence_is_asked_for_by_its_days(table: DynamoTable) -> None:
    put_user(table, a_user())
    admin = Visitor.signed_in(table, a_user(), handler)
    assert 'name="from"' in admin.get("/portal/evidence/exports")["body"]

    made = admin.post("/portal/evidence/exports", {"from": "2026-11-01", "until": ""})

    assert "The archive is ready: 3 records." in admin.get(made["headers"]["Location"])["body"]
    wrong = admin.post("/portal/evidence/exports", {"from": "soon", "until": ""})
    assert (wrong["statusCode"], "Give a date" in wrong["body"]) == (422, True)


@pytest.mark.usefixtures("long_lists")
def test_a_long_list_is_prepared_by_the_queue() -> None:
    answer = ask(202)

    assert (answer["status"], answer["url"]) == ("preparing", None)
    assert call("GET", f"/v1/exports/{answer['id']}", status=200)["status"] == "preparing"
    work()
    work()
    ready = call("GET", f"/v1/exports/{answer['id']}", status=200)
    assert ready["status"] == "ready"
    assert len(list(load_workbook(BytesIO(file_behind(ready["url"]))).worksheets[0].values)) == 4


@pytest.mark.usefixtures("long_lists")
def test_a_repeated_request_goes_on_with_the_same_export() -> None:
    headers = {"idempotency-key": "0123456789"}

    first, second = ask(202, headers=headers), ask(202, headers=headers)
    work()
    third = ask(201, headers=headers)

    assert first["id"] == second["id"] == third["id"]
    assert third["url"]


@pytest.mark.usefixtures("long_lists")
def test_whoever_waits_in_vain_is_told_after_the_last_try() -> None:
    answer = ask(202)
    boto3.client("s3").delete_bucket(Bucket=BUCKET)

    for tried in range(1, TRIES + 1):
        with pytest.raises(NotPrepared):
            work(tried)
        told = call("GET", f"/v1/exports/{answer['id']}", status=200)["status"]
        assert told == ("failed" if tried == TRIES else "preparing")


@pytest.mark.usefixtures("long_lists")
def test_an_export_that_is_over_is_not_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = ask(202)
    monkeypatch.setattr(wiring, "now", SteppingClock(NOON + timedelta(days=1, seconds=1)))

    work()

    assert call("GET", f"/v1/exports/{answer['id']}", status=404)["code"] == "not_found"
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket=BUCKET)


def test_only_administrators_take_lists_along() -> None:
    answer = ask()

    assert ask(403, claims=MEMBER_CLAIMS)["code"] == "admin_only"
    assert call("GET", f"/v1/exports/{answer['id']}", status=403, claims=MEMBER_CLAIMS)["code"] == "admin_only"


def test_a_stranger_s_export_is_nobody_s() -> None:
    answer = ask()

    assert call("GET", f"/v1/exports/{answer['id']}", status=404, claims=STRANGER_CLAIMS)["code"] == "not_found"
    theirs = ask(claims=STRANGER_CLAIMS)
    assert len(list(load_workbook(BytesIO(file_behind(theirs["url"]))).worksheets[0].values)) == 1


def test_the_sheet_speaks_the_user_s_language(table: DynamoTable) -> None:
    put_user(table, a_user(language=Locale.SWEDISH))

    sheet = load_workbook(BytesIO(file_behind(ask()["url"]))).worksheets[0]

    assert (sheet.title, sheet["A1"].value) == ("Kunder", "Namn")


# --- Of orders --------------------------------------------------------------------------------------------------

ORDERS = f"/v1/customers/{CUSTOMER_ID}/orders/exports"


@pytest.fixture
def orders() -> None:
    """Three of the second customer."""
    for number in range(3):
        put_order(an_order(id=f"ord_01KAAA{number:04d}{TAIL}", order_number=f"=PO-{number}"))


@pytest.mark.usefixtures("orders")
def test_the_orders_of_a_customer_newest_first() -> None:
    answer = call("POST", ORDERS, status=201)

    assert (answer["status"], answer["file_name"]) == ("ready", "Orders.xlsx")
    rows = list(load_workbook(BytesIO(file_behind(answer["url"]))).worksheets[0].values)
    assert [(row[0], row[4]) for row in rows[1:]] == [(3, "=PO-2"), (2, "=PO-1"), (1, "=PO-0")]


@pytest.mark.usefixtures("orders")
def test_many_orders_are_prepared_by_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_export, "SHORT_OF_ORDERS", 2)

    answer = call("POST", ORDERS, status=202)
    work()

    assert call("GET", f"/v1/exports/{answer['id']}", status=200)["status"] == "ready"


@pytest.mark.usefixtures("orders")
def test_only_administrators_take_orders_along() -> None:
    assert call("POST", ORDERS, status=403, claims=MEMBER_CLAIMS)["code"] == "admin_only"


@pytest.mark.usefixtures("orders")
def test_dates_are_written_as_the_user_writes_them(table: DynamoTable) -> None:
    put_user(table, a_user(date_format=DateFormat.DOTTED))
    put_order(an_order(order_date=NOON))

    sheet = load_workbook(BytesIO(file_behind(call("POST", ORDERS, status=201)["url"]))).worksheets[0]

    assert "dd.mm.yyyy hh:mm" in {cell.number_format for (cell,) in sheet["D2:D5"]}


# --- In the portal ----------------------------------------------------------------------------------------------


@pytest.fixture
def visitor(table: DynamoTable) -> Visitor:
    user = a_user()
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


def test_the_button_leads_to_the_file(visitor: Visitor) -> None:
    asked = visitor.post("/portal/exports")
    path = asked["headers"]["Location"]
    page = visitor.get(path)
    file = visitor.get(f"{path}/file")

    assert (asked["statusCode"], page["statusCode"], file["statusCode"]) == (303, 200, 303)
    assert f'href="{path}/file"' in page["body"]
    assert 'It can be downloaded until <time datetime="' in page["body"]
    assert file_behind(file["headers"]["Location"])


@pytest.mark.usefixtures("long_lists")
def test_the_page_waits_for_a_long_list_and_says_when_it_failed(visitor: Visitor) -> None:
    path = visitor.post("/portal/exports")["headers"]["Location"]

    waiting = visitor.get(path)["body"]
    assert 'hx-trigger="every 1s"' in waiting
    assert f'href="{path}"' in waiting
    assert visitor.get(f"{path}/file")["statusCode"] == 404
    boto3.client("s3").delete_bucket(Bucket=BUCKET)
    with pytest.raises(NotPrepared):
        work(TRIES)
    assert 'action="/portal/exports"' in visitor.get(path)["body"]


@pytest.mark.usefixtures("orders")
def test_the_button_on_the_record_leads_to_the_file_of_its_orders(visitor: Visitor) -> None:
    path = visitor.post(f"/portal/customers/{CUSTOMER_ID}/orders/exports")["headers"]["Location"]

    page = visitor.get(path)["body"]

    assert "Your list is ready: 3 orders." in page
    assert "Download Orders.xlsx" in page
    assert f'href="/portal/customers/{CUSTOMER_ID}#orders"' in page


def test_an_export_needs_the_token_of_our_own_page(visitor: Visitor) -> None:
    assert visitor.post("/portal/exports", {"csrf": "forged"})["statusCode"] in {400, 403}
    assert visitor.post("/portal/exports", origin="https://evil.example")["statusCode"] in {400, 403}
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket=BUCKET)


@pytest.mark.usefixtures("long_lists")
def test_a_message_names_nothing_but_the_export() -> None:
    answer = ask(202)

    (record,) = queued()
    assert json.loads(record["body"]) == {"partner_id": PARTNER_ID, "export_id": answer["id"]}
