"""A digital document as a provider's report leaves it, committed with all that this causes (D4, D8)."""

from dataclasses import dataclass, replace
from datetime import datetime

from shared.domain.concurrency import settle
from shared.domain.digital_document import DigitalDocument, DocumentKind, DocumentStatus, Report, Source
from shared.domain.money import Money
from shared.domain.order import Order, OrderLine, OrderStatus
from shared.domain.product import Billing, Provisioning
from shared.domain.signing_messages import status_notices
from shared.evidence.signature import evidence_of_provider
from shared.ports import Clock, DigitalDocuments, Following, Orders, RandomBytes, Watched


@dataclass(frozen=True, slots=True)
class Followed:
    """`moved`: the report said something new."""

    watched: Watched
    moved: bool

    @property
    def document(self) -> DigitalDocument:
        return self.watched.document

    @property
    def is_unknown_word(self) -> bool:
        """The provider said something that we have no word for: whoever is on call must see it (D4)."""
        return self.moved and self.document.status is DocumentStatus.UNKNOWN


def follow_document(
    document_id: str,
    report: Report,
    *,
    source: Source,
    documents: DigitalDocuments,
    orders: Orders,
    now: Clock,
    random_bytes: RandomBytes,
    by: str | None = None,
) -> Followed:
    """Late, repeated and overlapping reports change nothing; each step is committed once, with its messages.

    Where the document was asked for by itself (Source.CHECK), that it was is kept too. Raises NotFound, Unavailable.
    """

    def attempt() -> Followed:
        following, at = documents.following(document_id), now()
        document = following.document
        reported = document.reported(report, now=at, source=source, by=by)
        moved = reported is not document
        if source is Source.CHECK:
            reported = replace(reported, checked_at=at, version=document.version + 1)
        if moved:
            reported = _commit(reported, following, documents, orders, at, random_bytes)
        elif reported is not document:
            documents.save(Watched(reported, following.account))
        return Followed(Watched(reported, following.account), moved)

    return settle(attempt)


def hand_over_document(
    document: DigitalDocument,
    report: Report,
    *,
    file_sha256: str,
    documents: DigitalDocuments,
    orders: Orders,
    now: Clock,
    random_bytes: RandomBytes,
) -> Followed:
    """The provider has taken that file of it, and may have had it for a while: from now on it is followed there.

    Raises NotFound, Unavailable.
    """

    def attempt() -> Followed:
        following, at = documents.following(document.id), now()
        taken = following.document.taken_by_provider(report, file_sha256=file_sha256, now=at)
        if taken is not following.document:
            taken = _commit(taken, following, documents, orders, at, random_bytes)
        return Followed(Watched(taken, following.account), taken is not following.document)

    return settle(attempt)


def _commit(
    document: DigitalDocument,
    following: Following,
    documents: DigitalDocuments,
    orders: Orders,
    at: datetime,
    random_bytes: RandomBytes,
) -> DigitalDocument:
    """With all that a step of its status causes. A signature that was recorded where it was given has its evidence."""
    if document.status is following.document.status:
        documents.follow(document, following)
        return document
    evidence = None
    if document.status is DocumentStatus.SIGNED and document.evidence is None:
        partner = {"id": following.partner.id, "name": following.partner.name}
        evidence = evidence_of_provider(document, partner, at=at, random_bytes=random_bytes)
        document = replace(document, evidence=evidence.record.reference)
    notices = status_notices(document, following.partner, at)
    documents.follow(document, following, notices, order=_extended_order(document, orders), evidence=evidence)
    return document


def _extended_order(document: DigitalDocument, orders: Orders) -> Order | None:
    """With the jobs that were accepted; an order that was cancelled meanwhile stays as it is."""
    jobs = document.accepted_jobs
    if document.kind is not DocumentKind.UPSELL or not jobs or document.order_id is None:
        return None
    order = orders.get(document.order_id)
    if order.status is OrderStatus.CANCELED:
        return None
    return order.extended(
        tuple(
            OrderLine(
                sku=None,
                name=job.description,
                quantity=job.quantity,
                billing=Billing.ONE_TIME,
                provisioning=Provisioning.AUTOMATIC,
                cost=Money(0, document.currency),
                price=job.unit_price,
                added_by=document.id,
            )
            for job in jobs
        )
    )
