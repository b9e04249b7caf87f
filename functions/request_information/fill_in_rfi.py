"""Fill in an RFI: save what is known so far, or submit it when all is there (C9)."""

from dataclasses import dataclass, replace
from datetime import datetime

from functions.request_information.check_answers import Sent, by_question, check_answers, question_of
from shared.domain.concurrency import check_version, settle
from shared.domain.errors import FieldError, Invalid, NotFound
from shared.domain.order import RfiStatus
from shared.domain.rfi import Answers, Rfi, check_asked, missing, not_asked
from shared.domain.tenant import Actor
from shared.ports import Clock, Inquiry, Rfis


@dataclass(frozen=True, slots=True, kw_only=True)
class FillInRfi:
    """`sent` are the answers given now; `by` is None for whoever has the link."""

    order_id: str
    sent: Sent
    submits: bool
    expected_version: int | None
    by: Actor | None


def fill_in_rfi(command: FillInRfi, *, rfis: Rfis, now: Clock) -> Inquiry:
    """The inquiry as it stands afterwards.

    Raises NotFound, Stale, Invalid, RfiAlreadySubmitted, RfiNotApplicable, OrderNotSubmitted.
    """

    def attempt() -> Inquiry:
        inquiry = rfis.read(command.order_id)
        rfi = rfi_of(inquiry)
        rfi.check_open()
        check_version(rfi.version, command.expected_version)
        filled = filled_in(rfi, command, country=inquiry.partner.country)
        if command.submits:
            return _submit(filled, rfi, inquiry, command, rfis=rfis, at=now())
        if filled != rfi:
            rfis.save(filled, rfi)
        return replace(inquiry, rfi=filled)

    return settle(attempt)


def rfi_of(inquiry: Inquiry) -> Rfi:
    """Raises RfiNotApplicable, OrderNotSubmitted."""
    check_asked(inquiry.order)
    if inquiry.rfi is None:
        raise NotFound
    return inquiry.rfi


def filled_in(rfi: Rfi, command: FillInRfi, *, country: str) -> Rfi:
    """With the answers sent. Raises Invalid, RfiAlreadySubmitted."""
    checked = check_answers(command.sent, country=country)
    filled = rfi.filled_in(checked.answers)
    faults = [*checked.faults, *not_asked(checked.answers, rfi.answers)]
    if command.submits:
        faults += _missing(filled.answers, faults)
    if faults:
        raise Invalid(*sorted(faults, key=by_question))
    return filled


def _missing(answers: Answers, faults: list[FieldError]) -> list[FieldError]:
    """What is wrong isn't missing as well."""
    wrong = {question_of(fault).id for fault in faults}
    return [fault for fault in missing(answers) if fault.field not in wrong]


def _submit(filled: Rfi, present: Rfi, inquiry: Inquiry, command: FillInRfi, *, rfis: Rfis, at: datetime) -> Inquiry:
    submitted = replace(filled.submitted(by=command.by, at=at), version=present.version + 1)
    order = replace(inquiry.order, rfi_status=RfiStatus.COMPLETE, version=inquiry.order.version + 1)
    rfis.complete(submitted, order, inquiry)
    return replace(inquiry, rfi=submitted, order=order)
