"""Digital documents as a reader of PDF shows them: to be signed, and with the record of the signature."""

import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.render_documents.document_sheet import sheet_to_sign, signed_sheet
from functions.render_documents.terms_blocks import to_blocks
from functions.render_documents.typeset import typeset
from shared.domain.channel import Channel
from shared.domain.digital_document import Choices, DigitalDocument, DocumentKind, DocumentNotSigned, DocumentStatus
from shared.domain.envelope import Envelope
from shared.domain.locale import Locale
from shared.domain.money import Money
from tests.support.builders import A_PHONE, NOON, a_line
from tests.support.pdf import Pdf
from tests.support.signing import (
    DOCUMENT_ID,
    PDF_SHA256,
    a_document,
    a_job,
    a_recipient,
    an_envelope,
    an_option,
    an_upsell,
    handed_over,
)
from tests.support.template import ROOT

AT = NOON + timedelta(minutes=1)
each_language = pytest.mark.parametrize("locale", Locale)


def with_options(**changes: Any) -> DigitalDocument:
    option = an_option(id="4", description="Phone support")
    return a_document(lines=(*a_document().lines, an_option(), option), **changes)


def to_sign(document: DigitalDocument | None = None, terms: str = "") -> Pdf:
    return Pdf(typeset(sheet_to_sign(document or a_document(), to_blocks(terms))))


def sign(document: DigitalDocument, choices: Choices) -> Envelope:
    return an_envelope(document).viewed(now=NOON, origin=A_PHONE).signed(choices, now=AT, origin=A_PHONE)


def signed(document: DigitalDocument | None = None, choices: Choices | None = None, terms: str = "") -> Pdf:
    document = document or a_document()
    return Pdf(typeset(signed_sheet(document, sign(document, choices or Choices()), to_blocks(terms))))


def test_it_says_what_is_offered_by_whom_to_whom_and_at_which_price() -> None:
    text = to_sign().text

    for said in (
        "Quote “Safe workplace” Nordic Resale AB for Bageriet på Hörnet AB",
        "From Nordic Resale AB, Sam Seller (sam@reseller.example)",
        "To Bageriet på Hörnet AB, Anna Ek",
        f"Id of the document {DOCUMENT_ID}",
        "Made on 22 November 2026 at 12:00 UTC",
        "Sign by 22 December 2026 at 12:00 UTC",
        "Backup 100 GB BACKUP-100 12 Monthly 1,113.75 SEK 13,365.00 SEK",
        "Installation on site 1 One-time 7,654.00 SEK 7,654.00 SEK",
        "Total per month 13,365.00 SEK",
        "Total of one-time fees 7,654.00 SEK",
        "First payment (first month and one-time fees) 21,019.00 SEK",
        "Terms General terms, version 1",
        "To be signed by Anna Ek for Bageriet på Hörnet AB, by 22 December 2026 at 12:00 UTC.",
        "Page 1 of 1",
    ):
        assert said in text, said
    assert "SHA-256" not in text


def test_it_is_written_in_the_recipient_s_language() -> None:
    text = to_sign(a_document(recipient=a_recipient(locale=Locale.SWEDISH))).text

    for said in (
        "Offert ”Safe workplace”",
        "Underteckna senast 22 december 2026 kl. 12.00 UTC",
        "Backup 100 GB BACKUP-100 12 Per månad 1 113,75 SEK 13 365,00 SEK",
        "Villkor General terms, version 1",
        "Undertecknas av Anna Ek för Bageriet på Hörnet AB senast den 22 december 2026 kl. 12.00 UTC.",
    ):
        assert said in text, said


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (DocumentKind.QUOTE, "Quote “Safe workplace”"),
        (DocumentKind.QUICK_QUOTE, "Quote “Safe workplace”"),
        (DocumentKind.ORDER_CONFIRMATION, "Order confirmation “Safe workplace”"),
        (DocumentKind.UPSELL, "Additional work “Safe workplace”"),
    ],
)
def test_each_kind_has_its_title(kind: DocumentKind, title: str) -> None:
    pdf = to_sign(a_document(kind=kind))

    assert pdf.text.startswith(title)
    assert pdf.reader.metadata is not None
    assert pdf.reader.metadata.title == title


def test_options_stand_apart_and_out_of_the_totals() -> None:
    text = to_sign(with_options()).text

    assert "Options Whoever signs chooses among these. The totals are without them." in text
    assert "Phone support 2 Monthly 50.00 SEK 100.00 SEK" in text
    assert "Total per month 13,365.00 SEK" in text


