"""An order: what the partner buys from the distributor for one of its customers (B13-B17, C1-C10).

draft -> in_progress | executed (the partner's own, submitted); a storefront's begins as pending_reseller_approval, or
where no approval is required at once as in_progress | executed; pending_reseller_approval -> in_progress | executed |
canceled; in_progress -> executed. Which of in_progress and executed follows from the lines alone: where each is
provisioned automatically nothing is left to do. Every step, where it may begin and what says no, stands in STEPS.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.errors import Conflict
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.locale import Locale
from shared.domain.money import Money, total
from shared.domain.partner import Partner
from shared.domain.product import Billing, Product, Provisioning
from shared.domain.tenant import Actor

MAX_QUANTITY = 1_000_000
MAX_LINES = 100


class OrderAlreadySubmitted(Conflict):
    pass


class OrderNotPending(Conflict):
    pass


class OrderNotInProgress(Conflict):
    pass


class PaymentTokenRequired(Conflict):
    pass


class QuoteNotConfirmed(Conflict):
    pass


class QuoteAlreadyProgressed(Conflict):
    pass


class ImplementationLeadMissing(Conflict):
    pass


class ServiceOrderExists(Conflict):
    pass


class OrderCanceled(Conflict):
    pass


class OrderStatus(StrEnum):
    DRAFT = "draft"
    PENDING_RESELLER_APPROVAL = "pending_reseller_approval"
    IN_PROGRESS = "in_progress"
    EXECUTED = "executed"
    CANCELED = "canceled"


class PlacedBy(StrEnum):
    RESELLER = "reseller"
    END_CUSTOMER = "end_customer"


class RfiStatus(StrEnum):
    """As C8 shows it. `error` is never stored: it is read from what became of the mail to the lead."""

    INCOMPLETE = "incomplete"
    COMPLETE = "complete"
    ERROR = "error"
    NOT_APPLICABLE = "not_applicable"


class ConsentHow(StrEnum):
    """How the customer agreed to a service order (D7)."""

    SIGNED = "signed"
    PHONE = "phone"
    COUNTER = "counter"


class OrderStep(StrEnum):
    SUBMIT = "submit"
    ACCEPT = "accept"
    CANCEL = "cancel"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a step begins, and the refusal anywhere else; `to` None: what the lines make of it."""

    begins: OrderStatus
    refusal: type[Conflict]
    to: OrderStatus | None = None


