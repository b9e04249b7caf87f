"""The evidence of an acceptance, a signature and a consent as it is made, and its certificate."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from functions.accept_terms.evidence_of_acceptance import evidence_of_acceptance
from functions.accept_terms.pages import View, shown_of
from functions.render_documents.certificate import certificate_of
from functions.render_documents.typeset import typeset
from shared.adapters.pades import PadesSeal, make_certificate
from shared.domain.confirmation import Confirmation, Person
from shared.domain.link import Link, Purpose
from shared.domain.locale import Locale
from shared.evidence.canonical import Json
from shared.evidence.record import Evidence, SubjectKind
from shared.evidence.recording import Part, document_facts, record
from shared.ports import Approval
from tests.support.builders import (
    A_PHONE,
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    ORDER_ID,
    PARTNER_ID,
    QUOTE_ID,
    a_confirmation,
    a_contact,
    a_customer,
    a_partner,
)
from tests.support.fakes.signer import FakeSigner
from tests.support.pdf import Pdf
from tests.support.signing import DOCUMENT_ID

PUBLIC_URL = "https://countersign.example"
ACCEPTED_AT = NOON + timedelta(days=1, hours=2, minutes=5, seconds=31, microseconds=123_456)
SEALED_AT = ACCEPTED_AT + timedelta(minutes=4)
SEK_0: dict[str, Json] = {"amount": 0, "currency": "SEK"}
SEK_198: dict[str, Json] = {"amount": 198_00, "currency": "SEK"}


def an_accepted(confirmation: Confirmation | None = None, person: Person | None = None) -> Confirmation:
    """Opened from a phone, and accepted there by the addressee a minute later."""
    viewed = (confirmation or a_confirmation()).viewed(now=ACCEPTED_AT - timedelta(minutes=1), origin=A_PHONE)
    return viewed.accepted(person or Person.of(a_contact()), now=ACCEPTED_AT, origin=A_PHONE)


def an_evidence(
    accepted: Confirmation | None = None,
    *,
    locale: Locale = Locale.ENGLISH,
    partner: str = "Nordic Resale AB",
    customer: str = "Bageriet på Hörnet AB",
) -> Evidence:
    """`locale` is that of the page."""
    accepted = accepted or an_accepted()
    approval = Approval(
        confirmation=accepted,
        partner=replace(a_partner(), name=partner),
        customer=replace(a_customer(), name=customer),
    )
    link = Link(purpose=Purpose.APPROVE, partner_id=PARTNER_ID, object_id=CONFIRMATION_ID, number=1)
    shown = shown_of(
        View(token="token", link=link, approval=approval, chosen=locale), Markup("<p>Thirty days&#39; notice.</p>")
    )
    return evidence_of_acceptance(
        accepted, approval, shown, at=ACCEPTED_AT, random_bytes=lambda count: bytes(range(count))
    )


def erased(evidence: Evidence) -> Evidence:
    return replace(evidence, disclosures=())


def a_certificate(evidence: Evidence | None = None, locale: Locale = Locale.ENGLISH, **changes: Any) -> Pdf:
    sheet = certificate_of(evidence or an_evidence(locale=locale), locale, public_url=PUBLIC_URL)
    return Pdf(typeset(replace(sheet, **changes)))


@dataclass(frozen=True)
class Sealed:
    """A sealed certificate; `begins` is where the sealing began to write."""

    pdf: bytes
    begins: int
    certificate: bytes
    public_key: bytes


def a_sealed_certificate(locale: Locale = Locale.ENGLISH) -> Sealed:
    signer = FakeSigner()
    certificate, made = make_certificate(signer, now=NOON), a_certificate(locale=locale).content
    pdf = PadesSeal(signer, certificate).seal(made, reason="Sealed, to be read by a test.", at=SEALED_AT)
    return Sealed(pdf=pdf, begins=len(made), certificate=certificate, public_key=signer.public_key)


def a_signed(**facts: Any) -> Evidence:
    """On our own page, with an option chosen and a job declined; `facts` stand in for its own."""
    return record(
        SubjectKind.DIGITAL_DOCUMENT,
        DOCUMENT_ID,
        what="signed",
        partner={"id": PARTNER_ID, "name": "Nordic Resale AB"},
        facts={
            "title": "Brake service",
            "customer": {"id": CUSTOMER_ID},
            "kind": "upsell",
            "quote": None,
            "order": {"id": ORDER_ID, "number": 1042},
            "provider": "builtin",
            "provider_document_id": DOCUMENT_ID,
            "provider_status": "signed",
            "file": {"name": "to_sign", "media_type": "application/pdf", "sha256": "f1" * 32},
            "document": document_facts(
                [
                    Part(name="summary", html="<h2>Included</h2><p>Brake service, yearly</p>"),
                    Part(name="choices", html="<p>New discs: accept or decline</p>"),
                    Part(name="terms", html="<p>Terms.</p>", kept=True),
                ]
            ),
            "terms": {"title": "General terms", "locale": "en", "version": 1, "sha256": "7e" * 32},
            "agreed": {
                "lines": [_agreed("Brake service", 2, billing="monthly")],
                "jobs": [_agreed("New discs", 1, id="job_1", decision="declined")],
                "options": [],
                "total": {"monthly": SEK_198, "one_time": SEK_0, "jobs": SEK_0},
            },
            "statements": [{"name": "agreed", "text": "I sign it for {customer}.", "ticked": True}],
            "button": "Sign",
            "language": "en",
            "channel": "sms",
            "code": "not_asked",
            "signers": ["recipient"],
            "sent_at": "2026-11-22T12:00:00.000000Z",
            "expires_at": "2026-12-22T12:00:00.000000Z",
            "signed_at": "2026-11-23T14:05:31.123456Z",
            "delivery": {"state": "sent", "events": [{"at": "2026-11-22T12:00:02.000000Z", "event": "hand_over"}]},
            "history": [
                {"at": "2026-11-22T12:00:00.000000Z", "event": "hand_over"},
                {"at": "2026-11-22T12:00:01.000000Z", "event": "scan"},
                {"at": "2026-11-23T14:05:31.123456Z", "event": "sign"},
            ],
            **facts,
        },
        people={
            "customer": {"name": "Bageriet på Hörnet AB"},
            "recipient": {"name": "Anna Ek", "address": "+46701234567"},
            "sender": {"name": "Sam Seller", "email": "sam@reseller.example"},
            "history.1": {"ip": "192.0.2.200", "user_agent": "MailFilter/1.0"},
            "history.2": {"ip": A_PHONE.ip, "user_agent": A_PHONE.user_agent},
        },
        previous=None,
        at=ACCEPTED_AT,
        random_bytes=bytes,
    )


def a_consented(how: str = "phone", **facts: Any) -> Evidence:
    """As the partner recorded it, with a note."""
    return record(
        SubjectKind.ORDER,
        ORDER_ID,
        what="consented",
        partner={"id": PARTNER_ID, "name": "Nordic Resale AB"},
        facts={
            "title": "Brake service",
            "customer": {"id": CUSTOMER_ID},
            "quote": {"id": QUOTE_ID, "revision": 2},
            "how": how,
            "document": None,
            "agreed": {
                "lines": [_agreed("Brake service", 2, billing="monthly")],
                "total": {"monthly": SEK_198, "one_time": SEK_0},
            },
            "has_note": True,
            "consented_at": "2026-11-23T14:05:31.123456Z",
            **facts,
        },
        people={
            "customer": {"name": "Bageriet på Hörnet AB"},
            "by": {"name": "Sam Seller", "email": "sam@reseller.example"},
            "note": {"text": "Called Anna at ten."},
        },
        previous=None,
        at=ACCEPTED_AT,
        random_bytes=bytes,
    )


def _agreed(description: str, quantity: int, **more: Json) -> dict[str, Json]:
    return {
        "description": description,
        "quantity": quantity,
        "unit_price": {"amount": 99_00, "currency": "SEK"},
        **more,
    }
