"""The poll as AWS calls it: by schedule, by the queue, over the API and by webhook, on the table of template.yaml."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError

from functions.poll_status import handler
from local.getaccept.faults import Fault
from shared import wiring
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.status_checks import MOST
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.digital_document import DigitalDocument, DocumentStatus
from shared.domain.envelope import EnvelopeEvent
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.partner import SigningProvider
from shared.domain.signing_keys import SigningKeys
from shared.domain.tenant import Tenant
from tests.support import seeds
from tests.support.account import ENVIRONMENT, create_signing_queue
from tests.support.builders import (
    A_PHONE,
    CUSTOMER_ID,
    KEYS,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    TENANT,
    a_partner,
)
from tests.support.clock import SteppingClock
from tests.support.counting import counted
from tests.support.events import STRANGER_CLAIMS, Context, answer_of, api_event, page_event
from tests.support.fakes.digital_documents import FakeDocumentPdfs
from tests.support.getaccept import CREDENTIALS, GetAcceptSite, getaccept_in_place
from tests.support.signing import DOCUMENT_ID, a_document, put_document

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

BUILTIN, GETACCEPT = SigningProvider.BUILTIN, SigningProvider.GETACCEPT
DRAFT, SENT, SIGNED, VIEWED, UNKNOWN = (
    DocumentStatus.DRAFT,
    DocumentStatus.SENT,
    DocumentStatus.SIGNED,
    DocumentStatus.VIEWED,
    DocumentStatus.UNKNOWN,
)
POLL, SWEEP = {"poll": "accounts"}, {"sweep": "documents"}
CHECK = f"/v1/digital-documents/{DOCUMENT_ID}/check"


class Hurried(Context):
    """There is hardly any time left."""

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 1000


@dataclass
class Queue:
    """The poll's queue, with the worker that it hands its tasks to."""

    client: "SQSClient"

    def bodies(self) -> list[dict[str, Any]]:
        """What is in it, taken out."""
        return [json.loads(message["Body"]) for message in self._taken()]

    def drain(self) -> int:
        """Everything in it is worked on, and what comes of that too; how many tasks that were."""
        handled = 0
        while messages := self._taken():
            for message in messages:
                assert handler.lambda_handler(record(message["Body"]), Context()) == {}
                handled += 1
        return handled

    def _taken(self) -> list[Any]:
        url = ENVIRONMENT["SIGNING_QUEUE"]
        taken = []
        while found := self.client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
            for message in found:
                self.client.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            taken += found
        return taken


def record(body: str | dict[str, Any]) -> dict[str, Any]:
    text = body if isinstance(body, str) else json.dumps(body)
    return {"Records": [{"eventSource": "aws:sqs", "messageId": "1", "body": text}]}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def queue(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> Queue:
    """Beside it, a partner with a customer and a quote, and a bucket; PDFs come without rendering."""
    seeds.put_reseller(table)
    pdfs = FakeDocumentPdfs()
    monkeypatch.setattr(wiring, "document_pdfs", lambda: pdfs)
    where: Any = {"LocationConstraint": "eu-north-1"}
    boto3.client("s3").create_bucket(Bucket=ENVIRONMENT["DOCUMENTS_BUCKET"], CreateBucketConfiguration=where)
    return Queue(create_signing_queue())


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch, queue: Queue, clock: SteppingClock) -> Iterator[GetAcceptSite]:
    """GetAccept, where the partner has an account."""
    with getaccept_in_place(monkeypatch) as site:
        wiring.signing_secrets().put(TENANT, CREDENTIALS)
        yield site


def run(event: dict[str, Any], context: Context | None = None) -> Any:
    return handler.lambda_handler(event, context or Context())


def document() -> DigitalDocument:
    return wiring.digital_documents(TENANT).get(DOCUMENT_ID)


def out(table: DynamoTable, queue: Queue, provider: SigningProvider = BUILTIN) -> DigitalDocument:
    """Handed over by the sweep; its mail has gone out."""
    put_document(table, a_document(provider=provider))
    run(SWEEP)
    queue.drain()
    if provider is BUILTIN:
        move(EnvelopeEvent.HAND_OVER)
        run(record(account_task(BUILTIN)))
    return document()


def account_task(provider: SigningProvider) -> dict[str, Any]:
    return {"partner_id": PARTNER_ID, "provider": provider}


def move(event: EnvelopeEvent) -> None:
    envelopes = wiring.envelopes(TENANT)
    envelope = envelopes.read(DOCUMENT_ID).envelope
    envelopes.save(envelope.moved(event, now=wiring.now(), origin=A_PHONE))


