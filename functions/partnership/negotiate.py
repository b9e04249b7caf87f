"""Take a step of a partnership: read it, see who takes the step, decide, write both sides with their mails."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.once import Once
from shared.domain.partnership import Business, Partnership, PartnershipChange, Person, Side
from shared.domain.partnership_messages import announced
from shared.domain.tenant import Actor
from shared.ports import Negotiation, Partnerships
from shared.see_partnerships import seat_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """A side of the table: `partnership` has whoever sits there among the managers, and the business as it is now."""

    side: Side
    partnership: Partnership
    negotiation: Negotiation


type Decide = Callable[[Seat], PartnershipChange]


def take_step(
    partnership_id: str,
    by: Actor,
    decide: Decide,
    *,
    partnerships: Partnerships,
    expected_version: int | None = None,
    user_ids: Iterable[str] = (),
    once: Once[PartnershipChange] | None = None,
) -> PartnershipChange:
    """`user_ids` are colleagues that the step names.

    Raises NotFound, Stale, what `decide` raises, AlreadyAnswered, IdempotencyKeyReused.
    """
    ids.require("prt", partnership_id)
    named = (by.user_id, *user_ids)

    def attempt() -> PartnershipChange:
        negotiation = partnerships.read(partnership_id, named, once)
        seat = take_seat(negotiation, by, partnerships)
        check_version(negotiation.partnership.version, expected_version)
        change, messages = announced(decide(seat))
        partnerships.save(change, messages, once)
        return change

    return settle(attempt)


def take_seat(negotiation: Negotiation, by: Actor, partnerships: Partnerships) -> Seat:
    """Raises NotFound."""
    side = seat_of(negotiation, by.user_id, partnerships)
    person = Person.of(negotiation.colleagues[by.user_id], side)
    present = negotiation.partnership.with_manager(person).with_business(Business.of(negotiation.partner), side)
    return Seat(side=side, partnership=present, negotiation=negotiation)
