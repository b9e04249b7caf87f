"""Quotes in DynamoDB, read with their newest confirmations."""

from typing import TYPE_CHECKING

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.confirmations import confirmation_json, confirmation_write
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.quote_rows import quote_json, quote_write
from shared.adapters.dynamodb.receipts import Receipts
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.confirmation import Confirmation
from shared.domain.errors import NotFound
from shared.domain.once import Once
from shared.domain.quote import Quote
from shared.domain.tenant import Tenant
from shared.ports import Clock, Listed

if TYPE_CHECKING:
    from shared.evidence.record import Evidence


class DynamoQuotes:
    def __init__(self, table: DynamoTable, tenant: Tenant, now: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._now = now

    def get(self, quote_id: str) -> Quote:
        row = self._table.get(keys.quote(self._tenant, quote_id))
        if row is None:
            raise NotFound
        return quote_json.validate_json(row.data)

    def get_with_confirmation(self, quote_id: str) -> tuple[Quote, Confirmation | None]:
        quote = self.get(quote_id)
        return quote, self._confirmations([quote]).get(quote.confirmation_id)

    def of_customer(
        self, customer_id: str, *, limit: int, after: dict[str, str] | None
    ) -> Listed[tuple[Quote, Confirmation | None]]:
        partition, prefix = keys.customer_partition(self._tenant, customer_id), "QUOTE#"
        found = self._table.query(partition, prefix=prefix, limit=limit, after=after, newest_first=True)
        quotes = [quote_json.validate_json(row.data) for row in found.rows]
        if not quotes:
            DynamoCustomers(self._table, self._tenant, self._now).get(customer_id)
        elif quotes[0].customer_id != customer_id:
            raise NotFound
        confirmations = self._confirmations(quotes)
        return Listed(tuple((quote, confirmations.get(quote.confirmation_id)) for quote in quotes), found.after)

    def add(self, quote: Quote, once: Once[Quote] | None) -> None:
        writes = [quote_write(self._tenant, quote, replaces=None)]
        if once is not None:
            writes.append(Receipts(self._tenant, self._now()).write(once, quote))
        self._table.commit(writes)

    def save(self, quote: Quote, superseded: Confirmation | None = None, evidence: "Evidence | None" = None) -> None:
        writes = [quote_write(self._tenant, quote, replaces=quote.version - 1)]
        if superseded is not None:
            writes.append(confirmation_write(self._tenant, superseded, replaces=superseded.version - 1))
        self._table.commit([*writes, *evidence_writes(self._tenant, evidence, self._now())])

    def _confirmations(self, quotes: list[Quote]) -> dict[str | None, Confirmation]:
        wanted = [keys.confirmation(self._tenant, one.confirmation_id) for one in quotes if one.confirmation_id]
        if not wanted:
            return {}
        found = map(confirmation_json.validate_json, (row.data for row in self._table.get_all(wanted).values()))
        return {confirmation.id: confirmation for confirmation in found}
