"""What each kind of message says. Only the confirmation is known here, and it holds no price (A2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from functions.deliver_messages.mail import (
    Block,
    Button,
    Code,
    Document,
    Facts,
    Heading,
    Items,
    Mail,
    Notice,
    Paragraph,
    Pdf,
    Quotation,
    Record,
)
from shared.dates import time_words
from shared.domain.approval_code import LIFETIME
from shared.domain.confirmation import Confirmation, ConfirmedLine, Person
from shared.domain.customer import Customer
from shared.domain.message import Message, MessageKind
from shared.domain.partner import Partner
from shared.domain.product import Billing
from shared.texts import Texts, load_texts

TEXTS = Path(__file__).parent / "texts"
SUMMARY_LENGTH = 10
PRODUCT = "Countersign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What a mail is made from, read when it is delivered.

    `link` and `code` are sealed at that moment and stored nowhere; `terms` is the Markdown text, and `certificate` the
    evidence of the acceptance, both of them for its copies.
    """

    message: Message
    partner: Partner
    customer: Customer
    confirmation: Confirmation
    link: str
    code: str
    terms: str
    certificate: Pdf | None = None

    @property
    def t(self) -> Texts:
        return load_texts(TEXTS, self.message.locale)

    @property
    def accepted_by(self) -> Person:
        return self.confirmation.accepted_by or self.confirmation.addressee

    def when(self, at: datetime | None) -> str:
        return time_words(at, self.message.locale) if at else ""


def compose(occasion: Occasion) -> Mail:
    return COMPOSERS[occasion.message.kind](occasion)


def approval_request(o: Occasion) -> Mail:
    return _to_customer(
        o,
        subject=o.t("request_subject", partner=o.partner.name, title=o.confirmation.title),
        preview=o.t("request_preview", when=o.when(o.confirmation.expires_at)),
        blocks=_invitation(o, o.t("request_intro", partner=o.partner.name, customer=o.customer.name)),
    )


def approval_reminder(o: Occasion) -> Mail:
    intro = o.t(
        "reminder_intro",
        partner=o.partner.name,
        customer=o.customer.name,
        sent=o.when(o.confirmation.sent_at),
    )
    return _to_customer(
        o,
        subject=o.t("reminder_subject", partner=o.partner.name, title=o.confirmation.title),
        preview=o.t("reminder_preview", when=o.when(o.confirmation.expires_at)),
        blocks=_invitation(o, intro),
    )


def approval_code(o: Occasion) -> Mail:
    minutes = int(LIFETIME.total_seconds()) // 60
    until = o.confirmation.code.expires_at if o.confirmation.code else None
    return _to_customer(
        o,
        subject=o.t("code_subject", partner=o.partner.name),
        preview=o.t("code_preview", minutes=minutes),
        title=o.t("code_title"),
        blocks=(
            Paragraph(o.t("code_intro", title=o.confirmation.title)),
            Code(o.code),
            Paragraph(o.t("code_valid", minutes=minutes, when=o.when(until))),
            Notice(o.t("code_stranger", sender=o.confirmation.sent_by.name)),
        ),
    )


def acceptance_copy_customer(o: Occasion) -> Mail:
    accepted_by = o.accepted_by.name
    record: tuple[Block, ...] = (Heading(o.t("recorded")), Facts(_facts(o)), *_full_text(o))
    intro = o.t("copy_customer_intro", accepted_by=accepted_by, partner=o.partner.name, customer=o.customer.name)
    return _to_customer(
        o,
        subject=o.t("copy_customer_subject", title=o.confirmation.title),
        preview=o.t("copy_customer_preview", accepted_by=accepted_by, when=o.when(o.confirmation.decided_at)),
        title=o.t("copy_customer_title"),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(intro),
            Heading(o.t("next")),
            Paragraph(o.t("copy_customer_next", partner=o.partner.name, sender=o.confirmation.sent_by.name)),
            *_about_certificate(o),
            *record,
        ),
        record=Record(
            name=f"confirmation-{o.confirmation.id}.html",
            brand=o.partner.name,
            title=o.t("record_title", title=o.confirmation.title),
            blocks=record,
        ),
    )


def acceptance_copy_partner(o: Occasion) -> Mail:
    accepted_by, addressee = o.accepted_by, o.confirmation.addressee
    when = o.when(o.confirmation.decided_at)
    flag = o.t("copy_partner_differs", addressee=addressee.name, accepted_by=accepted_by.name)
    intro = o.t(
        "copy_partner_intro",
        accepted_by=accepted_by.name,
        title=o.confirmation.title,
        customer=o.customer.name,
        when=when,
    )
    return _to_partner(
        o,
        subject=o.t("copy_partner_subject", customer=o.customer.name, title=o.confirmation.title),
        preview=o.t("copy_partner_preview", accepted_by=accepted_by.name, when=when),
        title=o.t("copy_partner_title", customer=o.customer.name),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(intro),
            *((Notice(flag),) if o.confirmation.signer_differs else ()),
            Heading(o.t("next")),
            Paragraph(o.t("copy_partner_next")),
            *_about_certificate(o),
            Heading(o.t("recorded")),
            Facts(_facts(o, with_addresses=True)),
            *_full_text(o),
        ),
    )


def declined_notice(o: Occasion) -> Mail:
    return _answer_notice(o, "declined")


def change_requested_notice(o: Occasion) -> Mail:
    return _answer_notice(o, "change_requested")


