"""Proving who one is: a name and a password, and what the user directory may ask for after them."""

from dataclasses import dataclass
from enum import StrEnum

from shared.domain.errors import DomainError


class SignInRefused(DomainError):
    """Unknown, wrong, closed or locked: one answer, so that nobody learns which names exist."""


class ChallengeOver(SignInRefused):
    """It took too long, or was answered already: begin again."""


class WrongCode(DomainError):
    pass


class PasswordNotTaken(DomainError):
    """The user directory itself refuses the new password."""


class ChallengeKind(StrEnum):
    NEW_PASSWORD = "NEW_PASSWORD_REQUIRED"  # noqa: S105 - the directory's name for it
    CODE = "SOFTWARE_TOKEN_MFA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Challenge:
    """What is asked for next. `state` is the directory's own, good for a few minutes."""

    kind: ChallengeKind
    sign_in_name: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """Somebody proved to be this user; whether that user may come in stands in the user's row."""

    partner_id: str
    user_id: str
    customer_id: str | None
