"""What GetAccept answers, as far as we read it. It may always tell more; a date that says nothing is none."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

LONGEST_WORD = 100
LONGEST_TEXT = 1000

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def plain(text: str, longest: int = LONGEST_TEXT) -> str:
    """Foreign words, fit to be kept and shown."""
    return _CONTROL.sub(" ", text).strip()[:longest]


def _read_time(value: Any) -> datetime | None:
    """GetAccept's times are in UTC; where there is none it writes zeros."""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _unwrapped(value: Any) -> Any:
    """One that was made comes as a list of one."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


Id = Annotated[str, Field(min_length=1, max_length=LONGEST_WORD)]
Word = Annotated[str, AfterValidator(lambda word: plain(word, LONGEST_WORD))]
Time = Annotated[datetime | None, BeforeValidator(_read_time)]


class Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True, defer_build=True)


class TokenAnswer(Answer):
    access_token: Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"^[!-~]+$")]
    expires_in: Annotated[int, Field(ge=0)]


class WhoAnswer(Answer):
    user_id: Id
    entity_id: Id


class DocumentAnswer(Answer):
    id: Id
    status: Word
    external_id: str | None = None
    send_date: Time = None
    sign_date: Time = None


class DocumentRow(Answer):
    """Of a list; it doesn't tell our own id."""

    id: Id
    status: Word
    created_at: Time = None


class EventAnswer(Answer):
    event_name: str | None = None
    event_meta_data: Any = None


class DownloadAnswer(Answer):
    document_url: str


class SubscriptionAnswer(Answer):
    event: str | None = None
    target_url: str | None = None


class Refusal(Answer):
    error: str | None = None
    description: str | None = None


token = TypeAdapter(TokenAnswer)
who = TypeAdapter(WhoAnswer)
document = TypeAdapter(DocumentAnswer)
documents = TypeAdapter(list[DocumentRow])
events = TypeAdapter(list[EventAnswer])
download = TypeAdapter(DownloadAnswer)
subscription: TypeAdapter[SubscriptionAnswer] = TypeAdapter(Annotated[SubscriptionAnswer, BeforeValidator(_unwrapped)])
subscriptions = TypeAdapter(list[SubscriptionAnswer])
refusal = TypeAdapter(Refusal)
