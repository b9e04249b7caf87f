"""The certificates of a signature and of a consent: what they say, and what they leave out."""

from dataclasses import replace
from typing import Any

import pytest

from shared.domain.errors import NotFound
from shared.domain.locale import Locale
from shared.evidence.record import Evidence
from tests.support.builders import A_PHONE, ORDER_ID
from tests.support.certificates import a_certificate, a_consented, a_signed, erased
from tests.support.recorded import a_recorded

AT_GETACCEPT: dict[str, Any] = {
    "provider": "getaccept",
    "provider_document_id": "ga-7",
    "document": None,
    "language": None,
    "button": None,
    "statements": [],
    "delivery": None,
    "history": [
        {"at": "2026-11-22T12:00:00.000000Z", "event": "sent", "raw": "sent", "source": "sending"},
        {"at": "2026-11-23T14:05:31.123456Z", "event": "signed", "raw": "signed", "source": "webhook"},
    ],
}


def without_origins(evidence: Evidence) -> Evidence:
    """As a provider tells it: what was done on its page came from nowhere that we know of."""
    content = dict(evidence.record.content)
    content["disclosures"] = {name: one for name, one in content["disclosures"].items() if "history" not in name}
    kept = tuple(one for one in evidence.disclosures if "history" not in one.name)
    return replace(evidence, record=replace(evidence.record, content=content), disclosures=kept)


def test_a_signature_says_who_signed_what_and_what_was_chosen() -> None:
    text = a_certificate(a_signed()).text

    for said in (
        "Evidence of signature “Brake service”, from Nordic Resale AB to Bageriet på Hörnet AB",
        "Anna Ek (+46701234567) signed “Brake service” for Bageriet på Hörnet AB on 23 November 2026",
        f"From the IP address {A_PHONE.ip}",
        "Brake service, yearly",
        "New discs: accept or decline",
        "Brake service 2 Monthly 99.00 SEK 198.00 SEK",
        "Total per month 198.00 SEK",
        "New discs 1 Declined 99.00 SEK 99.00 SEK",
        "☑ I sign it for Bageriet på Hörnet AB.",
        "Then the button “Sign” was pressed.",
        "The customer’s signature is a simple electronic signature",
        f"Order number 1042 ({ORDER_ID})",
    ):
        assert said in text, said
    assert "f1" * 32 in a_certificate(a_signed()).letters


def test_what_happened_stands_in_its_order_with_suspected_scanners_told_apart() -> None:
    text = a_certificate(a_signed()).text

    happened = (
        "2026-11-22 12:00:00 Link sent –",
        "2026-11-22 12:00:01 Opened by a program, as mail filters do: not counted as opened 192.0.2.200",
        "2026-11-22 12:00:02 Message handed over to be sent –",
        f"2026-11-23 14:05:31 Signed {A_PHONE.ip}",
    )
    places = [text.index(said) for said in happened]
    assert places == sorted(places)


def test_a_signature_elsewhere_is_said_to_be_only_what_the_provider_told() -> None:
    text = a_certificate(without_origins(a_signed(**AT_GETACCEPT))).text

    for said in (
        "Signed at GetAccept · ga-7",
        "The customer signed at GetAccept, not here. This certificate is no signature",
        "that rests on GetAccept.",
        "2026-11-23 14:05:31 Signed signed",
    ):
        assert said in text, said
    for left_out in ("What the page showed", "What was confirmed", "was pressed", "From the IP address", "simple elec"):
        assert left_out not in text, left_out


@pytest.mark.parametrize(
    ("how", "said"), [("phone", "by phone"), ("counter", "at the counter"), ("signed", "by signing it")]
)
def test_a_consent_says_how_it_was_given_and_that_the_partner_alone_says_so(how: str, said: str) -> None:
    text = a_certificate(a_consented(how)).text

    assert f"Bageriet på Hörnet AB agreed to “Brake service” {said}, as was recorded on 23 November 2026" in text
    assert "Recorded by Sam Seller (sam@reseller.example), Nordic Resale AB" in text
    assert "What was noted Called Anna at ten." in text
    assert "This is not the customer’s signature." in text
    assert "Total per month 198.00 SEK" in text
    for left_out in ("What happened", "What was confirmed", "was pressed", "What was accepted", "Of what was shown"):
        assert left_out not in text, left_out


def test_a_consent_that_was_signed_leads_to_the_record_of_the_signature() -> None:
    signature = {"id": "doc_1", "status": "signed", "evidence": {"record_id": "evd_1", "record_hash": "ab" * 32}}

    text = a_certificate(a_consented("signed", document=signature)).text

    assert "Id of the document doc_1" in text
    assert "Record of the signature evd_1" in text


@pytest.mark.parametrize("locale", Locale)
@pytest.mark.parametrize("evidence", [a_signed(), a_consented()], ids=["signed", "consented"])
def test_what_was_erased_is_gone_in_both_languages(evidence: Evidence, locale: Locale) -> None:
    pdf = a_certificate(erased(evidence), locale)

    for gone in ("Anna", "Bageriet", "Sam Seller", A_PHONE.ip, "{customer}"):
        assert gone not in pdf.text, gone
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf.metadata
    assert "[erased]" in pdf.text or "[raderat]" in pdf.text


def test_what_became_of_an_agreement_has_no_certificate() -> None:
    with pytest.raises(NotFound):
        a_certificate(a_recorded(what="superseded"))
