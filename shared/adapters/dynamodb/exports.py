"""Exports that were asked for; after a day they are as if they had never been."""

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.receipts import Receipts
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.errors import NotFound
from shared.domain.export import Export
from shared.domain.once import Once
from shared.domain.tenant import Tenant
from shared.ports import Clock

_export_json = TypeAdapter(Export)


class DynamoExports:
    def __init__(self, table: DynamoTable, tenant: Tenant, now: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._now = now

    def get(self, export_id: str) -> Export:
        row = self._table.get(keys.export(self._tenant, export_id))
        export = _export_json.validate_json(row.data) if row else None
        if export is None or self._now() >= export.expires_at:
            raise NotFound
        return export

    def add(self, export: Export, once: Once[Export] | None) -> None:
        writes = [self._write(export, None)]
        if once is not None:
            receipts = Receipts(self._tenant, self._now())
            receipts.check(once, self._table.get(keys.receipt(self._tenant, once.key)))
            writes.insert(0, receipts.write(once, export))
        self._table.commit(writes)

    def save(self, export: Export) -> None:
        self._table.commit([self._write(export, export.version - 1)])

    def _write(self, export: Export, replaces: int | None) -> Write:
        return Write(
            key=keys.export(self._tenant, export.id),
            data=_export_json.dump_json(export).decode(),
            version=export.version,
            replaces=replaces,
            expires_on=int(export.expires_at.timestamp()),
        )