def sign_at_getaccept(site: GetAcceptSite, word: str = "signed") -> None:
    provider_document_id = document().provider_document_id
    assert provider_document_id is not None
    site.fake.happen(provider_document_id, word)


def messages(table: DynamoTable) -> list[str]:
    rows = table._client.scan(TableName=table._name)["Items"]
    return sorted(row["pk"]["S"].split("#")[2] for row in rows if row["pk"]["S"].startswith("OUTBOX#"))


# --- Schedule, sweep and queue ------------------------------------------------------------------------------------


def test_the_sweep_has_what_waits_handed_over(table: DynamoTable, queue: Queue) -> None:
    put_document(table)

    assert run(SWEEP) == {"accounts": 0, "documents": 1}
    assert queue.drain() == 1

    assert (document().status, document().provider_document_id, document().due_at) == (DRAFT, DOCUMENT_ID, None)
    assert messages(table) == [f"{DOCUMENT_ID}-signing_request"]
    assert run(SWEEP) == {"accounts": 0, "documents": 0}


def test_the_schedule_has_every_account_asked_once(table: DynamoTable, queue: Queue) -> None:
    out(table, queue)

    assert run(POLL) == {"accounts": 1}
    run(POLL)
    assert queue.bodies() == [account_task(BUILTIN)]


def test_what_was_signed_on_our_page_arrives_by_schedule_and_is_kept(table: DynamoTable, queue: Queue) -> None:
    assert out(table, queue).status is SENT
    move(EnvelopeEvent.SIGN)

    run(POLL)
    assert queue.drain() == 2

    signed = document()
    pdf = f"%PDF-1.7 {DOCUMENT_ID} signed".encode()
    assert signed.status is SIGNED
    assert signed.signed_file is not None
    assert signed.signed_file.sha256 == hashlib.sha256(pdf).hexdigest()
    assert wiring.documents().get(signed.signed_file.key) == pdf
    (attachment,) = wiring.attachments(TENANT).of_customer(CUSTOMER_ID)
    assert attachment.key == signed.signed_file.key
    assert f"{DOCUMENT_ID}-document_signed_notice-sender" in messages(table)


def test_tasks_that_are_handed_out_again_change_nothing(table: DynamoTable, queue: Queue) -> None:
    out(table, queue)
    move(EnvelopeEvent.SIGN)
    run(POLL)
    queue.drain()
    before, told = document(), messages(table)

    task = {**account_task(BUILTIN), "document_id": DOCUMENT_ID}
    for _ in range(2):
        run(record(account_task(BUILTIN)))
        run(record(task))

    assert (document(), messages(table)) == (before, told)


def test_what_has_not_changed_is_neither_read_nor_written(table: DynamoTable, queue: Queue) -> None:
    """The account is read and written, and what is out listed; our own page has its list of changes beside it."""
    out(table, queue)
    run(record(account_task(BUILTIN)))

    with counted(wiring._table()._client) as requests:
        run(record(account_task(BUILTIN)))

    assert requests == {"GetItem": 2, "Query": 2, "TransactWriteItems": 1}


def test_what_there_is_no_time_for_is_left_to_tasks_of_their_own(table: DynamoTable, queue: Queue) -> None:
    out(table, queue)

    assert run(POLL, Hurried()) == {"accounts": 0}

    bodies = queue.bodies()
    assert [body["shard"] for body in bodies] == list(range(8))
    for body in bodies:
        run(record(body))
    assert queue.bodies() == [account_task(BUILTIN)]


def test_a_hint_about_a_document_that_nobody_knows_is_done_with(queue: Queue) -> None:
    run(record({**account_task(GETACCEPT), "document_id": DOCUMENT_ID}))


