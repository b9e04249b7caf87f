"""Digital documents and signing accounts in memory; a contract test holds them against the real repositories."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from shared.domain import ids
from shared.domain.digital_document import DigitalDocument, DocumentStatus
from shared.domain.errors import ConcurrentChange, NotFound, TooManyRequests, Unavailable
from shared.domain.locale import Locale
from shared.domain.message import Message
from shared.domain.once import Once
from shared.domain.order import Order
from shared.domain.partner import SigningProvider
from shared.domain.quote import Quote
from shared.domain.signing_account import SigningAccount
from shared.domain.tenant import Tenant
from shared.domain.terms import TermsReference
from shared.evidence.record import Evidence
from shared.ports import DocumentCounts, Following, Listed, OutDocument, Rendered, Sending, Watched
from tests.support.fakes.orders import FakeOrders
from tests.support.fakes.quotes import FakeQuotes

NO_COUNTS = DocumentCounts(counts={}, version=0)


class FakeSigningAccounts:
    """`before_write` lets a test slip something in between what is read and what is written."""

    def __init__(self, *accounts: SigningAccount) -> None:
        self.accounts = {account.provider: account for account in accounts}
        self.writes = 0
        self.before_write: Callable[[], object] = lambda: None

    def get(self, provider: SigningProvider) -> SigningAccount:
        return self.accounts.get(provider) or SigningAccount(provider=provider, is_watched=False)

    def save(self, account: SigningAccount) -> None:
        self.before_write()
        if self.get(account.provider).version != account.version - 1:
            raise ConcurrentChange
        self.writes += 1
        self.accounts[account.provider] = account


class FakeDigitalDocuments:
    """`before_write` lets a test slip something in between what is read and what is written."""

    def __init__(
        self,
        *documents: DigitalDocument,
        quotes: FakeQuotes,
        orders: FakeOrders,
        accounts: FakeSigningAccounts | None = None,
        terms: Mapping[Locale, TermsReference] | None = None,
    ) -> None:
        self.documents = {document.id: document for document in documents}
        self.quotes = quotes
        self.orders = orders
        self.accounts = accounts or FakeSigningAccounts()
        self.terms = dict(terms or {})
        self.receipts = quotes.receipts
        self.messages: dict[str, Message] = {}
        self.evidence: dict[str, Evidence] = {}
        self.reads = 0
        self.writes = 0
        self.before_write: Callable[[], object] = lambda: None

    def get(self, document_id: str) -> DigitalDocument:
        self.reads += 1
        if document_id not in self.documents:
            raise NotFound
        return self.documents[document_id]

    def watched(self, document_id: str, once: Once[Watched] | None = None) -> Watched:
        self.receipts.check(once)
        return self._watched(self.get(document_id))

    def find(self, document_ids: Iterable[str]) -> dict[str, Watched]:
        return {one: self._watched(self.documents[one]) for one in document_ids if one in self.documents}

    def sending_of_quote(self, quote_id: str, once: Once[Any] | None = None) -> Sending[Quote]:
        self.receipts.check(once)
        return self._sending(self.quotes.get(quote_id))

    def sending_of_order(self, order_id: str, once: Once[Any] | None = None) -> Sending[Order]:
        self.receipts.check(once)
        return self._sending(self.orders.get(order_id))

    def send(self, document: DigitalDocument, sending: Sending[Quote | Order], once: Once[Any] | None = None) -> None:
        self.before_write()
        if document.id in self.documents:
            raise ConcurrentChange
        subject = sending.subject
        present = self.quotes.get(subject.id) if isinstance(subject, Quote) else self.orders.get(subject.id)
        if present.version != subject.version:
            raise ConcurrentChange
        account = sending.accounts[document.provider]
        if account.needs_joining:
            self.accounts.save(account.joined())
        self.receipts.keep(once, document)
        if isinstance(subject, Quote):
            self.quotes.quotes[subject.id] = subject.sent_as(document.id)
        else:
            self.orders.orders[subject.id] = subject.sent_as(document.id)
        self._put(document)

    def following(self, document_id: str) -> Following:
        document = self.get(document_id)
        return Following(
            partner=self.orders.placing(document.customer_id).partner,
            document=document,
            account=self.accounts.get(document.provider),
            counts=NO_COUNTS,
        )

    def follow(
        self,
        document: DigitalDocument,
        following: Following,
        messages: tuple[Message, ...] = (),
        *,
        order: Order | None = None,
        evidence: Evidence | None = None,
    ) -> None:
        self.before_write()
        if self.documents[document.id].version != following.document.version:
            raise ConcurrentChange
        self._check_evidence(evidence)
        if any(message.id in self.messages for message in messages):
            raise ConcurrentChange
        if order is not None:
            if self.orders.get(order.id).version != order.version - 1:
                raise ConcurrentChange
            self.orders.orders[order.id] = order
        self.messages |= {message.id: message for message in messages}
        self._put(document, evidence)

    def save(self, watched: Watched, once: Once[Watched] | None = None, *, evidence: Evidence | None = None) -> None:
        self.before_write()
        document = watched.document
        if self.documents[document.id].version != document.version - 1:
            raise ConcurrentChange
        self._check_evidence(evidence)
        self.receipts.keep(once, watched)
        self._put(document, evidence)

    def page(self, statuses: Iterable[DocumentStatus], *, limit: int, before: str | None) -> Listed[Watched]:
        wanted = set(statuses)
        found = sorted((one for one in self.documents.values() if one.status in wanted), key=lambda one: one.id)[::-1]
        rest = [one for one in found if before is None or one.id < before]
        page = tuple(self._watched(one) for one in rest[:limit])
        return Listed(page, {"before": page[-1].document.id} if len(rest) > limit else None)

    def of_customer(self, customer_id: str, *, limit: int, after: dict[str, str] | None) -> Listed[Watched]:
        tail = ids.tail(customer_id)
        found = sorted((one for one in self.documents.values() if ids.tail(one.id) == tail), key=lambda one: one.id)
        rest = [one for one in found[::-1] if after is None or one.id < after["id"]]
        page = tuple(self._watched(one) for one in rest[:limit])
        return Listed(page, {"id": page[-1].document.id} if len(rest) > limit else None)

    def counts(self) -> dict[DocumentStatus, int]:
        return {status: sum(one.status is status for one in self.documents.values()) for status in DocumentStatus}

    def out(self, provider: SigningProvider) -> tuple[OutDocument, ...]:
        return tuple(
            OutDocument(
                document_id=one.id,
                provider_document_id=one.provider_document_id,
                known=one.known,
                is_unknown=one.status is DocumentStatus.UNKNOWN,
            )
            for one in sorted(self.documents.values(), key=lambda one: one.id)
            if one.provider is provider and one.is_out
        )

    def _sending[S: Quote | Order](self, subject: S) -> Sending[S]:
        placing = self.orders.placing(subject.customer_id)
        return Sending(
            partner=placing.partner,
            customer=placing.customer,
            subject=subject,
            present=self.documents.get(subject.document_id or ""),
            current_terms=self.terms,
            accounts={provider: self.accounts.get(provider) for provider in SigningProvider},
            counts=NO_COUNTS,
        )

    def _watched(self, document: DigitalDocument) -> Watched:
        return Watched(document, self.accounts.get(document.provider))

    def _check_evidence(self, evidence: Evidence | None) -> None:
        if evidence is not None and evidence.record.id in self.evidence:
            raise ConcurrentChange

    def _put(self, document: DigitalDocument, evidence: Evidence | None = None) -> None:
        self.writes += 1
        self.documents[document.id] = document
        if evidence is not None:
            self.evidence[evidence.record.id] = evidence


class FakeDueDocuments:
    """What is due of some tenants' fakes."""

    def __init__(self, documents: Mapping[Tenant, FakeDigitalDocuments]) -> None:
        self._documents = documents

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, SigningProvider, str], ...]:
        found = (
            (tenant, one.provider, one.id)
            for tenant, documents in self._documents.items()
            for one in documents.documents.values()
            if one.due_at is not None and one.due_at <= now
        )
        return tuple(islice(found, limit))


