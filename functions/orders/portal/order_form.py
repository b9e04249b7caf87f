"""The form of a draft: what was typed, line by line, and the request that it makes (C1, C4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Self

from shared.domain.money import Money, total
from shared.domain.order import MAX_LINES, MAX_QUANTITY, Order, OrderLine, order_line
from shared.domain.product import Product
from shared.web.typed_number import whole

_LINE = re.compile(r"lines\.(\d{1,3})\.sku")


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """What can be ordered, at cost and at the partner's selling price."""

    products: Mapping[str, Product]
    markup_percent: Decimal
    currency: str

    def line(self, typed: "TypedLine") -> OrderLine | None:
        """None while it can't be said what it comes to."""
        product, quantity = self.products.get(typed.sku), whole(typed.quantity)
        if product is None or not isinstance(quantity, int) or not 1 <= quantity <= MAX_QUANTITY:
            return None
        return order_line(product, quantity, product.price(self.markup_percent))


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLine:
    sku: str = ""
    quantity: str = "1"

    @property
    def is_blank(self) -> bool:
        return not self.sku

    def to_values(self) -> dict[str, Any]:
        return {"sku": self.sku, "quantity": whole(self.quantity) if self.quantity.strip() else None}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderForm:
    lines: tuple[TypedLine, ...] = (TypedLine(),)
    permitted_users: str = ""
    order_number: str = ""
    order_number_not_required: bool = False

    @classmethod
    def read(cls, form: Mapping[str, str]) -> Self:
        numbers = sorted({int(found[1]) for name in form if (found := _LINE.fullmatch(name))})
        return cls(
            lines=tuple(
                TypedLine(sku=form[f"lines.{number}.sku"], quantity=form.get(f"lines.{number}.quantity", ""))
                for number in numbers[:MAX_LINES]
            ),
            permitted_users=form.get("permitted_users", "").strip(),
            order_number=form.get("order_number", "").strip(),
            order_number_not_required="order_number_not_required" in form,
        )

    @classmethod
    def of(cls, order: Order) -> Self:
        return cls(
            lines=tuple(TypedLine(sku=line.sku or "", quantity=str(line.quantity)) for line in order.lines),
            permitted_users=str(order.permitted_users or ""),
            order_number=order.order_number or "",
            order_number_not_required=order.order_number_not_required,
        )

    def with_details(self, typed: "OrderForm") -> Self:
        """With all that was typed but the lines."""
        return replace(
            self,
            permitted_users=typed.permitted_users,
            order_number=typed.order_number,
            order_number_not_required=typed.order_number_not_required,
        )

    def changed(self, step: str) -> Self:
        """After a button of the form: `add`, `remove.3`; any other leaves it as it is."""
        lines = list(self.lines)
        kind, _, number = step.partition(".")
        if kind == "add" and len(lines) < MAX_LINES:
            lines.append(TypedLine())
        elif kind == "remove" and number.isdigit() and int(number) < len(lines):
            lines.pop(int(number))
        return replace(self, lines=tuple(lines) or (TypedLine(),))

    def tidied(self) -> Self:
        """Without the lines that were left blank, unless all are."""
        return replace(self, lines=tuple(line for line in self.lines if not line.is_blank) or (TypedLine(),))

    def totals(self, catalogue: Catalogue) -> tuple[Money, Money]:
        """At cost, and at selling price."""
        lines = [line for typed in self.lines if (line := catalogue.line(typed)) is not None]
        cost = total((line.cost.times(line.quantity) for line in lines), catalogue.currency)
        return cost, total((line.price.times(line.quantity) for line in lines), catalogue.currency)

    def to_values(self) -> dict[str, Any]:
        """As the models of the API take them."""
        return self.to_details() | {"lines": [line.to_values() for line in self.lines if not line.is_blank]}

    def to_details(self) -> dict[str, Any]:
        """All but the lines, which a quote may have settled."""
        return {
            "permitted_users": whole(self.permitted_users) if self.permitted_users else None,
            "order_number": self.order_number or None,
            "order_number_not_required": self.order_number_not_required,
        }

    def is_saved_in(self, order: Order) -> bool:
        """Whether the draft says what the form says: it was sent twice."""
        return self == OrderForm.of(order)
