"""How often a partner's users asked providers for a status of late: people may, but not faster than providers bear."""

import json
from datetime import UTC, datetime, timedelta

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.concurrency import settle
from shared.domain.errors import TooManyRequests
from shared.domain.tenant import Tenant

MOST = 20
WINDOW = timedelta(minutes=1)


class DynamoStatusChecks:
    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def count(self, now: datetime) -> None:
        settle(lambda: self._count(now))

    def _count(self, now: datetime) -> None:
        row = self._table.get(keys.status_checks(self._tenant))
        since, checks = now, 0
        if row is not None:
            known = json.loads(row.data)
            began = datetime.fromtimestamp(known["since"], UTC)
            if began <= now < began + WINDOW:
                since, checks = began, known["checks"]
        if checks >= MOST:
            pause = int((since + WINDOW - now).total_seconds()) + 1
            raise TooManyRequests(f"At most {MOST} checks a minute. Wait {pause} seconds.", pause)
        self._table.commit(
            [
                Write(
                    key=keys.status_checks(self._tenant),
                    data=json.dumps({"since": since.timestamp(), "checks": checks + 1}),
                    version=row.version + 1 if row else 1,
                    replaces=row.version if row else None,
                )
            ]
        )
