"""The evidence of an acceptance: what was shown, what was ticked, by whom, from where (G1, A17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.domain.confirmation import Confirmation, HistoryEntry, Person
from shared.domain.locale import Locale
from shared.evidence.canonical import Json, sha256_of, timestamp
from shared.evidence.record import Evidence, SubjectKind
from shared.evidence.recording import (
    Part,
    actor_facts,
    delivery_facts,
    document_facts,
    origin_facts,
    record,
    statement_facts,
    terms_facts,
)
from shared.ports import Approval, RandomBytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The page as it stood when the button was pressed: what was asked about, in its parts, word for word.

    `statements` are the words of each box by its name, `button` those of the button. They hold `CUSTOMER` where they
    name the customer.
    """

    locale: Locale
    summary: str
    terms: str
    statements: Mapping[str, str]
    button: str

    @property
    def terms_sha256(self) -> str:
        return sha256_of(self.terms.encode())

    @property
    def parts(self) -> tuple[Part, ...]:
        """The summary stands in the record; the terms, which many are shown, are kept by their hash."""
        return Part(name="summary", html=self.summary), Part(name="terms", html=self.terms, kept=True)


def evidence_of_acceptance(
    accepted: Confirmation, approval: Approval, shown: Shown, *, at: datetime, random_bytes: RandomBytes
) -> Evidence:
    """For a confirmation as `accepted` left it, with nobody's name in the record itself."""
    return record(
        SubjectKind.CONFIRMATION,
        accepted.id,
        what="accepted",
        partner={"id": approval.partner.id, "name": approval.partner.name},
        facts={
            "title": accepted.title,
            "customer": {"id": approval.customer.id},
            "quote": {"id": accepted.quote_id, "revision": accepted.quote_revision},
            "document": document_facts(shown.parts),
            "terms": terms_facts(accepted.terms),
            "statements": statement_facts(shown.statements),
            "button": shown.button,
            "language": shown.locale,
            "addressee": accepted.addressee.contact_id,
            "selected": accepted.accepted_by.contact_id if accepted.accepted_by else None,
            "signer_differs": accepted.signer_differs,
            "code": "checked" if accepted.code_checked else "not_asked",
            "sent_at": timestamp(accepted.sent_at),
            "expires_at": timestamp(accepted.expires_at),
            "delivery": delivery_facts(approval.message),
            "history": [_entry(entry) for entry in accepted.history],
        },
        people=_personal(accepted, approval),
        previous=accepted.evidence,
        at=at,
        random_bytes=random_bytes,
    )


def _entry(entry: HistoryEntry) -> Json:
    return {"at": timestamp(entry.at), "event": entry.event}


def _personal(accepted: Confirmation, approval: Approval) -> dict[str, Json]:
    """A customer's name too is a person's where somebody trades alone."""
    people = {"addressee": accepted.addressee, "selected": accepted.accepted_by}
    return {
        "customer": {"name": approval.customer.name},
        **{name: _person(person) for name, person in people.items() if person},
        "sender": actor_facts(accepted.sent_by),
        **origin_facts([entry.origin for entry in accepted.history]),
    }


def _person(person: Person) -> Json:
    return {"name": person.name, "email": person.email}
