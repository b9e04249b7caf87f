"""Messages through the whole function: table of template.yaml, SES and events as AWS shapes them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import BotoCoreError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from functions.deliver_messages import handler
from shared import wiring
from shared.adapters.dynamodb.outbox import DynamoOutbox
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.approval_messages import acceptance_copies, approval_reminder, approval_request
from shared.domain.confirmation import Confirmation, Person
from shared.domain.message import Message, MessageState, MessageStep
from shared.domain.quote import Quote
from tests.support import seeds
from tests.support.builders import (
    A_PHONE,
    NOON,
    PARTNER_ID,
    TENANT,
    a_confirmation,
    a_contact,
    a_customer,
    a_partner,
    a_quote,
)
from tests.support.events import Context

REQUEST = approval_request(a_confirmation(), PARTNER_ID, NOON)


class HurriedContext(Context):
    """Time runs out after that many looks at the clock."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self._looks = looks

    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override]
        self._looks -= 1
        return 60_000 if self._looks >= 0 else 1_000


class Clock:
    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, clock: Clock) -> None:
    """A partner with a customer, terms and a quote, and a sender whose domain SES knows."""
    seeds.put_reseller(table)
    boto3.client("sesv2").create_email_identity(EmailIdentity="countersign.example")


@pytest.fixture
def outbox(table: DynamoTable) -> DynamoOutbox:
    return DynamoOutbox(table)


def send_confirmation(confirmation: Confirmation | None = None) -> Confirmation:
    """As send_confirmation commits it: the confirmation, its quote and its message at once."""
    sent = confirmation or a_confirmation()
    message = approval_request(sent, PARTNER_ID, NOON)
    wiring.confirmations(TENANT).send(sent, a_quote().confirmed_by(sent.id), message, replaced=None, once=None)
    return sent


def handle(event: dict[str, Any], looks: int = 1000) -> dict[str, Any]:
    answer: dict[str, Any] = handler.lambda_handler(event, HurriedContext(looks))
    return answer


def sweep(looks: int = 1000) -> dict[str, Any]:
    return handle({"sweep": "messages"}, looks)


def stream(*messages: Message, name: str = "INSERT", partition: str | None = None) -> dict[str, Any]:
    """The records of a batch, numbered from 1."""
    records = [
        {
            "eventID": str(number),
            "eventName": name,
            "eventSource": "aws:dynamodb",
            "awsRegion": "eu-north-1",
            "dynamodb": {
                "Keys": {
                    "pk": {"S": partition or f"OUTBOX#{message.partner_id}#{message.id}"},
                    "sk": {"S": "MESSAGE"},
                },
                "SequenceNumber": str(number),
                "StreamViewType": "NEW_AND_OLD_IMAGES",
            },
        }
        for number, message in enumerate(messages, start=1)
    ]
    return handle({"Records": records})


def mail_event(kind: str, message_id: str = REQUEST.id, **details: Any) -> dict[str, Any]:
    at = "2026-11-22T12:00:05.250Z"
    tags = {"partner_id": [PARTNER_ID], "message_id": [message_id]}
    told = {"eventType": kind, "mail": {"timestamp": at, "tags": tags}, kind.lower(): {"timestamp": at, **details}}
    record = {
        "EventSource": "aws:sns",
        "EventVersion": "1.0",
        "Sns": {"Type": "Notification", "Message": json.dumps(told)},
    }
    return handle({"Records": [record]})


def mailbox() -> list[EmailMessage]:
    """What SES was given, oldest first."""
    sent = ses_backends[DEFAULT_ACCOUNT_ID]["eu-north-1"].sent_messages
    return [message_from_string(mail.raw_data, policy=default) for mail in sent]


@contextmanager
def on_mail_request(event: str, handler: Any) -> Iterator[None]:
    events = wiring.mailer()._client.meta.events
    events.register_first(f"{event}.sesv2.SendEmail", handler)
    try:
        yield
    finally:
        events.unregister(f"{event}.sesv2.SendEmail", handler)


