"""What a digital document says: what is offered, and, once it is signed, what was chosen and how it was signed (D)."""

from dataclasses import dataclass
from typing import ClassVar

from functions.render_documents.sheet import Sheet, Table
from functions.render_documents.signature import Closing, signed_closing, unsigned_closing
from functions.render_documents.terms_blocks import Blocks
from functions.render_documents.words import TEXTS
from shared.amounts import money_words, number_words
from shared.dates import time_words
from shared.domain.digital_document import DigitalDocument, DocumentKind, DocumentNotSigned, Job, JobDecision
from shared.domain.envelope import Envelope, EnvelopeState
from shared.domain.product import Billing
from shared.domain.quote import Line
from shared.file_names import file_name
from shared.texts import Texts, load_texts

# What a document is called in the words of the sheet.
NAMES = {
    DocumentKind.QUOTE: "quote",
    DocumentKind.QUICK_QUOTE: "quote",
    DocumentKind.ORDER_CONFIRMATION: "order_confirmation",
    DocumentKind.UPSELL: "upsell",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSheet(Sheet):
    """`left_out` are the options that were not chosen; `closing` says who is to sign, or how it was signed, with
    `record` as its evidence."""

    template: ClassVar[str] = "document.typ"

    tables: tuple[Table, ...]
    left_out_title: str
    left_out: tuple[str, ...]
    terms_title: str
    terms_note: str | None
    terms: Blocks
    closing_title: str
    closing: str
    record: tuple[tuple[str, str], ...]


def sheet_to_sign(document: DigitalDocument, terms: Blocks) -> DocumentSheet:
    t = load_texts(TEXTS, document.recipient.locale)
    options = tuple(line for line in document.lines if line.optional)
    tables = (_lines(t, document, t("included")), _options(t, options), _jobs(t, document, t("jobs_if_all")))
    return _sheet(
        t,
        document,
        terms,
        closing=unsigned_closing(t, document),
        tables=tables,
        deadline=(t("sign_by"), time_words(document.expires_at, t.locale)),
    )


def signed_sheet(document: DigitalDocument, envelope: Envelope, terms: Blocks) -> DocumentSheet:
    """Raises DocumentNotSigned."""
    if envelope.state is not EnvelopeState.SIGNED:
        raise DocumentNotSigned("This document is not signed.")
    t, signed = load_texts(TEXTS, document.recipient.locale), envelope.applied_to(document)
    chosen = signed.choices.options if signed.choices else ()
    return _sheet(
        t,
        signed,
        terms,
        closing=signed_closing(t, signed, envelope),
        tables=(_lines(t, signed, t("what_was_signed")), None, _jobs(t, signed, t("jobs_accepted"))),
        deadline=(t("signed_on"), time_words(envelope.changed_at, t.locale)),
        left_out=tuple(line.description for line in document.lines if line.optional and line.id not in chosen),
    )


def _sheet(
    t: Texts,
    document: DigitalDocument,
    terms: Blocks,
    *,
    closing: Closing,
    tables: tuple[Table | None, ...],
    deadline: tuple[str, str],
    left_out: tuple[str, ...] = (),
) -> DocumentSheet:
    title = t(f"title_{NAMES[document.kind]}", title=document.title)
    name = t(f"name_{NAMES[document.kind]}")
    reference = document.terms
    return DocumentSheet(
        locale=t.locale,
        file_name=f"{file_name(t(f'file_{closing.form}', name=name, title=document.title))}.pdf",
        author=document.partner_name,
        at=closing.at,
        title=title,
        subtitle=t("offered", partner=document.partner_name, customer=document.customer_name),
        facts=(*_facts(t, document), deadline),
        tables=tuple(table for table in tables if table is not None),
        left_out_title=t("left_out"),
        left_out=left_out,
        terms_title=t("terms"),
        terms_note=t("terms_version", terms=reference.title, version=reference.version) if reference else None,
        terms=terms,
        closing_title=closing.title,
        closing=closing.text,
        record=closing.record,
        foot=f"{name} · {document.id}",
        page=t("page"),
        of=t("of"),
        unshown=t("unshown"),
    )


def _facts(t: Texts, document: DigitalDocument) -> list[tuple[str, str]]:
    sender = document.sent_by
    facts = [
        (t("from"), f"{document.partner_name}, {sender.name} ({sender.email})"),
        (t("to"), ", ".join(document.addressees)),
        (t("document_id"), document.id),
        (t("made_on"), time_words(document.created_at, t.locale)),
    ]
    if document.order_number is not None:
        facts.append((t("of_order"), str(document.order_number)))
    if document.agreed_total is not None:
        facts.append((t("agreed_first"), money_words(document.agreed_total, t.locale)))
    if document.added_before is not None and document.added_before.amount:
        facts.append((t("added_before"), money_words(document.added_before, t.locale)))
    return facts


def _lines(t: Texts, document: DigitalDocument, title: str) -> Table | None:
    lines = document.agreed_lines
    if not lines:
        return None
    chosen = document.choices.options if document.choices else ()
    totals, kinds = document.totals, {line.billing for line in lines}
    sums = [
        *([(t("total_monthly"), totals.monthly)] if Billing.MONTHLY in kinds else ()),
        *([(t("total_one_time"), totals.one_time)] if Billing.ONE_TIME in kinds else ()),
        *([(t("first_payment"), totals.first_payment)] if len(kinds) > 1 else ()),
    ]
    return Table(
        title=title,
        note=None,
        columns=_columns(t, "product", "billing"),
        lines=tuple(_line(t, line, t("option_chosen") if line.id in chosen else None) for line in lines),
        sums=tuple((name, money_words(money, t.locale)) for name, money in sums),
    )


def _options(t: Texts, options: tuple[Line, ...]) -> Table | None:
    if not options:
        return None
    return Table(
        title=t("options"),
        note=t("options_note"),
        columns=_columns(t, "product", "billing"),
        lines=tuple(_line(t, line, None) for line in options),
        sums=(),
    )


def _jobs(t: Texts, document: DigitalDocument, total: str) -> Table | None:
    if not document.jobs:
        return None
    undecided = any(job.decision is JobDecision.PENDING for job in document.jobs)
    return Table(
        title=t("jobs"),
        note=t("jobs_note") if undecided else None,
        columns=_columns(t, "job", "decision"),
        lines=tuple(_job(t, job) for job in document.jobs),
        sums=((total, money_words(document.jobs_total, t.locale)),),
    )


def _columns(t: Texts, what: str, words: str) -> tuple[str, ...]:
    return (t(what), t("quantity"), t(words), t("unit_price"), t("amount"))


def _line(t: Texts, line: Line, mark: str | None) -> tuple[str | None, ...]:
    return (
        line.description,
        " · ".join(filter(None, (line.sku, mark))) or None,
        number_words(line.quantity, t.locale),
        t("monthly" if line.billing is Billing.MONTHLY else "one_time"),
        money_words(line.unit_price, t.locale),
        money_words(line.amount, t.locale),
    )


def _job(t: Texts, job: Job) -> tuple[str | None, ...]:
    return (
        job.description,
        None,
        number_words(job.quantity, t.locale),
        t(f"job_{job.decision}"),
        money_words(job.unit_price, t.locale),
        money_words(job.amount, t.locale),
    )
