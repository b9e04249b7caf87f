"""A partnership with all that is known of it: who, what waits for an answer, what became of it (E8-E14)."""

from collections.abc import Sequence

from functions.partnership.models import receiver_of
from functions.partnership.portal.desk import Desk, partnerships_of, read_desk
from functions.partnership.portal.routes import LIST, portal, trail_to_list
from shared.domain.message import FAILED
from shared.domain.partnership import HistoryEntry
from shared.web.paging import PageOf, read_page
from shared.web.portal import PortalRequest, WebAnswer

ENTRIES = 10


@portal.route(f"GET {LIST}/{{partnership_id}}")
def get_partnership_page(request: PortalRequest) -> WebAnswer:
    desk = read_desk(request)
    history = read_history(desk)
    return request.page(
        "partnership.html",
        desk=desk,
        history=history,
        undelivered=read_undelivered(desk, history.items),
        trail=trail_to_list(request),
    )


def read_history(desk: Desk) -> PageOf[HistoryEntry]:
    """Raises InvalidCursor."""
    partnerships = partnerships_of(desk.request)
    return read_page(
        desk.request,
        desk.path,
        {},
        lambda after: partnerships.history(desk.partnership.id, limit=ENTRIES, after=after),
    )


def read_undelivered(desk: Desk, entries: Sequence[HistoryEntry]) -> dict[int, list[str]]:
    """By the number of the entry, whom a mail that one's own side sent didn't reach (F5)."""
    mails = partnerships_of(desk.request).mails_of(entries)
    failed = {
        entry.number: [
            receiver_of(mails[one], desk.partnership)
            for one in entry.mails
            if one in mails and mails[one].state in FAILED
        ]
        for entry in entries
    }
    return {number: receivers for number, receivers in failed.items() if receivers}
