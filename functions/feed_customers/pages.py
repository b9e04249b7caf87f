"""The sections *Subscriptions* and *Assets* of a customer's record, read-only; pages of their own too (B18)."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from functions.feed_customers.list_holdings import list_holdings
from shared import wiring
from shared.cursors import open_cursor, seal_cursor
from shared.domain import ids
from shared.domain.distributor_record import Asset, DistributorRecord, Subscription
from shared.fields import PageQuery
from shared.web.portal import Portal, PortalRequest, WebAnswer

portal = Portal(Path(__file__).parent)


@portal.route("GET /portal/customers/{customer_id}/subscriptions")
def get_subscriptions_page(request: PortalRequest) -> WebAnswer:
    def names_of(subscriptions: tuple[Subscription, ...]) -> dict[str, str]:
        skus = frozenset(one.sku for one in subscriptions)
        return {sku: product.name for sku, product in wiring.products(request.caller.tenant).find(skus).items()}

    return _page(request, "subscriptions", lambda record: record.running, names_of)


@portal.route("GET /portal/customers/{customer_id}/assets")
def get_assets_page(request: PortalRequest) -> WebAnswer:
    return _page(request, "assets", lambda record: record.assets, lambda _: {})


def _page[T: (Subscription, Asset)](
    request: PortalRequest,
    section: str,
    held_in: Callable[[DistributorRecord], tuple[T, ...]],
    names_of: Callable[[tuple[T, ...]], dict[str, str]],
) -> WebAnswer:
    """Raises NotFound, InvalidCursor."""
    customer_id = ids.require("cus", request.path["customer_id"])
    address = f"/portal/customers/{customer_id}/{section}"
    scope = f"{request.caller.partner_id}:{address}"
    query = request.read(PageQuery, request.query)
    after = open_cursor(query.cursor, scope, wiring.signing_keys)
    account = wiring.distributor_records(request.caller.tenant).get(customer_id)
    found = list_holdings(held_in(account.record) if account.record else (), limit=query.limit, after=after)
    cursor = seal_cursor(found.after, scope, wiring.signing_keys)
    return request.page(
        f"{section}.html",
        customer=account.customer,
        held=found.items,
        names=names_of(found.items),
        first=address if after else None,
        next=f"{address}?{urlencode({'cursor': cursor})}" if cursor else None,
    )
