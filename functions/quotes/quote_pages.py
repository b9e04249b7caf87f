"""Pages where a quote is written and changed (A4, A10, A12)."""

from http import HTTPStatus
from typing import Any

from functions.quotes.create_quote import CreateQuote, create_quote
from functions.quotes.models import CreateQuoteRequest, to_content
from functions.quotes.next_actions import NextAction, next_actions
from functions.quotes.pages import faults_of, portal
from functions.quotes.quote_form import VALID_FOR, QuoteForm, Trade
from functions.quotes.update_quote import UpdateQuote, update_quote
from shared import wiring
from shared.contracted_products import contracted_products
from shared.domain import ids
from shared.domain.confirmation import OPEN, Confirmation, State
from shared.domain.customer import Customer
from shared.domain.digital_document import DocumentActive
from shared.domain.errors import FieldError, Invalid, Stale
from shared.domain.once import AlreadyAnswered
from shared.domain.quote import Quote
from shared.ports import Watched
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest, WebAnswer
from shared.web.signing_box import signing_box


@portal.route("GET /portal/customers/{customer_id}/quotes/new")
def get_new_quote(request: PortalRequest) -> WebAnswer:
    customer = read_customer(request)
    until = wiring.now() + VALID_FOR
    return show(
        request, customer, QuoteForm(valid_until=f"{until:%Y-%m-%d}"), trade_in(request, request.partner.currency)
    )


@portal.route("POST /portal/customers/{customer_id}/quotes")
def post_quote(request: PortalRequest) -> WebAnswer:
    customer, trade = read_customer(request), trade_in(request, request.partner.currency)
    form, step = QuoteForm.read(request.form), request.form.get("step", "save")
    if step != "save":
        return show(request, customer, form.changed(step, trade), trade, step=step)
    form = form.tidied(trade)
    try:
        content = to_content(request.read(CreateQuoteRequest, form.to_values(trade)))
        title = create(request, CreateQuote(customer_id=customer.id, created_by=request.caller.actor, **content))
    except Invalid as refusal:
        return show(request, customer, form, trade, faults=faults_of(request, refusal))
    flash = request.t("quote_created", title=title)
    return request.redirect(f"/portal/customers/{customer.id}#agreements", flash=flash)


def create(request: PortalRequest, command: CreateQuote) -> str:
    """Answer its title, made now or when the button was pressed first."""
    tenant = request.caller.tenant
    try:
        return create_quote(
            command,
            quotes=wiring.quotes(tenant),
            customers=wiring.customers(tenant),
            products=wiring.products(tenant),
            now=wiring.now,
            once=form_once(request, title_of),
        ).title
    except AlreadyAnswered as before:
        return before.answer


def title_of(quote: Quote) -> str:
    return quote.title


@portal.route("GET /portal/quotes/{quote_id}")
def get_quote(request: PortalRequest) -> WebAnswer:
    quote, confirmation = read_quote(request)
    customer = wiring.customers(request.caller.tenant).get(quote.customer_id)
    form = QuoteForm.of(quote, request.user.language)
    return show(request, customer, form, trade_in(request, quote.currency), quote=quote, confirmation=confirmation)


@portal.route("POST /portal/quotes/{quote_id}")
def post_changed_quote(request: PortalRequest) -> WebAnswer:
    quote, confirmation = read_quote(request)
    customer = wiring.customers(request.caller.tenant).get(quote.customer_id)
    trade = trade_in(request, quote.currency)
    form, step = QuoteForm.read(request.form), request.form.get("step", "save")
    shown: dict[str, Any] = {"quote": quote, "confirmation": confirmation}
    if step != "save":
        return show(request, customer, form.changed(step, trade), trade, step=step, **shown)
    form = form.tidied(trade)
    try:
        content = to_content(request.read(CreateQuoteRequest, form.to_values(trade)))
        if is_voided(confirmation) and "void" not in request.form:
            raise Invalid(FieldError("void", "missing", "A change voids the confirmation: say that it may."))
        saved = change(request, quote, changes_of(quote, content))
    except Invalid as refusal:
        return show(request, customer, form, trade, faults=faults_of(request, refusal), **shown)
    except Stale:
        return show(request, customer, form, trade, is_stale=True, **shown)
    except DocumentActive:  # since the page was opened: now it says so
        return show(request, customer, form, trade, status=HTTPStatus.CONFLICT, **shown)
    flash = request.t("quote_saved" if saved.version > quote.version else "quote_unchanged", title=saved.title)
    return request.redirect(f"/portal/customers/{customer.id}#agreements", flash=flash)


