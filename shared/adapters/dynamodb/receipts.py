"""Receipts: the kept answers to Idempotency-Keys, written in the transaction of what they answer for."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.errors import IdempotencyKeyReused
from shared.domain.once import KEPT_FOR, AlreadyAnswered, Once, Receipt
from shared.domain.tenant import Tenant
from shared.ports import Clock

_receipt = TypeAdapter(Receipt)


@dataclass(frozen=True, slots=True)
class Receipts:
    tenant: Tenant
    now: datetime

    def check[T](self, once: Once[T], row: Row | None) -> None:
        """Hold a request against the receipt of its key, as read.

        Raises AlreadyAnswered, IdempotencyKeyReused.
        """
        if row is None or self._is_over(row):
            return
        receipt = _receipt.validate_json(row.data)
        if receipt.fingerprint != once.fingerprint:
            raise IdempotencyKeyReused
        raise AlreadyAnswered(receipt.answer)

    def write[T](self, once: Once[T], made: T) -> Write:
        """The receipt to write with `made`; an outlived one is replaced, whether or not it was cleared away yet."""
        receipt = Receipt(key=once.key, fingerprint=once.fingerprint, answer=once.present(made))
        expires_on = int((self.now + KEPT_FOR).timestamp())
        return Write(
            key=keys.receipt(self.tenant, once.key),
            data=_receipt.dump_json(receipt).decode(),
            version=expires_on,
            outlived=int(self.now.timestamp()),
            expires_on=expires_on,
        )

    def _is_over(self, row: Row) -> bool:
        return self.now.timestamp() >= row.version


class DynamoKeptAnswers:
    """Receipts of requests that write nothing else."""

    def __init__(self, table: DynamoTable, tenant: Tenant, now: Clock) -> None:
        self._table = table
        self._tenant = tenant
        self._now = now

    def keep[T](self, once: Once[T] | None, made: T) -> None:
        if once is not None:
            self._table.commit([Receipts(self._tenant, self._now()).write(once, made)])
