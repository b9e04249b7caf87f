"""Confirmations in DynamoDB: read with all that they depend on in one request, written with their messages."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customers import customer_json
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.outbox import message_json, message_write
from shared.adapters.dynamodb.partners import partner_json
from shared.adapters.dynamodb.quote_rows import quote_json, quote_write
from shared.adapters.dynamodb.receipts import Receipts
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.adapters.dynamodb.terms import terms_reference_json
from shared.domain.approval_messages import approval_request_id
from shared.domain.confirmation import Confirmation, State
from shared.domain.errors import NotFound
from shared.domain.locale import Locale
from shared.domain.message import Message
from shared.domain.once import Once
from shared.domain.quote import Quote
from shared.domain.tenant import Tenant
from shared.ports import Approval, Delivered, Listed, Proposal

if TYPE_CHECKING:
    from shared.evidence.record import Evidence

confirmation_json = TypeAdapter(Confirmation)


def confirmation_write(tenant: Tenant, confirmation: Confirmation, *, replaces: int | None) -> Write:
    """A confirmation's row; in `gsi1` under its state, in `due` as long as the sweep must come back to it."""
    due = keys.due_confirmation(confirmation.id, confirmation.due_at) if confirmation.due_at else {}
    return Write(
        key=keys.confirmation(tenant, confirmation.id),
        data=confirmation_json.dump_json(confirmation, exclude_defaults=True).decode(),
        version=confirmation.version,
        replaces=replaces,
        index={"gsi1pk": keys.confirmations(tenant, confirmation.state), "gsi1sk": confirmation.id, **due},
    )


