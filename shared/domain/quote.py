"""A quote: what the partner proposes, at which price, until when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.domain.errors import Conflict
from shared.domain.money import Money, total
from shared.domain.product import Billing


class QuoteExpired(Conflict):
    pass


class QuoteKind(StrEnum):
    SOLUTION = "solution"
    SERVICE = "service"
    QUICK = "quick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`unit_price` is the selling price of one unit."""

    id: str
    sku: str | None
    description: str
    quantity: int
    unit_price: Money
    billing: Billing
    optional: bool = False

    @property
    def amount(self) -> Money:
        return self.unit_price.times(self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOnAcceptance:
    """What C4 and C5 ask for, given in advance by whoever set the switch (A10)."""

    order_number: str | None
    order_number_not_required: bool
    governed_by_master_agreement: bool
    authorized_to_order: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    monthly: Money
    one_time: Money
    first_payment: Money


def totals_of(lines: Iterable[Line], currency: str) -> Totals:
    """What is bought for certain: optional lines count once they are chosen."""
    certain = [line for line in lines if not line.optional]
    monthly = total((line.amount for line in certain if line.billing is Billing.MONTHLY), currency)
    one_time = total((line.amount for line in certain if line.billing is Billing.ONE_TIME), currency)
    return Totals(monthly=monthly, one_time=one_time, first_payment=total((monthly, one_time), currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """`revision` grows with every change of the content; `version` with every write."""

    id: str
    customer_id: str
    kind: QuoteKind
    title: str
    currency: str
    lines: tuple[Line, ...]
    permitted_users: int | None
    valid_until: datetime
    order_on_acceptance: OrderOnAcceptance | None
    created_at: datetime
    created_by: str
    confirmation_id: str | None = None
    order_id: str | None = None
    document_id: str | None = None
    revision: int = 1
    version: int = 1

    @property
    def totals(self) -> Totals:
        return totals_of(self.lines, self.currency)

    @property
    def skus(self) -> frozenset[str]:
        return frozenset(line.sku for line in self.lines if line.sku is not None)

    def is_expired(self, now: datetime) -> bool:
        return now >= self.valid_until

    def confirmed_by(self, confirmation_id: str) -> "Quote":
        """The quote with its newest confirmation; the content, so the revision, stays."""
        return replace(self, confirmation_id=confirmation_id, version=self.version + 1)

    def sent_as(self, document_id: str) -> "Quote":
        """The quote with its newest digital document; the content, so the revision, stays."""
        return replace(self, document_id=document_id, version=self.version + 1)

    def progressed_to(self, order_id: str) -> "Quote":
        """The quote with the order that was made of it (A10)."""
        return replace(self, order_id=order_id, version=self.version + 1)
