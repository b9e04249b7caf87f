"""What a signature on our own page is recorded with (G1)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from markupsafe import Markup

from functions.sign_document.pages import View, shown_of
from functions.sign_document.witness import Shown, Witness
from shared.domain.confirmation import Origin
from shared.domain.envelope import EnvelopeEvent
from shared.domain.message import MessageStep
from shared.domain.order import MAX_LINES
from shared.domain.signing_messages import signing_request
from shared.evidence.canonical import sha256_of
from shared.evidence.record import Evidence
from shared.ports import Signing
from tests.support.builders import A_PHONE, NOON, PARTNER_ID, TENANT
from tests.support.fakes.evidence import FakeShownParts
from tests.support.signing import PDF_SHA256, a_document, a_job, an_option
from tests.unit.sign_document.desk import SHOWN, Desk, a_link, a_witness, an_upsell_desk, with_options

AT = NOON + timedelta(minutes=5)
A_FILTER = Origin(ip="198.51.100.9", user_agent="BingPreview/1.0b")


def signed(desk: Desk, **answer: object) -> Evidence:
    """It is the one that the envelope names."""
    desk.sign(now=lambda: AT, **answer)  # type: ignore[arg-type]
    (evidence,) = desk.envelopes.evidence.values()
    assert desk.envelope.evidence == evidence.record.reference
    return evidence


def test_it_holds_the_page_the_box_the_button_and_the_file() -> None:
    facts = signed(Desk()).record.content["facts"]

    summary, terms = (part.content for part in SHOWN.parts)
    assert facts["document"] == {
        "media_type": "text/html; charset=utf-8",
        "sha256": sha256_of(summary + terms),
        "parts": [
            {
                "name": "summary",
                "sha256": sha256_of(summary),
                "size": len(summary),
                "content": "<section>Backup, 5</section>",
            },
            {"name": "terms", "sha256": sha256_of(terms), "size": len(terms)},
        ],
    }
    assert facts["statements"] == [{"name": "agreed", "text": SHOWN.statement, "ticked": True}]
    assert (facts["button"], facts["language"]) == ("Sign", "en")
    assert facts["file"] == {"name": "to_sign", "media_type": "application/pdf", "sha256": PDF_SHA256}
    assert (facts["provider"], facts["provider_document_id"]) == ("builtin", a_document().id)
    assert (facts["provider_status"], facts["signed_at"]) == ("signed", "2026-11-22T12:05:00.000000Z")


def test_terms_are_kept_by_their_hash() -> None:
    parts = FakeShownParts()

    signed(Desk(), witness=a_witness(parts))

    terms = SHOWN.parts[1]
    assert parts.kept == {(TENANT, terms.sha256): terms.content}


def test_who_looked_from_where_and_what_became_of_the_mail() -> None:
    desk = Desk()
    looked = desk.envelope.moved(EnvelopeEvent.SCAN, now=NOON, origin=A_FILTER).viewed(now=NOON, origin=A_PHONE)
    desk.envelopes.envelopes[looked.id] = looked
    mail = signing_request(desk.document, PARTNER_ID, NOON).moved(MessageStep.HAND_OVER, NOON)
    desk.envelopes.messages[mail.id] = mail

    evidence = signed(desk)

    facts = evidence.record.content["facts"]
    assert [entry["event"] for entry in facts["history"]] == ["hand_over", "scan", "view", "sign"]
    assert facts["delivery"] == {
        "state": "sent",
        "events": [{"at": "2026-11-22T12:00:00.000000Z", "event": "hand_over"}],
    }
    assert {one.name: one.value for one in evidence.disclosures} == {
        "customer": {"name": "Bageriet på Hörnet AB"},
        "recipient": {"name": "Anna Ek", "address": "anna.ek@bageri.example"},
        "sender": {"name": "Sam Seller", "email": "sam@reseller.example"},
        "history.1": {"ip": A_FILTER.ip, "user_agent": A_FILTER.user_agent},
        "history.2": {"ip": A_PHONE.ip, "user_agent": A_PHONE.user_agent},
        "history.3": {"ip": A_PHONE.ip, "user_agent": A_PHONE.user_agent},
    }


def test_what_was_chosen_is_what_was_agreed() -> None:
    desk = Desk(with_options())

    agreed = signed(desk, options=frozenset({"4"})).record.content["facts"]["agreed"]

    assert agreed["options"] == ["4"]
    assert [line["description"] for line in agreed["lines"]][-1] == "Phone support"
    assert len(agreed["lines"]) == len(a_document().lines) + 1


def test_each_job_has_its_decision() -> None:
    agreed = signed(an_upsell_desk(), jobs={"1": False, "2": True}).record.content["facts"]["agreed"]

    assert [(job["description"], job["decision"]) for job in agreed["jobs"]] == [
        (a_job().description, "declined"),
        ("Wiring", "accepted"),
    ]
    assert agreed["total"]["jobs"] == {"amount": 1200_00, "currency": "SEK"}


def test_a_document_that_has_not_heard_of_its_handing_over_yet_is_recorded_alike() -> None:
    """Whoever is quick signs before we know that the provider has it."""
    behind, known = Desk(), Desk(replace(a_document(), provider_document_id=a_document().id, file_sha256=PDF_SHA256))

    assert signed(behind).record.content["facts"] == signed(known).record.content["facts"]


@pytest.mark.parametrize("text", ["&" * 200, "\U0001f600" * 200], ids=["escaped", "four bytes"])
def test_the_largest_document_there_can_be_fits_into_a_row(text: str) -> None:
    lines = tuple(an_option(id=str(number), description=text) for number in range(MAX_LINES))
    desk = Desk(replace(a_document(lines=lines), title=text))

    def show(signing: Signing) -> Shown:
        view = View(token="token", link=a_link(desk.document), signing=signing, chosen=None)
        return shown_of(view, Markup("<p>Terms.</p>"))

    witness = Witness(show=show, parts=FakeShownParts(), random_bytes=bytes)
    evidence = signed(desk, witness=witness, options=frozenset(line.id for line in lines))

    assert 100_000 < len(evidence.record.stored) < 350_000
