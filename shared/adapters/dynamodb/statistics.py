"""A partner's statistics, and beside each account the note of what they count of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customers import customer_json
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain import ids
from shared.domain.customer import Customer
from shared.domain.errors import NotFound
from shared.domain.statistics import Counted, Figures, Statistics
from shared.domain.tenant import Tenant
from shared.ports import Standing

_statistics_json = TypeAdapter(Statistics)
_counted_json = TypeAdapter(Counted)


class DynamoStatistics:
    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def get(self) -> Figures:
        partner_key, statistics_key = keys.partner(self._tenant), keys.statistics(self._tenant)
        rows = self._table.get_all([partner_key, statistics_key])
        if partner_key not in rows:
            raise NotFound
        partner = partner_json.validate_json(rows[partner_key].data)
        return _statistics(rows.get(statistics_key)).shown.figures(partner.currency)

    def standing(self, customer_ids: Iterable[str]) -> Standing:
        accounts = [(keys.customer(self._tenant, it), keys.counted(self._tenant, it)) for it in customer_ids]
        statistics_key = keys.statistics(self._tenant)
        rows = self._table.get_all([statistics_key, *(key for pair in accounts for key in pair)])
        return Standing(
            _statistics(rows.get(statistics_key)),
            tuple(
                (_customer(rows[customer_key]), _counted(rows.get(counted_key)))
                for customer_key, counted_key in accounts
                if customer_key in rows
            ),
        )

    def save(self, statistics: Statistics, notes: Mapping[str, Counted]) -> None:
        writes = [
            self._write(keys.statistics(self._tenant), _statistics_json.dump_json(statistics), statistics.version),
            *(
                self._write(keys.counted(self._tenant, customer_id), _counted_json.dump_json(note), note.version)
                for customer_id, note in notes.items()
            ),
        ]
        self._table.commit(writes)

    def _write(self, key: keys.Key, data: bytes, version: int) -> Write:
        return Write(key=key, data=data.decode(), version=version, replaces=version - 1 or None)


def _statistics(row: Row | None) -> Statistics:
    return _statistics_json.validate_json(row.data) if row else Statistics()


def _customer(row: Row) -> Customer:
    return customer_json.validate_json(row.data)


def _counted(row: Row | None) -> Counted | None:
    return _counted_json.validate_json(row.data) if row else None


def changed_customer(record: Any) -> tuple[Tenant, str] | None:
    """Whose account a record of the table's stream tells of; the tail of its id is enough to find it."""
    key = (record["dynamodb"]["Keys"]["pk"]["S"], record["dynamodb"]["Keys"]["sk"]["S"])
    tenant = keys.tenant_of(key)
    tail = ids.tail(key[0])
    return (tenant, tail) if key == keys.customer(tenant, tail) else None
