"""What comes in and what goes out as JSON."""

from pydantic import BaseModel, ConfigDict


class RequestModel(BaseModel):
    """What a client sends: an unknown name is a mistake, and is said."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AnswerModel(BaseModel):
    """What we answer: made by us from checked state, so it is built without checking it again."""

    model_config = ConfigDict(frozen=True)
