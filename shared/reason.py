"""The words that go with a refusal or a wish: required, bounded, readable."""

import re

from shared.faults import Fault

MAX_LENGTH = 2_000

# Line breaks and tabs are fine; what would hide or turn the text around is not.
_UNREADABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def reason_faults(reason: str, *, missing: str) -> tuple[Fault, ...]:
    """`missing` names the words for an empty one."""
    if not reason:
        return (Fault("reason", missing),)
    if len(reason) > MAX_LENGTH:
        return (Fault("reason", "reason_too_long", {"most": MAX_LENGTH, "length": len(reason)}),)
    if _UNREADABLE.search(reason):
        return (Fault("reason", "reason_unreadable"),)
    return ()
