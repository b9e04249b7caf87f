"""The evidence of an acceptance: what was shown, what was ticked, by whom, from where (G1, A17)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.domain import ids
from shared.domain.confirmation import Confirmation, HistoryEntry, Origin, Person
from shared.domain.locale import Locale
from shared.evidence.canonical import Json, sha256_of, timestamp
from shared.evidence.disclosures import disclose
from shared.evidence.record import Evidence, SubjectKind, new_record
from shared.ports import Approval, RandomBytes

MEDIA_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The page as it stood when the button was pressed: what was asked about, in its parts, word for word.

    `statements` are the words of each box by its name, `button` those of the button.
    """

    locale: Locale
    summary: str
    terms: str
    statements: Mapping[str, str]
    button: str

    @property
    def terms_sha256(self) -> str:
        return sha256_of(self.terms.encode())


def evidence_of_acceptance(
    accepted: Confirmation, approval: Approval, shown: Shown, *, at: datetime, random_bytes: RandomBytes
) -> Evidence:
    """For a confirmation as `accepted` left it, with nobody's name in the record itself."""
    disclosures = disclose(_personal(accepted), random_bytes)
    record = new_record(
        ids.child_id("evd", parent=accepted.id, now=at),
        partner={"id": approval.partner.id, "name": approval.partner.name},
        subject={"kind": SubjectKind.CONFIRMATION, "id": accepted.id},
        what="accepted",
        at=at,
        facts={
            "title": accepted.title,
            "customer": {"id": approval.customer.id, "name": approval.customer.name},
            "quote": {"id": accepted.quote_id, "revision": accepted.quote_revision},
            "document": _document(shown),
            "terms": {
                "title": accepted.terms.title,
                "locale": accepted.terms.locale,
                "version": accepted.terms.version,
                "sha256": accepted.terms.sha256,
            },
            "statements": [{"name": name, "text": text, "ticked": True} for name, text in shown.statements.items()],
            "button": shown.button,
            "language": shown.locale,
            "addressee": accepted.addressee.contact_id,
            "selected": accepted.accepted_by.contact_id if accepted.accepted_by else None,
            "signer_differs": accepted.signer_differs,
            "code": "checked" if accepted.code_checked else "not_asked",
            "sent_at": timestamp(accepted.sent_at),
            "expires_at": timestamp(accepted.expires_at),
            "history": [_entry(entry) for entry in accepted.history],
        },
        disclosures=disclosures,
        previous=accepted.evidence,
    )
    return Evidence(record=record, disclosures=disclosures)


def _document(shown: Shown) -> Json:
    """The summary stands in the record; the terms, which many are shown, are kept by their hash."""
    summary, terms = shown.summary.encode(), shown.terms.encode()
    return {
        "media_type": MEDIA_TYPE,
        "sha256": sha256_of(summary + terms),
        "parts": [
            {"name": "summary", "sha256": sha256_of(summary), "size": len(summary), "content": shown.summary},
            {"name": "terms", "sha256": shown.terms_sha256, "size": len(terms)},
        ],
    }


def _entry(entry: HistoryEntry) -> Json:
    return {"at": timestamp(entry.at), "event": entry.event}


def _personal(accepted: Confirmation) -> dict[str, Json]:
    people = {"addressee": accepted.addressee, "selected": accepted.accepted_by}
    origins = {f"history.{at}": entry.origin for at, entry in enumerate(accepted.history)}
    return {
        **{name: _person(person) for name, person in people.items() if person},
        "sender": {"name": accepted.sent_by.name, "email": accepted.sent_by.email},
        **{name: _origin(origin) for name, origin in origins.items() if origin},
    }


def _person(person: Person) -> Json:
    return {"name": person.name, "email": person.email}


def _origin(origin: Origin) -> Json:
    return {"ip": origin.ip, "user_agent": origin.user_agent}
