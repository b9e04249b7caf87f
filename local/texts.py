"""A text to a mobile phone, as the emulator recorded it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class SentText:
    identifier: str
    to: str
    text: str
    sent_at: datetime


def sent_text(record: Mapping[str, Any]) -> SentText:
    return SentText(
        identifier=record["MessageId"],
        to=record["PhoneNumber"],
        text=record["Message"],
        sent_at=datetime.fromtimestamp(record["Timestamp"], UTC),
    )
