"""A partner's account at a signing provider, as the poll sees it: how far it has read, and when to ask again (D3, D10).

The account is watched while a document of it is out. What was checked, when, and why not, stands here once for all its
documents: a check that finds nothing new writes this row and no other.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from shared.domain.back_off import back_off
from shared.domain.partner import SigningProvider
from shared.domain.signing import CredentialsRefused, ProviderUnavailable

FIRST_BACK_OFF = timedelta(minutes=1)
LONGEST_BACK_OFF = timedelta(hours=1)
"""However often it failed, whatever it says."""
QUIET = timedelta(minutes=20)
"""How long nothing must have been out before an account is left alone: longer than any sending takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckError:
    at: datetime
    code: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAccount:
    """`cursor` is the provider's own; `failures` counts those in a row; before `retry_at` nobody asks (the breaker).
    `quiet_since` is when the last document of it was found closed. Its `version` is 0 before it was ever written."""

    provider: SigningProvider
    cursor: str | None = None
    checked_at: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    last_error: CheckError | None = None
    quiet_since: datetime | None = None
    is_watched: bool = True
    version: int = 0

    def may_be_asked(self, now: datetime) -> bool:
        """A pause that ends later than any can was noted by a clock that went wrong."""
        return self.retry_at is None or not now < self.retry_at <= now + LONGEST_BACK_OFF

    @property
    def needs_joining(self) -> bool:
        """Whether a document that goes out must be written together with the account, so that it is watched."""
        return self.version == 0 or not self.is_watched or self.quiet_since is not None

    def joined(self) -> Self:
        """A document of it goes out."""
        return replace(self, is_watched=True, quiet_since=None, version=self.version + 1)

    def read_until(self, cursor: str | None, *, now: datetime, resume_at: datetime | None = None) -> Self:
        """The provider answered; `resume_at` is when to go on, where it has more to tell than one visit may ask: only
        at the end of that all is checked."""
        return replace(
            self,
            cursor=cursor,
            checked_at=now if resume_at is None else self.checked_at,
            failures=0,
            retry_at=resume_at,
            last_error=None,
            version=self.version + 1,
        )

    def rested(self, now: datetime) -> Self:
        """Nothing of it is out: watched for a while yet, then no more."""
        since = self.quiet_since or now
        return replace(self, quiet_since=since, is_watched=now - since < QUIET, retry_at=None, version=self.version + 1)

    def failed(self, error: ProviderUnavailable, *, now: datetime, jitter: float) -> Self:
        """Asked in vain: later each time, or when the provider says; `jitter` (0 to 1) spreads those that failed
        together. Refused credentials wait longest: only a person can put them right."""
        first = LONGEST_BACK_OFF if isinstance(error, CredentialsRefused) else FIRST_BACK_OFF
        pause = back_off(self.failures, first=first, longest=LONGEST_BACK_OFF, jitter=jitter)
        if error.retry_after is not None:
            pause = min(max(pause, timedelta(seconds=error.retry_after)), LONGEST_BACK_OFF)
        return replace(
            self,
            failures=self.failures + 1,
            retry_at=now + pause,
            last_error=CheckError(at=now, code=error.code, detail=str(error)),
            version=self.version + 1,
        )

    def recovered(self) -> Self:
        """Asked about one document, it answered."""
        return replace(self, failures=0, retry_at=None, last_error=None, version=self.version + 1)

    def reset(self) -> Self:
        """Its credentials were given anew: ask at once, and read from the beginning."""
        return replace(self, cursor=None, failures=0, retry_at=None, last_error=None, version=self.version + 1)