class DynamoConfirmations:
    def __init__(self, table: DynamoTable, tenant: Tenant, now: Callable[[], datetime]) -> None:
        self._table = table
        self._tenant = tenant
        self._now = now

    def read_proposal(self, quote_id: str, once: Once[Confirmation] | None) -> Proposal:
        terms_keys = {locale: keys.newest_terms(self._tenant, locale) for locale in Locale}
        partner_key = keys.partner(self._tenant)
        customer_key = keys.customer(self._tenant, quote_id)
        quote_key = keys.quote(self._tenant, quote_id)
        wanted = [partner_key, customer_key, quote_key, *terms_keys.values()]
        if once is not None:
            wanted.append(keys.receipt(self._tenant, once.key))
        rows = self._table.get_all(wanted)
        if once is not None:
            self._receipts().check(once, rows.get(keys.receipt(self._tenant, once.key)))
        if partner_key not in rows or customer_key not in rows or quote_key not in rows:
            raise NotFound
        return Proposal(
            partner=partner_json.validate_json(rows[partner_key].data),
            customer=customer_json.validate_json(rows[customer_key].data),
            quote=quote_json.validate_json(rows[quote_key].data),
            current_terms={
                locale: terms_reference_json.validate_json(rows[key].data)
                for locale, key in terms_keys.items()
                if key in rows
            },
        )

    def read_approval(self, confirmation_id: str, link_number: int | None = None) -> Approval:
        partner_key = keys.partner(self._tenant)
        customer_key = keys.customer(self._tenant, confirmation_id)
        confirmation_key = keys.confirmation(self._tenant, confirmation_id)
        message_keys = [self._message_key(confirmation_id, link_number)] if link_number else []
        rows = self._table.get_all([partner_key, customer_key, confirmation_key, *message_keys])
        if partner_key not in rows or customer_key not in rows or confirmation_key not in rows:
            raise NotFound
        return Approval(
            partner=partner_json.validate_json(rows[partner_key].data),
            customer=customer_json.validate_json(rows[customer_key].data),
            confirmation=confirmation_json.validate_json(rows[confirmation_key].data),
            message=next((_message(rows.get(key)) for key in message_keys), None),
        )

    def get(self, confirmation_id: str) -> Confirmation:
        row = self._table.get(keys.confirmation(self._tenant, confirmation_id))
        if row is None:
            raise NotFound
        return confirmation_json.validate_json(row.data)

    def with_delivery(self, confirmations: Iterable[Confirmation]) -> tuple[Delivered, ...]:
        asked = tuple(confirmations)
        if not asked:
            return ()
        message_keys = {one.id: self._message_key(one.id, one.link_number) for one in asked}
        rows = self._table.get_all(list(message_keys.values()))
        return tuple(Delivered(one, _message(rows.get(message_keys[one.id]))) for one in asked)

    def of_quote(self, quote_id: str, *, limit: int, before: str | None) -> Listed[Confirmation]:
        found: list[Confirmation] = []
        partition = keys.customer_partition(self._tenant, quote_id)
        after = {"pk": partition, "sk": f"CONFIRMATION#{before}"} if before else None
        while True:
            page = self._table.query(partition, prefix="CONFIRMATION#", after=after, newest_first=True)
            found.extend(one for one in map(_confirmation, page.rows) if one.quote_id == quote_id)
            after = page.after
            if len(found) > limit or after is None:
                return _listed(found, limit)

    def of_customer(self, customer_id: str, *, limit: int) -> tuple[Confirmation, ...]:
        partition = keys.customer_partition(self._tenant, customer_id)
        found = self._table.query(partition, prefix="CONFIRMATION#", limit=limit, newest_first=True)
        return tuple(map(_confirmation, found.rows))

    def page(self, states: Iterable[State], *, limit: int, before: str | None) -> Listed[Confirmation]:
        found: list[Confirmation] = []
        for state in states:
            partition = keys.confirmations(self._tenant, state)
            rows = self._table.query_index(partition, limit=limit + 1, before=before).rows
            found.extend(map(_confirmation, rows))
        return _listed(sorted(found, key=lambda one: one.id, reverse=True), limit)

    def count(self, states: Iterable[State], *, at_most: int) -> int:
        partitions = [keys.confirmations(self._tenant, state) for state in states]
        return min(sum(self._table.count_index(partition, at_most=at_most) for partition in partitions), at_most)

    def send(
        self,
        confirmation: Confirmation,
        quote: Quote,
        message: Message,
        *,
        replaced: Confirmation | None,
        once: Once[Confirmation] | None,
    ) -> None:
        writes = [
            confirmation_write(self._tenant, confirmation, replaces=None),
            quote_write(self._tenant, quote, replaces=quote.version - 1),
            message_write(message),
        ]
        if replaced is not None:
            writes.append(confirmation_write(self._tenant, replaced, replaces=replaced.version - 1))
        if once is not None:
            writes.append(self._receipts().write(once, confirmation))
        self._table.commit(writes)

    def save(
        self, confirmation: Confirmation, messages: tuple[Message, ...] = (), evidence: "Evidence | None" = None
    ) -> None:
        self._table.commit(
            [
                confirmation_write(self._tenant, confirmation, replaces=confirmation.version - 1),
                *(message_write(message) for message in messages),
                *evidence_writes(self._tenant, evidence, self._now()),
            ]
        )

    def _receipts(self) -> Receipts:
        return Receipts(self._tenant, self._now())

    def _message_key(self, confirmation_id: str, link_number: int) -> keys.Key:
        return keys.message(self._tenant.partner_id, approval_request_id(confirmation_id, link_number))


class DynamoDueConfirmations:
    """Open confirmations of every tenant whose time has come; the sweep works for all of them."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def due(self, now: datetime, limit: int) -> tuple[tuple[Tenant, str], ...]:
        return tuple(
            (keys.tenant_of(row.key), _confirmation(row).id)
            for shard in keys.due_shards("CONFIRMATION")
            for row in self._table.query_due(shard, until=keys.due_until(now), limit=limit)
        )


def _confirmation(row: Row) -> Confirmation:
    return confirmation_json.validate_json(row.data)


def _message(row: Row | None) -> Message | None:
    return message_json.validate_json(row.data) if row else None


def _listed(found: list[Confirmation], limit: int) -> Listed[Confirmation]:
    page = tuple(found[:limit])
    return Listed(page, {"before": page[-1].id} if len(found) > limit else None)
