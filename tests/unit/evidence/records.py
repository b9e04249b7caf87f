"""Records as they are made one after the other, of one subject."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from shared.evidence.disclosures import Disclosure
from shared.evidence.record import Record, SubjectKind, new_record
from tests.support.builders import CONFIRMATION_ID, NOON, PARTNER_ID

ANNA = Disclosure("addressee", "5a" * 16, {"name": "Anna Ek", "email": "anna.ek@bageri.example"})


def a_record(previous: Record | None = None, **changes: Any) -> Record:
    number = previous.sequence + 1 if previous else 1
    given: dict[str, Any] = {
        "partner": {"id": PARTNER_ID, "name": "Nordic Resale AB"},
        "subject": {"kind": SubjectKind.CONFIRMATION, "id": CONFIRMATION_ID},
        "what": "accepted",
        "at": NOON + timedelta(hours=number),
        "facts": {"title": "Säker arbetsplats", "statements": [{"name": "authorized", "ticked": True}]},
        "disclosures": (ANNA,),
    }
    return new_record(f"evd_{number:026}", previous=previous.reference if previous else None, **(given | changes))


def a_chain(length: int) -> list[Record]:
    chain: list[Record] = []
    for number in range(length):
        chain.append(a_record(chain[-1] if chain else None, facts={"number": number}))
    return chain


def edited(record: Record, **changes: Any) -> Record:
    """As somebody would who has the database: whole, canonical, with another hash."""
    return replace(record, content={**record.content, **changes})


def is_chain(records: list[Record]) -> bool:
    return all(one.follows(before) for one, before in zip(records, [None, *records], strict=False))
