"""Prospects, each with *Provision*: where an order for a prospect begins (C1)."""

from functions.orders.portal.routes import portal
from shared import wiring
from shared.domain.customer import CustomerRow, CustomerStatus
from shared.domain.search import Query
from shared.ports import Listed
from shared.web.paging import ROWS, read_page
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("GET /portal/prospects")
def get_prospects_page(request: PortalRequest) -> WebAnswer:
    text = " ".join(request.query.get("q", "").split())[:200]
    query, customers = Query.parse(text), wiring.customers(request.caller.tenant)

    def read(after: dict[str, str] | None) -> Listed[CustomerRow]:
        if query:
            return customers.search(query, status=CustomerStatus.PROSPECT, limit=ROWS, after=after)
        return customers.page(status=CustomerStatus.PROSPECT, limit=ROWS, after=after)

    listed = read_page(request, "/portal/prospects", {"q": text} if query else {}, read)
    count, is_all = len(listed.items), listed.next is None and listed.first is None
    how_many = ("prospects_one" if count == 1 else "prospects_some") if is_all else "prospects_page"
    return request.page(
        "prospects.html",
        text=text if query else "",
        listed=listed,
        announced=request.t(how_many, count=count),
    )