def test_the_signed_form_holds_what_was_chosen_and_the_totals_as_signed() -> None:
    text = signed(with_options(), Choices(options=("4",))).text

    assert "What was signed Product and SKU" in text
    assert "Phone support option, chosen while signing 2 Monthly 50.00 SEK 100.00 SEK" in text
    assert "Total per month 13,465.00 SEK" in text
    assert "Options not chosen • Monitoring around the clock" in text
    assert "The totals are without them" not in text


def test_jobs_are_to_be_decided_and_then_are() -> None:
    document = an_upsell()
    before, after = to_sign(document).text, signed(document, Choices(accepted_jobs=("2",))).text

    assert "New oven door 1 To be decided 1,250.00 SEK 1,250.00 SEK" in before
    assert "Total if all of it is accepted 2,450.00 SEK" in before
    assert "Order number 1 Agreed for the order 9,000.00 SEK" in before
    assert "New oven door 1 Declined 1,250.00 SEK 1,250.00 SEK" in after
    assert "Wiring 3 Accepted 400.00 SEK 1,200.00 SEK" in after
    assert "Total of what was accepted 1,200.00 SEK" in after


def test_what_was_added_before_is_told_where_there_was_any() -> None:
    assert "Added since 500.00 SEK" in to_sign(an_upsell(added_before=Money(500_00, "SEK"))).text
    assert "Added since" not in to_sign(an_upsell()).text


def test_the_record_says_who_signed_when_from_where_and_what() -> None:
    text = signed().text

    for said in (
        "Signed on 22 November 2026 at 12:01 UTC",
        "Signed by Anna Ek for Bageriet på Hörnet AB on 22 November 2026 at 12:01 UTC",
        "Link By email to anna.ek@bageri.example",
        "Link sent on 22 November 2026 at 12:00 UTC",
        "Opened on 22 November 2026 at 12:00 UTC Opened from 192.0.2.7 · Mozilla/5.0 (iPhone;",
        "Signed on 22 November 2026 at 12:01 UTC Signed from 192.0.2.7 · Mozilla/5.0 (iPhone;",
        "SHA-256 of the document that was sent to be signed",
    ):
        assert said in text, said
    assert PDF_SHA256 in signed().letters


def test_who_was_reached_by_text_is_named_by_the_number() -> None:
    recipient = a_recipient(channel=Channel.SMS, address="+46701234567", locale=Locale.SWEDISH)

    assert "Länk Med sms till +46701234567" in signed(a_document(recipient=recipient)).text


def test_it_is_the_same_whether_the_document_s_own_row_has_followed_or_not() -> None:
    document = with_options()
    envelope = sign(document, Choices(options=("3",)))
    later = handed_over(document, DocumentStatus.VIEWED)

    made = {typeset(signed_sheet(one, envelope, ())) for one in (document, later, envelope.applied_to(later))}

    assert len(made) == 1


def test_what_is_not_signed_has_no_signed_form() -> None:
    document = a_document()
    envelope = an_envelope(document)

    for other in (envelope, envelope.declined("No", now=AT, origin=A_PHONE)):
        with pytest.raises(DocumentNotSigned):
            signed_sheet(document, other, ())


TERMS_TEXT = """# General terms

Read *all* of this, **please**: `code`, <https://reseller.example/terms> and
[by mail](mailto:sam@reseller.example).\\
A new line.

### Not a gap

3. Third
4. Fourth

   With a second paragraph.
   - inner point
- point

> Quoted words.

---

    indented code
    <b>kept</b>

| Service | Hours |
|---|---|
| Standard | 8-17 |

![picture](https://reseller.example/x.png) <script>alert(1)</script>
"""


def test_terms_stand_in_it_in_full() -> None:
    pdf = to_sign(terms=TERMS_TEXT)
    text = pdf.text

    for said in (
        "Terms General terms, version 1 General terms Read all of this, please: code,",
        "https://reseller.example/terms and by mail. A new line. Not a gap",
        "3. Third 4. Fourth With a second paragraph.",
        "inner point",
        "Quoted words.",
        "indented code <b>kept</b>",
        "Service Hours Standard 8-17",
        "<script>alert(1)</script>",
    ):
        assert said in text, said
    assert pdf.tags.count("H3") == 1
    assert pdf.tags.count("H4") == 1
    assert {"Link", "BlockQuote", "Code", "L", "Table"} & set(pdf.tags) >= {"Link", "L", "Table"}


