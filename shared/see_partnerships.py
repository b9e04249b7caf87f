"""Who sees a partnership in its tenant: its managers (E6).

Where none of them can sign in any more, the administrators stand in, so that nothing is left to nobody. Whoever acts
for a side becomes one of its managers.
"""

from collections.abc import Callable, Iterable

from shared.domain.errors import NotFound
from shared.domain.partnership import Partnership, Side
from shared.domain.user import Role, User
from shared.ports import Listed, Negotiation, Partnerships

MOST_AT_ONCE = 50

type Wanted = Callable[[Partnership], bool]


def seat_of(negotiation: Negotiation, user_id: str, partnerships: Partnerships) -> Side:
    """The side on which that user deals with it; `negotiation` was read with that user among the colleagues.

    Raises NotFound: to everybody else it isn't there.
    """
    partnership, user = negotiation.partnership, negotiation.colleagues.get(user_id)
    side = partnership.side_of(negotiation.partner.id)
    if user is None or not _is_seen_by(user, partnership, side, partnerships):
        raise NotFound
    return side


def see_partnerships(
    user: User, partnerships: Partnerships, *, wanted: Wanted, limit: int, before: str | None = None
) -> Listed[Partnership]:
    """Those that the user sees, newest first; `after` is {"before": id}."""
    found: list[Partnership] = []
    while True:
        page = partnerships.page(limit=MOST_AT_ONCE, before=before)
        for partnership in page.items:
            side = partnership.side_of(user.partner_id)
            if wanted(partnership) and _is_seen_by(user, partnership, side, partnerships):
                if len(found) == limit:
                    return Listed(tuple(found), {"before": found[-1].id})
                found.append(partnership)
        if page.after is None:
            return Listed(tuple(found), None)
        before = page.after["before"]


def _is_seen_by(user: User, partnership: Partnership, side: Side, partnerships: Partnerships) -> bool:
    managers = [manager.user_id for manager in partnership.managers_of(side)]
    if not user.is_live:
        return False
    return user.id in managers or (user.role is Role.ADMIN and not _any_live(managers, partnerships))


def _any_live(user_ids: Iterable[str], partnerships: Partnerships) -> bool:
    return any(user.is_live for user in partnerships.colleagues(user_ids).values())
