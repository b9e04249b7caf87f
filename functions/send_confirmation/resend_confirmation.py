"""Resend a confirmation: a new link and a new period; the old link dies (A14)."""

from dataclasses import dataclass
from datetime import timedelta

from functions.send_confirmation.send_confirmation import choose_addressee
from shared.domain import ids
from shared.domain.approval_messages import approval_request
from shared.domain.concurrency import check_version, settle
from shared.domain.confirmation import Confirmation, Person
from shared.domain.tenant import Actor
from shared.ports import Clock, Confirmations


@dataclass(frozen=True, slots=True, kw_only=True)
class ResendConfirmation:
    confirmation_id: str
    expected_version: int | None
    by: Actor


def resend_confirmation(command: ResendConfirmation, *, confirmations: Confirmations, now: Clock) -> Confirmation:
    """Raises NotFound, Stale, ConfirmationClosed, ContactOutsideDomain."""
    ids.require("cnf", command.confirmation_id)
    return settle(lambda: _resend(command, confirmations, now))


def _resend(command: ResendConfirmation, confirmations: Confirmations, now: Clock) -> Confirmation:
    approval = confirmations.read_approval(command.confirmation_id)
    check_version(approval.confirmation.version, command.expected_version)
    contact = choose_addressee(approval.customer, approval.confirmation.addressee.contact_id)
    at = now()
    resent = approval.confirmation.resent(
        Person.of(contact),
        now=at,
        by=command.by.user_id,
        validity=timedelta(days=approval.partner.confirmation_validity_days),
        reminder=timedelta(days=approval.partner.reminder_days),
    )
    confirmations.save(resent, (approval_request(resent, approval.partner.id, at),))
    return resent
