"""The partnerships that a user manages, as cards: all, or those of a side or a status (E8, E11)."""

from enum import StrEnum

from functions.partnership.portal.desk import partnerships_of
from functions.partnership.portal.routes import LIST, portal
from functions.partnership.read_partnership import list_partnerships
from shared.domain.errors import NotFound
from shared.domain.partnership import Partnership, PartnershipStatus, Side
from shared.ports import Listed
from shared.web.paging import read_page
from shared.web.partnership_tiles import PartnershipTile
from shared.web.portal import PortalRequest, WebAnswer

CARDS = 24


@portal.route(f"GET {LIST}")
def get_partnerships_page(request: PortalRequest) -> WebAnswer:
    side, status = chosen(request, "side", Side), chosen(request, "status", PartnershipStatus)

    def read(after: dict[str, str] | None) -> Listed[Partnership]:
        return list_partnerships(
            request.user.id,
            partnerships=partnerships_of(request),
            side=side,
            status=status,
            limit=CARDS,
            before=after["before"] if after else None,
        )

    asked = {name: value for name, value in (("side", side), ("status", status)) if value}
    listed = read_page(request, LIST, asked, read)
    return request.page(
        "partnerships.html",
        side=side,
        status=status,
        sides=(None, *Side),
        statuses=(None, *PartnershipStatus),
        listed=listed,
        tiles=[PartnershipTile.of(one, request.partner.id) for one in listed.items],
    )


def chosen[T: StrEnum](request: PortalRequest, name: str, kind: type[T]) -> T | None:
    """Raises NotFound for one that isn't offered."""
    typed = request.query.get(name)
    if not typed:
        return None
    try:
        return kind(typed)
    except ValueError:
        raise NotFound from None
