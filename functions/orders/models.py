"""What the routes of orders take and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from shared.document_answer import DocumentAnswer
from shared.domain.contract import Wanted
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.order import (
    Agreement,
    Consent,
    ConsentHow,
    Decision,
    Order,
    OrderLine,
    OrderStatus,
    OrderStep,
    PlacedBy,
    RfiStatus,
)
from shared.domain.product import Billing, Provisioning
from shared.domain.tenant import Tenant
from shared.fields import Count, Flag, MoneyAnswer, PageQuery, Paragraph, ShortText, sent_fields, unset
from shared.models import AnswerModel, RequestModel


class OrderLineRequest(RequestModel):
    sku: ShortText
    quantity: Count


type Lines = Annotated[list[OrderLineRequest], Field(min_length=1, max_length=100)]


class CreateOrderRequest(RequestModel):
    """The customer's order number, or that none is required; neither is needed before it is submitted (C4, C5)."""

    lines: Lines
    permitted_users: Count | None = None
    order_number_not_required: Flag = False
    order_number: ShortText | None = None

    @field_validator("order_number")
    @classmethod
    def _is_not_both(cls, order_number: str | None, info: ValidationInfo) -> str | None:
        return _check_not_both(order_number, info)


class PatchOrderRequest(RequestModel):
    lines: Lines = unset()
    permitted_users: Count | None = unset()
    order_number_not_required: Flag = unset()
    order_number: ShortText | None = unset()

    @field_validator("order_number")
    @classmethod
    def _is_not_both(cls, order_number: str | None, info: ValidationInfo) -> str | None:
        return _check_not_both(order_number, info)


class SubmitOrderRequest(RequestModel):
    """What is missing is named by the use case, all at once (C5)."""

    order_number_not_required: Flag = False
    order_number: ShortText | None = None
    governed_by_master_agreement: Flag = False
    authorized_to_order: Flag = False

    @field_validator("order_number")
    @classmethod
    def _is_not_both(cls, order_number: str | None, info: ValidationInfo) -> str | None:
        return _check_not_both(order_number, info)


class ServiceOrderRequest(RequestModel):
    """How the customer agreed; after a declined document a note is required for phone and counter (D7)."""

    consent: ConsentHow
    note: Paragraph | None = None


class CancelOrderRequest(RequestModel):
    reason: Paragraph


class CustomersOrdersQuery(PageQuery):
    """`q`: beginnings of our number, of the customer's, or of words of what was ordered; each must match."""

    q: Annotated[str, Field(max_length=200)] = ""


class OrdersQuery(PageQuery):
    """`list=in_progress`: those in progress, or whose RFI isn't complete (C8)."""

    status: OrderStatus | None = None
    list: Literal["in_progress"] | None = None


class OrdersToFulfilQuery(PageQuery):
    status: Literal[OrderStatus.IN_PROGRESS]


def _check_not_both(order_number: str | None, info: ValidationInfo) -> str | None:
    if order_number is not None and info.data.get("order_number_not_required"):
        message = "Give the customer's order number, or say that it is not required: exactly one of them."
        raise PydanticCustomError("exactly_one", message)
    return order_number


def to_changes(request: CreateOrderRequest | PatchOrderRequest) -> dict[str, Any]:
    """The fields that were sent, as the use cases take them."""
    changes = sent_fields(request)
    if "lines" in changes:
        changes["lines"] = tuple(Wanted(line.sku, line.quantity) for line in request.lines)
    return changes


class OrderLineAnswer(AnswerModel):
    """`unit_cost` and `unit_price` are of one unit, `cost` and `amount` of the whole line."""

    sku: str | None
    name: str
    quantity: int
    billing: Billing
    provisioning: Provisioning
    unit_cost: MoneyAnswer
    unit_price: MoneyAnswer
    cost: MoneyAnswer
    amount: MoneyAnswer

    @classmethod
    def of(cls, line: OrderLine) -> Self:
        return cls(
            sku=line.sku,
            name=line.name,
            quantity=line.quantity,
            billing=line.billing,
            provisioning=line.provisioning,
            unit_cost=MoneyAnswer.of(line.cost),
            unit_price=MoneyAnswer.of(line.price),
            cost=MoneyAnswer.of(line.cost.times(line.quantity)),
            amount=MoneyAnswer.of(line.price.times(line.quantity)),
        )


class AgreedProductAnswer(AnswerModel):
    """A product as the agreement lists it: at cost."""

    sku: str | None
    name: str
    quantity: int
    billing: Billing
    unit_cost: MoneyAnswer
    cost: MoneyAnswer

    @classmethod
    def of(cls, line: OrderLine) -> Self:
        return cls(
            sku=line.sku,
            name=line.name,
            quantity=line.quantity,
            billing=line.billing,
            unit_cost=MoneyAnswer.of(line.cost),
            cost=MoneyAnswer.of(line.cost.times(line.quantity)),
        )


