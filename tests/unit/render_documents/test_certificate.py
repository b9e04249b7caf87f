"""The certificate as a reader of PDF shows it: what it says, what it holds, and how well it is made."""

import hashlib
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from functions.render_documents.certificate import certificate_of
from functions.render_documents.typeset import typeset
from functions.render_documents.words import TEXTS
from shared.domain.confirmation import ConfirmedLine, Event, Origin, Person
from shared.domain.locale import Locale
from shared.domain.product import Billing
from shared.evidence.checkpoint import Place
from shared.evidence.record import Evidence
from shared.evidence.seal import ALGORITHM, Seal
from shared.texts import load_texts
from tests.support.builders import A_PHONE, CONFIRMATION_ID, QUOTE_ID, a_confirmation
from tests.support.certificates import ACCEPTED_AT, PUBLIC_URL, a_certificate, an_accepted, an_evidence, erased
from tests.support.pdf import Pdf
from tests.support.template import ROOT

each_language = pytest.mark.parametrize("locale", Locale)
ERIK = Person(contact_id="con_erik", name="Erik Öst", email="erik@bageri.example")


def attached(pdf: Pdf) -> dict[str, bytes]:
    return {name: content for name, (content,) in pdf.reader.attachments.items()}


def titled(title: str) -> Evidence:
    return an_evidence(an_accepted(a_confirmation(title=title)))


def test_it_says_who_agreed_to_what_when_and_from_where() -> None:
    text = a_certificate().text

    for said in (
        "Evidence of acceptance “Safe workplace”, from Nordic Resale AB to Bageriet på Hörnet AB",
        "Anna Ek (anna.ek@bageri.example) accepted “Safe workplace” for Bageriet på Hörnet AB",
        "on 23 November 2026 at 14:05 UTC.",
        "The link was sent to Anna Ek (anna.ek@bageri.example)",
        "Sam Seller (sam@reseller.example), Nordic Resale AB",
        f"From the IP address {A_PHONE.ip}",
        "Code by email Not asked for",
        "Backup 100 GB 12 monthly",
        "Installation on site 1 one-time",
        "Permitted users: 25",
        "And the terms “General terms”, version 1, which the same page showed in full.",
        "☑ I have read and understood the terms, and I agree to them.",
        "☑ I am authorised to accept them on behalf of Bageriet på Hörnet AB.",
        "Then the button “Accept terms” was pressed.",
        "2026-11-22 12:00:00 Sent –",
        f"2026-11-23 14:04:31 Opened {A_PHONE.ip}",
        f"2026-11-23 14:05:31 Accepted {A_PHONE.ip}",
        f"About {CONFIRMATION_ID}",
        f"Quote {QUOTE_ID}, revision 1",
        "Recorded at 2026-11-23T14:05:31.123456Z",
        "Place in its chain 1 (the first one)",
    ):
        assert said in text, said
    assert A_PHONE.user_agent in text


def test_it_is_written_in_swedish_too() -> None:
    text = a_certificate(locale=Locale.SWEDISH).text

    for said in (
        "Intyg om godkännande ”Safe workplace”, från Nordic Resale AB till Bageriet på Hörnet AB",
        "Anna Ek (anna.ek@bageri.example) godkände ”Safe workplace” för Bageriet på Hörnet AB",
        "den 23 november 2026 kl. 14.05 UTC.",
        "☑ Jag har läst och förstått villkoren, och jag godkänner dem.",
        "Därefter trycktes knappen ”Godkänn villkoren”.",
        "Godkännandet är en enkel elektronisk underskrift",
        "varken avancerad eller kvalificerad",
        "Förseglingen av den här filen är plattformens",
        "Sida 1 av 2",
    ):
        assert said in text, said


def test_it_says_what_it_is_and_what_it_is_not() -> None:
    text = a_certificate().text

    for said in (
        "The acceptance is a simple electronic signature",
        "in the sense of Article 3(10) of the eIDAS Regulation (EU) No 910/2014.",
        "It is not an advanced or a qualified one.",
        "The seal on this file is that of the platform, Countersign.",
        "It is neither the signature of Bageriet på Hörnet AB nor that of Nordic Resale AB",
        "Checking does not show who sat at the screen.",
        "No authority for time stamps has confirmed them.",
    ):
        assert said in text, said


