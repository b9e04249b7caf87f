"""A record of evidence of the confirmation of the builders, on the table."""

from dataclasses import replace
from typing import Any

from shared.adapters.dynamodb.confirmations import DynamoConfirmations, confirmation_write
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain import ids
from shared.domain.confirmation import Confirmation, Person
from shared.evidence.disclosures import Disclosure
from shared.evidence.record import Evidence, SubjectKind, new_record
from tests.support.builders import A_PHONE, CONFIRMATION_ID, NOON, PARTNER_ID, TENANT, a_confirmation, a_contact

EVIDENCE_ID = ids.child_id("evd", parent=CONFIRMATION_ID, now=NOON)


def a_recorded(record_id: str = EVIDENCE_ID, **changes: Any) -> Evidence:
    """With letters of many kinds in it."""
    disclosures = (
        Disclosure("addressee", "5a" * 16, {"name": "Anna Ek", "email": "anna.ek@bageri.example"}),
        Disclosure("history.0", "5b" * 16, {"ip": "192.0.2.7", "user_agent": 'Mozilla "5"\n\U0001f600'}),
    )
    given: dict[str, Any] = {
        "partner": {"id": PARTNER_ID, "name": "Nordic Resale AB"},
        "subject": {"kind": SubjectKind.CONFIRMATION, "id": CONFIRMATION_ID},
        "what": "accepted",
        "at": NOON,
        "facts": {"title": "Säker arbetsplats", "summary": '<p title="å">\n\u2028\x7f\U0001f600</p>', "code": None},
        "disclosures": disclosures,
        "previous": None,
    }
    return Evidence(record=new_record(record_id, **(given | changes)), disclosures=disclosures)


def accepted_with(evidence: Evidence) -> Confirmation:
    confirmation = a_confirmation().accepted(Person.of(a_contact()), now=NOON, origin=A_PHONE)
    return replace(confirmation, evidence=evidence.record.reference)


def put_evidence(table: DynamoTable) -> Evidence:
    """Of a confirmation that was sent, and accepted at once."""
    evidence = a_recorded()
    table.commit([confirmation_write(TENANT, a_confirmation(), replaces=None)])
    DynamoConfirmations(table, TENANT, lambda: NOON).save(accepted_with(evidence), (), evidence)
    return evidence
