"""Choose, look at it once more, order: three screens that carry along what was chosen (B17)."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from functions.storefront.basket import Basket
from functions.storefront.pages import CATALOGUE, ORDERS, REVIEW, portal
from functions.storefront.place_order import PlaceOrder, PricesChanged, place_order
from functions.storefront.review_order import review_order
from functions.storefront.shelf import Shelf
from shared import wiring
from shared.domain.contract import Wanted
from shared.domain.errors import Invalid
from shared.domain.once import AlreadyAnswered
from shared.domain.order import Order
from shared.number_orders import make_numbered
from shared.requests import Group
from shared.web.form_once import form_once, new_form_id
from shared.web.guards import csrf_token
from shared.web.portal import PortalRequest, WebAnswer


@portal.route(f"GET {CATALOGUE}", group=Group.STOREFRONT)
def get_catalogue(request: PortalRequest) -> WebAnswer:
    return catalogue_page(request, request.query)


@portal.route(f"GET {REVIEW}", group=Group.STOREFRONT)
def get_review(request: PortalRequest) -> WebAnswer:
    """Whoever comes back to this address has nothing with them to look at."""
    return request.redirect(CATALOGUE)


@portal.route(f"POST {REVIEW}", group=Group.STOREFRONT)
def post_review(request: PortalRequest) -> WebAnswer:
    """Orders nothing."""
    fields = dict(request.pairs)
    try:
        return review_page(request, Basket.read(fields).wanted())
    except Invalid as refusal:
        return catalogue_page(request, fields, refusal)


@portal.route(f"POST {ORDERS}", group=Group.STOREFRONT)
def post_order(request: PortalRequest) -> WebAnswer:
    fields = dict(request.pairs)
    try:
        wanted = Basket.read(fields).wanted()
        order_id = _place(request, wanted)
    except Invalid as refusal:
        return catalogue_page(request, fields, refusal)
    except PricesChanged:
        return review_page(request, wanted, has_changed=True)
    return request.redirect(f"{ORDERS}/{order_id}", flash=request.t("order_placed"))


def _place(request: PortalRequest, wanted: tuple[Wanted, ...]) -> str:
    """The order's id. Raises Invalid, PricesChanged."""
    tenant = request.caller.tenant
    orders = wiring.orders(tenant)
    command = PlaceOrder(
        customer_id=request.caller.customer_id or "",
        user_id=request.user.id,
        lines=wanted,
        seen=request.form.get("seen", ""),
    )
    try:
        return make_numbered(
            lambda: place_order(
                command,
                orders=orders,
                products=wiring.products(tenant),
                users=wiring.users(tenant),
                now=wiring.now,
                once=form_once(request, _kept),
            ),
            orders=orders,
        ).id
    except AlreadyAnswered as earlier:  # the same form a second time: the order is placed
        return str(json.loads(earlier.answer)["id"])


def _kept(order: Order) -> str:
    return json.dumps({"id": order.id, "version": order.version})


def catalogue_page(request: PortalRequest, asked: Mapping[str, str], refusal: Invalid | None = None) -> WebAnswer:
    """`asked` are the fields of the catalogue's form, in its order, however they came."""
    shelf = Shelf.read(
        Basket.read(asked), asked, partner=request.partner, products=wiring.products(request.caller.tenant)
    )
    words = {field: request.t(f"fault_{code}") for field, code in shelf.faults(refusal).items()}
    return request.page(
        "catalogue.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        shelf=shelf,
        words=words,
        faults={field: _with_product(request, shelf, field, text) for field, text in words.items() if refusal},
        announced=_announced(request, shelf),
        csrf_value=csrf_token(request.session, wiring.signing_keys()),
        path=CATALOGUE,
        review_path=REVIEW,
    )


def _with_product(request: PortalRequest, shelf: Shelf, field: str, fault: str) -> str:
    """For the summary, which is read away from the field."""
    name = shelf.names.get(field)
    return request.t("fault_of_product", product=name, fault=fault) if name else fault


def _announced(request: PortalRequest, shelf: Shelf) -> str:
    count = len(shelf.found)
    return request.t("products_one" if count == 1 else "products_some", count=request.formats.number(count))


def review_page(request: PortalRequest, wanted: tuple[Wanted, ...], *, has_changed: bool = False) -> WebAnswer:
    """Raises Invalid."""
    tenant = request.caller.tenant
    review = review_order(
        wanted,
        request.caller.customer_id or "",
        orders=wiring.orders(tenant),
        products=wiring.products(tenant),
    )
    basket = Basket({one.sku: str(one.quantity) for one in wanted})
    return request.page(
        "review.html",
        status=HTTPStatus.CONFLICT if has_changed else HTTPStatus.OK,
        review=review,
        has_changed=has_changed,
        fields=basket.fields,
        form_id=new_form_id(wiring.random_bytes),
        back=CATALOGUE + basket.query,
        path=ORDERS,
        trail=[(request.t("portal_products"), CATALOGUE + basket.query)],
    )
