"""Evidence records: read as they were written; and the parts of pages that they name by hash (G1)."""

import base64
import json
import zlib

from pydantic import TypeAdapter

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable, Write
from shared.domain.errors import ConcurrentChange, NotFound
from shared.domain.tenant import Tenant
from shared.evidence.disclosures import Disclosure
from shared.evidence.record import Evidence, Record
from shared.evidence.seal import Seal

disclosures_json = TypeAdapter(tuple[Disclosure, ...])
seal_json = TypeAdapter(Seal)

KNOWN_AT_ONCE = 500


class DynamoEvidence:
    """Of one tenant."""

    def __init__(self, table: DynamoTable, tenant: Tenant) -> None:
        self._table = table
        self._tenant = tenant

    def get(self, record_id: str) -> Evidence:
        """One request. Raises NotFound."""
        record_key, disclosed_key = keys.evidence(self._tenant, record_id), keys.disclosed(self._tenant, record_id)
        seal_key = keys.seal(self._tenant, record_id)
        rows = self._table.get_all([record_key, disclosed_key, seal_key])
        if record_key not in rows:
            raise NotFound
        disclosed, seal = rows.get(disclosed_key), rows.get(seal_key)
        return Evidence(
            record=Record.read(rows[record_key].data),
            disclosures=disclosures_json.validate_json(disclosed.data) if disclosed else (),
            seal=seal_json.validate_json(seal.data) if seal else None,
        )


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
