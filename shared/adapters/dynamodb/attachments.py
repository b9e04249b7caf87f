"""What belongs to customer accounts as documents; the files themselves lie in S3."""

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.attachment import Attachment
from shared.domain.tenant import Tenant

_attachment_json = TypeAdapter(Attachment)


class DynamoAttachments:
    def __init__(self, table: DynamoTable, tenant: Tenant, customers: DynamoCustomers) -> None:
        self._table = table
        self._tenant = tenant
        self._customers = customers

    def find(self, customer_id: str, attachment_id: str) -> Attachment | None:
        row = self._table.get(keys.attachment(self._tenant, customer_id, attachment_id))
        return _attachment(row) if row else None

    def add(self, attachment: Attachment) -> None:
        key = keys.attachment(self._tenant, attachment.customer_id, attachment.id)
        self._table.commit([Write(key=key, data=_attachment_json.dump_json(attachment).decode())])

    def of_customer(self, customer_id: str) -> tuple[Attachment, ...]:
        self._customers.get(customer_id)
        partition, prefix = keys.attachments(self._tenant, customer_id)
        found: list[Attachment] = []
        after: dict[str, str] | None = None
        while True:
            page = self._table.query(partition, prefix=prefix, after=after)
            found += map(_attachment, page.rows)
            after = page.after
            if after is None:
                return tuple(sorted(found, key=lambda one: (one.created_at, one.id), reverse=True))


def _attachment(row: Row) -> Attachment:
    return _attachment_json.validate_json(row.data)
