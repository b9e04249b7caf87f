"""The partnerships that a user manages, as cards: all, or those of a side or a status (E8, E11)."""

from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlencode

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
ALL = "all"


class Filter(NamedTuple):
    """`words` is the key of its text."""

    words: str
    address: str
    is_shown: bool


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

    asked = asked_for(side, status)
    listed = read_page(request, LIST, asked, read)
    filters = {
        "side": [
            Filter(f"side_{one or ALL}", address_of(asked_for(one, status)), one is side) for one in (None, *Side)
        ],
        "status": [
            Filter(f"partnership_{one or ALL}", address_of(asked_for(side, one)), one is status)
            for one in (None, *PartnershipStatus)
        ],
    }
    return request.page(
        "partnerships.html",
        filters=filters,
        shown=[one.words for choices in filters.values() for one in choices if one.is_shown],
        is_filtered=bool(asked),
        listed=listed,
        tiles=[PartnershipTile.of(one, request.partner.id) for one in listed.items],
    )


def asked_for(side: Side | None, status: PartnershipStatus | None) -> dict[str, str]:
    return {name: value.value for name, value in (("side", side), ("status", status)) if value}


def address_of(asked: dict[str, str]) -> str:
    return LIST + (f"?{urlencode(asked)}" if asked else "")


def chosen[T: StrEnum](request: PortalRequest, name: str, kind: type[T]) -> T | None:
    """Raises NotFound for one that isn't offered."""
    typed = request.query.get(name)
    if not typed:
        return None
    try:
        return kind(typed)
    except ValueError:
        raise NotFound from None
