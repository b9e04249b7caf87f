"""Evidence records by their id alone, of every tenant: for whoever verifies one (G4)."""

import json

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.tenant import Tenant
from shared.evidence.canonical import sha256_of
from shared.evidence.record import Record
from shared.evidence.seal import SignedCheckpoint, seal_json, signed_json
from shared.evidence.verify import KeptRecord

# Of one customer, in which the record before is looked for.
EARLIER = 50
NOBODY_S = "-"


class DynamoEvidenceRegistry:
    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def find(self, record_id: str | None) -> KeptRecord | None:
        tenant = self._whose(record_id or NOBODY_S)
        if tenant is None or record_id is None:
            return None
        record_key, seal_key = keys.evidence(tenant, record_id), keys.seal(tenant, record_id)
        rows = self._table.get_all([record_key, seal_key])
        if record_key not in rows:
            return None
        stored = rows[record_key].data.encode()
        seal = seal_json.validate_json(rows[seal_key].data) if seal_key in rows else None
        return KeptRecord(
            stored=stored,
            seal=seal,
            checkpoint=self._checkpoint(tenant, seal.place.checkpoint) if seal else None,
            previous=self._previous(tenant, record_id, stored),
        )

    def stored(self, record_id: str) -> bytes | None:
        tenant = self._whose(record_id)
        row = self._table.get(keys.evidence(tenant, record_id)) if tenant else None
        return row.data.encode() if row else None

    def _whose(self, record_id: str) -> Tenant | None:
        pointer = self._table.get(keys.evidence_pointer(record_id))
        return Tenant(json.loads(pointer.data)["partner_id"]) if pointer else None

    def _checkpoint(self, tenant: Tenant, number: int) -> SignedCheckpoint | None:
        row = self._table.get(keys.checkpoint(tenant, number))
        return signed_json.validate_json(row.data) if row else None

    def _previous(self, tenant: Tenant, record_id: str, stored: bytes) -> bytes | None:
        """By its hash, among the customer's that are a little older: a record doesn't know the id of the one before."""
        wanted = _previous_hash(stored)
        if wanted is None:
            return None
        partition, own = keys.evidence(tenant, record_id)
        page = self._table.query(
            partition, prefix="EVIDENCE#", limit=EARLIER, after={"pk": partition, "sk": own}, newest_first=True
        )
        older = (row.data.encode() for row in page.rows)
        return next((one for one in older if sha256_of(one) == wanted), None)


def _previous_hash(stored: bytes) -> str | None:
    """None of what can't be read, too."""
    try:
        return Record.read(stored).previous_hash
    except ValueError:
        return None
