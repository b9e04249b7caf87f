"""*Progress quote*: from a quote that the customer confirmed to the review of its order (A10)."""

from functions.orders.portal.routes import order_path, portal
from functions.orders.progress_quote import ProgressQuote, progress_quote
from shared import wiring
from shared.domain import ids
from shared.domain.errors import Invalid
from shared.domain.order import QuoteAlreadyProgressed, QuoteNotConfirmed
from shared.domain.quote import QuoteExpired
from shared.number_orders import with_number
from shared.problems import status_of
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("POST /portal/quotes/{quote_id}/progress")
def post_progress(request: PortalRequest) -> WebAnswer:
    quote_id, tenant = ids.require("quo", request.path["quote_id"]), request.caller.tenant
    orders, quotes = wiring.orders(tenant), wiring.quotes(tenant)
    try:
        order = progress_quote(
            ProgressQuote(quote_id=quote_id, by=request.caller.actor),
            quotes=quotes,
            orders=orders,
            products=wiring.products(tenant),
            now=wiring.now,
        )
    except QuoteAlreadyProgressed:
        before = quotes.get(quote_id).order_id or ""
        return request.redirect(f"{order_path(before)}/review", flash=request.t("progressed_already"), kind="")
    except (QuoteNotConfirmed, QuoteExpired, Invalid) as refusal:
        words = f"not_progressed_{refusal.code}"
        return request.page("not_progressed.html", status=status_of(type(refusal)), quote_id=quote_id, words=words)
    return request.redirect(f"{order_path(with_number(order, orders=orders).id)}/review", flash=request.t("progressed"))
