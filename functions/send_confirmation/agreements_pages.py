"""Pages that show confirmations: a customer's agreements (A4), a quote's, the partner's, one by itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from functions.send_confirmation.pages import portal, stories_of, trail_to_customer
from functions.send_confirmation.story import Story, unknown_users
from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.domain import ids
from shared.domain.confirmation import Confirmation, State
from shared.domain.digital_document import DigitalDocument
from shared.domain.errors import NotFound
from shared.domain.quote import Quote
from shared.fields import PageQuery
from shared.web.portal import PortalRequest, WebAnswer

MOST_OF_A_CUSTOMER = 100
PAGE = PageQuery().limit
COUNTED = 100

# What a person looks for, in the order shown; several states may be one such thing.
FILTERS: dict[str, tuple[State, ...]] = {
    "all": tuple(State),
    "waiting": (State.SENT, State.VIEWED),
    "accepted": (State.ACCEPTED,),
    "declined": (State.DECLINED,),
    "expired": (State.EXPIRED,),
    "revoked": (State.REVOKED,),
    "superseded": (State.SUPERSEDED,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A quote with its confirmations, newest first, and the newest digital document that it was sent as."""

    quote: Quote
    document: DigitalDocument | None
    stories: tuple[Story, ...]
    is_expired: bool

    @property
    def newest(self) -> Story | None:
        return self.stories[0] if self.stories else None

    @property
    def is_accepted(self) -> bool:
        return self.newest is not None and self.newest.state is State.ACCEPTED


@portal.route("GET /portal/customers/{customer_id}/agreements")
def get_agreements(request: PortalRequest) -> WebAnswer:
    customer_id, tenant = ids.require("cus", request.path["customer_id"]), request.caller.tenant
    customer = wiring.customers(tenant).get(customer_id)
    scope = f"{request.partner.id}:agreements:{customer_id}"
    after = open_cursor(request.query.get("cursor"), scope, wiring.signing_keys)
    found = wiring.quotes(tenant).of_customer(customer_id, limit=PAGE, after=after)
    return request.page(
        "agreements.html",
        customer=customer,
        agreements=_agreements(request, customer_id, found.items),
        next_cursor=seal_cursor(found.after, scope, wiring.signing_keys),
        is_first=after is None,
        trail=trail_to_customer(request, customer.id, customer.name),
    )


def _agreements(
    request: PortalRequest, customer_id: str, quotes: Sequence[tuple[Quote, Confirmation | None]]
) -> list[Agreement]:
    newest = [confirmation for _, confirmation in quotes if confirmation is not None]
    shown = {quote.id for quote, _ in quotes}
    others = _others(request, customer_id, newest, shown) if newest else []
    confirmations = sorted([*newest, *others], key=lambda one: one.id, reverse=True)
    stories = stories_of(request, confirmations[:MOST_OF_A_CUSTOMER])
    now = wiring.now()
    documents = _documents(request, quotes)
    return [
        Agreement(
            quote=quote,
            document=documents.get(quote.document_id or ""),
            stories=tuple(story for story in stories if story.confirmation.quote_id == quote.id),
            is_expired=quote.is_expired(now),
        )
        for quote, _ in quotes
    ]


def _documents(
    request: PortalRequest, quotes: Sequence[tuple[Quote, Confirmation | None]]
) -> dict[str, DigitalDocument]:
    wanted = [quote.document_id for quote, _ in quotes if quote.document_id]
    found = wiring.digital_documents(request.caller.tenant).find(wanted)
    return {identifier: watched.document for identifier, watched in found.items()}


def _others(
    request: PortalRequest, customer_id: str, newest: Iterable[Confirmation], shown: set[str]
) -> list[Confirmation]:
    """The earlier confirmations of the quotes shown, as far as they are among the customer's newest."""
    known = {one.id for one in newest}
    found = wiring.confirmations(request.caller.tenant).of_customer(customer_id, limit=MOST_OF_A_CUSTOMER)
    return [one for one in found if one.id not in known and one.quote_id in shown]


@portal.route("GET /portal/confirmations")
def get_confirmations(request: PortalRequest) -> WebAnswer:
    state, tenant = request.query.get("state", "waiting"), request.caller.tenant
    if state not in FILTERS:
        raise NotFound
    scope = f"{request.partner.id}:confirmations-page:{state}"
    after = open_cursor(request.query.get("cursor"), scope, wiring.signing_keys)
    before = after["before"] if after else None
    found = wiring.confirmations(tenant).page(FILTERS[state], limit=PAGE, before=before)
    return request.page(
        "confirmations.html",
        chosen=state,
        filters=FILTERS,
        stories=stories_of(request, found.items),
        customers=wiring.customers(tenant).names({one.customer_id for one in found.items}),
        next_cursor=seal_cursor(found.after, scope, wiring.signing_keys),
        is_first=after is None,
    )


@portal.route("GET /portal/confirmation-counts")
def get_counts(request: PortalRequest) -> WebAnswer:
    """How many there are of each sort, each a link to them: for the list, and for the home page."""
    confirmations = wiring.confirmations(request.caller.tenant)
    counts = {name: confirmations.count(states, at_most=COUNTED) for name, states in FILTERS.items() if name != "all"}
    chosen = request.query.get("state", "")
    return request.page("counts.html", filters=FILTERS, counts=counts, most=COUNTED, chosen=chosen)


@portal.route("GET /portal/confirmations/{confirmation_id}")
def get_confirmation(request: PortalRequest) -> WebAnswer:
    tenant = request.caller.tenant
    confirmation_id = ids.require("cnf", request.path["confirmation_id"])
    approval = wiring.confirmations(tenant).read_approval(confirmation_id)
    confirmation, customer = approval.confirmation, approval.customer
    colleagues = {}
    if unknown_users(confirmation) - {request.user.id}:
        colleagues = {user.id: user.name for user in wiring.users(tenant).all(None)}
    (story,) = stories_of(request, [confirmation], colleagues)
    trail = trail_to_customer(request, customer.id, customer.name)
    return request.page(
        "confirmation.html",
        story=story,
        customer=customer,
        trail=[*trail, (request.t("agreements"), f"/portal/customers/{customer.id}/agreements")],
    )
