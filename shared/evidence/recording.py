"""How something is recorded: its facts in the record, the people in it beside it, the next of its chain (G1, G2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.delivery import delivery_of
from shared.domain import ids
from shared.domain.confirmation import Origin
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.message import Message
from shared.domain.money import Money
from shared.domain.tenant import Actor
from shared.domain.terms import TermsReference
from shared.evidence.canonical import Json, sha256_of, timestamp
from shared.evidence.disclosures import disclose
from shared.evidence.record import Evidence, SubjectKind, new_record
from shared.ports import RandomBytes

HTML = "text/html; charset=utf-8"
PDF = "application/pdf"
CUSTOMER = "{customer}"
"""Stands in recorded wordings for the customer's name, which is disclosed beside the record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Of a page, word for word. One that is `kept` by its hash doesn't stand in the record."""

    name: str
    html: str
    kept: bool = False

    @property
    def content(self) -> bytes:
        return self.html.encode()

    @property
    def sha256(self) -> str:
        return sha256_of(self.content)


def record(
    kind: SubjectKind,
    subject_id: str,
    *,
    what: str,
    partner: Mapping[str, Json],
    facts: Mapping[str, Json],
    people: Mapping[str, Json],
    previous: EvidenceReference | None,
    at: datetime,
    random_bytes: RandomBytes,
) -> Evidence:
    """`people` are personal values by the names that the record knows them by."""
    disclosures = disclose(people, random_bytes)
    made = new_record(
        _record_id(subject_id, previous, at),
        partner=partner,
        subject={"kind": kind, "id": subject_id},
        what=what,
        at=at,
        facts=facts,
        disclosures=disclosures,
        previous=previous,
    )
    return Evidence(record=made, disclosures=disclosures)


def _record_id(subject_id: str, previous: EvidenceReference | None, at: datetime) -> str:
    """Later than the one before, whichever clock made that: ids of a chain ascend."""
    earliest = ids.made_at(previous.record_id) + timedelta(milliseconds=1) if previous else at
    return ids.child_id("evd", parent=subject_id, now=max(at, earliest))


def document_facts(parts: Sequence[Part]) -> Json:
    return {
        "media_type": HTML,
        "sha256": sha256_of(b"".join(part.content for part in parts)),
        "parts": [
            {
                "name": part.name,
                "sha256": part.sha256,
                "size": len(part.content),
                **({} if part.kept else {"content": part.html}),
            }
            for part in parts
        ],
    }


def statement_facts(statements: Mapping[str, str]) -> Json:
    """The words of each box by its name. Every one was ticked: nothing is decided otherwise."""
    return [{"name": name, "text": text, "ticked": True} for name, text in statements.items()]


def delivery_facts(message: Message | None) -> Json:
    """What is known of the mail, or the text, that carried the link."""
    events = message.events if message else ()
    return {
        "state": delivery_of(message),
        "events": [{"at": timestamp(event.at), "event": event.what} for event in events],
    }


def terms_facts(terms: TermsReference) -> Json:
    return {"title": terms.title, "locale": terms.locale, "version": terms.version, "sha256": terms.sha256}


def money_facts(money: Money) -> Json:
    return {"amount": money.amount, "currency": money.currency}


def actor_facts(actor: Actor) -> Json:
    return {"name": actor.name, "email": actor.email}


def origin_facts(origins: Sequence[Origin | None]) -> dict[str, Json]:
    """Of a history, by the number of its entry."""
    return {
        f"history.{number}": {"ip": origin.ip, "user_agent": origin.user_agent}
        for number, origin in enumerate(origins)
        if origin is not None
    }
