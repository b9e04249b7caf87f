"""RFIs in DynamoDB: each a row beside its order, read with all that it depends on in one request."""

from datetime import datetime

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.orders import DynamoOrders
from shared.adapters.dynamodb.outbox import message_write
from shared.adapters.dynamodb.rfi_rows import rfi_json, rfi_write
from shared.adapters.dynamodb.table import DynamoTable, Row
from shared.domain.message import Message
from shared.domain.order import Order
from shared.domain.rfi import Rfi
from shared.domain.tenant import Tenant
from shared.ports import Inquiry


class DynamoRfis:
    def __init__(self, table: DynamoTable, tenant: Tenant, orders: DynamoOrders) -> None:
        self._table = table
        self._tenant = tenant
        self._orders = orders

    def read(self, order_id: str) -> Inquiry:
        rfi_key = keys.rfi(self._tenant, order_id)
        rows = self._table.get_all([*self._orders.desk_keys(order_id), rfi_key])
        desk = self._orders.desk_of(order_id, rows)
        return Inquiry(
            partner=desk.partner,
            customer=desk.customer,
            record=desk.record,
            order=desk.order,
            rfi=_rfi(rows[rfi_key]) if rfi_key in rows else None,
        )

    def save(self, rfi: Rfi, previous: Rfi, messages: tuple[Message, ...] = ()) -> None:
        row = rfi_write(self._tenant, rfi, replaces=previous.version)
        self._table.commit([row, *map(message_write, messages)])

    def complete(self, rfi: Rfi, order: Order, inquiry: Inquiry) -> None:
        before = inquiry.rfi.version if inquiry.rfi else None
        self._table.commit([rfi_write(self._tenant, rfi, replaces=before), *self._orders.writes(order, inquiry)])


class DynamoDueRfis:
    """RFIs of every tenant whose time has come."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        return tuple(
            (keys.tenant_of(row.key), _rfi(row).order_id)
            for shard in keys.due_shards("RFI")
            for row in self._table.query_due(shard, until=keys.due_until(now), limit=limit)
        )


def _rfi(row: Row) -> Rfi:
    return rfi_json.validate_json(row.data)