def test_a_heading_over_nothing_is_left_out() -> None:
    assert to_blocks("#\n\n##  \n\nText") == to_blocks("Text")


def test_its_file_goes_by_what_it_is_and_its_title() -> None:
    document = a_document(title='Kök & "bad"/2')
    swedish = replace(document, recipient=a_recipient(locale=Locale.SWEDISH))

    assert sheet_to_sign(document, ()).file_name == "Quote Kök bad 2.pdf"
    assert signed_sheet(swedish, sign(swedish, Choices()), ()).file_name == "Offert (undertecknad) Kök bad 2.pdf"


def test_a_document_without_terms_has_no_such_part() -> None:
    assert "Terms" not in to_sign(a_document(terms=None)).text


@each_language
@pytest.mark.parametrize("is_signed", [False, True])
def test_it_is_archival_accessible_and_names_its_language_and_time(locale: Locale, is_signed: bool) -> None:
    document = with_options(recipient=a_recipient(locale=locale))
    pdf = signed(document, terms=TERMS_TEXT) if is_signed else to_sign(document, TERMS_TEXT)

    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf.metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    assert pdf.catalog["/MarkInfo"]["/Marked"].value is True
    assert pdf.catalog["/Lang"] == locale
    assert pdf.reader.metadata is not None
    assert pdf.reader.metadata.author == "Nordic Resale AB"
    assert pdf.reader.metadata.creation_date == (AT if is_signed else NOON)
    assert pdf.tags[:2] == ["Document", "H1"]
    assert all({"/FontFile2", "/FontFile3"} & font.keys() for font in pdf.fonts)


def test_another_process_makes_the_same_bytes() -> None:
    script = """
import hashlib
from tests.unit.render_documents.test_document import TERMS_TEXT, Choices, signed, to_sign, with_options
for made in (to_sign(with_options(), TERMS_TEXT), signed(with_options(), Choices(options=("3",)), TERMS_TEXT)):
    print(hashlib.sha256(made.content).hexdigest())
"""
    made = (to_sign(with_options(), TERMS_TEXT), signed(with_options(), Choices(options=("3",)), TERMS_TEXT))
    command = [sys.executable, "-c", script]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603

    assert told.split() == [hashlib.sha256(one.content).hexdigest() for one in made]


def test_other_choices_make_other_bytes() -> None:
    made = {signed(with_options(), choices).content for choices in (Choices(), Choices(options=("3",)))}

    assert len(made | {to_sign(with_options()).content}) == 3


@pytest.mark.parametrize(
    "text",
    [
        '#import "@preview/x" #read("/etc/passwd") #panic()',
        "$x^2$ *bold* _it_ `raw` <label> @ref // no /* none */ [x] {y}",
    ],
)
def test_no_text_is_ever_read_as_markup(text: str) -> None:
    document = a_document(
        title=text,
        customer_name=text,
        recipient=a_recipient(name=f"{text} Ek", address=text),
        lines=(a_line(description=text, sku=text),),
        jobs=(a_job(description=text),),
    )
    pdf = signed(document, Choices(accepted_jobs=("1",)))

    # Title, subtitle, recipient with its name, line, SKU, job, who signed for whom, whereto the link went.
    assert pdf.letters.count(re.sub(r"\s", "", text)) == 10
    assert "root:" not in pdf.text


def test_very_long_words_and_amounts_stay_whole() -> None:
    word, dear = "Donaudampfschifffahrt" * 9, Money(100_000_000_000, "SEK")
    line = a_line(description=word, quantity=1_000_000, unit_price=dear)
    pdf = to_sign(a_document(title=word, lines=(line,)))

    assert pdf.letters.count(word) == 2
    assert pdf.letters.count("1,000,000,000,000,000.00SEK") == 2


def test_a_sign_that_no_font_has_is_marked_in_the_terms_too() -> None:
    pdf = to_sign(a_document(title="Kaffe \U0001f600"), terms="# 中文\n\n- ok \U0001f600")

    assert "ok \N{REPLACEMENT CHARACTER}" in pdf.text
    assert "stands for a sign that this document’s typeface does not have" in pdf.text


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(terms=st.text(st.characters(codec="utf-8"), max_size=200) | st.text("#*_`>-1.|[]() \n\ta", max_size=120))
def test_any_terms_make_a_readable_archival_file(terms: str) -> None:
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in to_sign(terms=terms).metadata
