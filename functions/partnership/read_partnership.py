"""Read what a user manages: one partnership, or a page of them (E6)."""

from dataclasses import dataclass

from shared.domain import ids
from shared.domain.errors import NotFound
from shared.domain.partnership import Partnership, PartnershipStatus, Side
from shared.ports import Listed, Partnerships
from shared.see_partnerships import seat_of, see_partnerships


@dataclass(frozen=True, slots=True)
class Seen:
    """A partnership, and the reader's own side of it."""

    partnership: Partnership
    side: Side


def read_partnership(partnership_id: str, user_id: str, *, partnerships: Partnerships) -> Seen:
    """Raises NotFound."""
    negotiation = partnerships.read(ids.require("prt", partnership_id), (user_id,))
    return Seen(negotiation.partnership, seat_of(negotiation, user_id, partnerships))


def list_partnerships(
    user_id: str,
    *,
    partnerships: Partnerships,
    side: Side | None,
    status: PartnershipStatus | None,
    limit: int,
    before: str | None,
) -> Listed[Partnership]:
    """Newest first. Raises NotFound where there is no such user any more."""
    user = partnerships.colleagues((user_id,)).get(user_id)
    if user is None:
        raise NotFound

    def is_wanted(partnership: Partnership) -> bool:
        return (side is None or partnership.side_of(user.partner_id) is side) and (
            status is None or partnership.status is status
        )

    return see_partnerships(user, partnerships, wanted=is_wanted, limit=limit, before=before)
