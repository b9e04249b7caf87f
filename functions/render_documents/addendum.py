"""What the addendum of an order says (C2, C4, C7): words and figures in the reader's language, nothing of its looks."""

from dataclasses import dataclass
from typing import ClassVar

from functions.render_documents.sheet import Sheet, Table
from functions.render_documents.words import TEXTS
from shared.amounts import money_words, number_words
from shared.dates import time_words
from shared.domain.errors import Conflict, Unavailable
from shared.domain.locale import Locale
from shared.domain.order import Decision, Order, OrderLine
from shared.domain.product import Billing
from shared.texts import Texts, load_texts


class OrderNotSubmitted(Conflict):
    pass


class OrderNotNumbered(Unavailable):
    """Its number is given a moment after it is submitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum(Sheet):
    """`agreed` is what stands beneath the products and what they come to."""

    template: ClassVar[str] = "addendum.typ"

    products: Table
    agreed_title: str
    agreed: tuple[str, ...]


def addendum_of(order: Order, locale: Locale) -> Addendum:
    """Raises OrderNotSubmitted, OrderNotNumbered."""
    submission = order.submission
    if submission is None:
        raise OrderNotSubmitted("An order has an addendum from its submission on.")
    if order.number is None:
        raise OrderNotNumbered("This order has no number yet.")
    t, agreement = load_texts(TEXTS, locale), order.agreement
    number = str(order.number)
    return Addendum(
        locale=locale,
        file_name=f"{t('title', number=number)}.pdf",
        author=agreement.msp,
        at=submission.at,
        title=t("title", number=number),
        subtitle=t("subtitle", msp=agreement.msp, company=agreement.company_name),
        facts=tuple(_facts(t, order, number, submission)),
        products=Table(
            title=t("products"),
            note=None,
            columns=tuple(t(name) for name in ("product", "quantity", "billing", "unit_cost", "line_cost")),
            lines=tuple(_cells(t, line) for line in agreement.products),
            sums=(
                (t("ongoing_monthly_payment"), money_words(agreement.ongoing_monthly_payment, locale)),
                (t("one_time_fees"), money_words(agreement.one_time_fees, locale)),
                (t("first_payment"), money_words(agreement.first_payment, locale)),
            ),
        ),
        agreed_title=t("agreed"),
        agreed=(
            t("governed"),
            t("authorized", name=submission.by.name, when=time_words(submission.at, locale)),
        ),
        foot=t("foot", number=number, id=order.id),
        page=t("page"),
        of=t("of"),
        unshown=t("unshown"),
    )


def _facts(t: Texts, order: Order, number: str, submission: Decision) -> list[tuple[str, str]]:
    users = order.permitted_users
    return [
        (t("number"), number),
        (t("order_number"), order.order_number or t("order_number_not_required")),
        (t("msp"), order.msp),
        (t("company_name"), order.company_name),
        (t("permitted_users"), t("not_stated") if users is None else number_words(users, t.locale)),
        (t("submitted_by"), f"{submission.by.name} ({submission.by.email})"),
        (t("submitted_at"), time_words(submission.at, t.locale)),
        (t("order_id"), order.id),
    ]


def _cells(t: Texts, line: OrderLine) -> tuple[str | None, ...]:
    return (
        line.name,
        line.sku,
        number_words(line.quantity, t.locale),
        t("monthly" if line.billing is Billing.MONTHLY else "one_time"),
        money_words(line.cost, t.locale),
        money_words(line.cost.times(line.quantity), t.locale),
    )
