"""My customers: the figures, the search, the grid (B1-B4, B7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from functions.customers.portal.routes import portal
from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.domain.customer import CustomerRow
from shared.domain.search import Query
from shared.ports import Listed
from shared.web.edge import WebAnswer
from shared.web.portal import PortalRequest

ROWS = 25
TRANSACTING = "transacting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the list is asked for: all accounts, those that a search finds, or those that transact."""

    text: str
    query: Query | None
    is_transacting: bool

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        text = " ".join(asked.get("q", "").split())[:200]
        query = Query.parse(text)
        return cls(text=text, query=query, is_transacting=query is None and asked.get("show") == TRANSACTING)

    @property
    def parameters(self) -> dict[str, str]:
        if self.query:
            return {"q": self.text}
        return {"show": TRANSACTING} if self.is_transacting else {}


@portal.route("GET /portal/customers")
def get_customers_page(request: PortalRequest) -> WebAnswer:
    choice = Choice.read(request.query)
    scope = f"{request.caller.partner_id}:portal-customers:{choice.parameters}"
    cursor = request.query.get("cursor")
    found = find(request, choice, open_cursor(cursor, scope, wiring.signing_keys))
    following = seal_cursor(found.after, scope, wiring.signing_keys)
    return request.page(
        "customers.html",
        choice=choice,
        rows=found.items,
        announced=announced(request, choice, found, is_first=cursor is None),
        first_page=None if cursor is None else address(choice.parameters),
        next_page=address({**choice.parameters, "cursor": following}) if following else None,
        # While somebody types only the rows are shown anew.
        statistics=None if request.is_htmx else wiring.statistics(request.caller.tenant).get(),
    )


def announced(request: PortalRequest, choice: Choice, found: Listed[CustomerRow], *, is_first: bool) -> str:
    """How many there are; of more than a page nobody counts them."""
    kind = "found" if choice.query else "transacting" if choice.is_transacting else "listed"
    count = len(found.items)
    if found.after or not is_first:
        return request.t(f"{kind}_page", count=count, text=choice.text)
    return request.t(f"{kind}_one" if count == 1 else f"{kind}_some", count=count, text=choice.text)


def address(parameters: Mapping[str, str]) -> str:
    return "/portal/customers" + (f"?{urlencode(parameters)}" if parameters else "")


def find(request: PortalRequest, choice: Choice, after: dict[str, str] | None) -> Listed[CustomerRow]:
    customers = wiring.customers(request.caller.tenant)
    if choice.query:
        return customers.search(choice.query, status=None, limit=ROWS, after=after)
    if choice.is_transacting:
        return customers.transacting(limit=ROWS, after=after)
    return customers.page(status=None, limit=ROWS, after=after)
