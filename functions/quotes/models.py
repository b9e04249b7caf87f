"""What the routes of products, terms and quotes take and answer."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from functions.quotes.next_actions import NextAction, next_actions
from functions.quotes.price_lines import DraftLine
from shared.document_answer import DocumentAnswer, present_document
from shared.domain.confirmation import Confirmation, State
from shared.domain.locale import Locale
from shared.domain.partner import Partner
from shared.domain.product import Billing, Product, Provisioning
from shared.domain.quote import Line, OrderOnAcceptance, Quote, QuoteKind, Totals
from shared.domain.terms import Terms
from shared.fields import Count, Flag, MoneyAnswer, MoneyField, Prose, ShortText, Text, Until, sent_fields, unset
from shared.models import AnswerModel, RequestModel
from shared.ports import Watched


class LineRequest(RequestModel):
    """`unit_price` is the product's selling price unless it is given."""

    sku: ShortText | None = None
    description: Text
    quantity: Count
    billing: Billing
    optional: Flag = False
    unit_price: Annotated[MoneyField | None, Field(validate_default=True)] = None

    @field_validator("unit_price")
    @classmethod
    def _is_there_without_a_product(cls, unit_price: MoneyField | None, info: ValidationInfo) -> MoneyField | None:
        if unit_price is None and "sku" in info.data and info.data["sku"] is None:
            raise PydanticCustomError("missing", "A line without a SKU needs its price.")
        return unit_price

    def to_draft(self) -> DraftLine:
        return DraftLine(
            sku=self.sku,
            description=self.description,
            quantity=self.quantity,
            billing=self.billing,
            optional=self.optional,
            unit_price=self.unit_price.money if self.unit_price else None,
        )


class OrderOnAcceptanceRequest(RequestModel):
    """What whoever orders must say (C4, C5), said in advance (A10)."""

    order_number_not_required: Flag = False
    order_number: Annotated[ShortText | None, Field(validate_default=True)] = None
    governed_by_master_agreement: Literal[True]
    authorized_to_order: Literal[True]

    @field_validator("order_number")
    @classmethod
    def _is_given_or_not_required(cls, order_number: str | None, info: ValidationInfo) -> str | None:
        if (order_number is None) is not info.data.get("order_number_not_required", order_number is None):
            message = "Give the customer's order number, or say that it is not required: exactly one of them."
            raise PydanticCustomError("exactly_one", message)
        return order_number

    def to_domain(self) -> OrderOnAcceptance:
        return OrderOnAcceptance(**dict(self))


# A list: of a tuple whose lines are all wrong, pydantic says besides that it is empty.
type Lines = Annotated[list[LineRequest], Field(min_length=1, max_length=100)]


class CreateQuoteRequest(RequestModel):
    kind: QuoteKind
    title: Text
    lines: Lines
    permitted_users: Count | None = None
    valid_until: Until
    order_on_acceptance: OrderOnAcceptanceRequest | None = None


class PatchQuoteRequest(RequestModel):
    kind: QuoteKind = unset()
    title: Text = unset()
    lines: Lines = unset()
    permitted_users: Count | None = unset()
    valid_until: Until = unset()
    order_on_acceptance: OrderOnAcceptanceRequest | None = unset()


def to_content(request: CreateQuoteRequest | PatchQuoteRequest) -> dict[str, Any]:
    """The fields that were sent, as the use cases take them."""
    content = sent_fields(request)
    if "lines" in content:
        content["lines"] = tuple(line.to_draft() for line in request.lines)
    if request.order_on_acceptance is not None:
        content["order_on_acceptance"] = request.order_on_acceptance.to_domain()
    return content


class CreateTermsRequest(RequestModel):
    title: Text
    body_markdown: Prose
    locale: Locale


class ProductAnswer(AnswerModel):
    """`price` is the selling price of one unit: cost × (1 + markup), rounded half up."""

    sku: str
    name: str
    billing: Billing
    cost: MoneyAnswer
    price: MoneyAnswer
    provisioning: Provisioning

    @classmethod
    def of(cls, product: Product, partner: Partner) -> Self:
        return cls(
            sku=product.sku,
            name=product.name,
            billing=product.billing,
            cost=MoneyAnswer.of(product.cost),
            price=MoneyAnswer.of(product.price(partner.markup_percent)),
            provisioning=product.provisioning,
        )


