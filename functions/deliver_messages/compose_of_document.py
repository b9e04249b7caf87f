"""What mails and texts about digital documents say (D1, D7, D8)."""

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
    Paragraph,
    Pdf,
    Quotation,
    TextMessage,
)
from shared.amounts import money_words
from shared.dates import date_words, time_words
from shared.domain.digital_document import DigitalDocument, DocumentStatus, Job
from shared.domain.message import Message, MessageKind
from shared.domain.partner import Partner
from shared.domain.product import Billing
from shared.texts import Texts, load_texts

TEXTS = Path(__file__).parent / "texts"
SUMMARY_LENGTH = 10
PRODUCT = "Countersign"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOccasion:
    """`link` leads to our signing page, or, for the partner, to the document in the portal. `document` is as it was
    signed, where it was; the PDF is there for the mail that carries it."""

    message: Message
    partner: Partner
    document: DigitalDocument
    link: str
    pdf: Pdf | None = None

    @property
    def t(self) -> Texts:
        return load_texts(TEXTS, self.message.locale)

    @property
    def what(self) -> str:
        return self.t(f"document_{self.document.kind}")

    @property
    def until(self) -> str:
        return time_words(self.document.expires_at, self.message.locale)


def compose_of_document(occasion: DocumentOccasion) -> Mail:
    return COMPOSERS[occasion.message.kind](occasion)


def text_of_document(o: DocumentOccasion) -> TextMessage:
    """Short: each 70 to 160 characters cost as much as one text."""
    day = date_words(o.document.expires_at, o.message.locale)
    key = f"text_{o.message.kind}"
    return TextMessage(o.t(key, partner=o.partner.name, what=o.what, until=day, link=o.link))


def signing_request(o: DocumentOccasion) -> Mail:
    return _to_customer(
        o,
        subject=o.t("sign_subject", partner=o.partner.name, title=o.document.title),
        preview=o.t("sign_preview", when=o.until),
        title=o.document.title,
        told=(
            Paragraph(o.t("sign_intro", partner=o.partner.name, what=o.what, customer=o.document.customer_name)),
            Button(o.t("sign_button"), o.link, o.t("link_beneath")),
            Paragraph(o.t("sign_valid", when=o.until)),
        ),
    )


def signing_reminder(o: DocumentOccasion) -> Mail:
    return _to_customer(
        o,
        subject=o.t("sign_reminder_subject", partner=o.partner.name, title=o.document.title),
        preview=o.t("sign_preview", when=o.until),
        title=o.document.title,
        told=(
            Paragraph(o.t("sign_reminder_intro", partner=o.partner.name, what=o.what)),
            Button(o.t("sign_button"), o.link, o.t("link_beneath")),
            Paragraph(o.t("sign_valid", when=o.until)),
        ),
    )


def signed_copy(o: DocumentOccasion) -> Mail:
    return _to_customer(
        o,
        subject=o.t("signed_copy_subject", title=o.document.title),
        preview=o.t("signed_copy_preview"),
        title=o.t("signed_copy_title"),
        told=(
            Paragraph(o.t("signed_copy_intro", what=o.what, partner=o.partner.name)),
            Button(o.t("signed_copy_button"), o.link, o.t("link_beneath")),
        ),
    )


def document_signed_notice(o: DocumentOccasion) -> Mail:
    return _to_partner(o, "signed", (Paragraph(o.t("notice_signed_next")),))


def document_declined_notice(o: DocumentOccasion) -> Mail:
    reason = o.document.reason
    said = (Heading(o.t("reason")), Quotation(reason)) if reason else (Paragraph(o.t("notice_no_reason")),)
    return _to_partner(o, "declined", said)


def document_undeliverable_notice(o: DocumentOccasion) -> Mail:
    return _to_partner(o, "undeliverable", (Paragraph(o.t("notice_undeliverable_next")),))


def document_expired_notice(o: DocumentOccasion) -> Mail:
    return _to_partner(o, "expired", (Paragraph(o.t("notice_expired_next")),))


def _to_customer(o: DocumentOccasion, *, subject: str, preview: str, title: str, told: tuple[Block, ...]) -> Mail:
    return Mail(
        subject=subject,
        preview=preview,
        brand=o.partner.name,
        title=title,
        blocks=(Paragraph(o.t("greeting", name=o.message.to_name)), *told, *_content(o)),
        footer=o.t(
            "footer_customer",
            sender=o.document.sent_by.name,
            partner=o.partner.name,
            customer=o.document.customer_name,
        ),
        sender_name=o.t("via", partner=o.partner.name),
        reply_to=o.document.sent_by.email,
        pdf=o.pdf,
    )


def _to_partner(o: DocumentOccasion, how: str, told: tuple[Block, ...]) -> Mail:
    to = o.document.recipient
    return Mail(
        subject=o.t(f"notice_{how}_subject", customer=o.document.customer_name, title=o.document.title),
        preview=o.t(f"notice_{how}_preview"),
        brand=PRODUCT,
        title=o.t(f"notice_{how}_title"),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(o.t(f"notice_{how}_intro", name=to.name, what=o.what, customer=o.document.customer_name)),
            *told,
            Button(o.t("document_button"), o.link, o.t("link_beneath")),
            Heading(o.t("recorded")),
            Facts(
                (
                    (o.t("document"), o.document.title),
                    (o.t("customer"), o.document.customer_name),
                    (o.t("sent_to"), f"{to.name}, {to.address}"),
                    (o.t("document_id"), o.document.id),
                )
            ),
        ),
        footer=o.t("footer_order", partner=o.partner.name, customer=o.document.customer_name),
        sender_name=PRODUCT,
    )


def _content(o: DocumentOccasion) -> tuple[Block, ...]:
    """What it is about, at its prices; what may be chosen is on the page."""
    document, locale = o.document, o.message.locale
    billed = {Billing.MONTHLY: o.t("billed_monthly"), Billing.ONE_TIME: o.t("billed_once")}
    named = [
        *((line.quantity, line.description, line.amount, billed[line.billing]) for line in document.agreed_lines),
        *((job.quantity, job.description, job.amount, billed[Billing.ONE_TIME]) for job in _jobs(document)),
    ]
    rows = [(f"{count} × {name}", f"{money_words(amount, locale)}, {how}") for count, name, amount, how in named]
    left_out = len(rows) - SUMMARY_LENGTH
    if left_out > 0:
        rows = [*rows[:SUMMARY_LENGTH], (o.t("and_more_ordered", count=left_out), "")]
    return (Heading(o.t("products")), Items(tuple(rows))) if rows else ()


def _jobs(document: DigitalDocument) -> tuple[Job, ...]:
    return document.accepted_jobs if document.status is DocumentStatus.SIGNED else document.jobs


COMPOSERS: dict[MessageKind, Callable[[DocumentOccasion], Mail]] = {
    MessageKind.SIGNING_REQUEST: signing_request,
    MessageKind.SIGNING_REMINDER: signing_reminder,
    MessageKind.SIGNED_COPY: signed_copy,
    MessageKind.DOCUMENT_SIGNED_NOTICE: document_signed_notice,
    MessageKind.DOCUMENT_DECLINED_NOTICE: document_declined_notice,
    MessageKind.DOCUMENT_UNDELIVERABLE_NOTICE: document_undeliverable_notice,
    MessageKind.DOCUMENT_EXPIRED_NOTICE: document_expired_notice,
}
