"""The request for information: what an implementation lead tells before a service can be set up (C9).

QUESTIONS is all that is asked, in the order of the form. What is taken, refused and missing, the form and the JSON
follow from it. Answers go by the question's id, which is its name in form and JSON, dotted; what isn't answered isn't
there. incomplete -> complete, once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from shared.domain.errors import Conflict, FieldError, Invalid
from shared.domain.order import Order, PlacedBy, RfiStatus
from shared.domain.tenant import Actor

MAX_REMINDERS = 3
MAX_ENTRIES = 100

type Answer = str | tuple[str, ...]
type Answers = Mapping[str, Answer]


class RfiAlreadySubmitted(Conflict):
    pass


class RfiNotApplicable(Conflict):
    pass


class OrderNotSubmitted(Conflict):
    pass


class Kind(StrEnum):
    """What an answer is: one value, or of the last three a list of them."""

    NAME = "name"
    EMAIL = "email"
    MOBILE = "mobile"
    CHOICE = "choice"
    ADDRESSES = "addresses"
    DOMAINS = "domains"
    HOSTS = "hosts"


LISTS = frozenset({Kind.ADDRESSES, Kind.DOMAINS, Kind.HOSTS})


class Section(StrEnum):
    TECHNICAL_CONTACT = "technical_contact"
    DELEGATED_ACCESS_CONTACT = "delegated_access_contact"
    EMERGENCY_CONTACT = "emergency_contact"
    ADMINISTRATION = "administration"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Condition:
    """Asked only when the answer to that question is one of these."""

    question: str
    choices: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question; it must be answered, if it is asked at all. `choices` are those of a CHOICE."""

    id: str
    kind: Kind
    section: Section
    choices: tuple[str, ...] = ()
    condition: Condition | None = None

    @property
    def takes_list(self) -> bool:
        return self.kind in LISTS

    def is_asked(self, answers: Answers) -> bool | None:
        """None where that hangs on a choice that isn't made yet."""
        if self.condition is None:
            return True
        chosen = answers.get(self.condition.question)
        return None if chosen is None else chosen in self.condition.choices


def _contact(section: Section, *, mobile: bool) -> tuple[Question, ...]:
    kinds = {"first_name": Kind.NAME, "last_name": Kind.NAME, "email": Kind.EMAIL}
    if mobile:
        kinds["mobile"] = Kind.MOBILE
    return tuple(Question(f"{section}.{name}", kind, section) for name, kind in kinds.items())


_OWN_MAIL = Condition("mail_server", frozenset({"exchange_on_premises", "other"}))
_GATEWAY = Condition("on_premise_security", frozenset({"gateway"}))

QUESTIONS: tuple[Question, ...] = (
    *_contact(Section.TECHNICAL_CONTACT, mobile=True),
    *_contact(Section.DELEGATED_ACCESS_CONTACT, mobile=False),
    *_contact(Section.EMERGENCY_CONTACT, mobile=True),
    Question("partner_administrator_email", Kind.EMAIL, Section.ADMINISTRATION),
    Question(
        "mail_server",
        Kind.CHOICE,
        Section.MAIL,
        ("microsoft_365", "google_workspace", "exchange_on_premises", "other"),
    ),
    Question("outbound_addresses", Kind.ADDRESSES, Section.MAIL, condition=_OWN_MAIL),
    Question("inbound_addresses", Kind.ADDRESSES, Section.MAIL, condition=_OWN_MAIL),
    Question("archive_solution", Kind.CHOICE, Section.MAIL, ("none", "microsoft", "other")),
    Question("on_premise_security", Kind.CHOICE, Section.MAIL, ("none", "gateway", "firewall")),
    Question("smart_hosts", Kind.HOSTS, Section.MAIL, condition=_GATEWAY),
    Question("email_domains", Kind.DOMAINS, Section.MAIL),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rfi:
    """What was answered so far, of an order. `due_at` is when the lead is to be reminded next.

    `submitted_by` is None for whoever had the link: nobody signs in there.
    """

    order_id: str
    customer_id: str
    due_at: datetime | None
    answers: dict[str, Answer] = field(default_factory=dict)
    reminders: int = 0
    submitted_at: datetime | None = None
    submitted_by: Actor | None = None
    version: int = 1

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    def check_open(self) -> None:
        """Raises RfiAlreadySubmitted."""
        if self.is_submitted:
            raise RfiAlreadySubmitted("This was submitted. It can't be changed any more.")

    def filled_in(self, given: Mapping[str, Answer | None]) -> Self:
        """With what was given, None where an answer is taken back, and without what its choices don't ask for.

        Raises RfiAlreadySubmitted.
        """
        self.check_open()
        merged = {name: answer for name, answer in {**self.answers, **given}.items() if answer}
        asked = {question.id for question in QUESTIONS if question.is_asked(merged) is not False}
        answers = {name: answer for name, answer in merged.items() if name in asked}
        return self if answers == self.answers else replace(self, answers=answers, version=self.version + 1)

    def submitted(self, *, by: Actor | None, at: datetime) -> Self:
        """Raises Invalid, naming all that is missing; RfiAlreadySubmitted."""
        self.check_open()
        faults = tuple(missing(self.answers))
        if faults:
            raise Invalid(*faults)
        return replace(self, due_at=None, submitted_at=at, submitted_by=by, version=self.version + 1)

    def reminded(self, *, now: datetime, reminder: timedelta) -> Self:
        """The next reminder comes after the same time again, at most MAX_REMINDERS of them."""
        count = self.reminders + 1
        due_at = now + reminder if count < MAX_REMINDERS else None
        return replace(self, reminders=count, due_at=due_at, version=self.version + 1)

    def put_off(self, *, now: datetime, reminder: timedelta) -> Self:
        """Nobody could be reminded this time."""
        return replace(self, due_at=now + reminder, version=self.version + 1)


def new_rfi(order: Order, *, now: datetime, reminder: timedelta) -> Rfi:
    """Of an order that was just submitted."""
    return Rfi(order_id=order.id, customer_id=order.customer_id, due_at=now + reminder)


def check_asked(order: Order) -> None:
    """Raises RfiNotApplicable, OrderNotSubmitted."""
    if order.placed_by is PlacedBy.END_CUSTOMER:
        raise RfiNotApplicable("An order of the storefront asks for no information.")
    if order.rfi_status is RfiStatus.NOT_APPLICABLE:
        raise OrderNotSubmitted("The information is asked for when the order is submitted.")


def missing(answers: Answers) -> Iterator[FieldError]:
    """What must be answered before it can be submitted."""
    for question in QUESTIONS:
        if question.id not in answers and question.is_asked(answers):
            yield FieldError(question.id, "missing", "This is required.")


def not_asked(given: Mapping[str, Answer | None], answers: Answers) -> Iterator[FieldError]:
    """What was given in vain: the choices, with those given now, don't ask for it."""
    chosen = {name: answer for name, answer in {**answers, **given}.items() if answer}
    for question in QUESTIONS:
        if given.get(question.id) and question.condition and question.is_asked(chosen) is False:
            choices = " or ".join(sorted(question.condition.choices))
            message = f"This is asked only when {question.condition.question} is {choices}."
            yield FieldError(question.id, "not_applicable", message)