class TermsVersionAnswer(AnswerModel):
    locale: Locale
    version: int
    title: str
    body_markdown: str
    sha256: str
    created_at: datetime

    @classmethod
    def of(cls, terms: Terms) -> Self:
        return cls(
            locale=terms.locale,
            version=terms.version,
            title=terms.title,
            body_markdown=terms.body_markdown,
            sha256=terms.sha256,
            created_at=terms.created_at,
        )


class LineAnswer(AnswerModel):
    id: str
    sku: str | None
    description: str
    quantity: int
    unit_price: MoneyAnswer
    amount: MoneyAnswer
    billing: Billing
    optional: bool

    @classmethod
    def of(cls, line: Line) -> Self:
        return cls(
            id=line.id,
            sku=line.sku,
            description=line.description,
            quantity=line.quantity,
            unit_price=MoneyAnswer.of(line.unit_price),
            amount=MoneyAnswer.of(line.amount),
            billing=line.billing,
            optional=line.optional,
        )


class TotalsAnswer(AnswerModel):
    """Without the optional lines. `first_payment` is the first month and all that is paid once (C2)."""

    monthly: MoneyAnswer
    one_time: MoneyAnswer
    first_payment: MoneyAnswer

    @classmethod
    def of(cls, totals: Totals) -> Self:
        return cls(
            monthly=MoneyAnswer.of(totals.monthly),
            one_time=MoneyAnswer.of(totals.one_time),
            first_payment=MoneyAnswer.of(totals.first_payment),
        )


class OrderOnAcceptanceAnswer(AnswerModel):
    order_number: str | None
    order_number_not_required: bool
    governed_by_master_agreement: bool
    authorized_to_order: bool

    @classmethod
    def of(cls, order: OrderOnAcceptance) -> Self:
        return cls(
            order_number=order.order_number,
            order_number_not_required=order.order_number_not_required,
            governed_by_master_agreement=order.governed_by_master_agreement,
            authorized_to_order=order.authorized_to_order,
        )


class ConfirmationSummaryAnswer(AnswerModel):
    """The newest confirmation of a quote."""

    id: str
    state: State
    quote_revision: int
    contact_id: str
    contact_name: str
    sent_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    version: int

    @classmethod
    def of(cls, confirmation: Confirmation, now: datetime) -> Self:
        return cls(
            id=confirmation.id,
            state=confirmation.state_at(now),
            quote_revision=confirmation.quote_revision,
            contact_id=confirmation.addressee.contact_id,
            contact_name=confirmation.addressee.name,
            sent_at=confirmation.sent_at,
            expires_at=confirmation.expires_at,
            decided_at=confirmation.decided_at,
            version=confirmation.version,
        )


class QuoteAnswer(AnswerModel):
    id: str
    customer_id: str
    kind: QuoteKind
    title: str
    currency: str
    lines: tuple[LineAnswer, ...]
    permitted_users: int | None
    valid_until: datetime
    order_on_acceptance: OrderOnAcceptanceAnswer | None
    totals: TotalsAnswer
    confirmation: ConfirmationSummaryAnswer | None
    order_id: str | None
    digital_document: DocumentAnswer | None
    next_actions: tuple[NextAction, ...]
    created_at: datetime
    created_by: str
    revision: int
    version: int

    @classmethod
    def of(
        cls, quote: Quote, confirmation: Confirmation | None, watched: Watched | None, origin: str, now: datetime
    ) -> Self:
        order, document = quote.order_on_acceptance, watched.document if watched else None
        return cls(
            id=quote.id,
            customer_id=quote.customer_id,
            kind=quote.kind,
            title=quote.title,
            currency=quote.currency,
            lines=tuple(map(LineAnswer.of, quote.lines)),
            permitted_users=quote.permitted_users,
            valid_until=quote.valid_until,
            order_on_acceptance=OrderOnAcceptanceAnswer.of(order) if order else None,
            totals=TotalsAnswer.of(quote.totals),
            confirmation=ConfirmationSummaryAnswer.of(confirmation, now) if confirmation else None,
            order_id=quote.order_id,
            digital_document=present_document(watched, origin) if watched else None,
            next_actions=next_actions(quote, confirmation, document, now),
            created_at=quote.created_at,
            created_by=quote.created_by,
            revision=quote.revision,
            version=quote.version,
        )
