"""The form of a quote: what was typed, line by line, and the request that it makes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Self

from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.partner import Partner
from shared.domain.product import Billing, Product
from shared.domain.quote import Line, Quote, QuoteKind, Totals, totals_of
from shared.web.typed_amount import read_amount, write_amount
from shared.web.typed_number import whole

VALID_FOR = timedelta(days=30)
MAX_LINES = 100

_LINE = re.compile(r"lines\.(\d{1,3})\.quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """In what a quote is written: the partner's currency or the quote's own, its language, its contract."""

    currency: str
    locale: Locale
    partner: Partner
    products: Mapping[str, Product]

    def price_of(self, product: Product) -> str:
        return write_amount(product.price(self.partner.markup_percent), self.locale)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLine:
    """`was` is the product that the line showed before."""

    sku: str = ""
    was: str = ""
    description: str = ""
    quantity: str = "1"
    unit_price: str = ""
    billing: str = Billing.MONTHLY
    optional: bool = False

    @classmethod
    def read(cls, form: Mapping[str, str], number: int) -> Self:
        typed = {name: form.get(f"lines.{number}.{name}", "") for name in ("sku", "was", "description", "billing")}
        return cls(
            **typed,
            quantity=form.get(f"lines.{number}.quantity", ""),
            unit_price=form.get(f"lines.{number}.unit_price", ""),
            optional=f"lines.{number}.optional" in form,
        )

    @classmethod
    def of(cls, line: Line, locale: Locale) -> Self:
        return cls(
            sku=line.sku or "",
            was=line.sku or "",
            description=line.description,
            quantity=str(line.quantity),
            unit_price=write_amount(line.unit_price, locale),
            billing=line.billing,
            optional=line.optional,
        )

    @property
    def is_blank(self) -> bool:
        return not (self.sku or self.description.strip() or self.unit_price.strip())

    def filled(self, trade: Trade) -> Self:
        """With what a product just chosen brings along; what was typed otherwise stays."""
        product, former = trade.products.get(self.sku), trade.products.get(self.was)
        if product is None or self.sku == self.was:
            return replace(self, was=self.sku)
        names, prices = {""}, {""}
        if former is not None:
            names, prices = {"", former.name}, {"", trade.price_of(former)}
        return replace(
            self,
            was=self.sku,
            description=product.name if self.description.strip() in names else self.description,
            unit_price=trade.price_of(product) if self.unit_price.strip() in prices else self.unit_price,
            billing=product.billing,
        )

    def price(self, trade: Trade) -> Money | None:
        amount = read_amount(self.unit_price.strip(), trade.currency, trade.locale)
        return None if amount is None else Money(amount, trade.currency)

    def amount(self, trade: Trade) -> Money | None:
        """What it comes to; None while that can't be said."""
        line = self.to_line(trade)
        return line.amount if line else None

    def to_line(self, trade: Trade) -> Line | None:
        price, quantity = self.price(trade), whole(self.quantity)
        if price is None or not isinstance(quantity, int) or self.billing not in set(Billing):
            return None
        return Line(
            id="",
            sku=self.sku or None,
            description=self.description,
            quantity=quantity,
            unit_price=price,
            billing=Billing(self.billing),
            optional=self.optional,
        )

    def to_values(self, trade: Trade) -> dict[str, Any]:
        price = self.price(trade)
        values: dict[str, Any] = {
            "sku": self.sku or None,
            "quantity": whole(self.quantity),
            "billing": self.billing,
            "optional": self.optional,
            "unit_price": {"amount": price.amount, "currency": price.currency} if price else self.unit_price or None,
        }
        return values | ({"description": self.description} if self.description.strip() else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteForm:
    kind: str = QuoteKind.SOLUTION
    title: str = ""
    permitted_users: str = ""
    valid_until: str = ""
    lines: tuple[TypedLine, ...] = (TypedLine(),)
    order_on_acceptance: bool = False
    order_number: str = ""
    order_number_not_required: bool = False
    governed_by_master_agreement: bool = False
    authorized_to_order: bool = False

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Self:
        numbers = sorted({int(found[1]) for name in form if (found := _LINE.fullmatch(name))})
        return cls(
            kind=form.get("kind", ""),
            title=form.get("heading", ""),
            permitted_users=form.get("permitted_users", ""),
            valid_until=form.get("valid_until", ""),
            lines=tuple(TypedLine.read(form, number) for number in numbers[:MAX_LINES]),
            order_on_acceptance="order_on_acceptance" in form,
            order_number=form.get("order_number", ""),
            order_number_not_required="order_number_not_required" in form,
            governed_by_master_agreement="governed_by_master_agreement" in form,
            authorized_to_order="authorized_to_order" in form,
        )

    @classmethod
    def of(cls, quote: Quote, locale: Locale) -> Self:
        order = quote.order_on_acceptance
        return cls(
            kind=quote.kind,
            title=quote.title,
            permitted_users=str(quote.permitted_users or ""),
            valid_until=f"{quote.valid_until:%Y-%m-%d}",
            lines=tuple(TypedLine.of(line, locale) for line in quote.lines),
            order_on_acceptance=order is not None,
            order_number=(order.order_number or "") if order else "",
            order_number_not_required=order is not None and order.order_number_not_required,
            governed_by_master_agreement=order is not None,
            authorized_to_order=order is not None,
        )

    def changed(self, step: str, trade: Trade) -> Self:
        """After a button of the form: `add`, `remove.3`; whatever is pressed, new products fill their lines."""
        lines = [line.filled(trade) for line in self.lines]
        kind, _, number = step.partition(".")
        if kind == "add" and len(lines) < MAX_LINES:
            lines.append(TypedLine())
        elif kind == "remove" and number.isdigit() and int(number) < len(lines):
            lines.pop(int(number))
        return replace(self, lines=tuple(lines) or (TypedLine(),))

    def tidied(self, trade: Trade) -> Self:
        """Without the lines that were left blank, unless all are."""
        filled = tuple(line.filled(trade) for line in self.lines if not line.is_blank)
        return replace(self, lines=filled or (TypedLine(),))

    def totals(self, trade: Trade) -> Totals:
        lines = (line.to_line(trade) for line in self.lines)
        return totals_of((line for line in lines if line is not None), trade.currency)

    def to_values(self, trade: Trade) -> dict[str, Any]:
        """As the model of the API takes them; a field left empty counts as not sent."""
        values: dict[str, Any] = {
            "kind": self.kind,
            "lines": [line.to_values(trade) for line in self.lines],
            "permitted_users": whole(self.permitted_users) if self.permitted_users.strip() else None,
            "order_on_acceptance": self._order() if self.order_on_acceptance else None,
        }
        typed = {"title": self.title, "valid_until": self.valid_until}
        return values | {name: value for name, value in typed.items() if value.strip()}

    def _order(self) -> dict[str, Any]:
        return {
            "order_number": self.order_number.strip() or None,
            "order_number_not_required": self.order_number_not_required,
            "governed_by_master_agreement": self.governed_by_master_agreement,
            "authorized_to_order": self.authorized_to_order,
        }
