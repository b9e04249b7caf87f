"""Submit a draft: the prospect becomes a customer, prices freeze, two mails go out (C1, C4-C7)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from functions.orders.review_order import as_of_today, products_of
from shared.domain import ids
from shared.domain.concurrency import check_version, settle
from shared.domain.contract import check_lines
from shared.domain.errors import FieldError, Invalid
from shared.domain.order import Order, OrderAlreadySubmitted, OrderStatus, QuoteNotConfirmed
from shared.domain.order_messages import submission_messages
from shared.domain.tenant import Actor
from shared.ports import Clock, Orders, Products, Quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOrder:
    """An order number, or that none is required, replaces the draft's."""

    order_id: str
    expected_version: int | None
    order_number: str | None
    order_number_not_required: bool
    governed_by_master_agreement: bool
    authorized_to_order: bool
    by: Actor


def submit_order(command: SubmitOrder, *, orders: Orders, products: Products, quotes: Quotes, now: Clock) -> Order:
    """Raises NotFound, Stale, Invalid, OrderAlreadySubmitted, QuoteNotConfirmed, ImplementationLeadMissing."""
    ids.require("ord", command.order_id)

    def attempt() -> Order:
        desk, at = orders.desk(command.order_id), now()
        check_version(desk.order.version, command.expected_version)
        if desk.order.status is not OrderStatus.DRAFT:
            raise OrderAlreadySubmitted("This order was submitted already.")
        draft = _with_number(desk.order, command)
        faults = tuple(_faults(draft, command))
        if faults:
            raise Invalid(*faults)
        _check_quote(draft, quotes)
        known = products_of(draft, products)
        check_lines(draft.lines, products=known, currency=draft.currency)
        priced = as_of_today(replace(desk, order=draft), known)
        submitted = priced.submitted(by=command.by, at=at)
        orders.save(submitted, desk, submission_messages(submitted, desk.partner, desk.customer, at))
        return submitted

    return settle(attempt)


def _with_number(order: Order, command: SubmitOrder) -> Order:
    if command.order_number is None and not command.order_number_not_required:
        return order
    return replace(
        order,
        order_number=command.order_number,
        order_number_not_required=command.order_number_not_required,
    )


def _faults(draft: Order, command: SubmitOrder) -> Iterator[FieldError]:
    if (draft.order_number is None) is not draft.order_number_not_required:
        message = "Give the customer's order number, or say that it is not required: exactly one of them."
        yield FieldError("order_number", "exactly_one", message)
    if not command.governed_by_master_agreement:
        message = "Confirm that the order is governed by the master agreement in effect."
        yield FieldError("governed_by_master_agreement", "missing", message)
    if not command.authorized_to_order:
        yield FieldError("authorized_to_order", "missing", "Confirm that you are authorised to place this order.")


def _check_quote(draft: Order, quotes: Quotes) -> None:
    """An order of a quote that changed since: what the customer confirmed no longer holds (A12)."""
    if draft.quote_id is not None and quotes.get(draft.quote_id).revision != draft.quote_revision:
        raise QuoteNotConfirmed("The quote has changed since the customer confirmed it. Progress it once more.")