def test_a_task_that_fails_unforeseen_raises_an_alarm_and_keeps_no_other_waiting(
    table: DynamoTable, queue: Queue, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out(table, queue)
    move(EnvelopeEvent.SIGN)
    services = wiring.signing_services
    monkeypatch.setattr(wiring, "signing_services", lambda tenant: {})
    capsys.readouterr()

    assert run(record(account_task(BUILTIN))) == {}

    assert metrics_in(capsys.readouterr().out) == {"SigningTaskFailed"}
    assert document().status is SENT
    monkeypatch.setattr(wiring, "signing_services", services)
    run(POLL)
    queue.drain()
    assert document().status is SIGNED


def test_a_queue_that_takes_nothing_leaves_all_for_the_next_run(table: DynamoTable, queue: Queue) -> None:
    put_document(table)
    client = wiring.signing_queue()._client

    def fail(**_: Any) -> None:
        raise ConnectTimeoutError(endpoint_url="https://sqs.example")

    client.meta.events.register_first("before-call.sqs", fail)
    assert run(POLL) == {"accounts": 0}
    assert run(SWEEP) == {"accounts": 0, "documents": 0}
    client.meta.events.unregister("before-call.sqs", fail)

    assert run(POLL) == {"accounts": 1}
    assert run(SWEEP) == {"accounts": 0, "documents": 1}


# --- GetAccept ----------------------------------------------------------------------------------------------------


def test_a_document_goes_out_at_getaccept_and_comes_back_signed_by_schedule(
    table: DynamoTable, queue: Queue, site: GetAcceptSite
) -> None:
    assert out(table, queue, GETACCEPT).status is SENT
    sign_at_getaccept(site)

    run(POLL)
    queue.drain()

    signed = document()
    assert (signed.status, signed.provider_status, signed.due_at) == (SIGNED, "signed", None)
    assert signed.signed_file is not None
    assert b"signed on" in wiring.documents().get(signed.signed_file.key)
    assert site.calls("POST /documents") == 1
    assert signed.evidence is not None
    decided, filed = (
        wiring.evidence_records(TENANT).get(record_id).record
        for record_id in (signed.evidence.decision_id, signed.evidence.record_id)
    )
    assert (decided.content["what"], filed.content["what"]) == ("signed", "filed")
    assert filed.follows(decided)
    assert decided.content["facts"]["file"]["sha256"] == "5" * 64
    assert filed.content["facts"]["file"]["sha256"] == signed.signed_file.sha256


def test_an_unknown_word_is_kept_and_raises_an_alarm(
    table: DynamoTable, queue: Queue, site: GetAcceptSite, capsys: pytest.CaptureFixture[str]
) -> None:
    out(table, queue, GETACCEPT)
    sign_at_getaccept(site, "in orbit")
    capsys.readouterr()

    run(POLL)
    queue.drain()

    assert (document().status, document().provider_status) == (UNKNOWN, "in orbit")
    assert metrics_in(capsys.readouterr().out) == {"UnknownStatus"}
    run(record(account_task(GETACCEPT)))
    assert metrics_in(capsys.readouterr().out) == set()


def metrics_in(output: str) -> set[str]:
    lines = (json.loads(line) for line in output.splitlines() if line.startswith('{"_aws"'))
    return {one["Name"] for line in lines for space in line["_aws"]["CloudWatchMetrics"] for one in space["Metrics"]}


def test_an_account_that_fails_is_counted_and_comes_back_by_the_sweep(
    table: DynamoTable, queue: Queue, site: GetAcceptSite, clock: SteppingClock, capsys: pytest.CaptureFixture[str]
) -> None:
    out(table, queue, GETACCEPT)
    site.fake.faults.plan(Fault.DOWN, "GET /documents/{id}", times=3)
    sign_at_getaccept(site, "viewed")
    capsys.readouterr()

    run(record(account_task(GETACCEPT)))

    assert metrics_in(capsys.readouterr().out) == {"AccountFailed"}
    account = wiring.signing_accounts(TENANT).get(GETACCEPT)
    assert account.last_error is not None
    assert account.last_error.code == "provider_unavailable"
    assert run(SWEEP) == {"accounts": 0, "documents": 0}
    clock.at += timedelta(minutes=2)
    assert run(SWEEP) == {"accounts": 1, "documents": 0}
    queue.drain()
    assert document().status is VIEWED


# --- On demand ----------------------------------------------------------------------------------------------------


def check(status: int = 200, **more: Any) -> Any:
    response = run(api_event("POST", CHECK, **more))
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def test_whoever_asks_hears_how_it_stands_now(table: DynamoTable, queue: Queue) -> None:
    out(table, queue)
    move(EnvelopeEvent.VIEW)

    answer = check()

    assert (answer["status"], answer["history"][-1]["source"]) == ("viewed", "check")
    assert answer["checked_at"] is not None
    assert document().status is VIEWED


def test_what_is_found_signed_is_kept_by_the_queue(table: DynamoTable, queue: Queue) -> None:
    out(table, queue)
    move(EnvelopeEvent.SIGN)

    assert check()["status"] == "signed"
    assert queue.drain() == 1
    assert document().signed_file is not None


def test_a_provider_that_cannot_be_asked_is_answered_with_what_was_last_heard(
    table: DynamoTable, queue: Queue, site: GetAcceptSite
) -> None:
    out(table, queue, GETACCEPT)
    site.fake.faults.plan(Fault.DOWN, "GET /documents/{id}", times=3)

    answer = check(503)

    assert (answer["code"], answer["document"]["status"]) == ("provider_unavailable", "sent")
    assert answer["document"]["id"] == DOCUMENT_ID
    assert answer["document"]["last_error"]["code"] == "provider_unavailable"
    calls = site.calls()
    assert check(503)["document"]["status"] == "sent"
    assert site.calls() == calls


def test_whoever_asks_too_often_is_told_for_how_long_to_wait(table: DynamoTable, queue: Queue) -> None:
    out(table, queue)
    for _ in range(MOST):
        check()

    response = run(api_event("POST", CHECK))

    assert response["statusCode"] == 429
    assert int(response["headers"]["Retry-After"]) > 0


def test_a_strangers_document_is_as_unknown_as_none(table: DynamoTable, queue: Queue) -> None:
    out(table, queue)
    DynamoPartners(table, Tenant(OTHER_PARTNER_ID)).put(a_partner(id=OTHER_PARTNER_ID, tenant_name="other"), None)

    foreign = check(404, claims=STRANGER_CLAIMS)
    unknown = run(api_event("POST", CHECK.replace("AAK", "AAX"), claims=STRANGER_CLAIMS))

    assert {**foreign, "instance": None} == {**answer_of(unknown), "instance": None}


# --- Webhooks -----------------------------------------------------------------------------------------------------


def address(keys: SigningKeys = KEYS) -> str:
    link = Link(purpose=Purpose.WEBHOOK, partner_id=PARTNER_ID, object_id=PARTNER_ID, number=1)
    return f"/webhooks/getaccept/{seal_link(link, keys)}"


def webhook(body: str | bytes, path: str | None = None, *, as_binary: bool = False) -> int:
    event = page_event("POST", path or address())
    text = body if isinstance(body, bytes) else body.encode()
    event["body"] = base64.b64encode(text).decode() if as_binary else text.decode()
    event["isBase64Encoded"] = as_binary
    answer = run(event)
    assert not answer["body"]
    return int(answer["statusCode"])


def told(**changes: Any) -> str:
    event = {
        "event": "document.signed",
        "event_action": "signed",
        "document": {"id": "ga1", "external_id": DOCUMENT_ID},
    }
    return json.dumps(event | changes)


@pytest.mark.parametrize("as_binary", [False, True])
def test_a_webhook_has_the_status_read_back(
    table: DynamoTable, queue: Queue, site: GetAcceptSite, as_binary: bool
) -> None:
    out(table, queue, GETACCEPT)
    sign_at_getaccept(site)

    assert webhook(told(), as_binary=as_binary) == 204
    assert document().status is SENT
    queue.drain()

    assert document().status is SIGNED
    assert document().signed_file is not None
    assert document().history[-1].source == "webhook"


def test_what_a_webhook_says_is_not_believed(table: DynamoTable, queue: Queue, site: GetAcceptSite) -> None:
    out(table, queue, GETACCEPT)

    assert webhook(told()) == 204
    queue.drain()

    assert document().status is SENT


def test_a_webhook_that_comes_again_is_one_task(table: DynamoTable, queue: Queue, site: GetAcceptSite) -> None:
    out(table, queue, GETACCEPT)

    for _ in range(3):
        assert webhook(told()) == 204
    assert webhook(told(event_action="viewed")) == 204

    assert len(queue.bodies()) == 2


def test_a_webhook_at_an_address_that_nobody_was_given_finds_nothing(queue: Queue) -> None:
    for path in ("/webhooks/getaccept/guessed", address()[:-3], address(SigningKeys({1: b"another key"}))):
        assert webhook(told(), path) == 404
    assert queue.bodies() == []


@pytest.mark.parametrize("as_binary", [False, True])
@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "å" * 70_000, json.dumps({"x": "y" * 70_000, "document": {"external_id": DOCUMENT_ID}})],
    ids=["empty", "broken", "another", "large", "large-and-right"],
)
def test_a_webhook_that_makes_no_sense_is_taken_and_ignored(queue: Queue, body: str, as_binary: bool) -> None:
    assert webhook(body, as_binary=as_binary) == 204
    assert queue.bodies() == []


def test_a_webhook_that_cannot_be_queued_is_to_come_again(queue: Queue) -> None:
    queue.client.delete_queue(QueueUrl=ENVIRONMENT["SIGNING_QUEUE"])

    assert webhook(told()) == 503
