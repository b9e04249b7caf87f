"""Checkpoints of a partner's records, and which records wait for one (G2)."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.evidence_rows import WAITS, pointer_data
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain import ids
from shared.domain.tenant import Tenant
from shared.evidence.checkpoint import Checkpoint
from shared.evidence.keeping import kept_until
from shared.evidence.seal import SealedCheckpoint, SignedCheckpoint, seal_json, signed_json


class DynamoCheckpoints:
    """Of one tenant."""

    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def newest(self) -> Checkpoint | None:
        rows = self._table.query(keys.checkpoints(self._tenant), limit=1, newest_first=True).rows
        return signed_json.validate_json(rows[0].data).checkpoint if rows else None

    def after(self, number: int, limit: int) -> tuple[SignedCheckpoint, ...]:
        partition, sort = keys.checkpoint(self._tenant, number)
        page = self._table.query(partition, limit=limit, after={"pk": partition, "sk": sort})
        return tuple(signed_json.validate_json(row.data) for row in page.rows)

    def unsealed(self, record_ids: Sequence[str]) -> dict[str, bytes]:
        records = {one: keys.evidence(self._tenant, one) for one in record_ids}
        seals = {one: keys.seal(self._tenant, one) for one in record_ids}
        rows = self._table.get_all([*records.values(), *seals.values()])
        return {
            one: rows[key].data.encode() if key in rows else b""
            for one, key in records.items()
            if seals[one] not in rows
        }

    def add(self, sealed: SealedCheckpoint, years: int) -> None:
        self._table.commit([*self._writes(sealed, years)])

    def _writes(self, sealed: SealedCheckpoint, years: int) -> Iterator[Write]:
        """The records leave the index of those that wait, for that of those whose values are kept for some years."""
        number = sealed.signed.checkpoint.number
        yield Write(key=keys.checkpoint(self._tenant, number), data=signed_json.dump_json(sealed.signed).decode())
        for record_id, seal in sealed.seals():
            yield Write(key=keys.seal(self._tenant, record_id), data=seal_json.dump_json(seal).decode())
            yield Write(
                key=keys.evidence_pointer(record_id),
                data=pointer_data(self._tenant),
                version=WAITS + 1,
                replaces=WAITS,
                index=keys.due_retention(record_id, kept_until(ids.made_at(record_id), years)),
            )


class DynamoWaitingEvidence:
    """Records of every tenant that aren't sealed yet."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        return tuple(
            (Tenant(json.loads(row.data)["partner_id"]), keys.record_of(row.key))
            for shard in keys.due_shards("EVIDENCE")
            for row in self._table.query_due(shard, until=keys.due_until(now), limit=limit)
        )
