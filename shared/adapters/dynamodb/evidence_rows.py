"""The rows of an evidence record: written with what it is the evidence of, in one transaction (G1)."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.table import Write
from shared.domain.tenant import Tenant

if TYPE_CHECKING:
    from shared.evidence.record import Evidence

WAITS = 1
"""The version of a pointer whose record isn't sealed yet."""


def evidence_writes(tenant: Tenant, evidence: "Evidence | None", now: datetime) -> Iterator[Write]:
    """The record's row holds its canonical bytes, and is never written again; it waits to be sealed."""
    if evidence is None:
        return
    # Loaded with the first record that is written: most functions that save a confirmation write none.
    from shared.adapters.dynamodb.evidence import disclosures_json

    record = evidence.record
    yield Write(key=keys.evidence(tenant, record.id), data=record.stored.decode())
    yield Write(
        key=keys.disclosed(tenant, record.id),
        data=disclosures_json.dump_json(evidence.disclosures).decode(),
    )
    yield Write(
        key=keys.evidence_pointer(record.id),
        data=pointer_data(tenant),
        version=WAITS,
        index=keys.due_evidence(record.id, now),
    )


def pointer_data(tenant: Tenant) -> str:
    return f'{{"partner_id":"{tenant.partner_id}"}}'
