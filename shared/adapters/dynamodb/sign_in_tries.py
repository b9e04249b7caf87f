"""How often somebody tried of late to sign in, from one address with one name, be it known or not."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.concurrency import settle
from shared.domain.errors import ConcurrentChange, TooManyRequests

MOST = 10
WINDOW = timedelta(minutes=15)


class DynamoSignInTries:
    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def count(self, digest: str, now: datetime) -> None:
        settle(lambda: self._count(digest, now))

    def forget(self, digest: str) -> None:
        row = self._table.get(keys.sign_in_tries(digest))
        if row is not None:
            with suppress(ConcurrentChange):  # another try has just been counted: it stays
                self._table.commit([Write(key=row.key, data=None, replaces=row.version)])

    def _count(self, digest: str, now: datetime) -> None:
        row = self._table.get(keys.sign_in_tries(digest))
        since, tries = now, 0
        if row is not None:
            known = json.loads(row.data)
            began = datetime.fromtimestamp(known["since"], UTC)
            if now - began < WINDOW:
                since, tries = began, known["tries"]
        if tries >= MOST:
            raise TooManyRequests("Too many tries. Wait a while.", int((since + WINDOW - now).total_seconds()) + 1)
        self._table.commit(
            [
                Write(
                    key=keys.sign_in_tries(digest),
                    data=json.dumps({"since": since.timestamp(), "tries": tries + 1}),
                    version=row.version + 1 if row else 1,
                    replaces=row.version if row else None,
                    expires_on=int((since + WINDOW).timestamp()),
                )
            ]
        )
