"""Who sees a partnership in its tenant: its managers (E6).

Where none of them can sign in any more, the administrators stand in, so that nothing is left to nobody. Whoever acts
for a side becomes one of its managers.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

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
    if user is None or not tuple(_seen_by(user, (partnership,), partnerships)):
        raise NotFound
    return partnership.side_of(user.partner_id)


def see_partnerships(
    user: User, partnerships: Partnerships, *, wanted: Wanted, limit: int, before: str | None = None
) -> Listed[Partnership]:
    """Those that the user sees, newest first; `after` is {"before": id}."""
    found: list[Partnership] = []
    while True:
        page = partnerships.page(limit=MOST_AT_ONCE, before=before)
        found.extend(_seen_by(user, tuple(filter(wanted, page.items)), partnerships))
        if len(found) > limit:
            return Listed(tuple(found[:limit]), {"before": found[limit - 1].id})
        if page.after is None:
            return Listed(tuple(found), None)
        before = page.after["before"]


def _seen_by(user: User, candidates: Sequence[Partnership], partnerships: Partnerships) -> Iterator[Partnership]:
    """For an administrator, the managers of what others manage are read, all in one request."""
    if not user.is_live:
        return
    managers = {each.id: _own_managers(each, user) for each in candidates}
    is_admin = user.role is Role.ADMIN
    others = chain.from_iterable(own for own in managers.values() if is_admin and user.id not in own)
    live = {colleague.id for colleague in partnerships.colleagues(others).values() if colleague.is_live}
    for each in candidates:
        own = managers[each.id]
        if user.id in own or (is_admin and live.isdisjoint(own)):
            yield each


def _own_managers(partnership: Partnership, user: User) -> tuple[str, ...]:
    side = partnership.side_of(user.partner_id)
    return tuple(manager.user_id for manager in partnership.managers_of(side))