@contextmanager
def ses_answers(status: int, code: str) -> Iterator[list[str]]:
    """SES takes no mail and answers with an error; the codes that it answered are kept."""
    answered: list[str] = []

    def refuse(**_: Any) -> Any:
        answered.append(code)
        metadata = {"HTTPStatusCode": status}
        return SimpleNamespace(status_code=status), {"Error": {"Code": code}, "ResponseMetadata": metadata}

    with on_mail_request("before-call", refuse):
        yield answered


@contextmanager
def ses_loses_its_reply() -> Iterator[list[str]]:
    """SES takes each mail, and an error comes back instead of its reply; the requests are kept."""
    asked: list[str] = []

    class Body:
        def stream(self) -> Iterator[bytes]:
            yield b"{}"

    def lose(request: Any, **_: Any) -> Any:
        asked.append(request.url)
        return AWSResponse(request.url, 500, HTTPHeaders(), Body())

    with on_mail_request("before-send", lose):
        yield asked


def test_the_stream_delivers_a_new_message(outbox: DynamoOutbox) -> None:
    send_confirmation()

    answer = stream(REQUEST)

    (mail,) = mailbox()
    assert answer == {"batchItemFailures": []}
    assert mail["To"].addresses[0].addr_spec == "anna.ek@bageri.example"
    assert mail["Subject"] == "Nordic Resale AB asks you to confirm: Safe workplace"
    assert outbox.get(PARTNER_ID, REQUEST.id).state is MessageState.SENT


def test_a_mail_carries_the_tags_that_its_events_come_back_with() -> None:
    send_confirmation()
    requests: list[dict[str, Any]] = []
    wiring.mailer()._client.meta.events.register(
        "provide-client-params.sesv2.SendEmail", lambda params, **_: requests.append(params)
    )

    stream(REQUEST)

    (request,) = requests
    assert request["EmailTags"] == [
        {"Name": "partner_id", "Value": PARTNER_ID},
        {"Name": "message_id", "Value": REQUEST.id},
    ]
    assert request["ConfigurationSetName"] == "test-mail"
    assert request["Destination"] == {"ToAddresses": ["anna.ek@bageri.example"]}


def test_the_same_record_again_sends_nothing_more() -> None:
    send_confirmation()

    stream(REQUEST)
    stream(REQUEST, REQUEST)

    assert len(mailbox()) == 1


def test_other_rows_and_later_changes_of_a_message_are_none_of_its_business() -> None:
    send_confirmation()

    assert stream(REQUEST, name="MODIFY") == {"batchItemFailures": []}
    assert stream(REQUEST, partition=f"PARTNER#{PARTNER_ID}") == {"batchItemFailures": []}
    assert mailbox() == []


def test_a_record_that_fails_is_reported_alone() -> None:
    send_confirmation()
    unknown = replace(REQUEST, id="cnf_unknown-approval_request-1")

    answer = stream(unknown, REQUEST)

    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert len(mailbox()) == 1


def test_the_sweep_finds_what_the_stream_dropped(clock: Clock) -> None:
    send_confirmation()

    too_early = sweep()
    clock.at += timedelta(seconds=60)

    assert too_early == {}
    assert sweep() == {"sent": 1}
    assert sweep() == {}
    assert len(mailbox()) == 1


def test_a_message_that_fails_in_the_sweep_holds_up_no_other(table: DynamoTable, clock: Clock) -> None:
    sent = send_confirmation()
    orphan = replace(REQUEST, id="cnf_gone-approval_request-1", about="cnf_01KAAAAAAD0000000000000000")
    accepted = sent.viewed(now=NOON, origin=A_PHONE)
    wiring.confirmations(TENANT).save(accepted, (orphan,))
    clock.at += timedelta(seconds=60)

    assert sweep() == {"sent": 1, "failed": 1}


def test_a_message_that_stays_due_is_tried_once_in_a_sweep(clock: Clock) -> None:
    send_confirmation()
    clock.at += timedelta(seconds=60)

    def refuse(**_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="https://dynamodb.example")

    events = wiring._table()._client.meta.events
    events.register_first("before-call.dynamodb.TransactWriteItems", refuse)

    assert sweep() == {"failed": 1}


