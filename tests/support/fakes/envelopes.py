"""Envelopes in memory, with their documents; a contract test holds them against the real repository."""

from collections.abc import Iterable
from datetime import datetime

from shared.domain.digital_document import DigitalDocument
from shared.domain.envelope import Envelope
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.message import Message
from shared.domain.partner import Partner
from shared.domain.signing_messages import signing_request_id
from shared.domain.tenant import Tenant
from shared.evidence.record import Evidence
from shared.ports import Listed, Signing


class FakeEnvelopes:
    def __init__(
        self,
        partner: Partner,
        *documents: DigitalDocument,
        envelopes: Iterable[Envelope] = (),
        messages: Iterable[Message] = (),
    ) -> None:
        self.partner = partner
        self.documents = {one.id: one for one in documents}
        self.envelopes = {one.id: one for one in envelopes}
        self.messages = {one.id: one for one in messages}
        self.evidence: dict[str, Evidence] = {}
        self.writes = 0

    def read(self, document_id: str, *, with_message: bool = False) -> Signing:
        if document_id not in self.envelopes or document_id not in self.documents:
            raise NotFound
        return Signing(
            partner=self.partner,
            document=self.documents[document_id],
            envelope=self.envelopes[document_id],
            message=self.messages.get(signing_request_id(document_id)) if with_message else None,
        )

    def find(self, document_ids: Iterable[str]) -> dict[str, Envelope]:
        return {one: self.envelopes[one] for one in document_ids if one in self.envelopes}

    def place(self, envelope: Envelope) -> str:
        return f"{envelope.changed_at:%Y-%m-%dT%H:%M:%S.%fZ}#{envelope.id}"

    def changed(self, after: str, *, limit: int) -> Listed[Envelope]:
        later = sorted((one for one in self.envelopes.values() if self.place(one) > after), key=self.place)
        page = tuple(later[:limit])
        return Listed(page, {"after": self.place(page[-1])} if len(later) > limit else None)

    def add(self, envelope: Envelope, message: Message) -> None:
        if envelope.id in self.envelopes:
            raise ConcurrentChange
        self._add_messages(message)
        self.envelopes[envelope.id] = envelope
        self.writes += 1

    def save(self, envelope: Envelope, messages: tuple[Message, ...] = (), evidence: Evidence | None = None) -> None:
        self._check(envelope)
        if evidence is not None and evidence.record.id in self.evidence:
            raise ConcurrentChange
        self._add_messages(*messages)
        if evidence is not None:
            self.evidence[evidence.record.id] = evidence
        self.envelopes[envelope.id] = envelope
        self.writes += 1

    def save_delivery(self, message: Message, envelope: Envelope | None) -> None:
        if self.messages[message.id].version != message.version - 1:
            raise ConcurrentChange
        if envelope is not None:
            self._check(envelope)
            self.envelopes[envelope.id] = envelope
        self.messages[message.id] = message
        self.writes += 1

    def _check(self, envelope: Envelope) -> None:
        present = self.envelopes.get(envelope.id)
        if present is None or present.version != envelope.version - 1:
            raise ConcurrentChange

    def _add_messages(self, *messages: Message) -> None:
        if any(message.id in self.messages for message in messages):
            raise ConcurrentChange
        self.messages |= {message.id: message for message in messages}


class FakeDueEnvelopes:
    """What is due of one tenant's fake."""

    def __init__(self, tenant: Tenant, envelopes: FakeEnvelopes) -> None:
        self._tenant = tenant
        self._envelopes = envelopes

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        found = (one for one in self._envelopes.envelopes.values() if one.due_at is not None and one.due_at <= now)
        return tuple((self._tenant, one.id) for one in found)[:limit]
