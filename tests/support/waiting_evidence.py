"""Evidence records of several customers, which wait to be sealed."""

from datetime import timedelta

from shared.adapters.dynamodb.evidence_rows import evidence_writes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain import ids
from shared.domain.tenant import Tenant
from shared.evidence.record import Evidence, Record, SubjectKind
from tests.support.builders import NOON, PARTNER_ID
from tests.support.recorded import a_recorded


def some_evidence(number: int = 0, *, partner_id: str = PARTNER_ID) -> Evidence:
    """The only one of its customer; the greater the number, the later."""
    subject = f"cnf_01KAAAAAADCVST0MER{number:08d}"
    at = NOON + timedelta(seconds=number)
    return a_recorded(
        ids.child_id("evd", parent=subject, now=at),
        partner={"id": partner_id, "name": "Nordic Resale AB"},
        subject={"kind": SubjectKind.CONFIRMATION, "id": subject},
        at=at,
    )


def some_records(count: int, *, partner_id: str = PARTNER_ID) -> list[Record]:
    return [some_evidence(number, partner_id=partner_id).record for number in range(count)]


def put_waiting(table: DynamoTable, *numbers: int, partner_id: str = PARTNER_ID) -> list[Record]:
    """As the transactions of the decisions would."""
    found = [some_evidence(number, partner_id=partner_id) for number in numbers]
    for number, one in zip(numbers, found, strict=True):
        table.commit([*evidence_writes(Tenant(partner_id), one, NOON + timedelta(seconds=number))])
    return [one.record for one in found]
