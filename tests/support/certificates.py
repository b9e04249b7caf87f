"""The evidence of an acceptance as it is made, and its certificate."""

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
from shared.evidence.record import Evidence
from shared.ports import Approval
from tests.support.builders import (
    A_PHONE,
    CONFIRMATION_ID,
    NOON,
    PARTNER_ID,
    a_confirmation,
    a_contact,
    a_customer,
    a_partner,
)
from tests.support.fakes.signer import FakeSigner
from tests.support.pdf import Pdf

PUBLIC_URL = "https://countersign.example"
ACCEPTED_AT = NOON + timedelta(days=1, hours=2, minutes=5, seconds=31, microseconds=123_456)
SEALED_AT = ACCEPTED_AT + timedelta(minutes=4)


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
