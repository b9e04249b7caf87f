"""What the mails about orders say (C7, B15-B16, A10). None holds an amount: costs stand in the addendum alone."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from functions.deliver_messages.mail import (
    Block,
    Button,
    Facts,
    Heading,
    Items,
    Mail,
    Notice,
    Paragraph,
    Pdf,
    Quotation,
)
from shared.dates import time_words
from shared.domain.message import Message, MessageKind
from shared.domain.order import Order, OrderLine, OrderStatus
from shared.domain.partner import Partner
from shared.domain.product import Billing
from shared.domain.tenant import Actor
from shared.texts import Texts, load_texts

TEXTS = Path(__file__).parent / "texts"
SUMMARY_LENGTH = 10
PRODUCT = "Countersign"
WHAT_IS_MISSING = {
    "implementation_lead_missing": "held_back_lead_missing",
    "not_in_contract": "held_back_not_in_contract",
    "quote_expired": "held_back_quote_expired",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOccasion:
    """`link` is the page that the mail leads to; the addendum is there for the mail that carries it."""

    message: Message
    partner: Partner
    order: Order
    link: str
    addendum: Pdf | None

    @property
    def t(self) -> Texts:
        return load_texts(TEXTS, self.message.locale)

    @property
    def submitted_by(self) -> Actor:
        return self.order.submission.by if self.order.submission else self.order.created_by

    @property
    def submitted_at(self) -> str:
        return time_words(self.order.submission.at, self.message.locale) if self.order.submission else ""

    @property
    def number(self) -> str:
        return str(self.order.number)


def compose_of_order(occasion: OrderOccasion) -> Mail:
    return COMPOSERS[occasion.message.kind](occasion)


def order_addendum(o: OrderOccasion) -> Mail:
    is_executed = o.order.status is OrderStatus.EXECUTED
    return _to_partner(
        o,
        subject=o.t("addendum_subject", number=o.number, customer=o.order.company_name),
        preview=o.t("addendum_preview"),
        title=o.t("addendum_title", number=o.number),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(o.t("addendum_intro", number=o.number, customer=o.order.company_name)),
            Button(o.t("order_button"), o.link, o.t("link_beneath")),
            Heading(o.t("next")),
            Paragraph(o.t("addendum_executed" if is_executed else "addendum_in_progress")),
            Paragraph(o.t("addendum_rfi")),
            Heading(o.t("recorded")),
            Facts(
                (
                    (o.t("order"), o.number),
                    (o.t("customers_order_number"), o.order.order_number or o.t("not_required")),
                    (o.t("customer"), o.order.company_name),
                    (o.t("submitted_by"), o.submitted_by.name),
                    (o.t("submitted_on"), o.submitted_at),
                    (o.t("order_id"), o.order.id),
                )
            ),
        ),
        pdf=o.addendum,
    )


def rfi_request(o: OrderOccasion) -> Mail:
    intro = o.t("rfi_intro", partner=o.partner.name, customer=o.order.company_name)
    return _rfi(o, subject=o.t("rfi_subject", partner=o.partner.name), intro=intro)


def rfi_reminder(o: OrderOccasion) -> Mail:
    intro = o.t("rfi_reminder_intro", partner=o.partner.name, customer=o.order.company_name, when=o.submitted_at)
    return _rfi(o, subject=o.t("rfi_reminder_subject", partner=o.partner.name), intro=intro)


def order_pending_notice(o: OrderOccasion) -> Mail:
    who = o.order.created_by.name
    return _to_partner(
        o,
        subject=o.t("pending_subject", customer=o.order.company_name),
        preview=o.t("pending_preview"),
        title=o.t("pending_title"),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(o.t("pending_intro", who=who, customer=o.order.company_name)),
            Button(o.t("pending_button"), o.link, o.t("link_beneath")),
            *_ordered(o),
            *_number(o),
        ),
    )


def order_accepted_notice(o: OrderOccasion) -> Mail:
    is_executed = o.order.status is OrderStatus.EXECUTED
    return _to_shopper(
        o,
        subject=o.t("accepted_subject", number=o.number),
        preview=o.t("accepted_preview", partner=o.partner.name),
        title=o.t("accepted_title", number=o.number),
        told=(
            Paragraph(o.t("accepted_intro", partner=o.partner.name, number=o.number)),
            Paragraph(o.t("accepted_executed" if is_executed else "accepted_in_progress", partner=o.partner.name)),
        ),
    )


def order_canceled_notice(o: OrderOccasion) -> Mail:
    reason = o.order.decision.reason if o.order.decision else None
    return _to_shopper(
        o,
        subject=o.t("canceled_subject", number=o.number),
        preview=o.t("canceled_preview"),
        title=o.t("canceled_title", number=o.number),
        told=(
            Paragraph(o.t("canceled_intro", partner=o.partner.name, number=o.number)),
            Heading(o.t("canceled_heading")),
            Quotation(reason or ""),
        ),
    )


def order_held_back_notice(o: OrderOccasion) -> Mail:
    missing = o.t(WHAT_IS_MISSING.get(o.order.held_back_by or "", "held_back_otherwise"), customer=o.order.company_name)
    return _to_partner(
        o,
        subject=o.t("held_back_subject", customer=o.order.company_name),
        preview=o.t("held_back_preview"),
        title=o.t("held_back_title"),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(o.t("held_back_intro", customer=o.order.company_name)),
            Notice(missing),
            Button(o.t("order_button"), o.link, o.t("link_beneath")),
            *_ordered(o),
            *_number(o),
        ),
    )


COMPOSERS: dict[MessageKind, Callable[[OrderOccasion], Mail]] = {
    MessageKind.ORDER_ADDENDUM: order_addendum,
    MessageKind.RFI_REQUEST: rfi_request,
    MessageKind.RFI_REMINDER: rfi_reminder,
    MessageKind.ORDER_PENDING_NOTICE: order_pending_notice,
    MessageKind.ORDER_ACCEPTED_NOTICE: order_accepted_notice,
    MessageKind.ORDER_CANCELED_NOTICE: order_canceled_notice,
    MessageKind.ORDER_HELD_BACK_NOTICE: order_held_back_notice,
}


def _rfi(o: OrderOccasion, *, subject: str, intro: str) -> Mail:
    return Mail(
        subject=subject,
        preview=o.t("rfi_preview"),
        brand=o.partner.name,
        title=o.t("rfi_title"),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(intro),
            Button(o.t("rfi_button"), o.link, o.t("link_beneath")),
            Paragraph(o.t("rfi_asked")),
            Paragraph(o.t("rfi_half_way")),
            *_ordered(o),
        ),
        footer=o.t(
            "footer_customer", sender=o.submitted_by.name, partner=o.partner.name, customer=o.order.company_name
        ),
        sender_name=o.t("via", partner=o.partner.name),
        reply_to=o.submitted_by.email,
    )


def _to_shopper(o: OrderOccasion, *, subject: str, preview: str, title: str, told: tuple[Block, ...]) -> Mail:
    return Mail(
        subject=subject,
        preview=preview,
        brand=o.partner.name,
        title=title,
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            *told,
            Button(o.t("shopper_button"), o.link, o.t("link_beneath")),
            *_ordered(o),
        ),
        footer=o.t("footer_storefront", partner=o.partner.name),
        sender_name=o.t("via", partner=o.partner.name),
        reply_to=o.partner.notification_email,
    )


def _to_partner(
    o: OrderOccasion, *, subject: str, preview: str, title: str, blocks: tuple[Block, ...], pdf: Pdf | None = None
) -> Mail:
    return Mail(
        subject=subject,
        preview=preview,
        brand=PRODUCT,
        title=title,
        blocks=blocks,
        footer=o.t("footer_order", partner=o.partner.name, customer=o.order.company_name),
        sender_name=PRODUCT,
        pdf=pdf,
    )


def _ordered(o: OrderOccasion) -> tuple[Block, ...]:
    rows = [_item(o, line) for line in o.order.lines[:SUMMARY_LENGTH]]
    left_out = len(o.order.lines) - len(rows)
    if left_out:
        rows.append((o.t("and_more_ordered", count=left_out), ""))
    return Heading(o.t("ordered")), Items(tuple(rows))


def _number(o: OrderOccasion) -> tuple[Block, ...]:
    """It is given a moment after the order was placed, which this mail doesn't wait for."""
    return () if o.order.number is None else (Facts(((o.t("order"), o.number),)),)


def _item(o: OrderOccasion, line: OrderLine) -> tuple[str, str]:
    return f"{line.quantity} × {line.name}", o.t("billed_monthly" if line.billing is Billing.MONTHLY else "billed_once")
