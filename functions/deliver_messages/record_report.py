"""What SES reports of a mail moves its message on. Reports come twice, late and in any order (F5)."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from functions.deliver_messages.keep_outcome import Ledger, keep_outcome
from shared.domain.concurrency import settle
from shared.domain.message import Message, MessageStep

_instant = TypeAdapter(datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    partner_id: str
    message_id: str
    step: MessageStep
    at: datetime
    detail: str = ""


def read_report(text: str) -> Report | None:
    """None when it tells nothing of a message of ours: SES also announces itself, in plain words."""
    try:
        event = json.loads(text)
    except json.JSONDecodeError:
        return None
    match event:
        case {"eventType": kind, "mail": {"tags": {"partner_id": [partner_id], "message_id": [message_id]}}} if (
            kind in READERS
        ):
            step, at, detail = READERS[kind](event)
        case _:
            return None
    return Report(
        partner_id=partner_id, message_id=message_id, step=step, at=_instant.validate_python(at), detail=detail
    )


def record_report(report: Report, ledger: Ledger) -> Message:
    """Raises NotFound."""

    def record() -> Message:
        message = ledger.outbox.get(report.partner_id, report.message_id)
        moved = message.moved(report.step, report.at, report.detail)
        if moved is not message:
            keep_outcome(moved, ledger)
        return moved

    return settle(record)


type Facts = tuple[MessageStep, str, str]


def _send(event: dict[str, Any]) -> Facts:
    return MessageStep.SEND, event["mail"]["timestamp"], ""


def _delivery(event: dict[str, Any]) -> Facts:
    return MessageStep.DELIVERY, event["delivery"]["timestamp"], ""


def _bounce(event: dict[str, Any]) -> Facts:
    """Type and status only: diagnostic texts quote addresses."""
    bounce = event["bounce"]
    status = {recipient.get("status", "") for recipient in bounce["bouncedRecipients"]} - {""}
    detail = " ".join([f"{bounce['bounceType']}/{bounce['bounceSubType']}", *sorted(status)])
    step = MessageStep.TRANSIENT_BOUNCE if bounce["bounceType"] == "Transient" else MessageStep.BOUNCE
    return step, bounce["timestamp"], detail


def _complaint(event: dict[str, Any]) -> Facts:
    complaint = event["complaint"]
    return MessageStep.COMPLAINT, complaint["timestamp"], complaint.get("complaintFeedbackType") or ""


READERS = {"Send": _send, "Delivery": _delivery, "Bounce": _bounce, "Complaint": _complaint}
