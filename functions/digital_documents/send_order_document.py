"""Have an order confirmed, or work added to it agreed, by a signature (D8, D12)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from textwrap import shorten

from functions.digital_documents.recipient import choose_recipient
from functions.digital_documents.send_document import check_none_is_out, terms_for
from shared.domain import ids
from shared.domain.channel import Channel
from shared.domain.concurrency import settle
from shared.domain.digital_document import DigitalDocument, DocumentKind, Job, new_document
from shared.domain.errors import FieldError, Invalid
from shared.domain.money import Money
from shared.domain.once import Once
from shared.domain.order import Order, OrderCanceled, OrderStatus
from shared.domain.quote import Line
from shared.domain.tenant import Actor
from shared.ports import Clock, DigitalDocuments

MAX_TITLE = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedJob:
    description: str
    quantity: int
    unit_price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOrderDocument:
    """`kind` is an order confirmation, which has no jobs, or an upsell, which has some."""

    order_id: str
    kind: DocumentKind
    jobs: tuple[WantedJob, ...]
    channel: Channel
    address: str
    sent_by: Actor


def send_order_document(
    command: SendOrderDocument,
    *,
    documents: DigitalDocuments,
    now: Clock,
    once: Once[DigitalDocument] | None = None,
) -> DigitalDocument:
    """Raises NotFound, Invalid, OrderCanceled, DocumentActive, AlreadyAnswered, IdempotencyKeyReused."""
    ids.require("ord", command.order_id)

    def attempt() -> DigitalDocument:
        sending, at = documents.sending_of_order(command.order_id, once), now()
        order = sending.subject
        faults = tuple(_faults(command, order))
        if faults:
            raise Invalid(*faults)
        recipient = choose_recipient(
            command.channel, command.address, customer=sending.customer, partner=sending.partner
        )
        if order.status is OrderStatus.CANCELED:
            raise OrderCanceled("This order was cancelled.")
        check_none_is_out(sending)
        is_upsell = command.kind is DocumentKind.UPSELL
        document = new_document(
            command.kind,
            customer_id=order.customer_id,
            customer_name=sending.customer.name,
            partner_name=sending.partner.name,
            title=title_of(command.jobs, order),
            currency=order.currency,
            lines=() if is_upsell else lines_of(order),
            recipient=recipient,
            provider=sending.partner.signing_provider,
            sent_by=command.sent_by,
            expires_at=at + timedelta(days=sending.partner.confirmation_validity_days),
            now=at,
            order_id=order.id,
            order_number=order.number,
            jobs=jobs_of(command.jobs),
            agreed_total=order.agreed_total if is_upsell else None,
            added_before=order.added_total if is_upsell else None,
            terms=terms_for(sending, recipient.locale),
        )
        documents.send(document, sending, once)
        return document

    return settle(attempt)


def title_of(jobs: tuple[WantedJob, ...], order: Order) -> str:
    """What it is about, in the words of its lines."""
    names = [job.description for job in jobs] or [line.name for line in order.lines]
    return shorten(", ".join(names), MAX_TITLE, placeholder=" …")


def jobs_of(wanted: tuple[WantedJob, ...]) -> tuple[Job, ...]:
    return tuple(
        Job(id=f"{number}", description=one.description, quantity=one.quantity, unit_price=one.unit_price)
        for number, one in enumerate(wanted, 1)
    )


def lines_of(order: Order) -> tuple[Line, ...]:
    """What was ordered, at selling price."""
    return tuple(
        Line(
            id=f"{number}",
            sku=line.sku,
            description=line.name,
            quantity=line.quantity,
            unit_price=line.price,
            billing=line.billing,
        )
        for number, line in enumerate(order.lines, 1)
    )


def _faults(command: SendOrderDocument, order: Order) -> Iterator[FieldError]:
    if command.kind is DocumentKind.UPSELL and not command.jobs:
        yield FieldError("jobs", "missing", "Say what is to be added: at least one job.")
    if command.kind is DocumentKind.ORDER_CONFIRMATION and command.jobs:
        yield FieldError("jobs", "not_applicable", "An order confirmation adds nothing: leave the jobs out.")
    for number, job in enumerate(command.jobs):
        if job.unit_price.currency != order.currency:
            message = f"This order is in {order.currency}."
            yield FieldError(f"jobs.{number}.unit_price.currency", "currency_mismatch", message)
