"""The step in which the person selected shows that they read their own mail (A16)."""

from dataclasses import replace
from datetime import datetime, timedelta

from functions.accept_terms.outcome import Outcome
from shared.domain.approval_code import TooManyCodes, is_code_right, is_code_usable, send_code, with_a_try_less
from shared.domain.approval_messages import approval_code
from shared.domain.customer import Contact
from shared.domain.signing_keys import SigningKeys
from shared.faults import Fault
from shared.ports import Approval, Confirmations


def check_code(
    approval: Approval,
    contact: Contact,
    typed: str,
    *,
    wants_new: bool,
    confirmations: Confirmations,
    keys: SigningKeys,
    at: datetime,
) -> Outcome | None:
    """None when the code is right; otherwise why the answer has to wait.

    The first press sends a code, and so does one for another person; after that, only who asks gets a new one.
    """
    code = approval.confirmation.code
    is_out = code is not None and code.contact_id == contact.id
    is_usable = is_code_usable(approval.confirmation, contact.id, now=at)
    if wants_new or not is_out or not (typed or is_usable):
        return _send(approval, contact, confirmations=confirmations, at=at)
    if not typed:
        return Outcome(approval=approval, faults=(Fault("code", "code_missing"),))
    if not is_usable:
        return Outcome(approval=approval, faults=(Fault("code", "code_over"),))
    if is_code_right(approval.confirmation, typed, keys):
        return None
    return _count_wrong_try(approval, confirmations=confirmations)


def _send(approval: Approval, contact: Contact, *, confirmations: Confirmations, at: datetime) -> Outcome:
    try:
        sent = send_code(approval.confirmation, contact.id, now=at)
    except TooManyCodes as refusal:
        again: dict[str, str | int | datetime] = {
            "minutes": max(1, round(refusal.retry_after / 60)),
            "when": at + timedelta(seconds=refusal.retry_after),
        }
        fault = Fault("code", "code_too_many", again)
        return Outcome(approval=approval, faults=(fault,), retry_after=refusal.retry_after)
    confirmations.save(sent, (approval_code(sent, contact, approval.partner, at),))
    fault = Fault("code", "code_sent", {"name": contact.name})
    return Outcome(approval=replace(approval, confirmation=sent), faults=(fault,))


def _count_wrong_try(approval: Approval, *, confirmations: Confirmations) -> Outcome:
    tried = with_a_try_less(approval.confirmation)
    confirmations.save(tried)
    left = tried.code.tries_left if tried.code else 0
    fault = Fault("code", "code_wrong", {"left": left}) if left else Fault("code", "code_over")
    return Outcome(approval=replace(approval, confirmation=tried), faults=(fault,))
