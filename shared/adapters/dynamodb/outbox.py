"""The outbox: messages that were committed with their cause and wait to be delivered (F1)."""

from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.errors import NotFound
from shared.domain.message import Message

message_json = TypeAdapter(Message)


def message_write(message: Message, *, replaces: int | None = None) -> Write:
    """A message's row; while it waits it stands in the `due` index too."""
    due = keys.due_message(message.partner_id, message.id, message.due_at) if message.due_at else {}
    return Write(
        key=keys.message(message.partner_id, message.id),
        data=message_json.dump_json(message, exclude_defaults=True).decode(),
        version=message.version,
        replaces=replaces,
        index=due,
    )


class DynamoOutbox:
    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def get(self, partner_id: str, message_id: str) -> Message:
        row = self._table.get(keys.message(partner_id, message_id))
        if row is None:
            raise NotFound
        return message_json.validate_json(row.data)

    def due(self, now: datetime, limit: int) -> tuple[tuple[str, str], ...]:
        """The index follows the table a moment later, so what it names is still to be claimed."""
        return tuple(
            keys.message_of(row.key[0])
            for shard in keys.due_shards("OUTBOX")
            for row in self._table.query_due(shard, until=keys.due_until(now), limit=limit)
        )

    def save(self, message: Message) -> None:
        self._table.commit([message_write(message, replaces=message.version - 1)])


def inserted_message(record: Any) -> tuple[str, str] | None:
    """Partner's and message's ids, where a record of the table's stream tells of a new outbox row."""
    partition: str = record["dynamodb"]["Keys"]["pk"]["S"]
    if record["eventName"] != "INSERT" or not partition.startswith("OUTBOX#"):
        return None
    return keys.message_of(partition)