@each_language
def test_its_fingerprints_are_those_of_the_record(locale: Locale) -> None:
    evidence = an_evidence()
    facts = evidence.record.content["facts"]
    letters = a_certificate(evidence, locale).letters

    for said in (
        evidence.record.id,
        evidence.record.record_hash,
        facts["document"]["sha256"],
        *(part["sha256"] for part in facts["document"]["parts"]),
        facts["terms"]["sha256"],
    ):
        assert said in letters, said


def test_a_later_record_names_the_one_before_it() -> None:
    first = an_evidence().record
    later = an_evidence(replace(an_accepted(), evidence=first.reference))
    text = a_certificate(later).text

    assert f"Of the record before it {first.record_hash}" in text
    assert "Place in its chain 2" in text
    assert "Of the record before it" not in a_certificate().text


def test_whoever_accepted_in_place_of_the_addressee_is_named_beside_them() -> None:
    text = a_certificate(an_evidence(an_accepted(person=ERIK))).text

    assert "Erik Öst (erik@bageri.example) accepted" in text
    assert "The link was sent to Anna Ek (anna.ek@bageri.example)" in text


def test_a_code_that_was_checked_is_said_to_be() -> None:
    text = a_certificate(an_evidence(replace(an_accepted(), code_checked=True))).text

    assert "Code by email Asked for, and entered correctly" in text


@each_language
def test_what_the_customer_read_stays_in_the_language_of_that_page(locale: Locale) -> None:
    text = a_certificate(an_evidence(locale=Locale.SWEDISH), locale).text

    assert "Installation on site 1 engångs" in text
    assert "Jag har läst och förstått villkoren, och jag godkänner dem." in text


def test_a_reader_is_told_which_words_are_in_the_language_of_that_page() -> None:
    foreign = a_certificate(an_evidence(locale=Locale.SWEDISH)).foreign

    assert {language for _, language in foreign} == {"sv"}
    assert {"Table", "L"} <= {tag for tag, _ in foreign}
    assert a_certificate().foreign == []


@each_language
def test_its_code_and_its_words_lead_to_where_it_is_verified(locale: Locale) -> None:
    evidence = an_evidence()
    address = f"{PUBLIC_URL}/verify/{evidence.record.id}"
    pdf = a_certificate(evidence, locale)
    links = [note.get_object()["/A"]["/URI"] for page in pdf.reader.pages for note in page.get("/Annots", ())]

    assert address in pdf.letters
    assert set(links) == {address}
    assert certificate_of(evidence, locale, public_url=PUBLIC_URL).qr_words.endswith(address)
    assert pdf.tags.count("Figure") == 1


def test_the_record_and_what_it_discloses_are_attached_byte_for_byte() -> None:
    evidence = titled('ÅÄÖ\u200d\u202e \U0001f600 #panic() \\ "')
    files = attached(a_certificate(evidence))

    assert files.keys() == {"record.json", "disclosures.json"}
    assert files["record.json"] == evidence.record.stored
    disclosed = [[one.salt, one.name, one.value] for one in evidence.disclosures]
    assert json.loads(files["disclosures.json"]) == disclosed
    digests = {
        entry[1]: hashlib.sha256(json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode())
        for entry in json.loads(files["disclosures.json"])
    }
    assert {name: digest.hexdigest() for name, digest in digests.items()} == evidence.record.digests