STEPS: dict[OrderStep, Rule] = {
    OrderStep.SUBMIT: Rule(OrderStatus.DRAFT, OrderAlreadySubmitted),
    OrderStep.ACCEPT: Rule(OrderStatus.PENDING_RESELLER_APPROVAL, OrderNotPending),
    OrderStep.CANCEL: Rule(OrderStatus.PENDING_RESELLER_APPROVAL, OrderNotPending, OrderStatus.CANCELED),
    OrderStep.COMPLETE: Rule(OrderStatus.IN_PROGRESS, OrderNotInProgress, OrderStatus.EXECUTED),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """`cost` and `price` are of one unit, at the partner's cost and at selling price (C3).

    Without a SKU it is a service of the partner's own, taken over from a quote: it costs nothing at the distributor,
    who has nothing to do for it. `added_by` is the id of the document with which it was added later (D8).
    """

    sku: str | None
    name: str
    quantity: int
    billing: Billing
    provisioning: Provisioning
    cost: Money
    price: Money
    added_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """By whom it was recorded, and when; a signature names the document that was signed."""

    how: ConsentHow
    by: Actor
    at: datetime
    note: str | None = None
    document_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What is agreed between the partner and the distributor (C2): every figure at cost."""

    msp: str
    company_name: str
    permitted_users: int | None
    products: tuple[OrderLine, ...]
    ongoing_monthly_payment: Money
    one_time_fees: Money
    first_payment: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Who took a step, when, and why (B16)."""

    step: OrderStep
    by: Actor
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """`number` is ours, sequential per partner, None for the moment until it is given; `order_number` is the
    customer's own (C4). `msp`, `company_name` and the lines' money are frozen when it is submitted, or placed in the
    storefront; a draft's are those of its last save. `held_back_by` is the code of what kept an order on acceptance
    from being submitted (A10). `locale` is spoken by whoever placed it in the storefront; `link_number` counts the
    links to its RFI. `consent` is a service order's, `evidence` that of it (D7); `document_id` is that of the newest
    digital document of the order itself."""

    id: str
    customer_id: str
    placed_by: PlacedBy
    created_by: Actor
    created_at: datetime
    status: OrderStatus
    currency: str
    msp: str
    company_name: str
    lines: tuple[OrderLine, ...]
    permitted_users: int | None = None
    number: int | None = None
    order_number: str | None = None
    order_number_not_required: bool = False
    order_date: datetime | None = None
    quote_id: str | None = None
    quote_revision: int | None = None
    held_back_by: str | None = None
    rfi_status: RfiStatus = RfiStatus.NOT_APPLICABLE
    locale: Locale | None = None
    link_number: int = 1
    decisions: tuple[Decision, ...] = ()
    consent: Consent | None = None
    evidence: EvidenceReference | None = None
    document_id: str | None = None
    version: int = 1

    @property
    def total_cost(self) -> Money:
        return total((line.cost.times(line.quantity) for line in self.lines), self.currency)

    @property
    def total_amount(self) -> Money:
        return total((line.price.times(line.quantity) for line in self.lines), self.currency)

    @property
    def agreement(self) -> Agreement:
        monthly = self._cost_of(Billing.MONTHLY)
        one_time = self._cost_of(Billing.ONE_TIME)
        return Agreement(
            msp=self.msp,
            company_name=self.company_name,
            permitted_users=self.permitted_users,
            products=self.lines,
            ongoing_monthly_payment=monthly,
            one_time_fees=one_time,
            first_payment=total((monthly, one_time), self.currency),
        )

    @property
    def is_underway(self) -> bool:
        """Whether it stands in the In progress list (C8)."""
        waits = self.status is OrderStatus.EXECUTED and self.rfi_status is RfiStatus.INCOMPLETE
        return self.status is OrderStatus.IN_PROGRESS or waits

    @property
    def submission(self) -> Decision | None:
        """Who submitted it, and when; nobody did where a storefront placed it."""
        return next((one for one in self.decisions if one.step is OrderStep.SUBMIT), None)

    @property
    def went_on_at(self) -> datetime | None:
        """When it went on to the distributor: submitted, accepted, or placed without approval."""
        steps = [one.at for one in self.decisions if one.step in {OrderStep.SUBMIT, OrderStep.ACCEPT}]
        if steps:
            return steps[-1]
        return self.order_date if self.status in {OrderStatus.IN_PROGRESS, OrderStatus.EXECUTED} else None

    @property
    def decision(self) -> Decision | None:
        """Who accepted or cancelled it (B16)."""
        made = [one for one in self.decisions if one.step in {OrderStep.ACCEPT, OrderStep.CANCEL}]
        return made[-1] if made else None

    @property
    def signed_as(self) -> str | None:
        """The newest digital document of the order itself, or the one of its quote that the customer signed (D5)."""
        return self.document_id or (self.consent.document_id if self.consent else None)

    def numbered(self, number: int) -> Self:
        return replace(self, number=number, version=self.version + 1)

    def taken(self, step: OrderStep, *, by: Actor, at: datetime, reason: str | None = None) -> Self:
        """The order after a step. Raises the refusal of STEPS."""
        rule = STEPS[step]
        if self.status is not rule.begins:
            raise rule.refusal(f"This order is {self.status.replace('_', ' ')}.")
        return replace(
            self,
            status=rule.to or fulfilment_of(self.lines),
            decisions=(*self.decisions, Decision(step=step, by=by, at=at, reason=reason)),
            version=self.version + 1,
        )

    def submitted(self, *, by: Actor, at: datetime) -> Self:
        """As it goes on to the distributor, its RFI still to be answered. Raises OrderAlreadySubmitted."""
        return replace(
            self.taken(OrderStep.SUBMIT, by=by, at=at),
            order_date=at,
            rfi_status=RfiStatus.INCOMPLETE,
            held_back_by=None,
        )

    def placed_as_service(self, *, by: Actor, at: datetime) -> Self:
        """A service order, all of it the partner's own: done with the consent, without an RFI (D7).

        Raises OrderAlreadySubmitted.
        """
        return replace(self.taken(OrderStep.SUBMIT, by=by, at=at), order_date=at)

    def sent_as(self, document_id: str) -> Self:
        """With its newest digital document."""
        return replace(self, document_id=document_id, version=self.version + 1)

    @property
    def agreed_total(self) -> Money:
        """At selling price, without what was added later."""
        lines = (line for line in self.lines if line.added_by is None)
        return total((line.price.times(line.quantity) for line in lines), self.currency)

    @property
    def added_total(self) -> Money:
        """What was added later, at selling price."""
        lines = (line for line in self.lines if line.added_by is not None)
        return total((line.price.times(line.quantity) for line in lines), self.currency)

    def extended(self, lines: tuple[OrderLine, ...]) -> Self:
        """With what was added; nothing is taken away or priced anew."""
        return replace(self, lines=(*self.lines, *lines), version=self.version + 1)

    def _cost_of(self, billing: Billing) -> Money:
        return total((line.cost.times(line.quantity) for line in self.lines if line.billing is billing), self.currency)


def draft_order(
    partner: Partner, customer: Customer, lines: tuple[OrderLine, ...], *, by: Actor, at: datetime
) -> Order:
    """The partner's own order for a customer, not submitted yet, without a number."""
    return Order(
        id=ids.child_id("ord", parent=customer.id, now=at),
        customer_id=customer.id,
        placed_by=PlacedBy.RESELLER,
        created_by=by,
        created_at=at,
        status=OrderStatus.DRAFT,
        currency=partner.currency,
        msp=partner.name,
        company_name=customer.name,
        lines=lines,
    )


def fulfilment_of(lines: Iterable[OrderLine]) -> OrderStatus:
    """Executed when every line is provisioned automatically; else the distributor must act (B15, C6)."""
    automatic = all(line.provisioning is Provisioning.AUTOMATIC for line in lines)
    return OrderStatus.EXECUTED if automatic else OrderStatus.IN_PROGRESS


def order_line(product: Product, quantity: int, price: Money) -> OrderLine:
    """A line at the contract of the moment, sold at that price for one unit."""
    return OrderLine(
        sku=product.sku,
        name=product.name,
        quantity=quantity,
        billing=product.billing,
        provisioning=product.provisioning,
        cost=product.cost,
        price=price,
    )
