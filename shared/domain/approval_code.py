"""The six-digit code that shows that the person selected reads their own mail (A16).

A code is derived from the signing key, the confirmation and its number, so it stands in no row: the page
checks it and the mail shows it, each having made it again.
"""

import hmac
from dataclasses import replace
from datetime import datetime, timedelta

from shared.domain.confirmation import OPEN, Code, Confirmation, ConfirmationClosed, Event, HistoryEntry
from shared.domain.errors import TooManyRequests
from shared.domain.partner import CodePolicy
from shared.domain.signing_keys import SigningKeys

LIFETIME = timedelta(minutes=10)
TRIES = 5
AN_HOUR = timedelta(hours=1)
MAX_AN_HOUR = 3


class TooManyCodes(TooManyRequests):
    pass


def is_code_wanted(policy: CodePolicy, *, is_addressee: bool) -> bool:
    match policy:
        case CodePolicy.OFF:
            return False
        case CodePolicy.ON:
            return True
        case CodePolicy.WHEN_NOT_ADDRESSEE:
            return not is_addressee


def code_of(confirmation_id: str, number: int, keys: SigningKeys) -> str:
    """Six digits."""
    seal = keys.seal("code", f"{confirmation_id}|{number}".encode(), keys.newest)
    return f"{int.from_bytes(seal) % 1_000_000:06d}"


def send_code(confirmation: Confirmation, contact_id: str, *, now: datetime) -> Confirmation:
    """The confirmation with a new code out to that contact; an earlier one no longer counts.

    Raises ConfirmationClosed, TooManyCodes.
    """
    if not confirmation.is_open(now):
        raise ConfirmationClosed(f"This confirmation is {confirmation.state_at(now)}.")
    recent = tuple(at for at in confirmation.codes_sent_at if now - at < AN_HOUR)
    if len(recent) >= MAX_AN_HOUR:
        wait = AN_HOUR - (now - recent[0])
        raise TooManyCodes("Three codes were sent within an hour.", retry_after=int(wait.total_seconds()) + 1)
    number = sum(1 for entry in confirmation.history if entry.event is Event.SEND_CODE) + 1
    return replace(
        confirmation,
        code=Code(contact_id=contact_id, number=number, expires_at=now + LIFETIME, tries_left=TRIES),
        codes_sent_at=(*recent, now),
        history=(*confirmation.history, HistoryEntry(at=now, event=Event.SEND_CODE, by=contact_id)),
        version=confirmation.version + 1,
    )


def is_code_usable(confirmation: Confirmation, contact_id: str, *, now: datetime) -> bool:
    code = confirmation.code
    return code is not None and code.contact_id == contact_id and code.tries_left > 0 and now < code.expires_at


def is_code_right(confirmation: Confirmation, typed: str, keys: SigningKeys) -> bool:
    """Whether it is the code that is out; spaces between the digits are forgiven."""
    code = confirmation.code
    if code is None:
        return False
    digits = "".join(typed.split())
    return hmac.compare_digest(code_of(confirmation.id, code.number, keys).encode(), digits.encode())


def with_a_try_less(confirmation: Confirmation) -> Confirmation:
    code = confirmation.code
    if code is None or confirmation.state not in OPEN:
        return confirmation
    return replace(confirmation, code=replace(code, tries_left=code.tries_left - 1), version=confirmation.version + 1)