def test_a_sweep_that_runs_out_of_time_leaves_the_rest_to_the_next(clock: Clock) -> None:
    sent = send_confirmation()
    reminded = sent.reminded(now=NOON, reminder=timedelta(days=5))
    wiring.confirmations(TENANT).save(reminded, (approval_reminder(reminded, PARTNER_ID, NOON),))
    clock.at += timedelta(seconds=60)

    assert sweep(looks=1) == {"sent": 1}
    assert sweep() == {"sent": 1}
    assert len(mailbox()) == 2


def test_ses_down_for_an_hour_then_up_sends_each_mail_once(clock: Clock, outbox: DynamoOutbox) -> None:
    sent = send_confirmation()
    reminded = sent.reminded(now=NOON, reminder=timedelta(days=5))
    reminder = approval_reminder(reminded, PARTNER_ID, NOON)
    wiring.confirmations(TENANT).save(reminded, (reminder,))

    with ses_answers(503, "ServiceUnavailableException") as asked:
        assert stream(REQUEST, reminder) == {"batchItemFailures": []}
        for _ in range(12):
            clock.at += timedelta(minutes=5)
            sweep()
    assert mailbox() == []
    assert len(asked) > 10

    for _ in range(3):
        clock.at += timedelta(minutes=5)
        sweep()

    assert sorted(str(mail["Subject"]) for mail in mailbox()) == [
        "Nordic Resale AB asks you to confirm: Safe workplace",
        "Reminder from Nordic Resale AB: Safe workplace",
    ]
    assert {outbox.get(PARTNER_ID, one.id).state for one in (REQUEST, reminder)} == {MessageState.SENT}


def test_a_lost_reply_is_asked_for_once_and_closed_by_the_send_event(clock: Clock) -> None:
    send_confirmation()

    with ses_loses_its_reply() as asked:
        stream(REQUEST)
    mail_event("Send")
    clock.at += timedelta(hours=1)

    assert sweep() == {}
    assert (len(asked), len(mailbox())) == (1, 1)


def test_a_lost_reply_whose_event_is_lost_too_sends_a_second_time_after_the_lease(clock: Clock) -> None:
    send_confirmation()

    with ses_loses_its_reply():
        stream(REQUEST)
    clock.at += timedelta(seconds=59)
    assert sweep() == {}
    clock.at += timedelta(minutes=2)

    assert sweep() == {"sent": 1}
    assert len(mailbox()) == 2


@pytest.mark.parametrize("code", ["MessageRejected", "BadRequestException"])
def test_a_mail_that_ses_refuses_dies_visibly(
    code: str, outbox: DynamoOutbox, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    send_confirmation()

    with ses_answers(400, code):
        stream(REQUEST)

    kept = outbox.get(PARTNER_ID, REQUEST.id)
    assert (kept.state, kept.events[-1].detail) == (MessageState.DEAD, code)
    assert "MessageDied" in capsys.readouterr().out
    clock.at += timedelta(days=1)
    assert sweep() == {}


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (429, "TooManyRequestsException"),
        (400, "SendingPausedException"),
        (400, "AccountSuspendedException"),
        (400, "MailFromDomainNotVerifiedException"),
        (403, "AccessDeniedException"),
    ],
)
def test_what_an_operator_can_put_right_is_waited_for(status: int, code: str, outbox: DynamoOutbox) -> None:
    send_confirmation()

    with ses_answers(status, code):
        stream(REQUEST)

    assert outbox.get(PARTNER_ID, REQUEST.id).state is MessageState.WAITING


@pytest.mark.parametrize("failure", [EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError])
def test_an_unreachable_ses_postpones_the_message(failure: type[BotoCoreError], clock: Clock) -> None:
    send_confirmation()

    def fail(**_: Any) -> None:
        raise failure(endpoint_url="https://email.example")

    with on_mail_request("before-call", fail):
        assert stream(REQUEST) == {"batchItemFailures": []}
    clock.at += timedelta(minutes=5)

    assert sweep() == {"sent": 1}


def test_nothing_of_the_receiver_is_logged(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="countersign")
    send_confirmation()
    with ses_answers(503, "ServiceUnavailableException"):
        stream(REQUEST)
    clock.at += timedelta(minutes=5)
    sweep()
    mail_event("Delivery")

    logged = [vars(record) for record in caplog.records if record.name == "countersign"]
    assert [line.get("outcome") for line in logged] == ["postponed", "sent", None]
    for secret in ("anna", "Anna", "bageri", "Nordic", "Sam", "/approve/", "Safe workplace"):
        assert secret not in str(logged)


