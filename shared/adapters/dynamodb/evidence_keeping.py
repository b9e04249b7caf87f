"""What is kept of people beside evidence records: held, erased, and due to be erased (G)."""

import json
from collections.abc import Iterator
from datetime import datetime

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.evidence import disclosures_json, keeping_json
from shared.adapters.dynamodb.evidence_rows import pointer_data
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.tenant import Tenant
from shared.evidence.disclosures import Disclosure
from shared.evidence.keeping import Keeping
from shared.evidence.record import Evidence, Record
from shared.ports import KeptEvidence

RECORDS_OF_A_QUERY = 30


class DynamoEvidenceKeeping:
    """Of one tenant."""

    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def get(self, record_id: str) -> KeptEvidence:
        key = keys.evidence(self._tenant, record_id)
        row = self._table.get(key)
        if row is None:
            raise NotFound
        (kept,) = self._with_people([Record.read(row.data)])
        return kept

    def of_customer(self, customer_id: str) -> Iterator[KeptEvidence]:
        partition, prefix = keys.evidence_of_customer(self._tenant, customer_id)
        after: dict[str, str] | None = None
        while True:
            page = self._table.query(partition, prefix=prefix, limit=RECORDS_OF_A_QUERY, after=after)
            yield from self._with_people([Record.read(row.data) for row in page.rows])
            after = page.after
            if after is None:
                return

    def _with_people(self, records: list[Record]) -> Iterator[KeptEvidence]:
        if not records:
            return
        disclosed = {record.id: keys.disclosed(self._tenant, record.id) for record in records}
        keeping = {record.id: keys.keeping(self._tenant, record.id) for record in records}
        rows = self._table.get_all([*disclosed.values(), *keeping.values()])
        for record in records:
            people, kept = rows.get(disclosed[record.id]), rows.get(keeping[record.id])
            yield KeptEvidence(
                evidence=Evidence(
                    record=record,
                    disclosures=disclosures_json.validate_json(people.data) if people else (),
                    keeping=keeping_json.validate_json(kept.data) if kept else Keeping(),
                ),
                disclosed_version=people.version if people else 0,
            )

    def save(self, record_id: str, keeping: Keeping) -> None:
        self._table.commit([self._keeping_write(record_id, keeping)])

    def erase(self, kept: KeptEvidence, keeping: Keeping, left: tuple[Disclosure, ...]) -> None:
        record_id = kept.evidence.record.id
        disclosed = Write(
            key=keys.disclosed(self._tenant, record_id),
            data=disclosures_json.dump_json(left).decode(),
            version=kept.disclosed_version + 1,
            replaces=kept.disclosed_version,
        )
        self._table.commit([disclosed, self._keeping_write(record_id, keeping)])

    def _keeping_write(self, record_id: str, keeping: Keeping) -> Write:
        return Write(
            key=keys.keeping(self._tenant, record_id),
            data=keeping_json.dump_json(keeping).decode(),
            version=keeping.version,
            replaces=keeping.version - 1 or None,
            index=keys.due_clearing(record_id, keeping.clear_at) if keeping.clear_at else {},
        )

    def look_again(self, record_id: str, at: datetime | None) -> None:
        key = keys.evidence_pointer(record_id)
        row = self._table.get(key)
        if row is None:
            raise ConcurrentChange
        index = keys.due_retention(record_id, at) if at else {}
        data = pointer_data(self._tenant)
        self._table.commit([Write(key=key, data=data, version=row.version + 1, replaces=row.version, index=index)])


class DynamoDueKeeping:
    """Of every tenant."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def outlived(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        return tuple(
            (Tenant(json.loads(row.data)["partner_id"]), keys.record_of(row.key))
            for shard in keys.due_shards("RETENTION")
            for row in self._table.query_due(shard, until=keys.due_until(now), limit=limit)
        )

    def to_clear(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        return tuple(
            (keys.tenant_of(row.key), keys.record_kept(row.key))
            for shard in keys.due_shards("CLEARING")
            for row in self._table.query_due(shard, until=keys.due_until(now), limit=limit)
        )
