"""What comes of an answer, and how it is decided: on the present state, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from functions.accept_terms.standing import Standing, standing_of
from shared.domain.concurrency import settle
from shared.domain.link import Link
from shared.domain.order import Order
from shared.faults import Fault
from shared.ports import Approval, Clock, Confirmations


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The approval as it stands afterwards; with faults, nothing was decided. `retry_after` is in seconds;
    `order` is the one that the acceptance placed, which has no number yet."""

    approval: Approval
    faults: tuple[Fault, ...] = ()
    retry_after: int | None = None
    order: Order | None = None


def answer(
    link: Link, *, confirmations: Confirmations, now: Clock, decide: Callable[[Approval, datetime], Outcome]
) -> Outcome:
    """Decide where the link leads to an open question; otherwise what was decided stands, and is the outcome.

    Raises NotFound, Unavailable.
    """

    def attempt() -> Outcome:
        approval, at = confirmations.read_approval(link.object_id, link.number), now()
        if standing_of(link, approval.confirmation, at) is not Standing.OPEN:
            return Outcome(approval=approval)
        return decide(approval, at)

    return settle(attempt)
