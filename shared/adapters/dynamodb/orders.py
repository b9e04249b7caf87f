"""Orders in DynamoDB: written with all that a step of theirs changes, and numbered together.

A number is given in a transaction of its own, to every order that waits for one: whoever comes too late to number its
own order finds it numbered by whoever was quicker. So the counter is written once for many orders, and no order waits
for another one's transaction.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.confirmations import confirmation_write
from shared.adapters.dynamodb.customers import DynamoCustomers, customer_of
from shared.adapters.dynamodb.distributor_records import record_of, record_write
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.outbox import message_json, message_write
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.quote_rows import quote_write
from shared.adapters.dynamodb.receipts import Receipts
from shared.adapters.dynamodb.rfi_rows import rfi_write
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.confirmation import Confirmation
from shared.domain.errors import NotFound
from shared.domain.fulfil_order import Holding, fulfil_order
from shared.domain.message import Message
from shared.domain.once import Once
from shared.domain.order import Order, OrderStatus, RfiStatus
from shared.domain.order_messages import rfi_request_id
from shared.domain.quote import Quote
from shared.domain.rfi import new_rfi
from shared.domain.tenant import Tenant
from shared.ports import Clock, Desk, Listed, Numbering, Placing, Requested

if TYPE_CHECKING:
    from shared.evidence.record import Evidence

order_json = TypeAdapter(Order)

# Each takes two writes of a transaction's hundred, the counter one.
NUMBERED_AT_ONCE = 49
PATIENCE = timedelta(seconds=60)


def order_write(tenant: Tenant, order: Order, *, replaces: int | None) -> Write:
    to_fulfil = keys.to_fulfil(order.id) if order.status is OrderStatus.IN_PROGRESS else {}
    return Write(
        key=keys.order(tenant, order.id),
        data=order_json.dump_json(order, exclude_defaults=True).decode(),
        version=order.version,
        replaces=replaces,
        index={"gsi1pk": keys.orders(tenant, order.status), "gsi1sk": order.id, **to_fulfil},
    )


class DynamoOrders:
    def __init__(self, table: DynamoTable, tenant: Tenant, customers: DynamoCustomers, now: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._customers = customers
        self._now = now

    def get(self, order_id: str) -> Order:
        return _order(self._table.get(keys.order(self._tenant, order_id)))

    def placing(self, customer_id: str, once: Once[Any] | None = None) -> Placing:
        partner_key, customer_key, record_key = self._keys_of(customer_id)
        wanted = [partner_key, customer_key, record_key]
        if once is not None:
            wanted.append(keys.receipt(self._tenant, once.key))
        rows = self._table.get_all(wanted)
        if once is not None:
            self._receipts().check(once, rows.get(keys.receipt(self._tenant, once.key)))
        if partner_key not in rows:
            raise NotFound
        return Placing(
            partner=partner_json.validate_json(rows[partner_key].data),
            customer=customer_of(rows.get(customer_key), customer_id),
            record=record_of(rows.get(record_key)),
        )

    def desk(self, order_id: str) -> Desk:
        return self.desk_of(order_id, self._table.get_all(self.desk_keys(order_id)))

    def desk_keys(self, order_id: str) -> list[keys.Key]:
        return [*self._keys_of(order_id), keys.order(self._tenant, order_id)]

    def desk_of(self, order_id: str, rows: Mapping[keys.Key, Row]) -> Desk:
        """Raises NotFound."""
        partner_key, customer_key, record_key, order_key = self.desk_keys(order_id)
        if partner_key not in rows:
            raise NotFound
        return Desk(
            order=_order(rows.get(order_key)),
            partner=partner_json.validate_json(rows[partner_key].data),
            customer=customer_of(rows.get(customer_key), order_id),
            record=record_of(rows.get(record_key)),
        )

    def of_customer(self, customer_id: str, *, limit: int, after: dict[str, str] | None) -> Listed[Order]:
        partition = keys.customer_partition(self._tenant, customer_id)
        found = self._table.query(partition, prefix="ORDER#", limit=limit, after=after, newest_first=True)
        orders = tuple(map(_order, found.rows))
        if not orders:
            self._customers.get(customer_id)
        elif orders[0].customer_id != customer_id:
            raise NotFound
        return Listed(orders, found.after)

    def page(self, statuses: Iterable[OrderStatus], *, limit: int, before: str | None) -> Listed[Order]:
        found: list[Order] = []
        for status in statuses:
            partition = keys.orders(self._tenant, status)
            found.extend(map(_order, self._table.query_index(partition, limit=limit + 1, before=before).rows))
        found.sort(key=lambda order: order.id, reverse=True)
        return Listed(tuple(found[:limit]), {"before": found[limit - 1].id} if len(found) > limit else None)

    def underway(self, *, limit: int, after: dict[str, str] | None) -> Listed[Order]:
        partition = keys.orders_underway(self._tenant)
        found = self._table.query(partition, limit=limit, after=after, newest_first=True)
        order_keys = [keys.order(self._tenant, row.key[1]) for row in found.rows]
        rows = self._table.get_all(order_keys) if order_keys else {}
        return Listed(tuple(_order(rows[key]) for key in order_keys if key in rows), found.after)

    def with_rfi_mail(self, orders: Iterable[Order]) -> tuple[Requested, ...]:
        asked = tuple(orders)
        message_keys = {one.id: keys.message(self._tenant.partner_id, rfi_request_id(one)) for one in asked}
        rows = self._table.get_all(list(message_keys.values())) if asked else {}
        return tuple(Requested(one, _message(rows.get(message_keys[one.id]))) for one in asked)

    def add(
        self,
        order: Order,
        placing: Placing,
        messages: tuple[Message, ...] = (),
        *,
        quote: Quote | None = None,
        confirmation: Confirmation | None = None,
        evidence: "Evidence | None" = None,
        once: Once[Order] | None = None,
    ) -> None:
        writes = [] if once is None else [self._receipts().write(once, order)]
        writes += [
            *self._order_writes(order, None),
            Write(key=keys.order_pointer(order.id), data=json.dumps({"partner_id": self._tenant.partner_id})),
            Write(
                key=keys.unnumbered(self._tenant, order.id),
                data="{}",
                index=keys.due_number(order.id, self._now() + PATIENCE),
            ),
            *self._holding_writes(order, None, placing),
            *self._rfi_writes(order, None, placing),
            *map(message_write, messages),
        ]
        if quote is not None:
            writes.append(quote_write(self._tenant, quote, replaces=quote.version - 1))
        if confirmation is not None:
            writes.append(confirmation_write(self._tenant, confirmation, replaces=confirmation.version - 1))
        writes += evidence_writes(self._tenant, evidence, self._now())
        self._table.commit(writes)

    def save(self, order: Order, desk: Desk, messages: tuple[Message, ...] = ()) -> None:
        self._table.commit([*self.writes(order, desk), *map(message_write, messages)])

    def writes(self, order: Order, desk: Desk) -> Iterator[Write]:
        """The order, and what its step changes of its customer."""
        yield from self._order_writes(order, desk.order)
        yield from self._holding_writes(order, desk.order, desk)
        yield from self._rfi_writes(order, desk.order, desk)

    def numbering(self) -> Numbering:
        """The orders that wait stand in the table itself: whoever has just added one finds it."""
        waiting = self._table.query(keys.unnumbered_orders(self._tenant), limit=NUMBERED_AT_ONCE).rows
        counter_key = keys.order_numbers(self._tenant)
        order_keys = [keys.order(self._tenant, row.key[1]) for row in waiting]
        rows = self._table.get_all([counter_key, *order_keys])
        counter = rows.get(counter_key)
        return Numbering(
            last=json.loads(counter.data)["last"] if counter else 0,
            version=counter.version if counter else 0,
            waiting=tuple(_order(rows[key]) for key in order_keys if key in rows),
        )

    def give_numbers(self, numbering: Numbering) -> None:
        if not numbering.waiting:
            return
        last = numbering.last + len(numbering.waiting)
        counter = Write(
            key=keys.order_numbers(self._tenant),
            data=json.dumps({"last": last}),
            version=numbering.version + 1,
            replaces=numbering.version or None,
        )
        numbered = [order.numbered(number) for number, order in enumerate(numbering.waiting, numbering.last + 1)]
        rows = [order_write(self._tenant, order, replaces=order.version - 1) for order in numbered]
        done = [Write(key=keys.unnumbered(self._tenant, order.id), data=None, replaces=1) for order in numbered]
        self._table.commit([counter, *rows, *done])

    def _keys_of(self, identifier: str) -> tuple[keys.Key, keys.Key, keys.Key]:
        return (
            keys.partner(self._tenant),
            keys.customer(self._tenant, identifier),
            keys.distributor_record(self._tenant, identifier),
        )

    def _order_writes(self, order: Order, previous: Order | None) -> Iterator[Write]:
        yield order_write(self._tenant, order, replaces=previous.version if previous else None)
        was_underway = previous is not None and previous.is_underway
        if order.is_underway and not was_underway:
            yield Write(key=keys.underway(self._tenant, order.id), data="{}")
        if was_underway and not order.is_underway:
            yield Write(key=keys.underway(self._tenant, order.id), data=None, replaces=1)

    def _holding_writes(self, order: Order, former: Order | None, placing: Placing) -> Iterator[Write]:
        holding = fulfil_order(order, former, Holding(placing.customer, placing.record))
        if holding.customer != placing.customer:
            yield from self._customers.writes(holding.customer, placing.customer)
        if holding.record is not None and holding.record != placing.record:
            yield record_write(self._tenant, placing.customer.id, holding.record, placing.record)

    def _rfi_writes(self, order: Order, former: Order | None, placing: Placing) -> Iterator[Write]:
        """An order that asks for information from now on."""
        asked = former is not None and former.rfi_status is not RfiStatus.NOT_APPLICABLE
        if order.rfi_status is RfiStatus.INCOMPLETE and not asked:
            rfi = new_rfi(order, now=self._now(), reminder=timedelta(days=placing.partner.reminder_days))
            yield rfi_write(self._tenant, rfi, replaces=None)

    def _receipts(self) -> Receipts:
        return Receipts(self._tenant, self._now())


class DynamoOrderDirectory:
    """Orders of every tenant: the distributor serves them all."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def tenant_of(self, order_id: str) -> Tenant:
        row = self._table.get(keys.order_pointer(order_id))
        if row is None:
            raise NotFound
        return Tenant(json.loads(row.data)["partner_id"])

    def in_progress(self, *, limit: int, after: str | None) -> Listed[tuple[Tenant, Order]]:
        """As the index has them, which follows the table a moment later."""
        shards = [
            self._table.query_queue(shard, after=after or " ", limit=limit + 1) for shard in keys.due_shards("FULFIL")
        ]
        rows = merge(*shards, key=lambda row: row.key[1])
        found = tuple((keys.tenant_of(row.key), _order(row)) for row in islice(rows, limit + 1))
        return Listed(found[:limit], {"after": found[limit - 1][1].id} if len(found) > limit else None)

    def unnumbered(self, now: datetime, limit: int) -> tuple[Tenant, ...]:
        found = (
            keys.tenant_of(row.key)
            for shard in keys.due_shards("UNNUMBERED")
            for row in self._table.query_due(shard, until=keys.due_until(now), limit=limit)
        )
        return tuple(dict.fromkeys(found))


def _order(row: Row | None) -> Order:
    if row is None:
        raise NotFound
    return order_json.validate_json(row.data)


def _message(row: Row | None) -> Message | None:
    return message_json.validate_json(row.data) if row else None
