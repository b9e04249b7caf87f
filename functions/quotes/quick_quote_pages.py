"""*Quick quote*: a few fields, then the page that sends it: one flow, two addresses (D8)."""

from http import HTTPStatus
from urllib.parse import urlencode

from functions.quotes.create_quote import CreateQuote, create_quote
from functions.quotes.models import CreateQuoteRequest, to_content
from functions.quotes.pages import faults_of, portal
from functions.quotes.quick_quote_form import QuickQuoteForm
from functions.quotes.quote_form import VALID_FOR
from functions.quotes.quote_pages import read_customer
from shared import wiring
from shared.domain.customer import Customer
from shared.domain.errors import Invalid
from shared.domain.once import AlreadyAnswered
from shared.domain.quote import Quote
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("GET /portal/customers/{customer_id}/quick-quotes/new")
def get_new_quick_quote(request: PortalRequest) -> WebAnswer:
    until = wiring.now() + VALID_FOR
    form = QuickQuoteForm(
        currency=request.partner.currency, locale=request.user.language, valid_until=f"{until:%Y-%m-%d}"
    )
    return show(request, read_customer(request), form)


@portal.route("POST /portal/customers/{customer_id}/quick-quotes/new")
def post_quick_quote(request: PortalRequest) -> WebAnswer:
    customer = read_customer(request)
    form = QuickQuoteForm.read(request.form, request.partner.currency, request.user.language)
    if request.form.get("step") == "sums":
        return show(request, customer, form)
    form = form.tidied()
    try:
        content = to_content(request.read(CreateQuoteRequest, form.to_values()))
        quote_id = create(request, CreateQuote(customer_id=customer.id, created_by=request.caller.actor, **content))
    except Invalid as refusal:
        return show(request, customer, form, faults_in(request, form, refusal))
    receiver = urlencode({"channel": form.channel, "address": form.address})
    return request.redirect(f"/portal/quotes/{quote_id}/digital-documents/new?{receiver}")


def faults_in(request: PortalRequest, form: QuickQuoteForm, refusal: Invalid) -> dict[str, str]:
    """Here no product can be chosen instead of a price."""
    faults = faults_of(request, refusal)
    for number, line in enumerate(form.lines):
        place = f"lines.{number}.unit_price"
        if place in faults and not line.unit_price.strip():
            faults[place] = request.t("fault_in_line", number=number + 1, fault=request.t("fault_amount_missing"))
    return faults


def create(request: PortalRequest, command: CreateQuote) -> str:
    """Answer its id, made now or when the button was pressed first."""
    tenant = request.caller.tenant
    try:
        return create_quote(
            command,
            quotes=wiring.quotes(tenant),
            customers=wiring.customers(tenant),
            products=wiring.products(tenant),
            now=wiring.now,
            once=form_once(request, id_of),
        ).id
    except AlreadyAnswered as before:
        return before.answer


def id_of(quote: Quote) -> str:
    return quote.id


def show(
    request: PortalRequest, customer: Customer, form: QuickQuoteForm, faults: dict[str, str] | None = None
) -> WebAnswer:
    return request.page(
        "quick_quote.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK,
        customer=customer,
        form=form,
        contacts=sorted(customer.contacts, key=lambda contact: contact.name.casefold()),
        faults=faults or {},
        form_id=new_form_id(wiring.random_bytes),
        trail=[
            (request.t("portal_customers"), "/portal/customers"),
            (customer.name, f"/portal/customers/{customer.id}"),
            (request.t("agreements"), f"/portal/customers/{customer.id}/agreements"),
        ],
    )
