"""A digital document: something that a customer signs at a signing provider, and what became of it (D).

Its status only ever rises in rank (D4): draft < sent < viewed < signed | declined | canceled | expired |
undeliverable, the last five of one rank and final. `unknown` has no rank: it stands beside the last known status,
until a report that isn't behind that takes its place. What may happen follows from RANKS alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from shared.domain import ids
from shared.domain.channel import Channel
from shared.domain.errors import Conflict
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.locale import Locale
from shared.domain.money import Money, total
from shared.domain.partner import SigningProvider
from shared.domain.quote import Line, Totals, totals_of
from shared.domain.tenant import Actor
from shared.domain.terms import TermsReference


class DocumentActive(Conflict):
    pass


class DocumentClosed(Conflict):
    pass


class DocumentNotSigned(Conflict):
    pass


class DocumentKind(StrEnum):
    QUOTE = "quote"
    QUICK_QUOTE = "quick_quote"
    ORDER_CONFIRMATION = "order_confirmation"
    UPSELL = "upsell"


class DocumentStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    VIEWED = "viewed"
    SIGNED = "signed"
    DECLINED = "declined"
    CANCELED = "canceled"
    EXPIRED = "expired"
    UNDELIVERABLE = "undeliverable"
    UNKNOWN = "unknown"


RANKS: dict[DocumentStatus, int] = {
    DocumentStatus.DRAFT: 0,
    DocumentStatus.SENT: 1,
    DocumentStatus.VIEWED: 2,
    DocumentStatus.SIGNED: 3,
    DocumentStatus.DECLINED: 3,
    DocumentStatus.CANCELED: 3,
    DocumentStatus.EXPIRED: 3,
    DocumentStatus.UNDELIVERABLE: 3,
}

CLOSED = frozenset(status for status, rank in RANKS.items() if rank == max(RANKS.values()))
"""Final: nothing comes after it, and another document may go out."""

OUT = frozenset(DocumentStatus) - CLOSED


class Source(StrEnum):
    """What told of a status."""

    SENDING = "sending"
    SCHEDULE = "schedule"
    WEBHOOK = "webhook"
    CHECK = "check"
    CANCELING = "canceling"


class AttemptChannel(StrEnum):
    """How the customer was tried to be reached otherwise."""

    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"


class JobDecision(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something to be done besides what was ordered, which the customer takes or leaves (D8). Paid once."""

    id: str
    description: str
    quantity: int
    unit_price: Money
    decision: JobDecision = JobDecision.PENDING

    @property
    def amount(self) -> Money:
        return self.unit_price.times(self.quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is asked to sign, and how they are reached: `address` is an email address, or a number in E.164 (D1)."""

    name: str
    channel: Channel
    address: str
    locale: Locale


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What was chosen while signing: ids of optional lines, and of jobs."""

    options: tuple[str, ...] = ()
    accepted_jobs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a provider says of a document: its own word, what that is in ours, and since when, where it says so.

    `evidence` is that of a signature on our own page, which is recorded there.
    """

    provider_document_id: str
    raw: str
    status: DocumentStatus
    at: datetime | None = None
    reason: str | None = None
    choices: Choices = Choices()
    evidence: EvidenceReference | None = None

    @property
    def is_our_own(self) -> bool:
        """Not said by a provider: it holds only for what no provider has."""
        return not self.provider_document_id


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEntry:
    """`by` is who caused it, where it was one of the partner's users."""

    at: datetime
    status: DocumentStatus
    raw: str
    source: Source
    by: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A try to reach the customer otherwise (D12)."""

    channel: AttemptChannel
    note: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile:
    """The signed PDF as it is kept."""

    name: str
    key: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitalDocument:
    """What was sent, frozen, and how it stands.

    `order_number` is our number of its order. `known` is the last status with a rank, `status` that or `unknown`.
    `provider_document_id` is None until the provider has taken it, and so is `file_sha256`, of the PDF that it took.
    `checked_at` is when it was last asked for by
    itself; its account's may be later. `due_at` is when there is something left to do: to hand it to the provider, to
    keep what was signed, or to cancel there what was cancelled while it was being handed over. `attempts_failed`
    counts how often that was tried in vain. `agreed_total` is, of an upsell, what was first agreed, `added_before`
    what was added to that since (D12).
    """

    id: str
    customer_id: str
    kind: DocumentKind
    quote_id: str | None
    quote_revision: int | None
    order_id: str | None
    order_number: int | None
    title: str
    partner_name: str
    customer_name: str
    currency: str
    lines: tuple[Line, ...]
    jobs: tuple[Job, ...]
    agreed_total: Money | None
    added_before: Money | None
    terms: TermsReference | None
    recipient: Recipient
    provider: SigningProvider
    sent_by: Actor
    created_at: datetime
    expires_at: datetime
    due_at: datetime | None
    status: DocumentStatus = DocumentStatus.DRAFT
    known: DocumentStatus = DocumentStatus.DRAFT
    provider_status: str = DocumentStatus.DRAFT
    provider_document_id: str | None = None
    file_sha256: str | None = None
    checked_at: datetime | None = None
    attempts_failed: int = 0
    reason: str | None = None
    choices: Choices | None = None
    signed_file: SignedFile | None = None
    evidence: EvidenceReference | None = None
    history: tuple[StatusEntry, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    version: int = 1

    @property
    def is_out(self) -> bool:
        return self.status in OUT

    @property
    def addressees(self) -> tuple[str, ...]:
        """The customer, and whoever of it is asked to sign, where that is somebody known by name."""
        return tuple(dict.fromkeys((self.customer_name, self.recipient.name)))

    @property
    def totals(self) -> Totals:
        """As sent, or as signed: optional lines and jobs count once they are chosen."""
        return totals_of(self.agreed_lines, self.currency)

    @property
    def agreed_lines(self) -> tuple[Line, ...]:
        """What is bought for certain, or was chosen while signing; none of them is optional any more."""
        chosen = self.choices.options if self.choices else ()
        return tuple(replace(line, optional=False) for line in self.lines if not line.optional or line.id in chosen)

    @property
    def accepted_jobs(self) -> tuple[Job, ...]:
        return tuple(job for job in self.jobs if job.decision is JobDecision.ACCEPTED)

    @property
    def jobs_total(self) -> Money:
        """Of all jobs that were not declined."""
        return total((job.amount for job in self.jobs if job.decision is not JobDecision.DECLINED), self.currency)

    @property
    def asks_for_choices(self) -> bool:
        return asks_for_choices(self.lines, self.jobs)

    def since(self, status: DocumentStatus) -> datetime | None:
        """When it first had that status."""
        return next((entry.at for entry in self.history if entry.status is status), None)

    def taken_by_provider(self, report: Report, *, file_sha256: str, now: datetime) -> Self:
        """Handed over: from now on the provider tells. The same one where that is known already.

        What was cancelled meanwhile stays due: it is still to be cancelled there too.
        """
        if self.provider_document_id is not None:
            return self.reported(report, now=now, source=Source.SENDING)
        due_at = None if self.is_out else self.due_at
        taken = replace(
            self,
            provider_document_id=report.provider_document_id,
            file_sha256=file_sha256,
            due_at=due_at,
            attempts_failed=0,
        )
        moved = taken.reported(report, now=now, source=Source.SENDING)
        return replace(moved, version=self.version + 1)

    def reported(self, report: Report, *, now: datetime, source: Source, by: str | None = None) -> Self:
        """As the provider's word leaves it; the same one where that says nothing new (D4)."""
        if not self._is_news(report):
            return self
        status = report.status
        entry = StatusEntry(
            at=report.at or now, status=status, raw=report.raw, source=source, by=by, detail=report.reason
        )
        closed = status in CLOSED
        return replace(
            self,
            status=status,
            known=self.known if status is DocumentStatus.UNKNOWN else status,
            provider_status=report.raw,
            reason=report.reason if closed else None,
            choices=report.choices if status is DocumentStatus.SIGNED else None,
            evidence=report.evidence if status is DocumentStatus.SIGNED else None,
            jobs=_decided(self.jobs, report) if closed else self.jobs,
            due_at=_next_task(self, status, now),
            history=(*self.history, entry),
            version=self.version + 1,
        )

    def _is_news(self, report: Report) -> bool:
        if self.known in CLOSED or (report.is_our_own and self.provider_document_id is not None):
            return False
        if report.status is DocumentStatus.UNKNOWN:
            return self.status is not DocumentStatus.UNKNOWN or self.provider_status != report.raw
        ahead = RANKS[report.status] - RANKS[self.known]
        return ahead > 0 or (ahead == 0 and self.status is DocumentStatus.UNKNOWN)

    def checked(self, now: datetime) -> Self:
        """Asked for by itself, and the provider answered."""
        return replace(self, checked_at=now, version=self.version + 1)

    def postponed(self, until: datetime) -> Self:
        """What is left to do could not be done now."""
        return replace(self, due_at=until, attempts_failed=self.attempts_failed + 1, version=self.version + 1)

    def withdrawn(self) -> Self:
        """What was cancelled is cancelled at the provider too."""
        return replace(self, due_at=None, attempts_failed=0, version=self.version + 1)

    def filed(self, file: SignedFile) -> Self:
        """What was signed is kept."""
        return replace(self, signed_file=file, due_at=None, attempts_failed=0, version=self.version + 1)

    def attempted(self, attempt: Attempt) -> Self:
        return replace(self, attempts=(*self.attempts, attempt), version=self.version + 1)


def new_document(
    kind: DocumentKind,
    *,
    customer_id: str,
    customer_name: str,
    partner_name: str,
    title: str,
    currency: str,
    lines: tuple[Line, ...],
    recipient: Recipient,
    provider: SigningProvider,
    sent_by: Actor,
    expires_at: datetime,
    now: datetime,
    quote_id: str | None = None,
    quote_revision: int | None = None,
    order_id: str | None = None,
    order_number: int | None = None,
    jobs: tuple[Job, ...] = (),
    agreed_total: Money | None = None,
    added_before: Money | None = None,
    terms: TermsReference | None = None,
) -> DigitalDocument:
    """A draft (D2), due at once for being handed to its provider.

    Documents that ask for choices go out by our own page, whichever provider the partner has: no other can take them.
    """
    return DigitalDocument(
        id=ids.child_id("doc", parent=customer_id, now=now),
        customer_id=customer_id,
        kind=kind,
        quote_id=quote_id,
        quote_revision=quote_revision,
        order_id=order_id,
        order_number=order_number,
        title=title,
        partner_name=partner_name,
        customer_name=customer_name,
        currency=currency,
        lines=lines,
        jobs=jobs,
        agreed_total=agreed_total,
        added_before=added_before,
        terms=terms,
        recipient=recipient,
        provider=SigningProvider.BUILTIN if asks_for_choices(lines, jobs) else provider,
        sent_by=sent_by,
        created_at=now,
        expires_at=expires_at,
        due_at=now,
        history=(
            StatusEntry(
                at=now, status=DocumentStatus.DRAFT, raw=DocumentStatus.DRAFT, source=Source.SENDING, by=sent_by.name
            ),
        ),
    )


def asks_for_choices(lines: Iterable[Line], jobs: Iterable[Job]) -> bool:
    """Whether the customer decides on parts of it while signing."""
    return any(line.optional for line in lines) or any(jobs)


def _decided(jobs: tuple[Job, ...], report: Report) -> tuple[Job, ...]:
    """Signed jobs are as they were chosen; of what was not signed, none was accepted."""
    signed = report.status is DocumentStatus.SIGNED
    accepted = report.choices.accepted_jobs if signed else ()
    return tuple(
        replace(job, decision=JobDecision.ACCEPTED if job.id in accepted else JobDecision.DECLINED) for job in jobs
    )


def _next_task(document: DigitalDocument, status: DocumentStatus, now: datetime) -> datetime | None:
    """What was signed is still to be kept. What is cancelled without being handed over may be with its provider all the
    same, handed over at this very moment: it is still to be cancelled there. Of what else is closed nothing is left."""
    if status is DocumentStatus.SIGNED:
        return now
    if status is DocumentStatus.CANCELED and document.provider_document_id is None:
        return now
    return None if status in CLOSED else document.due_at
