"""Hold answers as they were sent against what may be answered: every wrong one is named, the good ones are kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pydantic import ValidationError

from functions.request_information.answer_types import TYPES
from shared.domain.errors import FieldError
from shared.domain.rfi import MAX_ENTRIES, QUESTIONS, Answer, Kind, Question

type Sent = Mapping[str, str | list[str] | None]
"""By the question's id; nothing, in whatever form, takes an answer back."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The good answers, as they are kept; None where one is taken back."""

    answers: dict[str, Answer | None] = field(default_factory=dict)
    faults: list[FieldError] = field(default_factory=list)


def check_answers(sent: Sent, *, country: str) -> Checked:
    """`country` is the partner's: where a phone number without a country code is from."""
    checked = Checked()
    for question in QUESTIONS:
        if question.id in sent:
            _check(question, sent[question.id], country, checked)
    return checked


def by_question(fault: FieldError) -> tuple[int, int]:
    """The order of the form, and within a list that of its entries."""
    question = question_of(fault)
    entry = fault.field.removeprefix(question.id).removeprefix(".")
    return QUESTIONS.index(question), int(entry or 0)


def question_of(fault: FieldError) -> Question:
    return next(one for one in QUESTIONS if fault.field == one.id or fault.field.startswith(f"{one.id}."))


def _check(question: Question, answer: str | list[str] | None, country: str, checked: Checked) -> None:
    if not answer or (isinstance(answer, str) and not answer.strip()):
        checked.answers[question.id] = None
        return
    entries = answer if isinstance(answer, list) else [answer]
    good: list[str] = []
    faults = list(_check_entries(question, entries, country, good))
    checked.faults.extend(faults)
    if not faults:
        checked.answers[question.id] = tuple(dict.fromkeys(good)) if question.takes_list else good[0]


def _check_entries(question: Question, entries: list[str], country: str, good: list[str]) -> Iterator[FieldError]:
    if len(entries) > MAX_ENTRIES:
        yield FieldError(question.id, "too_long", f"At most {MAX_ENTRIES} can be given.")
        return
    for number, entry in enumerate(entries):
        name = f"{question.id}.{number}" if question.takes_list else question.id
        if question.kind is Kind.CHOICE:
            if entry in question.choices:
                good.append(entry)
            else:
                yield FieldError(name, "enum", f"Choose one of {', '.join(question.choices)}.")
            continue
        try:
            good.append(TYPES[question.kind].validate_python(entry, context={"country": country}))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False, include_context=False)[0]
            yield FieldError(name, first["type"], first["msg"])
