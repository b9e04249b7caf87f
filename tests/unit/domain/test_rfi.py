"""What is asked, when, and until when (C9)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.domain.errors import Invalid
from shared.domain.order import OrderStatus, PlacedBy, RfiStatus
from shared.domain.rfi import (
    QUESTIONS,
    Answer,
    OrderNotSubmitted,
    Rfi,
    RfiAlreadySubmitted,
    RfiNotApplicable,
    check_asked,
    missing,
    new_rfi,
    not_asked,
)
from tests.support.builders import CUSTOMER_ID, NOON, ORDER_ID, SELLER, an_order

FIVE_DAYS = timedelta(days=5)
ALWAYS = {question.id for question in QUESTIONS if question.condition is None}


def an_rfi(**answers: Answer) -> Rfi:
    return Rfi(order_id=ORDER_ID, customer_id=CUSTOMER_ID, due_at=NOON, answers=answers)


def complete() -> Rfi:
    """Of somebody whose mail is elsewhere: only what is always asked."""
    answers: dict[str, Answer] = {
        question.id: question.choices[0] if question.choices else ("x",) if question.takes_list else "x"
        for question in QUESTIONS
        if question.id in ALWAYS
    }
    return an_rfi(**answers)


@pytest.mark.parametrize(
    ("mail_server", "asked"),
    [
        (None, None),
        ("microsoft_365", False),
        ("google_workspace", False),
        ("exchange_on_premises", True),
        ("other", True),
    ],
)
def test_addresses_are_asked_for_only_when_the_mail_server_is_one_s_own(
    mail_server: str | None, asked: bool | None
) -> None:
    answers = {"mail_server": mail_server} if mail_server else {}
    addresses = [question for question in QUESTIONS if question.id.endswith("bound_addresses")]

    assert len(addresses) == 2
    assert [question.is_asked(answers) for question in addresses] == [asked, asked]


@pytest.mark.parametrize(("security", "asked"), [(None, None), ("none", False), ("firewall", False), ("gateway", True)])
def test_smart_hosts_are_asked_for_only_with_a_gateway(security: str | None, asked: bool | None) -> None:
    answers = {"on_premise_security": security} if security else {}
    (question,) = (one for one in QUESTIONS if one.id == "smart_hosts")

    assert question.is_asked(answers) is asked


def test_every_choice_is_one_that_a_condition_may_name() -> None:
    choices = {question.id: set(question.choices) for question in QUESTIONS}

    for question in QUESTIONS:
        if question.condition is not None:
            assert question.condition.choices < choices[question.condition.question]
            assert [one.id for one in QUESTIONS].index(question.condition.question) < QUESTIONS.index(question)


def test_what_is_missing_follows_from_the_choices() -> None:
    assert {fault.field for fault in missing({})} == ALWAYS
    own = {"mail_server": "other", "on_premise_security": "gateway"}
    assert {fault.field for fault in missing(own)} == {question.id for question in QUESTIONS} - own.keys()
    assert list(missing(complete().answers)) == []


def test_nothing_given_takes_an_answer_back() -> None:
    rfi = an_rfi(mail_server="other", email_domains=("a.example",))

    assert rfi.filled_in({"mail_server": None, "email_domains": ()}).answers == {}


def test_what_is_no_longer_asked_for_goes_with_the_choice() -> None:
    rfi = an_rfi(mail_server="other", outbound_addresses=("192.0.2.1",), smart_hosts=("mail.example",))

    assert rfi.filled_in({"mail_server": "microsoft_365"}).answers == {
        "mail_server": "microsoft_365",
        "smart_hosts": ("mail.example",),
    }


def test_what_is_given_in_vain_is_named() -> None:
    given = {"outbound_addresses": ("192.0.2.1",), "smart_hosts": ("mail.example",)}
    chosen = {"mail_server": "microsoft_365", "on_premise_security": "none"}

    assert [fault.field for fault in not_asked({**given, **chosen}, {})] == ["outbound_addresses", "smart_hosts"]
    assert [fault.field for fault in not_asked(given, chosen)] == ["outbound_addresses", "smart_hosts"]
    assert list(not_asked({**given, "mail_server": "other", "on_premise_security": "gateway"}, chosen)) == []
    assert list(not_asked(given, {})) == []


def test_the_same_answers_are_no_change() -> None:
    rfi = an_rfi(mail_server="other")

    assert rfi.filled_in({"mail_server": "other", "smart_hosts": None}) is rfi


def test_it_is_submitted_once_and_only_complete() -> None:
    with pytest.raises(Invalid):
        an_rfi().submitted(by=None, at=NOON)

    submitted = complete().submitted(by=SELLER, at=NOON)

    assert (submitted.submitted_at, submitted.submitted_by, submitted.due_at) == (NOON, SELLER, None)
    with pytest.raises(RfiAlreadySubmitted):
        submitted.submitted(by=None, at=NOON)
    with pytest.raises(RfiAlreadySubmitted):
        submitted.filled_in({})


def test_it_is_reminded_of_three_times_and_then_no_more() -> None:
    rfi = new_rfi(an_order(), now=NOON, reminder=FIVE_DAYS)
    assert rfi.due_at == NOON + FIVE_DAYS

    due = []
    for _ in range(3):
        rfi = rfi.reminded(now=NOON, reminder=FIVE_DAYS)
        due.append(rfi.due_at)

    assert due == [NOON + FIVE_DAYS, NOON + FIVE_DAYS, None]
    assert rfi.reminders == 3


def test_only_a_submitted_order_of_the_partner_asks() -> None:
    check_asked(an_order(status=OrderStatus.IN_PROGRESS, rfi_status=RfiStatus.INCOMPLETE))
    check_asked(an_order(status=OrderStatus.EXECUTED, rfi_status=RfiStatus.COMPLETE))
    with pytest.raises(OrderNotSubmitted):
        check_asked(an_order())
    with pytest.raises(RfiNotApplicable):
        check_asked(replace(an_order(), placed_by=PlacedBy.END_CUSTOMER))