class AgreementAnswer(AnswerModel):
    """What is agreed with the distributor, at cost (C2): `first_payment` is the first month and all one-time fees."""

    msp: str
    company_name: str
    permitted_users: int | None
    products: tuple[AgreedProductAnswer, ...]
    ongoing_monthly_payment: MoneyAnswer
    one_time_fees: MoneyAnswer
    first_payment: MoneyAnswer

    @classmethod
    def of(cls, agreement: Agreement) -> Self:
        return cls(
            msp=agreement.msp,
            company_name=agreement.company_name,
            permitted_users=agreement.permitted_users,
            products=tuple(map(AgreedProductAnswer.of, agreement.products)),
            ongoing_monthly_payment=MoneyAnswer.of(agreement.ongoing_monthly_payment),
            one_time_fees=MoneyAnswer.of(agreement.one_time_fees),
            first_payment=MoneyAnswer.of(agreement.first_payment),
        )


class DecisionAnswer(AnswerModel):
    step: OrderStep
    by: str
    at: datetime
    reason: str | None

    @classmethod
    def of(cls, decision: Decision) -> Self:
        return cls(step=decision.step, by=decision.by.name, at=decision.at, reason=decision.reason)


class ConsentAnswer(AnswerModel):
    """How the customer agreed to a service order, by whom that was recorded, and when (D7)."""

    how: ConsentHow
    by: str
    at: datetime
    note: str | None
    document_id: str | None
    evidence_id: str | None

    @classmethod
    def of(cls, consent: Consent, evidence: EvidenceReference | None) -> Self:
        return cls(
            how=consent.how,
            by=consent.by.name,
            at=consent.at,
            note=consent.note,
            document_id=consent.document_id,
            evidence_id=evidence.decision_id if evidence else None,
        )


class OrderAnswer(AnswerModel):
    """`number` is ours, `order_number` the customer's own. A draft's figures are those of today's contract.

    `digital_document` is the newest of the order itself, or the one of its quote that the customer signed.
    """

    id: str
    customer_id: str
    number: int | None
    placed_by: PlacedBy
    status: OrderStatus
    order_number: str | None
    order_number_not_required: bool
    order_date: datetime | None
    lines: tuple[OrderLineAnswer, ...]
    total_cost: MoneyAnswer
    total_amount: MoneyAnswer
    agreement: AgreementAnswer
    rfi_status: RfiStatus
    decision: DecisionAnswer | None
    history: tuple[DecisionAnswer, ...]
    quote_id: str | None
    held_back_by: str | None
    consent: ConsentAnswer | None
    digital_document: DocumentAnswer | None
    created_at: datetime
    created_by: str
    version: int

    @classmethod
    def of(cls, order: Order, rfi_status: RfiStatus | None = None, *, document: DocumentAnswer | None = None) -> Self:
        return cls(
            id=order.id,
            customer_id=order.customer_id,
            number=order.number,
            placed_by=order.placed_by,
            status=order.status,
            order_number=order.order_number,
            order_number_not_required=order.order_number_not_required,
            order_date=order.order_date,
            lines=tuple(map(OrderLineAnswer.of, order.lines)),
            total_cost=MoneyAnswer.of(order.total_cost),
            total_amount=MoneyAnswer.of(order.total_amount),
            agreement=AgreementAnswer.of(order.agreement),
            rfi_status=rfi_status or order.rfi_status,
            decision=DecisionAnswer.of(order.decision) if order.decision else None,
            history=tuple(map(DecisionAnswer.of, order.decisions)),
            quote_id=order.quote_id,
            held_back_by=order.held_back_by,
            consent=ConsentAnswer.of(order.consent, order.evidence) if order.consent else None,
            digital_document=document,
            created_at=order.created_at,
            created_by=order.created_by.name,
            version=order.version,
        )


class DistributorOrderAnswer(AnswerModel):
    """An order as the distributor fulfils it: at cost, with whose it is."""

    id: str
    partner_id: str
    number: int | None
    status: OrderStatus
    order_number: str | None
    order_date: datetime | None
    agreement: AgreementAnswer
    rfi_status: RfiStatus
    history: tuple[DecisionAnswer, ...]
    version: int

    @classmethod
    def of(cls, tenant: Tenant, order: Order) -> Self:
        return cls(
            id=order.id,
            partner_id=tenant.partner_id,
            number=order.number,
            status=order.status,
            order_number=order.order_number,
            order_date=order.order_date,
            agreement=AgreementAnswer.of(order.agreement),
            rfi_status=order.rfi_status,
            history=tuple(map(DecisionAnswer.of, order.decisions)),
            version=order.version,
        )
