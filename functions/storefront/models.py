"""What the storefront's routes take and answer: selling prices only."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field

from shared.domain.contract import Wanted
from shared.domain.order import Order, OrderLine, OrderStatus, PlacedBy
from shared.domain.partner import Partner
from shared.domain.product import Billing, Product
from shared.fields import Count, MoneyAnswer, ShortText
from shared.models import AnswerModel, RequestModel


class StorefrontLineRequest(RequestModel):
    sku: ShortText
    quantity: Count


class StorefrontOrderRequest(RequestModel):
    lines: Annotated[list[StorefrontLineRequest], Field(min_length=1, max_length=100)]

    def to_wanted(self) -> tuple[Wanted, ...]:
        return tuple(Wanted(line.sku, line.quantity) for line in self.lines)


class StorefrontProductAnswer(AnswerModel):
    """`price` is what one unit costs the customer."""

    sku: str
    name: str
    billing: Billing
    price: MoneyAnswer

    @classmethod
    def of(cls, product: Product, partner: Partner) -> Self:
        return cls(
            sku=product.sku,
            name=product.name,
            billing=product.billing,
            price=MoneyAnswer.of(product.price(partner.markup_percent)),
        )


class StorefrontOrderLineAnswer(AnswerModel):
    sku: str | None
    name: str
    quantity: int
    billing: Billing
    unit_price: MoneyAnswer
    amount: MoneyAnswer

    @classmethod
    def of(cls, line: OrderLine) -> Self:
        return cls(
            sku=line.sku,
            name=line.name,
            quantity=line.quantity,
            billing=line.billing,
            unit_price=MoneyAnswer.of(line.price),
            amount=MoneyAnswer.of(line.price.times(line.quantity)),
        )


class StorefrontOrderAnswer(AnswerModel):
    """`reason` says why it was cancelled."""

    id: str
    number: int | None
    placed_by: PlacedBy
    ordered_by: str
    status: OrderStatus
    order_date: datetime | None
    lines: tuple[StorefrontOrderLineAnswer, ...]
    total_amount: MoneyAnswer
    reason: str | None
    version: int

    @classmethod
    def of(cls, order: Order) -> Self:
        return cls(
            id=order.id,
            number=order.number,
            placed_by=order.placed_by,
            ordered_by=order.created_by.name,
            status=order.status,
            order_date=order.order_date,
            lines=tuple(map(StorefrontOrderLineAnswer.of, order.lines)),
            total_amount=MoneyAnswer.of(order.total_amount),
            reason=order.decision.reason if order.decision else None,
            version=order.version,
        )
