"""Envelopes of our own signing page, listed by their last change, as a provider lists its documents."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.digital_documents import document_of
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.outbox import message_json, message_write
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.envelope import Envelope
from shared.domain.errors import NotFound
from shared.domain.message import Message
from shared.domain.signing_messages import signing_request_id
from shared.domain.tenant import Tenant
from shared.ports import Listed, Signing

if TYPE_CHECKING:
    from shared.evidence.record import Evidence

_envelope_json = TypeAdapter(Envelope)


class DynamoEnvelopes:
    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def read(self, document_id: str, *, with_message: bool = False) -> Signing:
        partner_key, document_key = keys.partner(self._tenant), keys.document(self._tenant, document_id)
        envelope_key = keys.envelope(self._tenant, document_id)
        message_key = keys.message(self._tenant.partner_id, signing_request_id(document_id))
        wanted = [partner_key, document_key, envelope_key]
        rows = self._table.get_all([*wanted, message_key] if with_message else wanted)
        if partner_key not in rows or envelope_key not in rows:
            raise NotFound
        return Signing(
            partner=partner_json.validate_json(rows[partner_key].data),
            document=document_of(rows.get(document_key)),
            envelope=_envelope_of(rows[envelope_key]),
            message=message_json.validate_json(rows[message_key].data) if message_key in rows else None,
        )

    def find(self, document_ids: Iterable[str]) -> dict[str, Envelope]:
        asked = [keys.envelope(self._tenant, identifier) for identifier in document_ids]
        found = map(_envelope_of, self._table.get_all(asked).values()) if asked else ()
        return {envelope.id: envelope for envelope in found}

    def place(self, envelope: Envelope) -> str:
        return keys.envelope_changed(envelope.id, envelope.changed_at)

    def changed(self, after: str, *, limit: int) -> Listed[Envelope]:
        """As the index has them, which follows the table a moment later."""
        found = self._table.query_index_after(keys.envelopes(self._tenant), after=after, limit=limit)
        envelopes = tuple(map(_envelope_of, found.rows))
        more = {"after": self.place(envelopes[-1])} if found.after is not None and envelopes else None
        return Listed(envelopes, more)

    def add(self, envelope: Envelope, message: Message) -> None:
        self._table.commit([self._write(envelope, replaces=None), message_write(message)])

    def save(self, envelope: Envelope, messages: tuple[Message, ...] = (), evidence: "Evidence | None" = None) -> None:
        row = self._write(envelope, replaces=envelope.version - 1)
        of_evidence = evidence_writes(self._tenant, evidence, envelope.changed_at)
        self._table.commit([row, *map(message_write, messages), *of_evidence])

    def save_delivery(self, message: Message, envelope: Envelope | None) -> None:
        writes = [message_write(message, replaces=message.version - 1)]
        if envelope is not None:
            writes.append(self._write(envelope, replaces=envelope.version - 1))
        self._table.commit(writes)

    def _write(self, envelope: Envelope, *, replaces: int | None) -> Write:
        due = keys.due_envelope(envelope.id, envelope.due_at) if envelope.due_at else {}
        return Write(
            key=keys.envelope(self._tenant, envelope.id),
            data=_envelope_json.dump_json(envelope, exclude_defaults=True).decode(),
            version=envelope.version,
            replaces=replaces,
            index={"gsi1pk": keys.envelopes(self._tenant), "gsi1sk": self.place(envelope), **due},
        )


class DynamoDueEnvelopes:
    """Open envelopes of every tenant whose time is over."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        return tuple(
            (keys.tenant_of(row.key), _envelope_of(row).id)
            for shard in keys.due_shards("ENVELOPE")
            for row in self._table.query_due(shard, until=keys.due_until(now), limit=limit)
        )


def _envelope_of(row: Row) -> Envelope:
    return _envelope_json.validate_json(row.data)