def test_a_record_that_was_sealed_already_brings_its_seal() -> None:
    place = Place(checkpoint=7, index=1, count=3, path=("ab" * 32, "cd" * 32))
    seal = Seal(key_id="key-1", algorithm=ALGORITHM, signature="c2lnbmF0dXJl", place=place)
    pdf = a_certificate(replace(an_evidence(), seal=seal))

    assert attached(pdf)["seal.json"] == (
        b'{"algorithm":"ECDSA_SHA_256","key_id":"key-1","place":{"checkpoint":7,"count":3,"index":1,"path":["'
        + b"ab" * 32
        + b'","'
        + b"cd" * 32
        + b'"]},"signature":"c2lnbmF0dXJl"}'
    )
    assert "Checkpoint 7, record 2 of 3" in pdf.text
    assert "And seal.json" in pdf.text
    assert "seal.json" not in a_certificate().text


@each_language
def test_what_was_erased_is_said_to_be_and_nothing_of_it_is_left(locale: Locale) -> None:
    pdf = a_certificate(erased(an_evidence()), locale)
    t = load_texts(TEXTS, locale)

    # Accepted by, for, sent to, asked by, the address, the program, and where the page was opened and accepted from.
    assert pdf.text.count(t("evidence_erased")) == 8
    # From whom to whom; who accepted for whom; for whom each box was ticked; whose signature it isn't.
    assert pdf.text.count(t("evidence_nameless")) == 1 + 2 + 1 + 1
    assert t("evidence_meaning_erased") in pdf.text
    assert t("evidence_meaning_erased") not in a_certificate(locale=locale).text
    assert attached(pdf)["disclosures.json"] == b"[]"
    assert attached(pdf)["record.json"] == an_evidence().record.stored
    for gone in ("Anna", "anna.ek", "Sam Seller", "Bageriet", A_PHONE.ip, "Mozilla", "{customer}"):
        assert gone not in pdf.text


def test_one_erased_person_leaves_the_others() -> None:
    evidence = an_evidence()
    kept = tuple(one for one in evidence.disclosures if one.name != "selected")
    text = a_certificate(replace(evidence, disclosures=kept)).text

    assert "[erased] accepted “Safe workplace” for Bageriet på Hörnet AB on 23 November 2026" in text
    assert "Accepted by Erased since" in text
    assert "The link was sent to Anna Ek" in text


def test_a_disclosure_of_something_else_makes_no_certificate() -> None:
    evidence = an_evidence()
    first, *others = evidence.disclosures
    forged = replace(first, value={"name": "Eve", "email": "eve@bageri.example"})

    with pytest.raises(ValueError, match=first.name):
        a_certificate(replace(evidence, disclosures=(forged, *others)))


@each_language
def test_it_is_archival_with_its_files_accessible_and_names_its_language_and_title(locale: Locale) -> None:
    pdf = a_certificate(locale=locale)

    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf.metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    assert pdf.catalog["/MarkInfo"]["/Marked"].value is True
    assert pdf.catalog["/Lang"] == locale
    assert {file["/AFRelationship"] for file in map(_object, pdf.catalog["/AF"])} == {"/Data"}
    assert pdf.reader.metadata is not None
    assert pdf.reader.metadata.title == load_texts(TEXTS, locale)("evidence_name_accepted")
    assert pdf.reader.metadata.creation_date == ACCEPTED_AT.replace(microsecond=0)
    assert all({"/FontFile2", "/FontFile3"} & font.keys() for font in pdf.fonts)


def _object(reference: Any) -> Any:
    return reference.get_object()


def test_its_structure_can_be_read_aloud() -> None:
    tags = a_certificate().tags

    assert tags[:2] == ["Document", "H1"]
    assert tags.count("H2") == 6
    assert (tags.count("Table"), tags.count("THead"), tags.count("TH")) == (2, 2, 6)
    assert tags.count("LI") == 2 + 5


def test_another_process_makes_the_same_bytes() -> None:
    script = """
import hashlib, sys
from tests.support.certificates import a_certificate
from shared.domain.locale import Locale
print(hashlib.sha256(a_certificate(locale=Locale(sys.argv[1])).content).hexdigest())
"""
    for locale in Locale:
        command = [sys.executable, "-c", script, locale]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
        assert told.strip() == hashlib.sha256(a_certificate(locale=locale).content).hexdigest()


