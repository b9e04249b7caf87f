"""Who may change a partner's users: its administrators, as its rows know them at that moment.

Elsewhere the role is a claim of the token, which is an hour old at worst. Here that would let somebody who was an
administrator until a moment ago become one again.
"""

from shared.domain.user import Circle
from shared.problems import AdminOnly


def require_admin(circle: Circle, admin_id: str | None) -> None:
    """None where no administrator is asked for. Raises AdminOnly."""
    if admin_id is not None and admin_id not in circle.roster.admins:
        raise AdminOnly("Only an active administrator of the partner can do this.")
