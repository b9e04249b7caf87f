"""How whoever calls wants to see things."""

from shared import wiring
from shared.domain.errors import NotFound
from shared.domain.locale import Locale
from shared.domain.user import DateFormat
from shared.requests import Caller


def preferences_of(caller: Caller) -> tuple[Locale, DateFormat]:
    """The user's own; a token may be older than the row of its user, or outlive it."""
    try:
        user, _ = wiring.users(caller.tenant).with_partner(caller.actor.user_id)
    except NotFound:
        return wiring.partners(caller.tenant).get().locale, DateFormat.ISO
    return user.language, user.date_format
