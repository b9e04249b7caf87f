"""A mail as the emulator recorded it, and what SES tells about one: the events of a configuration set.

A mail is sent and delivered. Where its address begins with `bounce` or `complaint`, alone or before a plus sign,
it bounces or is complained about, as at the SES mailbox simulator.
"""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parseaddr
from typing import Any, Literal, cast
from uuid import uuid4

import idna

Event = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    message_id: str
    sender: str
    to: tuple[str, ...]
    sent_at: datetime
    message: EmailMessage

    @property
    def identifier(self) -> str:
        return self.message_id.partition("@")[0]

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    def body(self, kind: Literal["plain", "html"]) -> str:
        part = self.message.get_body((kind,))
        return str(part.get_content()).replace("\r\n", "\n") if part else ""

    def attachments(self) -> list[Attachment]:
        return [
            Attachment(
                name=part.get_filename() or f"attachment-{number}",
                content_type=part.get_content_type(),
                content=cast("bytes", part.get_payload(decode=True)),
            )
            for number, part in enumerate(self.message.iter_attachments())
        ]


def sent_mail(record: Mapping[str, Any]) -> SentMail:
    message = _message(record)
    headers = [str(value) for name in ("To", "Cc") for value in message.get_all(name, [])]
    envelope = [*record["To"], *record["CC"], *record["BCC"]]
    return SentMail(
        message_id=record["MessageId"],
        sender=record["Source"] or str(message["From"]),
        to=tuple(address for _, address in getaddresses(envelope or headers)),
        sent_at=datetime.fromtimestamp(record["Timestamp"], UTC),
        message=message,
    )


def _message(record: Mapping[str, Any]) -> EmailMessage:
    if record.get("Raw"):
        return message_from_bytes(base64.b64decode(record["Raw"]), policy=default)
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = record["Source"], ", ".join(record["To"]), record["Subject"]
    message.set_content(record["BodyText"] or "")
    if record["BodyHtml"]:
        message.add_alternative(record["BodyHtml"], subtype="html")
    return message


def events(
    mail: SentMail, *, configuration_set: str, tags: Mapping[str, str], account: str, region: str
) -> Iterator[Event]:
    at = timestamp(mail.sent_at)
    domain = parseaddr(mail.sender)[1].rpartition("@")[2]
    about = {
        "timestamp": at,
        "source": mail.sender,
        "sourceArn": f"arn:aws:ses:{region}:{account}:identity/{domain}",
        "sendingAccountId": account,
        "messageId": mail.message_id,
        "destination": list(mail.to),
        "headersTruncated": False,
        "headers": [{"name": name, "value": str(value)} for name, value in mail.message.items()],
        "commonHeaders": {
            "from": [mail.sender],
            "to": list(mail.to),
            "messageId": mail.message_id,
            "subject": mail.subject,
        },
        "tags": {
            "ses:source-ip": ["127.0.0.1"],
            "ses:configuration-set": [configuration_set],
            "ses:from-domain": [domain],
            **{name: [value] for name, value in tags.items()},
        },
    }
    yield {"eventType": "Send", "mail": about, "send": {}}
    for recipient in mail.to:
        for kind in _outcomes(recipient):
            yield {"eventType": kind, "mail": about, kind.lower(): _details(kind, recipient, at)}


def _outcomes(recipient: str) -> tuple[str, ...]:
    match recipient.partition("@")[0].partition("+")[0].lower():
        case "bounce" | "suppressionlist":
            return ("Bounce",)
        case "complaint":
            return ("Delivery", "Complaint")
        case _:
            return ("Delivery",)


def _details(kind: str, recipient: str, at: str) -> Event:
    match kind:
        case "Bounce":
            failure = {"action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
            return {
                "feedbackId": str(uuid4()),
                "bounceType": "Permanent",
                "bounceSubType": "General",
                "bouncedRecipients": [{"emailAddress": recipient, **failure}],
                "timestamp": at,
                "reportingMTA": "dns; a1-1.smtp-out.eu-north-1.amazonses.com",
            }
        case "Complaint":
            return {
                "feedbackId": str(uuid4()),
                "complaintSubType": None,
                "complainedRecipients": [{"emailAddress": recipient}],
                "timestamp": at,
                "userAgent": "Amazon SES Mailbox Simulator",
                "complaintFeedbackType": "abuse",
                "arrivalDate": at,
            }
        case _:
            return {
                "timestamp": at,
                "processingTimeMillis": 500,
                "recipients": [recipient],
                "smtpResponse": "250 2.6.0 Message received",
                "reportingMTA": "a1-1.smtp-out.eu-north-1.amazonses.com",
            }


def readable(address: str) -> str:
    """As its owner writes it: the domain of a mail's envelope is ASCII."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{idna.decode(domain) if 'xn--' in domain else domain}"


def timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
