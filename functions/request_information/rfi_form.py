"""The form of an RFI, in the link's page and in the portal: names as in the HTTP contract, values as typed (C9)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import groupby
from typing import Self

from functions.request_information.check_answers import Sent, question_of
from shared.domain.errors import FieldError
from shared.domain.rfi import QUESTIONS, Answer, Answers, Condition, Kind, Question, Rfi, Section
from shared.texts import Texts

# One entry a line; whoever pastes a list with commas means the same.
_BETWEEN = re.compile(r"[\r\n,;]+")
LONGEST_SHOWN = 60


class Decision(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class RfiForm:
    """`typed` goes by the question's id; `version` is the one that the form showed."""

    typed: dict[str, str] = field(default_factory=dict)
    version: int | None = None
    decision: Decision = Decision.SAVE

    @classmethod
    def of(cls, rfi: Rfi) -> Self:
        return cls(
            typed={question.id: _as_typed(rfi.answers.get(question.id)) for question in QUESTIONS},
            version=rfi.version,
        )

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> Self:
        """Without a button's name nothing is submitted."""
        version = fields.get("version", "")
        decision = fields.get("decision", "")
        return cls(
            typed={question.id: fields[question.id] for question in QUESTIONS if question.id in fields},
            version=int(version) if re.fullmatch(r"[0-9]{1,9}", version) else None,
            decision=Decision(decision) if decision in set(Decision) else Decision.SAVE,
        )

    @property
    def submits(self) -> bool:
        return self.decision is Decision.SUBMIT

    @property
    def sent(self) -> Sent:
        return {
            question.id: self.entries(question) if question.takes_list else self.typed[question.id]
            for question in QUESTIONS
            if question.id in self.typed
        }

    def entries(self, question: Question) -> list[str]:
        return [entry.strip() for entry in _BETWEEN.split(self.typed.get(question.id, "")) if entry.strip()]

    def over(self, rfi: Rfi) -> Self:
        """What was typed, to be sent once more, now over what is there; what was left empty takes that over."""
        there = RfiForm.of(rfi).typed
        typed = {name: value if value.strip() else there[name] for name, value in self.typed.items()}
        return replace(self, typed=typed, version=rfi.version)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question as the form shows it, or as the record does. `faults` are what is wrong with it."""

    question: Question
    label: str
    help: str
    value: str
    options: tuple[tuple[str, str], ...]
    faults: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The answer as it is read."""
        return dict(self.options).get(self.value, self.value)


type Group = tuple[Condition | None, tuple[Field, ...]]
"""Questions that are asked under one condition."""

type Faults = Mapping[str, tuple[str, ...]]
"""What is wrong with which question, in the reader's language."""


def sections_of(typed: Mapping[str, str], faults: Faults, t: Texts) -> dict[Section, tuple[Group, ...]]:
    return {
        section: tuple(
            (condition, tuple(_field(question, typed, faults, t) for question in questions))
            for condition, questions in groupby(of_section, key=lambda question: question.condition)
        )
        for section, of_section in groupby(QUESTIONS, key=lambda question: question.section)
    }


def fault_words(errors: Iterable[FieldError], form: RfiForm, t: Texts) -> dict[str, tuple[str, ...]]:
    """The words are `fault_<question>_<code>`, else `fault_<code>_<kind>`, else `fault_<code>`."""
    found: dict[str, tuple[str, ...]] = {}
    for error in errors:
        question = question_of(error)
        known = (
            f"fault_{question.id}_{error.code}",
            f"fault_{error.code}_{question.kind}",
            f"fault_{error.code}",
            "fault_other",
        )
        words = t(next(key for key in known if key in t.words))
        number = error.field.removeprefix(question.id).removeprefix(".")
        if number:
            entry = form.entries(question)[int(number)]
            words = t("fault_of_entry", entry=_shortened(entry), fault=words)
        found[question.id] = (*found.get(question.id, ()), words)
    return found


def differences(form: RfiForm, answers: Answers, t: Texts) -> Iterator[tuple[str, str]]:
    """Where something else is saved than was typed."""
    for question in QUESTIONS:
        kept = _as_typed(answers.get(question.id))
        typed = form.typed.get(question.id, kept)
        same = form.entries(question) == kept.splitlines() if question.takes_list else typed.strip() == kept
        if not same:
            words = dict(_options(question, t)).get(kept, kept) or t("nothing")
            yield question.id, t("saved_meanwhile", answer=", ".join(words.splitlines()))


def name_of(question: Question, t: Texts) -> str:
    """Its label, with whose it is."""
    label = t(f"label_{question.id.rpartition('.')[2]}")
    return f"{t(f'section_{question.section}')}: {label}" if "." in question.id else label


def _field(question: Question, typed: Mapping[str, str], faults: Faults, t: Texts) -> Field:
    help_key = f"help_{question.id.rpartition('.')[2]}"
    return Field(
        question=question,
        label=t(f"label_{question.id.rpartition('.')[2]}"),
        help=t(help_key) if help_key in t.words else "",
        value=typed.get(question.id, ""),
        options=_options(question, t),
        faults=faults.get(question.id, ()),
    )


def _options(question: Question, t: Texts) -> tuple[tuple[str, str], ...]:
    if question.kind is not Kind.CHOICE:
        return ()
    return tuple((choice, t(f"choice_{question.id}_{choice}")) for choice in question.choices)


def _shortened(entry: str) -> str:
    return entry if len(entry) <= LONGEST_SHOWN else f"{entry[:LONGEST_SHOWN]}…"


def _as_typed(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return answer if isinstance(answer, str) else "\n".join(answer)
