"""Provision: the form in which an order is drafted, and changed until it is submitted (C1, C4)."""

from http import HTTPStatus

from functions.orders.create_order import CreateOrder, create_order
from functions.orders.models import CreateOrderRequest, PatchOrderRequest, to_changes
from functions.orders.portal.order_form import Catalogue, OrderForm
from functions.orders.portal.routes import order_path, portal, record_path, trail_to
from functions.orders.portal.signing import boxes_of
from functions.orders.review_order import as_of_today, products_of
from functions.orders.update_order import UpdateOrder, update_order
from shared import wiring
from shared.contracted_products import contracted_products
from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.errors import Invalid, Stale
from shared.domain.once import AlreadyAnswered
from shared.domain.order import Order, OrderAlreadySubmitted, OrderStatus
from shared.number_orders import with_number
from shared.ports import Desk
from shared.web.form_once import form_once, new_form_id
from shared.web.line_faults import line_faults
from shared.web.portal import PortalRequest, WebAnswer

REVIEW = "review"
SAVING = (REVIEW, "save")


@portal.route("GET /portal/customers/{customer_id}/orders/new")
def get_new_order(request: PortalRequest) -> WebAnswer:
    return form_page(request, read_customer(request), OrderForm(), read_catalogue(request, request.partner.currency))


@portal.route("POST /portal/customers/{customer_id}/orders/new")
def post_new_order(request: PortalRequest) -> WebAnswer:
    customer, form, step = read_customer(request), OrderForm.read(request.form), read_step(request)
    if step not in SAVING:
        catalogue = read_catalogue(request, request.partner.currency)
        return form_page(request, customer, form.changed(step), catalogue, step=step)
    form = form.tidied()
    try:
        content = request.read(CreateOrderRequest, form.to_values())
        command = CreateOrder(customer_id=customer.id, created_by=request.caller.actor, **to_changes(content))
        order_id = create(request, command)
    except Invalid as refusal:
        catalogue = read_catalogue(request, request.partner.currency)
        return form_page(request, customer, form, catalogue, faults=line_faults(request, refusal))
    return go_on(request, step, order_id, customer)


def create(request: PortalRequest, command: CreateOrder) -> str:
    """The id of the draft; of a form that is sent twice, that of the first time. Raises Invalid."""
    tenant = request.caller.tenant
    orders = wiring.orders(tenant)
    try:
        order = create_order(
            command,
            orders=orders,
            products=wiring.products(tenant),
            now=wiring.now,
            once=form_once(request, lambda order: order.id),
        )
    except AlreadyAnswered as answered:
        return answered.answer
    return with_number(order, orders=orders).id


def draft_page(request: PortalRequest, desk: Desk) -> WebAnswer:
    """The form of a draft, filled in."""
    order = desk.order
    return form_page(request, desk.customer, OrderForm.of(order), read_catalogue(request, order.currency), desk)


@portal.route("POST /portal/orders/{order_id}")
def post_draft(request: PortalRequest) -> WebAnswer:
    desk, form, step = read_desk(request), OrderForm.read(request.form), read_step(request)
    order, customer = desk.order, desk.customer
    if order.status is not OrderStatus.DRAFT:
        return submitted_already(request, order.id)
    if order.quote_id is not None:
        form = OrderForm.of(order).with_details(form)
    if step not in SAVING:
        catalogue = read_catalogue(request, order.currency)
        return form_page(request, customer, form.changed(step), catalogue, desk, step=step)
    form = form.tidied()
    try:
        update(request, order, form)
    except Invalid as refusal:
        catalogue = read_catalogue(request, order.currency)
        return form_page(request, customer, form, catalogue, desk, faults=line_faults(request, refusal))
    except Stale:
        present = read_desk(request)
        if not form.is_saved_in(present.order):
            catalogue = read_catalogue(request, order.currency)
            return form_page(request, customer, form, catalogue, present, is_stale=True)
    except OrderAlreadySubmitted:
        return submitted_already(request, order.id)
    return go_on(request, step, order.id, customer)


def update(request: PortalRequest, order: Order, form: OrderForm) -> None:
    """Raises Invalid, Stale, OrderAlreadySubmitted."""
    values = form.to_values() if order.quote_id is None else form.to_details()
    command = UpdateOrder(
        order_id=order.id,
        expected_version=request.shown_version,
        changes=to_changes(request.read(PatchOrderRequest, values)),
    )
    tenant = request.caller.tenant
    update_order(command, orders=wiring.orders(tenant), products=wiring.products(tenant))


def submitted_already(request: PortalRequest, order_id: str) -> WebAnswer:
    return request.redirect(order_path(order_id), flash=request.t("submitted_already"), kind="")


def go_on(request: PortalRequest, step: str, order_id: str, customer: Customer) -> WebAnswer:
    if step == REVIEW:
        return request.redirect(f"{order_path(order_id)}/review")
    return request.redirect(record_path(customer.id), flash=request.t("draft_saved"))


def read_step(request: PortalRequest) -> str:
    return request.form.get("step", REVIEW)


def read_customer(request: PortalRequest) -> Customer:
    """Raises NotFound."""
    return wiring.customers(request.caller.tenant).get(ids.require("cus", request.path["customer_id"]))


def read_desk(request: PortalRequest) -> Desk:
    """Raises NotFound."""
    return wiring.orders(request.caller.tenant).desk(ids.require("ord", request.path["order_id"]))


def read_catalogue(request: PortalRequest, currency: str) -> Catalogue:
    products = contracted_products(wiring.products(request.caller.tenant), currency)
    return Catalogue(products=products, markup_percent=request.partner.markup_percent, currency=currency)


def read_quoted(request: PortalRequest, desk: Desk) -> Order | None:
    """A draft whose lines the customer confirmed with a quote, as of today."""
    if desk.order.quote_id is None:
        return None
    return as_of_today(desk, products_of(desk.order, wiring.products(request.caller.tenant)))


def form_page(
    request: PortalRequest,
    customer: Customer,
    form: OrderForm,
    catalogue: Catalogue,
    desk: Desk | None = None,
    *,
    faults: dict[str, str] | None = None,
    step: str = "",
    is_stale: bool = False,
) -> WebAnswer:
    """`desk` is that of a draft that is changed."""
    status = HTTPStatus.PRECONDITION_FAILED if is_stale else HTTPStatus.OK
    order = desk.order if desk else None
    return request.page(
        "provision.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if faults else status,
        customer=customer,
        form=form,
        catalogue=catalogue,
        totals=form.totals(catalogue),
        order=order,
        quoted=read_quoted(request, desk) if desk else None,
        boxes=boxes_of(request, order) if order and order.quote_id else [],
        # What was typed is held against the version that it was typed over.
        version=request.form.get("version", "") or (order.version if order else ""),
        faults=faults or {},
        step=step,
        is_stale=is_stale,
        form_id=new_form_id(wiring.random_bytes),
        trail=trail_to(request, customer),
    )
