"""What SES tells about a mail, and how the mailbox shows one."""

import base64
import json
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import idna
import pytest

from local.emulator_faults import MailService
from local.mail import SentMail, events, sent_mail
from local.mailbox import Mailbox
from local.texts import SentText, sent_text

ANNA = "anna@" + idna.encode("räksmörgåsen.example").decode()


def a_mail(to: str = ANNA, *, message_id: str = "m-1", minute: int = 0) -> SentMail:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Göta via Countersign <no-reply@countersign.example>"
    message["To"] = f"Anna <{to}>"
    message["Subject"] = "Bekräfta <b>allt</b>"
    message.set_content("Hej Anna\n\nhttps://countersign.example/approve/abc\n")
    message.add_alternative("<p>Hej<script>alert(1)</script></p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="kopia å.pdf")
    return sent_mail(
        {
            "MessageId": f"{message_id}@email.amazonses.com",
            "Source": "no-reply@countersign.example",
            "To": [to],
            "CC": [],
            "BCC": [],
            "Timestamp": datetime(2026, 11, 22, 9, minute, tzinfo=UTC).timestamp(),
            "Raw": base64.b64encode(message.as_bytes()).decode(),
        }
    )


def kinds(to: str) -> list[str]:
    told = events(a_mail(to), configuration_set="set", tags={}, account="000000000000", region="eu-north-1")
    return [event["eventType"] for event in told]


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("anna@customer.example", ["Send", "Delivery"]),
        ("bounce@customer.example", ["Send", "Bounce"]),
        ("bounce+kitchen@customer.example", ["Send", "Bounce"]),
        ("bouncer@customer.example", ["Send", "Delivery"]),
        ("complaint@simulator.amazonses.com", ["Send", "Delivery", "Complaint"]),
    ],
)
def test_the_address_decides_what_becomes_of_a_mail(to: str, told: list[str]) -> None:
    assert kinds(to) == told


def test_an_event_carries_the_tags_and_the_message_id() -> None:
    [sent, _] = events(
        a_mail(), configuration_set="set", tags={"message_id": "x"}, account="000000000000", region="eu-north-1"
    )

    assert sent["mail"]["messageId"] == "m-1@email.amazonses.com"
    assert sent["mail"]["tags"]["message_id"] == ["x"]
    assert sent["mail"]["tags"]["ses:configuration-set"] == ["set"]


def mailbox(*mails: SentMail) -> Mailbox:
    return Mailbox("http://127.0.0.1:8081", MailService(), lambda: list(mails), list)


def rows(box: Mailbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(box.answer("GET", "/messages.json", b"").body)
    return found


def test_a_mail_is_listed_with_its_parts() -> None:
    [row] = rows(mailbox(a_mail()))

    assert row == {
        "id": "m-1",
        "channel": "email",
        "to": ["anna@räksmörgåsen.example"],
        "subject": "Bekräfta <b>allt</b>",
        "text": "Hej Anna\n\nhttps://countersign.example/approve/abc\n",
        "html": "<p>Hej<script>alert(1)</script></p>\n",
        "attachments": [{"name": "kopia å.pdf", "size": 4, "url": "http://127.0.0.1:8081/messages/m-1/attachments/0"}],
        "sent_at": "2026-11-22T09:00:00.000Z",
    }


def test_the_newest_mail_comes_first() -> None:
    box = mailbox(a_mail(message_id="old", minute=1), a_mail(message_id="new", minute=2))

    assert [row["id"] for row in rows(box)] == ["new", "old"]


def test_an_attachment_is_served_byte_for_byte() -> None:
    answer = mailbox(a_mail()).answer("GET", "/messages/m-1/attachments/0", b"")

    assert (answer.status, answer.content_type, answer.body) == (200, "application/pdf", b"%PDF")


@pytest.mark.parametrize("path", ["/messages/m-1/attachments/1", "/messages/m-2/html", "/nothing"])
def test_what_is_not_there_is_not_found(path: str) -> None:
    assert mailbox(a_mail()).answer("GET", path, b"").status == 404


def test_the_page_escapes_what_a_mail_says() -> None:
    page = mailbox(a_mail()).answer("GET", "/", b"").body.decode()

    assert "Bekräfta &lt;b&gt;allt&lt;/b&gt;" in page
    assert "<script>" not in page


def test_the_html_of_a_mail_runs_nothing() -> None:
    answer = mailbox(a_mail()).answer("GET", "/messages/m-1/html", b"")

    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "allow-scripts" not in policy


def test_the_mail_service_is_taken_down_and_up() -> None:
    service = MailService()
    box = Mailbox("http://127.0.0.1:8081", service, list, list)

    assert box.answer("PUT", "/mail-service", b'{"available": false}').status == 204
    assert not service.available
    box.answer("PUT", "/mail-service", b'{"available": true}')
    assert service.available


def a_text(minute: int = 0) -> SentText:
    return sent_text(
        {
            "MessageId": "t-1",
            "PhoneNumber": "+46701234567",
            "Message": "Skriv under: https://countersign.example/sign/abc <b>",
            "Timestamp": datetime(2026, 11, 22, 9, minute, tzinfo=UTC).timestamp(),
        }
    )


def test_texts_stand_among_the_mails_newest_first() -> None:
    box = Mailbox("http://127.0.0.1:8081", MailService(), lambda: [a_mail(minute=1)], lambda: [a_text(2)])

    text, mail = json.loads(box.answer("GET", "/messages.json", b"").body)

    assert mail["channel"] == "email"
    assert text == {
        "id": "t-1",
        "channel": "sms",
        "to": ["+46701234567"],
        "subject": "",
        "text": "Skriv under: https://countersign.example/sign/abc <b>",
        "html": "",
        "attachments": [],
        "sent_at": "2026-11-22T09:02:00.000Z",
    }


def test_a_text_is_shown_with_its_link() -> None:
    box = Mailbox("http://127.0.0.1:8081", MailService(), list, lambda: [a_text()])

    page = box.answer("GET", "/", b"").body.decode()

    assert '<a href="https://countersign.example/sign/abc">' in page
    assert "<b>" not in page