class FakeDueAccounts:
    """Those of some tenants' fakes, all of them in the first shard."""

    def __init__(self, accounts: Mapping[Tenant, FakeSigningAccounts]) -> None:
        self._accounts = accounts

    def due(
        self, shard: int, now: datetime, *, limit: int, after: dict[str, str] | None, failed_only: bool
    ) -> Listed[tuple[Tenant, SigningProvider]]:
        due = [
            (tenant, one.provider)
            for tenant, accounts in self._accounts.items()
            for one in accounts.accounts.values()
            if shard == 0 and one.is_watched and one.may_be_asked(now) and (one.retry_at or not failed_only)
        ]
        start = int(after["start"]) if after else 0
        more = {"start": str(start + limit)} if len(due) > start + limit else None
        return Listed(tuple(due[start : start + limit]), more)


class FakeStatusChecks:
    """`left` is how often somebody may still ask."""

    def __init__(self, left: int = 1000) -> None:
        self.left = left

    def count(self, now: object) -> None:
        if self.left == 0:
            raise TooManyRequests("Too many checks.", 30)
        self.left -= 1


class FakeDocumentPdfs:
    """`down` is raised instead of an answer."""

    def __init__(self) -> None:
        self.down: Unavailable | None = None
        self.made: list[str] = []

    def to_sign(self, tenant: Tenant, document_id: str) -> Rendered:
        return self._rendered(document_id, "to_sign")

    def signed(self, tenant: Tenant, document_id: str) -> Rendered:
        return self._rendered(document_id, "signed")

    def _rendered(self, document_id: str, form: str) -> Rendered:
        if self.down is not None:
            raise self.down
        self.made.append(f"{document_id} {form}")
        return Rendered(
            name=f"{form}.pdf", key=form, sha256="5" * 64, content=f"%PDF-1.7 {document_id} {form}".encode()
        )
