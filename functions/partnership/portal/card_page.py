"""A partnership with all that is known of it: who, what waits for an answer, what became of it (E8-E14)."""

from functions.partnership.portal.desk import Desk, partnerships_of, read_desk
from functions.partnership.portal.routes import LIST, portal, trail_to_list
from shared.domain.partnership import HistoryEntry
from shared.web.paging import PageOf, read_page
from shared.web.portal import PortalRequest, WebAnswer

ENTRIES = 10


@portal.route(f"GET {LIST}/{{partnership_id}}")
def get_partnership_page(request: PortalRequest) -> WebAnswer:
    desk = read_desk(request)
    return request.page("partnership.html", desk=desk, history=read_history(desk), trail=trail_to_list(request))


def read_history(desk: Desk) -> PageOf[HistoryEntry]:
    """Raises InvalidCursor."""
    partnerships = partnerships_of(desk.request)
    return read_page(
        desk.request,
        desk.path,
        {},
        lambda after: partnerships.history(desk.partnership.id, limit=ENTRIES, after=after),
    )
