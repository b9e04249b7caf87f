"""What the routes of the RFI take and answer: models made of the questions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, WithJsonSchema, create_model

from functions.request_information.check_answers import Sent
from functions.request_information.company import Company
from shared.domain.order import RfiStatus
from shared.domain.rfi import MAX_ENTRIES, QUESTIONS, Answer, Kind, Question, Rfi
from shared.fields import unset
from shared.models import AnswerModel, RequestModel

# What a value must be is for the use case to check, which knows the partner's country: all faults at once.
_SENT: dict[Kind, dict[str, str]] = {
    Kind.NAME: {},
    Kind.EMAIL: {"format": "email"},
    Kind.MOBILE: {"description": "With a country code, or as it is written in the partner's country."},
    Kind.ADDRESSES: {"description": "An IPv4 or IPv6 address, or a network in CIDR notation."},
    Kind.DOMAINS: {"description": "A domain name, also an internationalised one."},
    Kind.HOSTS: {"description": "The name or the address of a host."},
}


def _sent_type(question: Question) -> Any:
    if question.kind is Kind.CHOICE:
        return Annotated[str, WithJsonSchema({"type": "string", "enum": list(question.choices)})]
    one = {"type": "string", **_SENT[question.kind]}
    if question.takes_list:
        return Annotated[list[str], WithJsonSchema({"type": "array", "items": one, "maxItems": MAX_ENTRIES})]
    return Annotated[str, WithJsonSchema(one)]


def _kept_type(question: Question) -> Any:
    return tuple[str, ...] if question.takes_list else str | None


def _model(name: str, base: type[BaseModel], types: Mapping[str, Any]) -> Any:
    """A model with a field for each question; those with a dot in their name in a model of their own."""
    fields: dict[str, Any] = {}
    groups: dict[str, dict[str, Any]] = {}
    for dotted, type_ in types.items():
        group, dot, leaf = dotted.partition(".")
        if dot:
            groups.setdefault(group, {})[leaf] = type_
            fields.setdefault(group, None)
        else:
            fields[dotted] = type_
    kind = RequestModel if issubclass(base, RequestModel) else AnswerModel
    for group, members in groups.items():
        title = "".join(word.capitalize() for word in group.split("_"))
        inner = _model(f"{title}{name}", kind, members)
        fields[group] = (inner | None, unset()) if kind is RequestModel else inner
    return create_model(name, __base__=base, **fields)


RfiRequest: type[RequestModel] = _model(
    "RfiRequest", RequestModel, {one.id: (_sent_type(one) | None, unset()) for one in QUESTIONS}
)


def sent_answers(request: RequestModel) -> Sent:
    """The answers that were sent; null for a contact takes all of it back."""
    sent: dict[str, str | list[str] | None] = {}
    values = request.model_dump(exclude_unset=True)
    for question in QUESTIONS:
        group, _, leaf = question.id.partition(".")
        if group not in values:
            continue
        value = values[group]
        if not leaf or value is None:
            sent[question.id] = value
        elif leaf in value:
            sent[question.id] = value[leaf]
    return sent


class CompanyAnswer(AnswerModel):
    name: str
    domain: str | None
    address: str
    country: str

    @classmethod
    def of(cls, company: Company) -> Self:
        return cls(name=company.name, domain=company.domain, address=company.address, country=company.country)


class _RfiAnswer(AnswerModel):
    order_id: str
    status: RfiStatus
    company: CompanyAnswer
    submitted_at: datetime | None
    submitted_by: str | None
    version: int


RfiAnswer: type[AnswerModel] = _model("RfiAnswer", _RfiAnswer, {one.id: _kept_type(one) for one in QUESTIONS})
"""`submitted_by` is null when it was submitted from the link, where nobody signs in."""


def to_answer(rfi: Rfi, company: Company) -> AnswerModel:
    values: dict[str, Any] = {
        "order_id": rfi.order_id,
        "status": RfiStatus.COMPLETE if rfi.is_submitted else RfiStatus.INCOMPLETE,
        "company": CompanyAnswer.of(company),
        "submitted_at": rfi.submitted_at,
        "submitted_by": rfi.submitted_by.name if rfi.submitted_by else None,
        "version": rfi.version,
    }
    for question in QUESTIONS:
        answer: Answer | None = rfi.answers.get(question.id, () if question.takes_list else None)
        group, dot, leaf = question.id.partition(".")
        if dot:
            values.setdefault(group, {})[leaf] = answer
        else:
            values[group] = answer
    return RfiAnswer.model_validate(values)