def test_a_failure_is_logged_by_its_place_without_what_it_quotes(caplog: pytest.LogCaptureFixture) -> None:
    send_confirmation()

    def fail(**_: Any) -> None:
        raise ValueError("anna.ek@bageri.example")

    with on_mail_request("before-call", fail):
        answer = stream(REQUEST)

    (line,) = [vars(record) for record in caplog.records if record.name == "countersign"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1"}]}
    assert (line["message"], line["error"]) == ("message failed", "ValueError")
    assert "anna" not in str(line)


@pytest.mark.parametrize(
    ("order", "state"),
    [
        (("Send", "Delivery"), MessageState.DELIVERED),
        (("Delivery", "Send"), MessageState.DELIVERED),
        (("Delivery", "Delivery", "Complaint", "Send"), MessageState.COMPLAINED),
    ],
)
def test_events_come_in_any_order_and_twice(order: tuple[str, ...], state: MessageState, outbox: DynamoOutbox) -> None:
    send_confirmation()
    stream(REQUEST)

    for kind in order:
        mail_event(kind)

    assert outbox.get(PARTNER_ID, REQUEST.id).state is state


def test_a_bounce_is_shown_where_the_mail_was_sent_from() -> None:
    sent = send_confirmation()
    stream(REQUEST)

    mail_event(
        "Bounce",
        bounceType="Permanent",
        bounceSubType="General",
        bouncedRecipients=[{"emailAddress": "x", "status": "5.1.1"}],
    )

    (delivered,) = wiring.confirmations(TENANT).with_delivery([sent])
    assert delivered.message is not None
    assert delivered.message.state is MessageState.BOUNCED
    assert delivered.message.events[-1].what is MessageStep.BOUNCE
    assert delivered.message.events[-1].detail == "Permanent/General 5.1.1"


def test_the_send_event_closes_a_row_whose_reply_was_lost(clock: Clock) -> None:
    send_confirmation()
    mail_event("Send")
    clock.at += timedelta(hours=1)

    assert sweep() == {}
    assert stream(REQUEST) == {"batchItemFailures": []}
    assert mailbox() == []


def test_an_event_of_an_unknown_message_is_logged_and_ignored(caplog: pytest.LogCaptureFixture) -> None:
    assert mail_event("Delivery", message_id="cnf_unknown-approval_request-1") == {}
    assert "mail event of an unknown message ignored" in caplog.messages


def test_a_foreign_event_is_refused_so_that_it_is_set_aside() -> None:
    with pytest.raises(ValueError, match="neither the stream"):
        handle({"Records": [{"eventSource": "aws:s3"}]})


def test_no_price_of_the_quote_is_in_any_mail(clock: Clock) -> None:
    sent = send_confirmation()
    stream(REQUEST)
    accept(sent)
    clock.at += timedelta(seconds=60)

    sweep()

    mails = mailbox()
    assert len(mails) == 3
    for mail in mails:
        said = "".join(str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text")
        for price in prices(a_quote()):
            assert price not in said


def accept(sent: Confirmation) -> None:
    """By Anna, with the copies that accept_terms commits."""
    accepted = sent.accepted(Person.of(a_contact()), now=NOON, origin=A_PHONE)
    copies = acceptance_copies(accepted, a_partner(), a_customer(), NOON)
    wiring.confirmations(TENANT).save(accepted, copies)


def prices(quote: Quote) -> set[str]:
    """Every amount of the quote, in the ways that people write amounts."""
    amounts = {line.unit_price.amount for line in quote.lines} | {line.amount.amount for line in quote.lines}
    amounts |= {quote.totals.monthly.amount, quote.totals.one_time.amount, quote.totals.first_payment.amount}
    return {
        written
        for amount in amounts
        for kronor in (f"{amount // 100}", f"{amount // 100:,}", f"{amount // 100:,}".replace(",", " "))
        for written in (kronor, f"{amount}")
    } | {quote.currency}
