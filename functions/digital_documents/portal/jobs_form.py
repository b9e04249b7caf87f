"""The jobs of an upsell as they were typed, and the request that they make (D8, D12)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from shared.domain.digital_document import Job
from shared.domain.locale import Locale
from shared.domain.money import Money, total
from shared.domain.order import MAX_QUANTITY, Order
from shared.domain.upsell import percent_beyond
from shared.web.typed_amount import read_amount, write_amount
from shared.web.typed_number import whole

MAX_JOBS = 50

_JOB = re.compile(r"lines\.(\d{1,2})\.quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedJob:
    description: str = ""
    quantity: str = "1"
    unit_price: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.description.strip() or self.unit_price.strip())

    def price(self, currency: str, locale: Locale) -> Money | None:
        amount = read_amount(self.unit_price.strip(), currency, locale)
        return None if amount is None else Money(amount, currency)

    def amount(self, currency: str, locale: Locale) -> Money | None:
        """None while it can't be said what it comes to."""
        price, quantity = self.price(currency, locale), whole(self.quantity)
        if price is None or not isinstance(quantity, int) or not 1 <= quantity <= MAX_QUANTITY:
            return None
        return price.times(quantity)

    def to_values(self, currency: str, locale: Locale) -> dict[str, Any]:
        price = self.price(currency, locale)
        values = {
            "description": self.description.strip(),
            "quantity": whole(self.quantity) if self.quantity.strip() else None,
            "unit_price": {"amount": price.amount, "currency": price.currency} if price else self.unit_price.strip(),
        }
        return {name: value for name, value in values.items() if value not in ("", None)}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobsForm:
    """`locale` is the user's: amounts are typed in its way."""

    order: Order
    locale: Locale
    lines: tuple[TypedJob, ...] = (TypedJob(),)

    @classmethod
    def read(cls, form: Mapping[str, str], order: Order, locale: Locale) -> Self:
        numbers = sorted({int(found[1]) for name in form if (found := _JOB.fullmatch(name))})
        lines = tuple(
            TypedJob(**{name: form.get(f"lines.{number}.{name}", "") for name in TypedJob.__dataclass_fields__})
            for number in numbers[:MAX_JOBS]
        )
        return cls(order=order, locale=locale, lines=lines or (TypedJob(),))

    @classmethod
    def of(cls, jobs: tuple[Job, ...], order: Order, locale: Locale) -> Self:
        lines = tuple(
            TypedJob(
                description=job.description,
                quantity=str(job.quantity),
                unit_price=write_amount(job.unit_price, locale),
            )
            for job in jobs
        )
        return cls(order=order, locale=locale, lines=lines)

    @property
    def currency(self) -> str:
        return self.order.currency

    @property
    def amounts(self) -> list[Money | None]:
        return [line.amount(self.currency, self.locale) for line in self.lines]

    @property
    def total(self) -> Money:
        return total((amount for amount in self.amounts if amount), self.currency)

    @property
    def percent_over(self) -> int | None:
        """By how many percent the sum would rise, with what was added before, where that is to be warned of."""
        return percent_beyond(total((self.total, self.order.added_total), self.currency), self.order.agreed_total)

    def changed(self, step: str) -> Self:
        """After a button of the form: `add`, `remove.3`."""
        lines = list(self.lines)
        kind, _, number = step.partition(".")
        if kind == "add" and len(lines) < MAX_JOBS:
            lines.append(TypedJob())
        elif kind == "remove" and number.isdigit() and int(number) < len(lines):
            lines.pop(int(number))
        return replace(self, lines=tuple(lines) or (TypedJob(),))

    def tidied(self) -> Self:
        """Without the lines that were left blank, unless all are."""
        return replace(self, lines=tuple(line for line in self.lines if not line.is_blank) or (TypedJob(),))

    def to_values(self) -> list[dict[str, Any]]:
        return [line.to_values(self.currency, self.locale) for line in self.lines]
