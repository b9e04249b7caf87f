"""Revoke a confirmation: its link opens nothing more (A14)."""

from dataclasses import dataclass

from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.confirmation import Confirmation
from shared.domain.tenant import Actor
from shared.ports import Clock, Confirmations


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeConfirmation:
    confirmation_id: str
    reason: str
    expected_version: int | None
    by: Actor


def revoke_confirmation(command: RevokeConfirmation, *, confirmations: Confirmations, now: Clock) -> Confirmation:
    """Raises NotFound, Stale, ConfirmationClosed."""
    ids.require("cnf", command.confirmation_id)
    return settle(lambda: _revoke(command, confirmations, now))


def _revoke(command: RevokeConfirmation, confirmations: Confirmations, now: Clock) -> Confirmation:
    confirmation = confirmations.get(command.confirmation_id)
    check_version(confirmation.version, command.expected_version)
    revoked = confirmation.revoked(command.reason, now=now(), by=command.by.user_id)
    confirmations.save(revoked)
    return revoked
