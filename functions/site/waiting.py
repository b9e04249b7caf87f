"""What waits on the home screen: confirmations that a customer should still answer."""

from shared.domain.confirmation import State
from shared.ports import Confirmations

SHOWN = (State.SENT, State.VIEWED)
MOST = 25


def waiting(confirmations: Confirmations) -> dict[State, int]:
    """How many of each; more than MOST are MOST + 1: a list that long is to be looked at, not counted."""
    return {state: confirmations.count((state,), at_most=MOST + 1) for state in SHOWN}