def change(request: PortalRequest, quote: Quote, changes: dict[str, Any]) -> Quote:
    tenant, shown = request.caller.tenant, request.shown_version
    command = UpdateQuote(
        quote_id=quote.id,
        expected_version=0 if shown is None else shown,
        changes=changes,
        tenant=tenant,
        by=request.caller.actor,
    )
    saved, _ = update_quote(
        command,
        quotes=wiring.quotes(tenant),
        documents=wiring.digital_documents(tenant),
        partners=wiring.partners(tenant),
        products=wiring.products(tenant),
        now=wiring.now,
        random_bytes=wiring.random_bytes,
    )
    return saved


def changes_of(quote: Quote, content: dict[str, Any]) -> dict[str, Any]:
    """Only what differs: lines that stay may hold a product that has left the contract, and the form knows the day
    alone, not the hour."""
    changes = dict(content)
    if changes["valid_until"].date() == quote.valid_until.date():
        del changes["valid_until"]
    present = [
        (line.sku, line.description, line.quantity, line.billing, line.optional, line.unit_price)
        for line in quote.lines
    ]
    drafts = [
        (line.sku, line.description, line.quantity, line.billing, line.optional, line.unit_price)
        for line in changes["lines"]
    ]
    if drafts == present:
        del changes["lines"]
    return changes


def is_voided(confirmation: Confirmation | None) -> bool:
    """Whether a change of the quote would end it (A12)."""
    return confirmation is not None and confirmation.state_at(wiring.now()) in OPEN | {State.ACCEPTED}


def read_quote(request: PortalRequest) -> tuple[Quote, Confirmation | None]:
    quote_id = ids.require("quo", request.path["quote_id"])
    return wiring.quotes(request.caller.tenant).get_with_confirmation(quote_id)


def read_customer(request: PortalRequest) -> Customer:
    return wiring.customers(request.caller.tenant).get(ids.require("cus", request.path["customer_id"]))


def read_document(request: PortalRequest, quote: Quote | None) -> Watched | None:
    """The newest one that it was sent as."""
    if quote is None or quote.document_id is None:
        return None
    return wiring.digital_documents(request.caller.tenant).watched(quote.document_id)


def trade_in(request: PortalRequest, currency: str) -> Trade:
    """With every product in the contract that can be quoted in that currency."""
    products = contracted_products(wiring.products(request.caller.tenant), currency)
    return Trade(currency=currency, locale=request.user.language, partner=request.partner, products=products)


def show(
    request: PortalRequest,
    customer: Customer,
    form: QuoteForm,
    trade: Trade,
    *,
    quote: Quote | None = None,
    confirmation: Confirmation | None = None,
    faults: dict[str, str] | None = None,
    step: str = "",
    is_stale: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> WebAnswer:
    """As the form of it, or, while it is out to be signed, as it was sent."""
    watched = read_document(request, quote)
    document = watched.document if watched else None
    actions = next_actions(quote, confirmation, document, wiring.now()) if quote else ()
    if faults:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif is_stale:
        status = HTTPStatus.PRECONDITION_FAILED
    return request.page(
        "quote_out.html" if document and document.is_out else "quote.html",
        status=status,
        customer=customer,
        form=form,
        trade=trade,
        totals=form.totals(trade),
        quote=quote,
        # What was typed is held against the version that it was typed over.
        version=request.form.get("version", "") or (quote.version if quote else ""),
        voided=confirmation if is_voided(confirmation) else None,
        may_void="void" in request.form,
        can_progress=NextAction.PROGRESS_QUOTE in actions,
        can_send=NextAction.SEND_DIGITAL_QUOTE in actions,
        can_order=NextAction.CREATE_SERVICE_ORDER in actions,
        box=signing_box(watched, f"/portal/quotes/{watched.document.quote_id}") if watched else None,
        faults=faults or {},
        step=step,
        is_stale=is_stale,
        is_refused=status is not HTTPStatus.OK,
        form_id=new_form_id(wiring.random_bytes),
        trail=[
            (request.t("portal_customers"), "/portal/customers"),
            (customer.name, f"/portal/customers/{customer.id}"),
            (request.t("agreements"), f"/portal/customers/{customer.id}/agreements"),
        ],
    )