COMPOSERS: dict[MessageKind, Callable[[Occasion], Mail]] = {
    MessageKind.APPROVAL_REQUEST: approval_request,
    MessageKind.APPROVAL_REMINDER: approval_reminder,
    MessageKind.APPROVAL_CODE: approval_code,
    MessageKind.ACCEPTANCE_COPY_CUSTOMER: acceptance_copy_customer,
    MessageKind.ACCEPTANCE_COPY_PARTNER: acceptance_copy_partner,
    MessageKind.DECLINED_NOTICE: declined_notice,
    MessageKind.CHANGE_REQUESTED_NOTICE: change_requested_notice,
}


def _answer_notice(o: Occasion, answer: str) -> Mail:
    confirmation, customer = o.confirmation, o.customer.name
    intro = o.t(
        f"{answer}_intro",
        customer=customer,
        title=confirmation.title,
        when=o.when(confirmation.decided_at),
        addressee=confirmation.addressee.name,
    )
    return _to_partner(
        o,
        subject=o.t(f"{answer}_subject", customer=customer, title=confirmation.title),
        preview=o.t(f"{answer}_preview"),
        title=o.t(f"{answer}_title", customer=customer),
        blocks=(
            Paragraph(o.t("greeting", name=o.message.to_name)),
            Paragraph(intro),
            Heading(o.t(f"{answer}_heading")),
            Quotation(confirmation.reason or ""),
            Heading(o.t("next")),
            Paragraph(o.t(f"{answer}_next")),
            Facts(((o.t("confirmation"), confirmation.id),)),
        ),
    )


def _to_customer(
    o: Occasion,
    *,
    subject: str,
    preview: str,
    blocks: tuple[Block, ...],
    title: str | None = None,
    record: Record | None = None,
) -> Mail:
    sender = o.confirmation.sent_by
    return Mail(
        subject=subject,
        preview=preview,
        brand=o.partner.name,
        title=title or o.confirmation.title,
        blocks=blocks,
        footer=o.t("footer_customer", sender=sender.name, partner=o.partner.name, customer=o.customer.name),
        sender_name=o.t("via", partner=o.partner.name),
        reply_to=sender.email,
        record=record,
        pdf=o.certificate,
    )


def _to_partner(o: Occasion, *, subject: str, preview: str, title: str, blocks: tuple[Block, ...]) -> Mail:
    return Mail(
        subject=subject,
        preview=preview,
        brand=PRODUCT,
        title=title,
        blocks=blocks,
        footer=o.t("footer_partner", partner=o.partner.name, sender=o.confirmation.sent_by.name),
        sender_name=PRODUCT,
        pdf=o.certificate,
    )


def _about_certificate(o: Occasion) -> tuple[Block, ...]:
    return (Paragraph(o.t("copy_certificate")),) if o.certificate else ()


def _invitation(o: Occasion, intro: str) -> tuple[Block, ...]:
    rows = [_item(o, line) for line in o.confirmation.lines[:SUMMARY_LENGTH]]
    left_out = len(o.confirmation.lines) - len(rows)
    if left_out:
        rows.append((o.t("and_more", count=left_out), ""))
    return (
        Paragraph(o.t("greeting", name=o.message.to_name)),
        Paragraph(intro),
        Button(o.t("request_button"), o.link, o.t("link_beneath")),
        Paragraph(o.t("request_valid", when=o.when(o.confirmation.expires_at))),
        Heading(o.t("products")),
        Items(tuple(rows)),
        *_permitted_users(o),
        Paragraph(o.t("request_terms", terms=o.confirmation.terms.title)),
    )


def _full_text(o: Occasion) -> tuple[Block, ...]:
    return (
        Heading(o.t("products")),
        Items(tuple(_item(o, line) for line in o.confirmation.lines)),
        *_permitted_users(o),
        Heading(o.t("terms_full")),
        Document(o.terms),
    )


def _item(o: Occasion, line: ConfirmedLine) -> tuple[str, str]:
    notes = [o.t("billed_monthly" if line.billing is Billing.MONTHLY else "billed_once")]
    if line.optional:
        notes.append(o.t("optional"))
    return f"{line.quantity} × {line.description}", ", ".join(notes)


def _permitted_users(o: Occasion) -> tuple[Facts, ...]:
    count = o.confirmation.permitted_users
    return () if count is None else (Facts(((o.t("permitted_users"), str(count)),)),)


def _facts(o: Occasion, *, with_addresses: bool = False) -> tuple[tuple[str, str], ...]:
    """The customer's people see names only (A8); the partner, whose contacts they are, their addresses too."""
    confirmation = o.confirmation
    terms = confirmation.terms

    def named(person: Person) -> str:
        return f"{person.name} ({person.email})" if with_addresses else person.name

    code = ((o.t("code"), o.t("code_checked")),) if confirmation.code_checked else ()
    return (
        (o.t("proposal"), confirmation.title),
        (o.t("customer"), o.customer.name),
        (o.t("accepted_by"), named(o.accepted_by)),
        (o.t("accepted_on"), o.when(confirmation.decided_at)),
        *code,
        (o.t("addressed_to"), named(confirmation.addressee)),
        (o.t("sent_by"), f"{confirmation.sent_by.name}, {o.partner.name}"),
        (o.t("sent_on"), o.when(confirmation.sent_at)),
        (o.t("terms"), o.t("terms_version", terms=terms.title, version=terms.version)),
        (o.t("terms_sha256"), terms.sha256),
        (o.t("confirmation"), confirmation.id),
    )
