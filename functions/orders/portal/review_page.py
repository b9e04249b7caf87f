"""The review: the agreement filled in and read-only, C5's boxes, and the button that submits (C2, C4-C6)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self

from functions.orders.models import PatchOrderRequest, SubmitOrderRequest, to_changes
from functions.orders.portal.provision_page import read_desk, submitted_already
from functions.orders.portal.routes import order_path, portal, record_path, trail_to
from functions.orders.review_order import as_of_today, products_of
from functions.orders.submit_order import SubmitOrder, submit_order
from functions.orders.update_order import UpdateOrder, update_order
from shared import wiring
from shared.domain.contract import check_lines
from shared.domain.errors import Conflict, Invalid, Stale
from shared.domain.order import ImplementationLeadMissing, Order, OrderAlreadySubmitted, OrderStatus, QuoteNotConfirmed
from shared.domain.order_messages import implementation_lead
from shared.domain.product import Product
from shared.ports import Desk
from shared.web.line_faults import line_faults
from shared.web.portal import PortalRequest, WebAnswer


class FiguresChanged(Conflict):
    """The contract changed after the page was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewForm:
    order_number: str
    order_number_not_required: bool
    governed_by_master_agreement: bool = False
    authorized_to_order: bool = False

    @classmethod
    def of(cls, order: Order) -> Self:
        return cls(order_number=order.order_number or "", order_number_not_required=order.order_number_not_required)

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Self:
        return cls(
            order_number=form.get("order_number", "").strip(),
            order_number_not_required="order_number_not_required" in form,
            governed_by_master_agreement="governed_by_master_agreement" in form,
            authorized_to_order="authorized_to_order" in form,
        )

    @property
    def names_no_number(self) -> bool:
        return not self.order_number and not self.order_number_not_required


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A draft as it would be submitted now, with what stands in the way."""

    desk: Desk
    order: Order
    left_contract: frozenset[int]
    lacks_lead: bool

    @property
    def figures(self) -> str:
        """What the user agrees to, as the form carries it along."""
        order = self.order
        lines = [(line.sku, line.name, line.quantity, line.billing, line.cost, line.price) for line in order.lines]
        return hashlib.sha256(repr((order.permitted_users, lines)).encode()).hexdigest()[:16]


@portal.route("GET /portal/orders/{order_id}/review")
def get_review(request: PortalRequest) -> WebAnswer:
    review = read_review(request)
    if review.order.status is not OrderStatus.DRAFT:
        return request.redirect(order_path(review.order.id))
    return review_page(request, review, ReviewForm.of(review.order))


@portal.route("POST /portal/orders/{order_id}/review")
def post_review(request: PortalRequest) -> WebAnswer:
    review, form = read_review(request), ReviewForm.read(request.form)
    order, saves = review.order, request.form.get("step") == "save"
    if order.status is not OrderStatus.DRAFT:
        return submitted_already(request, order.id)
    try:
        if saves:
            save(request, order, form)
        else:
            submit(request, review, form)
    except Invalid as refusal:
        faults = line_faults(request, refusal)
        return review_page(request, read_review(request), form, HTTPStatus.UNPROCESSABLE_ENTITY, faults=faults)
    except OrderAlreadySubmitted:
        return submitted_already(request, order.id)
    except (ImplementationLeadMissing, QuoteNotConfirmed, FiguresChanged, Stale) as refusal:
        return refused(request, form, refusal)
    if saves:
        return request.redirect(record_path(order.customer_id), flash=request.t("draft_saved"))
    return request.redirect(order_path(order.id), flash=request.t("order_submitted"))


def save(request: PortalRequest, order: Order, form: ReviewForm) -> Order:
    """Raises Invalid, Stale, OrderAlreadySubmitted."""
    values = {
        "order_number": form.order_number or None,
        "order_number_not_required": form.order_number_not_required,
    }
    tenant = request.caller.tenant
    command = UpdateOrder(
        order_id=order.id,
        expected_version=request.shown_version,
        changes=to_changes(request.read(PatchOrderRequest, values)),
    )
    return update_order(command, orders=wiring.orders(tenant), products=wiring.products(tenant))


def submit(request: PortalRequest, review: Review, form: ReviewForm) -> None:
    """Raises Invalid, Stale, OrderAlreadySubmitted, ImplementationLeadMissing, QuoteNotConfirmed, FiguresChanged."""
    version, tenant = request.shown_version, request.caller.tenant
    if review.figures != request.form.get("figures"):
        raise FiguresChanged("The prices have changed since this page was made.")
    if form.names_no_number and not ReviewForm.of(review.order).names_no_number:
        version = save(request, review.order, form).version  # else the draft's own would be taken
    typed = {"order_number": form.order_number} if form.order_number else {}
    command = SubmitOrder(
        order_id=review.order.id,
        expected_version=version,
        order_number=request.read(SubmitOrderRequest, typed).order_number,
        order_number_not_required=form.order_number_not_required,
        governed_by_master_agreement=form.governed_by_master_agreement,
        authorized_to_order=form.authorized_to_order,
        by=request.caller.actor,
    )
    submit_order(
        command,
        orders=wiring.orders(tenant),
        products=wiring.products(tenant),
        quotes=wiring.quotes(tenant),
        now=wiring.now,
    )


def refused(
    request: PortalRequest,
    form: ReviewForm,
    refusal: ImplementationLeadMissing | QuoteNotConfirmed | FiguresChanged | Stale,
) -> WebAnswer:
    """The review as it is by now; where a second click has found the order submitted, the order."""
    review = read_review(request)
    if review.order.status is not OrderStatus.DRAFT:
        return submitted_already(request, review.order.id)
    status = HTTPStatus.PRECONDITION_FAILED if isinstance(refusal, Stale) else HTTPStatus.CONFLICT
    return review_page(request, review, form, status, problem=refusal.code)


def read_review(request: PortalRequest) -> Review:
    """Raises NotFound."""
    desk = read_desk(request)
    known = products_of(desk.order, wiring.products(request.caller.tenant))
    is_draft = desk.order.status is OrderStatus.DRAFT
    return Review(
        desk=desk,
        order=as_of_today(desk, known) if is_draft else desk.order,
        left_contract=find_left(desk.order, known),
        lacks_lead=find_lack_of_lead(desk),
    )


def find_left(order: Order, known: dict[str, Product]) -> frozenset[int]:
    """Which lines hold a product that is no longer in the contract."""
    try:
        check_lines(order.lines, products=known, currency=order.currency)
    except Invalid as refusal:
        return frozenset(int(error.field.split(".")[1]) for error in refusal.errors)
    return frozenset()


def find_lack_of_lead(desk: Desk) -> bool:
    try:
        implementation_lead(desk.customer)
    except ImplementationLeadMissing:
        return True
    return False


def review_page(
    request: PortalRequest,
    review: Review,
    form: ReviewForm,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    faults: dict[str, str] | None = None,
    problem: str = "",
) -> WebAnswer:
    """`problem` is the code of what was refused, besides faults of fields."""
    customer, order = review.desk.customer, review.order
    return request.page(
        "review.html",
        status=status,
        review=review,
        order=order,
        customer=customer,
        form=form,
        faults=faults or {},
        problem=problem,
        trail=[*trail_to(request, customer), (request.t("draft"), order_path(order.id))],
    )
