"""*Create service order*: of a quote that the customer agreed to, and how that was given (D7)."""

from collections.abc import Mapping
from http import HTTPStatus

from functions.orders.create_service_order import CreateServiceOrder, create_service_order
from functions.orders.models import ServiceOrderRequest
from functions.orders.portal.routes import order_path, portal
from shared import wiring
from shared.domain import ids
from shared.domain.digital_document import DigitalDocument, DocumentActive, DocumentNotSigned, DocumentStatus
from shared.domain.errors import Invalid
from shared.domain.once import AlreadyAnswered
from shared.domain.order import ConsentHow, Order, OrderStatus, ServiceOrderExists
from shared.domain.quote import Quote
from shared.number_orders import with_number
from shared.web.form_once import form_once, new_form_id
from shared.web.portal import PortalRequest, WebAnswer


@portal.route("GET /portal/quotes/{quote_id}/service-order")
def get_service_order(request: PortalRequest) -> WebAnswer:
    return ask(request, {})


@portal.route("POST /portal/quotes/{quote_id}/service-order")
def post_service_order(request: PortalRequest) -> WebAnswer:
    try:
        order = create(request)
    except Invalid as refusal:
        if any(error.field.startswith("lines") for error in refusal.errors):
            return not_ordered(request, "not_progressed_invalid")
        return ask(request, request.faults(refusal), HTTPStatus.UNPROCESSABLE_ENTITY)
    except DocumentNotSigned:
        return ask(request, {"consent": request.t("fault_consent_not_signed")}, HTTPStatus.CONFLICT)
    except (DocumentActive, ServiceOrderExists):
        return ask(request, {}, HTTPStatus.CONFLICT)
    flash = request.t("service_order_drafted" if order.status is OrderStatus.DRAFT else "service_order_created")
    return request.redirect(where_it_goes_on(order), flash=flash)


def create(request: PortalRequest) -> Order:
    """The order, made now or when the button was pressed first.

    Raises Invalid, DocumentNotSigned, DocumentActive, ServiceOrderExists.
    """
    tenant = request.caller.tenant
    orders = wiring.orders(tenant)
    typed = {name: request.form.get(name, "") for name in ServiceOrderRequest.model_fields}
    content = request.read(ServiceOrderRequest, {name: value for name, value in typed.items() if value.strip()})
    command = CreateServiceOrder(
        quote_id=request.path["quote_id"], consent=content.consent, note=content.note, by=request.caller.actor
    )
    try:
        order = create_service_order(
            command,
            documents=wiring.digital_documents(tenant),
            orders=orders,
            products=wiring.products(tenant),
            now=wiring.now,
            random_bytes=wiring.random_bytes,
            once=form_once(request, id_of),
        )
    except AlreadyAnswered as before:
        return orders.get(before.answer)
    return with_number(order, orders=orders)


def id_of(order: Order) -> str:
    return order.id


def where_it_goes_on(order: Order) -> str:
    """What must be bought from the distributor is reviewed and submitted first."""
    return f"{order_path(order.id)}/review" if order.status is OrderStatus.DRAFT else order_path(order.id)


def ask(request: PortalRequest, faults: Mapping[str, str], status: HTTPStatus = HTTPStatus.OK) -> WebAnswer:
    """Where the quote has an order, that; where a document of it is out, what to do about it first."""
    quote_id = ids.require("quo", request.path["quote_id"])
    sending = wiring.digital_documents(request.caller.tenant).sending_of_quote(quote_id)
    quote, document = sending.subject, sending.present
    if quote.order_id is not None:
        return request.redirect(order_path(quote.order_id), flash=request.t("service_order_exists"), kind="")
    if document is not None and document.is_out:
        return not_ordered(request, "document_out", HTTPStatus.CONFLICT)
    signed = document is not None and is_signed(document, quote)
    declined = document is not None and document.status is DocumentStatus.DECLINED
    note = request.form.get("note", "")
    if faults and declined and not note.strip():
        faults = {**faults, "note": request.t("fault_note_missing")}
    return request.page(
        "service_order.html",
        status=status,
        quote=quote,
        customer=sending.customer,
        is_signed=signed,
        was_declined=declined,
        chosen=request.form.get("consent", ConsentHow.SIGNED if signed else ""),
        note=note,
        document=document,
        faults=faults,
        form_id=new_form_id(wiring.random_bytes),
        trail=[
            (request.t("portal_customers"), "/portal/customers"),
            (sending.customer.name, f"/portal/customers/{sending.customer.id}"),
            (quote.title, f"/portal/quotes/{quote.id}"),
        ],
    )


def is_signed(document: DigitalDocument, quote: Quote) -> bool:
    """Whether the customer signed the quote as it is now."""
    return document.status is DocumentStatus.SIGNED and document.quote_revision == quote.revision


def not_ordered(request: PortalRequest, words: str, status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY) -> WebAnswer:
    return request.page("not_progressed.html", status=status, quote_id=request.path["quote_id"], words=words)
