"""The outbox in memory."""

from datetime import datetime

from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.message import Message


class FakeOutbox:
    def __init__(self, *messages: Message) -> None:
        self.messages = {(message.partner_id, message.id): message for message in messages}

    def get(self, partner_id: str, message_id: str) -> Message:
        if (partner_id, message_id) not in self.messages:
            raise NotFound
        return self.messages[partner_id, message_id]

    def due(self, now: datetime, limit: int) -> tuple[tuple[str, str], ...]:
        found = [one for one in self.messages.values() if one.due_at is not None and one.due_at <= now]
        oldest_first = sorted(found, key=lambda one: (one.due_at, one.id))
        return tuple((one.partner_id, one.id) for one in oldest_first[:limit])

    def save(self, message: Message) -> None:
        if self.get(message.partner_id, message.id).version != message.version - 1:
            raise ConcurrentChange
        self.messages[message.partner_id, message.id] = message