def test_other_records_make_other_bytes() -> None:
    later = an_evidence(replace(an_accepted(), sent_at=ACCEPTED_AT - timedelta(hours=1)))

    assert len({a_certificate(one).content for one in (an_evidence(), later, erased(an_evidence()))}) == 3


HOSTILE = [
    '#import "@preview/x" #read("/etc/passwd") #sys.inputs #panic()',
    "$x^2$ *bold* _it_ `raw` <label> @ref // no comment /* none */ \\ ~ -- ... [x] {y}",
    "quotes \" and ' and \\u{41} {number} %s {{ 7*7 }} </script> </td></table>",
    "= Heading - list + enum &amp; &lt;b&gt;",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_ever_read_as_markup(text: str) -> None:
    line = ConfirmedLine(description=text, quantity=1, billing=Billing.MONTHLY)
    viewed = replace(an_accepted(a_confirmation(title=text, lines=(line,)), replace(ERIK, name=text)))
    pdf = a_certificate(an_evidence(viewed, partner=text, customer=text))

    # The title, the partner and the customer beneath the heading; the sentence has the name, title and customer.
    assert pdf.letters.count(re.sub(r"\s", "", text)) == 3 + 3 + 3 + 1 + 1 + 2
    assert pdf.tags.count("H1") == 1
    assert pdf.tags.count("LI") == 2 + 5
    assert "root:" not in pdf.text


def test_a_very_long_text_goes_on_over_pages_and_stays_whole() -> None:
    word = "Donaudampfschifffahrt" * 9
    lines = tuple(
        ConfirmedLine(description=f"{word} {number}", quantity=number, billing=Billing.MONTHLY) for number in range(90)
    )
    long = Origin(ip="2001:db8::1234:5678:9abc", user_agent="Mozilla/5.0 " * 40)
    confirmation = a_confirmation(title=word, lines=lines).viewed(now=ACCEPTED_AT, origin=long)
    accepted = confirmation.accepted(ERIK, now=ACCEPTED_AT, origin=long)
    pdf = a_certificate(an_evidence(accepted, customer=word))

    assert all(f"{word}{number}" in pdf.letters for number in range(90))
    assert pdf.letters.count("Mozilla/5.0") == 40
    assert max(len(line) for page in pdf.pages for line in page.splitlines()) < 130


def test_a_sign_that_no_font_has_is_marked_and_the_mark_explained() -> None:
    pdf = a_certificate(titled("Kaffe \U0001f600 中文\ue000\x07\u202e AB"))

    assert "Kaffe \N{REPLACEMENT CHARACTER}" in pdf.text
    assert "stands for a sign that this document’s typeface does not have" in pdf.text
    assert "\U0001f600".encode() in attached(pdf)["record.json"]


def test_writing_from_right_to_left_is_shown() -> None:
    pdf = a_certificate(titled("שלום חברה"))

    assert "stands for a sign" not in pdf.text
    assert set("שלוםחברה") <= set(pdf.letters)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=80))
@example(name="0\N{THAI CHARACTER MAI HAN-AKAT}")
def test_any_name_makes_a_readable_archival_file(name: str) -> None:
    line = ConfirmedLine(description=name, quantity=1, billing=Billing.MONTHLY)
    evidence = an_evidence(an_accepted(a_confirmation(title=name, lines=(line,))), customer=name)
    pdf = a_certificate(evidence)

    assert "<pdfaid:conformance>A</pdfaid:conformance>" in pdf.metadata
    assert attached(pdf)["record.json"] == evidence.record.stored


@each_language
def test_every_event_of_a_confirmation_has_its_word(locale: Locale) -> None:
    assert all(load_texts(TEXTS, locale)(f"evidence_event_{event}") for event in Event)


def test_a_file_is_attached_only_where_there_is_one() -> None:
    sheet = certificate_of(an_evidence(), Locale.ENGLISH, public_url=PUBLIC_URL)

    plain = Pdf(typeset(replace(sheet, attached=())))

    assert "<pdfaid:part>2</pdfaid:part>" in plain.metadata
    assert attached(plain) == {}
