"""Confirmations in memory, with what they depend on; a contract test holds it against the real repository."""

from collections.abc import Iterable
from datetime import datetime

from shared.domain import ids
from shared.domain.approval_messages import approval_request_id
from shared.domain.confirmation import Confirmation, State
from shared.domain.customer import Customer
from shared.domain.errors import ConcurrentChange, IdempotencyKeyReused, NotFound
from shared.domain.message import Message
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.partner import Partner
from shared.domain.quote import Quote
from shared.domain.tenant import Tenant
from shared.domain.terms import TermsReference
from shared.evidence.record import Evidence
from shared.ports import Approval, Delivered, Listed, Proposal


class FakeConfirmations:
    def __init__(
        self,
        partner: Partner,
        *customers: Customer,
        quotes: Iterable[Quote] = (),
        terms: Iterable[TermsReference] = (),
        confirmations: Iterable[Confirmation] = (),
    ) -> None:
        self.partner = partner
        self.customers = {ids.tail(one.id): one for one in customers}
        self.quotes = {one.id: one for one in quotes}
        self.current_terms = {one.locale: one for one in terms}
        self.confirmations = {one.id: one for one in confirmations}
        self.messages: dict[str, Message] = {}
        self.evidence: dict[str, Evidence] = {}
        self.receipts: dict[str, tuple[str, str]] = {}
        self.writes = 0

    def read_proposal(self, quote_id: str, once: Once[Confirmation] | None) -> Proposal:
        if once is not None and once.key in self.receipts:
            fingerprint, answer = self.receipts[once.key]
            raise AlreadyAnswered(answer) if fingerprint == once.fingerprint else IdempotencyKeyReused
        if quote_id not in self.quotes:
            raise NotFound
        return Proposal(
            partner=self.partner,
            customer=self.customers[ids.tail(quote_id)],
            quote=self.quotes[quote_id],
            current_terms=self.current_terms,
        )

    def read_approval(self, confirmation_id: str, link_number: int | None = None) -> Approval:
        return Approval(
            confirmation=self.get(confirmation_id),
            partner=self.partner,
            customer=self.customers[ids.tail(confirmation_id)],
            message=self.messages.get(approval_request_id(confirmation_id, link_number)) if link_number else None,
        )

    def get(self, confirmation_id: str) -> Confirmation:
        if confirmation_id not in self.confirmations:
            raise NotFound
        return self.confirmations[confirmation_id]

    def with_delivery(self, confirmations: Iterable[Confirmation]) -> tuple[Delivered, ...]:
        return tuple(
            Delivered(one, self.messages.get(approval_request_id(one.id, one.link_number))) for one in confirmations
        )

    def of_quote(self, quote_id: str, *, limit: int, before: str | None) -> Listed[Confirmation]:
        return self._listed((one for one in self.confirmations.values() if one.quote_id == quote_id), limit, before)

    def of_customer(self, customer_id: str, *, limit: int) -> tuple[Confirmation, ...]:
        wanted = (one for one in self.confirmations.values() if ids.tail(one.id) == ids.tail(customer_id))
        return self._listed(wanted, limit, None).items

    def page(self, states: Iterable[State], *, limit: int, before: str | None) -> Listed[Confirmation]:
        wanted = frozenset(states)
        return self._listed((one for one in self.confirmations.values() if one.state in wanted), limit, before)

    def count(self, states: Iterable[State], *, at_most: int) -> int:
        return len(self.page(states, limit=at_most, before=None).items)

    def _listed(self, wanted: Iterable[Confirmation], limit: int, before: str | None) -> Listed[Confirmation]:
        found = sorted((one for one in wanted if before is None or one.id < before), key=lambda one: one.id)[::-1]
        page = tuple(found[:limit])
        return Listed(page, {"before": page[-1].id} if len(found) > limit else None)

    def send(
        self,
        confirmation: Confirmation,
        quote: Quote,
        message: Message,
        *,
        replaced: Confirmation | None,
        once: Once[Confirmation] | None,
    ) -> None:
        self._check_messages(message)
        if confirmation.id in self.confirmations or self.quotes[quote.id].version != quote.version - 1:
            raise ConcurrentChange
        if replaced is not None:
            self._replace(replaced)
        self.confirmations[confirmation.id] = confirmation
        self.quotes[quote.id] = quote
        self.messages[message.id] = message
        if once is not None:
            self.receipts[once.key] = (once.fingerprint, once.present(confirmation))
        self.writes += 1

    def save(
        self, confirmation: Confirmation, messages: tuple[Message, ...] = (), evidence: Evidence | None = None
    ) -> None:
        self._check_messages(*messages)
        if evidence is not None and evidence.record.id in self.evidence:
            raise ConcurrentChange
        self._replace(confirmation)
        if evidence is not None:
            self.evidence[evidence.record.id] = evidence
        self.messages |= {message.id: message for message in messages}
        self.writes += 1

    def _check_messages(self, *messages: Message) -> None:
        if any(message.id in self.messages for message in messages):
            raise ConcurrentChange

    def _replace(self, confirmation: Confirmation) -> None:
        if self.get(confirmation.id).version != confirmation.version - 1:
            raise ConcurrentChange
        self.confirmations[confirmation.id] = confirmation


class FakeDueConfirmations:
    """What is due of one tenant's fake."""

    def __init__(self, tenant: Tenant, confirmations: FakeConfirmations) -> None:
        self._tenant = tenant
        self._confirmations = confirmations

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        found = [
            (self._tenant, one.id)
            for one in self._confirmations.confirmations.values()
            if one.due_at is not None and one.due_at <= now
        ]
        return tuple(found[:limit])
