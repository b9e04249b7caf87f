"""A digital document as the API tells it, wherever it is told: by itself, with its quote, and with its order (D5)."""

from datetime import datetime
from typing import Self

from shared import wiring
from shared.domain.channel import Channel
from shared.domain.digital_document import (
    Attempt,
    AttemptChannel,
    DigitalDocument,
    DocumentKind,
    DocumentStatus,
    Job,
    JobDecision,
    Source,
    StatusEntry,
)
from shared.domain.partner import SigningProvider
from shared.domain.product import Billing
from shared.domain.quote import Line
from shared.domain.signing_account import CheckError
from shared.domain.upsell import percent_over
from shared.fields import MoneyAnswer
from shared.models import AnswerModel
from shared.ports import Watched


class DocumentLineAnswer(AnswerModel):
    """`chosen`: whether an optional line was ticked while signing; None while nobody signed, and of other lines."""

    id: str
    sku: str | None
    description: str
    quantity: int
    unit_price: MoneyAnswer
    amount: MoneyAnswer
    billing: Billing
    optional: bool
    chosen: bool | None

    @classmethod
    def of(cls, line: Line, document: DigitalDocument) -> Self:
        decided = line.optional and document.choices is not None
        return cls(
            id=line.id,
            sku=line.sku,
            description=line.description,
            quantity=line.quantity,
            unit_price=MoneyAnswer.of(line.unit_price),
            amount=MoneyAnswer.of(line.amount),
            billing=line.billing,
            optional=line.optional,
            chosen=line.id in document.choices.options if decided and document.choices else None,
        )


class JobAnswer(AnswerModel):
    id: str
    description: str
    quantity: int
    unit_price: MoneyAnswer
    amount: MoneyAnswer
    decision: JobDecision

    @classmethod
    def of(cls, job: Job) -> Self:
        return cls(
            id=job.id,
            description=job.description,
            quantity=job.quantity,
            unit_price=MoneyAnswer.of(job.unit_price),
            amount=MoneyAnswer.of(job.amount),
            decision=job.decision,
        )


class DocumentTotalsAnswer(AnswerModel):
    """As sent, or as signed: what was chosen while signing counts (D8). Jobs are paid once."""

    monthly: MoneyAnswer
    one_time: MoneyAnswer
    first_payment: MoneyAnswer


class StatusEntryAnswer(AnswerModel):
    at: datetime
    status: DocumentStatus
    provider_status: str
    source: Source
    by: str | None
    detail: str | None

    @classmethod
    def of(cls, entry: StatusEntry) -> Self:
        return cls(
            at=entry.at,
            status=entry.status,
            provider_status=entry.raw,
            source=entry.source,
            by=entry.by,
            detail=entry.detail,
        )


class AttemptAnswer(AnswerModel):
    channel: AttemptChannel
    note: str
    by: str
    at: datetime

    @classmethod
    def of(cls, attempt: Attempt) -> Self:
        return cls(channel=attempt.channel, note=attempt.note, by=attempt.by.name, at=attempt.at)


class CheckErrorAnswer(AnswerModel):
    at: datetime
    code: str
    detail: str

    @classmethod
    def of(cls, error: CheckError) -> Self:
        return cls(at=error.at, code=error.code, detail=error.detail)


class WarningAnswer(AnswerModel):
    code: str
    percent: int


class SignedFileAnswer(AnswerModel):
    name: str
    sha256: str


class DocumentAnswer(AnswerModel):
    """`provider_status` is the provider's own word; `checked_at` the last check that succeeded; `last_error` why it
    didn't since. `provider_url` leads to the provider's own page. `signed_file` is listed among the customer's
    attachments, with a link."""

    id: str
    kind: DocumentKind
    customer_id: str
    quote_id: str | None
    quote_revision: int | None
    order_id: str | None
    title: str
    status: DocumentStatus
    provider: SigningProvider
    provider_status: str
    provider_document_id: str | None
    provider_url: str | None
    checked_at: datetime | None
    last_error: CheckErrorAnswer | None
    channel: Channel
    address: str
    recipient_name: str
    lines: tuple[DocumentLineAnswer, ...]
    jobs: tuple[JobAnswer, ...]
    totals: DocumentTotalsAnswer
    warnings: tuple[WarningAnswer, ...]
    attempts: tuple[AttemptAnswer, ...]
    reason: str | None
    sent_by: str
    created_at: datetime
    expires_at: datetime
    history: tuple[StatusEntryAnswer, ...]
    signed_file: SignedFileAnswer | None
    evidence_id: str | None
    version: int

    @classmethod
    def of(cls, watched: Watched, provider_url: str | None) -> Self:
        document, error = watched.document, watched.account.last_error
        file, totals = document.signed_file, document.totals
        return cls(
            id=document.id,
            kind=document.kind,
            customer_id=document.customer_id,
            quote_id=document.quote_id,
            quote_revision=document.quote_revision,
            order_id=document.order_id,
            title=document.title,
            status=document.status,
            provider=document.provider,
            provider_status=document.provider_status,
            provider_document_id=document.provider_document_id,
            provider_url=provider_url,
            checked_at=watched.checked_at,
            last_error=CheckErrorAnswer.of(error) if error and document.is_out else None,
            channel=document.recipient.channel,
            address=document.recipient.address,
            recipient_name=document.recipient.name,
            lines=tuple(DocumentLineAnswer.of(line, document) for line in document.lines),
            jobs=tuple(map(JobAnswer.of, document.jobs)),
            totals=DocumentTotalsAnswer(
                monthly=MoneyAnswer.of(totals.monthly),
                one_time=MoneyAnswer.of(totals.one_time),
                first_payment=MoneyAnswer.of(totals.first_payment),
            ),
            warnings=warnings_of(document),
            attempts=tuple(map(AttemptAnswer.of, document.attempts)),
            reason=document.reason,
            sent_by=document.sent_by.name,
            created_at=document.created_at,
            expires_at=document.expires_at,
            history=tuple(map(StatusEntryAnswer.of, document.history)),
            signed_file=SignedFileAnswer(name=file.name, sha256=file.sha256) if file else None,
            evidence_id=document.evidence.decision_id if document.evidence else None,
            version=document.version,
        )


def warnings_of(document: DigitalDocument) -> tuple[WarningAnswer, ...]:
    """More would be added than the customer must take without having been asked (D12)."""
    percent = percent_over(document)
    return () if percent is None else (WarningAnswer(code="upsell_over_15_percent", percent=percent),)


def present_document(watched: Watched, origin: str) -> DocumentAnswer:
    """For whoever reached us at `origin`."""
    page = wiring.provider_page(watched.document)
    return DocumentAnswer.of(watched, f"{origin}{page}" if page and page.startswith("/") else page)
