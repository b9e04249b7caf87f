"""Whatever is sent, in whatever order: what is valid is kept, and what was submitted is complete."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.request_information.check_answers import Sent, check_answers
from functions.request_information.fill_in_rfi import FillInRfi, fill_in_rfi
from functions.request_information.rfi_form import RfiForm
from shared.domain.errors import ConcurrentChange, DomainError, Invalid
from shared.domain.order import OrderStatus, RfiStatus
from shared.domain.rfi import QUESTIONS, Answer, Kind, Question, Rfi, RfiAlreadySubmitted, missing
from shared.ports import Inquiry
from tests.support.builders import CUSTOMER_ID, NOON, ORDER_ID, a_customer, a_partner, an_order
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.distributor_records import FakeDistributorRecords
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.rfis import FakeRfis

NAMES = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=40)
LABELS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
DOMAINS = st.builds("{}.example".format, LABELS)
# Everything from 11 to 99 at the beginning is an address of somebody's.
ADDRESSES = st.integers(11 << 24, (100 << 24) - 1).map(lambda number: str(IPv4Address(number)))
VALUES: dict[Kind, st.SearchStrategy[str]] = {
    Kind.NAME: NAMES,
    Kind.EMAIL: st.builds("{}@{}".format, LABELS, DOMAINS),
    Kind.MOBILE: st.integers(0, 9_999_999).map(lambda number: f"+4670{number:07}"),
    Kind.ADDRESSES: ADDRESSES,
    Kind.DOMAINS: DOMAINS,
    Kind.HOSTS: ADDRESSES | DOMAINS,
}


def values(question: Question) -> st.SearchStrategy[str | list[str] | None]:
    if question.kind is Kind.CHOICE:
        return st.sampled_from([*question.choices, None])
    one = VALUES[question.kind]
    return st.lists(one, max_size=4) if question.takes_list else st.none() | one


PARTS = st.fixed_dictionaries({}, optional={question.id: values(question) for question in QUESTIONS})
TYPED = st.text(st.characters(codec="utf-8"), max_size=30)
ANYTHING = st.fixed_dictionaries(
    {},
    optional={question.id: st.lists(TYPED, max_size=3) if question.takes_list else TYPED for question in QUESTIONS},
)


def rfis_of_a_submitted_order() -> FakeRfis:
    orders = FakeOrders(records=FakeDistributorRecords(FakeCustomers(a_customer(), partner=a_partner())))
    submitted = an_order(status=OrderStatus.EXECUTED, order_date=NOON, rfi_status=RfiStatus.INCOMPLETE)
    orders.add(submitted, orders.placing(CUSTOMER_ID))
    return FakeRfis(orders)


def fill_in(rfis: FakeRfis, sent: Sent, *, submits: bool = False) -> Inquiry:
    command = FillInRfi(order_id=ORDER_ID, sent=sent, submits=submits, expected_version=None, by=None)
    return fill_in_rfi(command, rfis=rfis, now=lambda: NOON)


def refusal_of(rfis: FakeRfis, sent: Sent, *, submits: bool = False) -> DomainError | None:
    try:
        fill_in(rfis, sent, submits=submits)
    except DomainError as refusal:
        return refusal
    return None


def stored(rfis: FakeRfis) -> Rfi:
    return rfis.orders.rfis[ORDER_ID]


def check_sound(rfi: Rfi) -> None:
    """Every answer is one that would be taken again as it stands, and is asked for."""
    sent: Sent = {name: list(one) if isinstance(one, tuple) else one for name, one in rfi.answers.items()}
    assert check_answers(sent, country="SE").answers == rfi.answers
    asked = {question.id for question in QUESTIONS if question.is_asked(rfi.answers) is not False}
    assert rfi.answers.keys() <= asked


@given(st.lists(PARTS, max_size=4))
def test_what_is_valid_survives(parts: list[Sent]) -> None:
    rfis = rfis_of_a_submitted_order()
    for part in parts:
        before = stored(rfis)
        refusal = refusal_of(rfis, part)
        if refusal is not None:
            assert isinstance(refusal, Invalid)
            assert {error.code for error in refusal.errors} == {"not_applicable"}
            assert stored(rfis) == before
            continue
        kept: dict[str, Answer | None] = dict(check_answers(part, country="SE").answers)
        assert {name: stored(rfis).answers.get(name) for name in kept} == kept
        check_sound(stored(rfis))


@given(ANYTHING)
def test_whatever_is_typed_is_taken_or_refused_by_name(part: Sent) -> None:
    rfis = rfis_of_a_submitted_order()
    names = {question.id for question in QUESTIONS}
    refusal = refusal_of(rfis, part)
    if refusal is not None:
        assert isinstance(refusal, Invalid)
        assert refusal.errors
        for error in refusal.errors:
            assert error.field in names or error.field.rpartition(".")[0] in names
            assert error.code != "value_error"
    check_sound(stored(rfis))


@given(st.lists(st.tuples(PARTS, st.booleans()), max_size=5))
def test_submitted_means_complete_and_final(steps: list[tuple[Sent, bool]]) -> None:
    rfis = rfis_of_a_submitted_order()
    for part, submits in steps:
        before = stored(rfis)
        refusal = refusal_of(rfis, part, submits=submits)
        if refusal is not None:
            assert stored(rfis) == before
        assert isinstance(refusal, RfiAlreadySubmitted) is before.is_submitted
        rfi, order = stored(rfis), rfis.orders.get(ORDER_ID)
        assert rfi.is_submitted is (order.rfi_status is RfiStatus.COMPLETE)
        if rfi.is_submitted:
            assert list(missing(rfi.answers)) == []
            assert rfi.due_at is None


@given(PARTS)
def test_a_form_gives_back_what_it_was_made_of(part: Sent) -> None:
    rfi = Rfi(order_id=ORDER_ID, customer_id=CUSTOMER_ID, due_at=NOON)
    filled = rfi.filled_in(check_answers(part, country="SE").answers)

    again = check_answers(RfiForm.of(filled).sent, country="SE")

    assert again.faults == []
    assert filled.filled_in(again.answers) is filled


def test_who_loses_a_race_looks_again() -> None:
    class Raced(FakeRfis):
        """Somebody else saves between the first read and the first write."""

        raced = False

        def save(self, rfi: Rfi, previous: Rfi, messages: tuple[object, ...] = ()) -> None:
            if not self.raced:
                self.raced = True
                theirs = replace(previous, answers={"archive_solution": "none"}, version=previous.version + 1)
                self.orders.rfis[ORDER_ID] = theirs
                raise ConcurrentChange
            super().save(rfi, previous)

    rfis = Raced(rfis_of_a_submitted_order().orders)

    fill_in(rfis, {"mail_server": "other"})

    assert stored(rfis).answers == {"archive_solution": "none", "mail_server": "other"}


def test_a_reminder_between_read_and_submission_costs_nothing() -> None:
    rfis = rfis_of_a_submitted_order()
    before = rfis.read(ORDER_ID)
    assert before.rfi is not None
    rfis.save(before.rfi.reminded(now=NOON, reminder=timedelta(days=5)), before.rfi)

    with pytest.raises(ConcurrentChange):
        rfis.complete(before.rfi, before.order, before)
    fill_in(rfis, {"mail_server": "other"})
    assert (stored(rfis).reminders, stored(rfis).answers) == (1, {"mail_server": "other"})
