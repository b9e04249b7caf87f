"""What SES reports, as its documentation shows the records."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from functions.deliver_messages.keep_outcome import Ledger
from functions.deliver_messages.record_report import read_report, record_report
from shared.domain.approval_messages import approval_request
from shared.domain.errors import NotFound
from shared.domain.message import MessageState, MessageStep
from tests.support.builders import NOON, OTHER_PARTNER_ID, PARTNER_ID, a_confirmation, a_partner
from tests.support.fakes.envelopes import FakeEnvelopes
from tests.support.fakes.outbox import FakeOutbox
from tests.support.fakes.signing_queue import FakeSigningQueue

REQUEST = approval_request(a_confirmation(), PARTNER_ID, NOON)
AT = "2026-11-22T12:00:05.250Z"


def ses_event(kind: str, *, partner_id: str = PARTNER_ID, **details: Any) -> str:
    mail = {
        "timestamp": AT,
        "messageId": "010001-000000",
        "destination": [REQUEST.to_address],
        "tags": {
            "ses:configuration-set": ["mail"],
            "partner_id": [partner_id],
            "message_id": [REQUEST.id],
        },
    }
    return json.dumps({"eventType": kind, "mail": mail, kind.lower(): {"timestamp": AT, **details}})


def bounce(kind: str) -> str:
    return ses_event(
        "Bounce",
        bounceType=kind,
        bounceSubType="General",
        bouncedRecipients=[
            {
                "emailAddress": REQUEST.to_address,
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": f"smtp; 550 5.1.1 <{REQUEST.to_address}>: user unknown",
            }
        ],
    )


def ledger_of(outbox: FakeOutbox) -> Ledger:
    envelopes = FakeEnvelopes(a_partner())
    return Ledger(outbox=outbox, envelopes=lambda _: envelopes, queue=FakeSigningQueue(), now=lambda: NOON)


def tell(outbox: FakeOutbox, text: str) -> None:
    report = read_report(text)
    assert report is not None
    record_report(report, ledger_of(outbox))


@pytest.mark.parametrize(
    ("text", "state"),
    [
        (ses_event("Send"), MessageState.SENT),
        (ses_event("Delivery", smtpResponse="250 ok"), MessageState.DELIVERED),
        (bounce("Permanent"), MessageState.BOUNCED),
        (bounce("Undetermined"), MessageState.BOUNCED),
        (bounce("Transient"), MessageState.BOUNCED),
        (ses_event("Complaint", complainedRecipients=[{"emailAddress": "x"}]), MessageState.COMPLAINED),
    ],
    ids=["send", "delivery", "permanent", "undetermined", "transient", "complaint"],
)
def test_each_report_is_kept_with_the_message(text: str, state: MessageState) -> None:
    outbox = FakeOutbox(REQUEST)

    tell(outbox, text)
    tell(outbox, text)

    kept = outbox.get(PARTNER_ID, REQUEST.id)
    assert (kept.state, kept.due_at, kept.version) == (state, None, 2)
    assert [event.at for event in kept.events] == [datetime(2026, 11, 22, 12, 0, 5, 250000, tzinfo=UTC)]


def test_a_bounce_says_why_and_names_nobody() -> None:
    outbox = FakeOutbox(REQUEST)

    tell(outbox, bounce("Permanent"))

    assert outbox.get(PARTNER_ID, REQUEST.id).events[-1].detail == "Permanent/General 5.1.1"


def test_a_complaint_says_of_what_kind_it_is() -> None:
    report = read_report(ses_event("Complaint", complaintFeedbackType="abuse"))

    assert report is not None
    assert (report.step, report.detail) == (MessageStep.COMPLAINT, "abuse")


@pytest.mark.parametrize(
    "text",
    [
        "Successfully validated SNS topic for Amazon SES event publishing.",
        ses_event("Open"),
        json.dumps({"eventType": "Send", "mail": {"timestamp": AT, "tags": {"ses:from-domain": ["x"]}}}),
        json.dumps({"notificationType": "AmazonSnsSubscriptionSucceeded"}),
        json.dumps(["Send"]),
    ],
    ids=["greeting", "other kind", "no tags of ours", "other notification", "no object"],
)
def test_what_tells_nothing_of_a_message_of_ours_is_ignored(text: str) -> None:
    assert read_report(text) is None


def test_a_report_of_an_unknown_message_is_not_found() -> None:
    report = read_report(ses_event("Send", partner_id=OTHER_PARTNER_ID))
    assert report is not None

    with pytest.raises(NotFound):
        record_report(report, ledger_of(FakeOutbox(REQUEST)))
