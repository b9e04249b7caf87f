"""Evidence records: read as they were written; and the parts of pages that they name by hash (G1)."""

import base64
import json
import zlib
from collections.abc import Sequence

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Row, Write
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.tenant import Tenant
from shared.evidence.disclosures import Disclosure
from shared.evidence.keeping import Keeping
from shared.evidence.record import Evidence, Record
from shared.evidence.seal import seal_json

disclosures_json = TypeAdapter(tuple[Disclosure, ...])
keeping_json = TypeAdapter(Keeping)

KNOWN_AT_ONCE = 500


class DynamoEvidence:
    """Of one tenant."""

    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def get(self, record_id: str) -> Evidence:
        """One request. Raises NotFound."""
        record_key, disclosed_key = keys.evidence(self._tenant, record_id), keys.disclosed(self._tenant, record_id)
        seal_key, keeping_key = keys.seal(self._tenant, record_id), keys.keeping(self._tenant, record_id)
        rows = self._table.get_all([record_key, disclosed_key, seal_key, keeping_key])
        if record_key not in rows:
            raise NotFound
        disclosed, seal, keeping = rows.get(disclosed_key), rows.get(seal_key), rows.get(keeping_key)
        return Evidence(
            record=Record.read(rows[record_key].data),
            disclosures=_disclosures_of(disclosed),
            seal=seal_json.validate_json(seal.data) if seal else None,
            keeping=keeping_json.validate_json(keeping.data) if keeping else Keeping(),
        )

    def as_stored(self, record_ids: Sequence[str]) -> dict[str, tuple[bytes, tuple[Disclosure, ...]]]:
        """One request."""
        records = {one: keys.evidence(self._tenant, one) for one in record_ids}
        disclosed = {one: keys.disclosed(self._tenant, one) for one in record_ids}
        rows = self._table.get_all([*records.values(), *disclosed.values()])
        return {
            one: (rows[key].data.encode(), _disclosures_of(rows.get(disclosed[one])))
            for one, key in records.items()
            if key in rows
        }


def _disclosures_of(row: Row | None) -> tuple[Disclosure, ...]:
    return disclosures_json.validate_json(row.data) if row else ()


class DynamoShownParts:
    """Parts of pages that were shown, by the SHA-256 of their bytes: each is kept once, for good."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table
        self._known: dict[tuple[Tenant, str], None] = {}

    def keep(self, tenant: Tenant, sha256: str, content: bytes) -> None:
        """A process writes each once at most. Raises Unavailable."""
        if (tenant, sha256) in self._known:
            return
        packed = base64.b64encode(zlib.compress(content, 9)).decode()
        key = keys.shown_part(tenant, sha256)
        try:
            self._table.commit([Write(key=key, data=json.dumps({"zlib": packed}))])
        except ConcurrentChange:
            if self._table.get(key) is None:
                raise
        if len(self._known) >= KNOWN_AT_ONCE:
            self._known.pop(next(iter(self._known)))
        self._known[tenant, sha256] = None

    def get(self, tenant: Tenant, sha256: str) -> bytes:
        """Raises NotFound."""
        row = self._table.get(keys.shown_part(tenant, sha256))
        if row is None:
            raise NotFound
        return zlib.decompress(base64.b64decode(json.loads(row.data)["zlib"]))
