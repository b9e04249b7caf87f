"""What the routes of keeping take and answer."""

from typing import Annotated, Self

from pydantic import StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from functions.keep_evidence.erase_person import Erased
from shared.fields import Email, Paragraph
from shared.models import AnswerModel, RequestModel

PhoneNumber = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+[1-9][0-9]{4,14}$")]


class HoldRequest(RequestModel):
    reason: Paragraph


class ErasureRequest(RequestModel):
    """The person by the address that a link went to: of mail, or of text messages (E.164)."""

    email: Email | None = None
    phone: PhoneNumber | None = None
    reason: Paragraph

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.email is None) == (self.phone is None):
            raise PydanticCustomError("missing", "Give an email address or a phone number, one of them.")
        return self

    @property
    def address(self) -> str:
        return self.email or self.phone or ""


class ErasedRecordAnswer(AnswerModel):
    record_id: str
    names: tuple[str, ...]


class ErasureAnswer(AnswerModel):
    """`names` are those of the values that were erased now; `held` are records on hold, of which nothing was."""

    erased: tuple[ErasedRecordAnswer, ...]
    held: tuple[str, ...]

    @classmethod
    def of(cls, erased: Erased) -> Self:
        return cls(
            erased=tuple(ErasedRecordAnswer(record_id=one, names=names) for one, names in erased.erased.items()),
            held=erased.held,
        )
