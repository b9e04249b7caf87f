"""The addendum as a reader of PDF shows it: what it says, in which language, and how well it is made."""

import hashlib
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from functions.render_documents.addendum import OrderNotNumbered, OrderNotSubmitted, addendum_of
from functions.render_documents.typeset import typeset, without_glyph
from functions.render_documents.words import TEXTS
from shared.amounts import money_words
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.order import Order, OrderStep
from shared.domain.product import Billing
from shared.texts import load_texts
from tests.support.builders import NOON, ORDER_ID, SELLER, an_order, an_order_line
from tests.support.pdf import Pdf
from tests.support.template import ROOT

SETUP = an_order_line(sku=None, name="Installation on site", quantity=1, billing=Billing.ONE_TIME, cost=Money(0, "SEK"))
FEE = an_order_line(sku="FEE-1", name="Start-up", quantity=3, billing=Billing.ONE_TIME, cost=Money(1234_50, "SEK"))
each_language = pytest.mark.parametrize("locale", Locale)


def submitted(**changes: Any) -> Order:
    order = an_order(number=1042, lines=(an_order_line(quantity=1200), FEE, SETUP), order_number="PO 2026-118")
    return replace(order, **changes).taken(OrderStep.SUBMIT, by=SELLER, at=NOON)


def addendum(locale: Locale = Locale.ENGLISH, **changes: Any) -> Pdf:
    return Pdf(typeset(addendum_of(submitted(**changes), locale)))


def lines(count: int) -> Any:
    return tuple(an_order_line(sku=f"SKU-{number}", name=f"Part {number}") for number in range(1, count + 1))


def test_it_says_what_was_ordered_by_whom_and_at_what_cost() -> None:
    text = addendum().text

    for said in (
        "Order addendum 1042",
        "Nordic Resale AB orders for Bageriet på Hörnet AB",
        "Our order number 1042",
        "Customer’s order number PO 2026-118",
        "MSP Nordic Resale AB",
        "Company Bageriet på Hörnet AB",
        "Permitted users 25",
        "Submitted by Sam Seller (sam@reseller.example)",
        "Submitted on 22 November 2026 at 12:00 UTC",
        f"Id of the order {ORDER_ID}",
        "Backup 100 GB BACKUP-100 1,200 Monthly 99.00 SEK 118,800.00 SEK",
        "Start-up FEE-1 3 One-time 1,234.50 SEK 3,703.50 SEK",
        "Installation on site 1 One-time 0.00 SEK 0.00 SEK",
        "Ongoing monthly payment 118,800.00 SEK",
        "One-time fees 3,703.50 SEK",
        "First payment (first month and one-time fees) 122,503.50 SEK",
        "governed by the master agreement in effect",
        "Sam Seller declared on 22 November 2026 at 12:00 UTC to be authorised to place this order.",
        "Page 1 of 1",
    ):
        assert said in text, said


def test_it_is_written_in_swedish_too() -> None:
    text = addendum(Locale.SWEDISH).text

    for said in (
        "Orderbilaga 1042",
        "Kundens ordernummer PO 2026-118",
        "22 november 2026 kl. 12.00 UTC",
        "Backup 100 GB BACKUP-100 1 200 Per månad 99,00 SEK 118 800,00 SEK",
        "Första betalning (första månaden och engångsavgifter) 122 503,50 SEK",
        "omfattas av gällande ramavtal",
        "Sida 1 av 1",
    ):
        assert said in text, said


def test_an_order_number_that_is_not_required_is_said_not_to_be() -> None:
    text = addendum(order_number=None, order_number_not_required=True, permitted_users=None).text

    assert "Customer’s order number Not required" in text
    assert "Permitted users Not stated" in text


def test_selling_prices_stay_out_of_it() -> None:
    order = replace(an_order_line(), price=Money(777_77, "SEK"))

    assert "777" not in addendum(lines=(order,)).text


def test_an_order_has_an_addendum_once_it_is_submitted_and_numbered() -> None:
    with pytest.raises(OrderNotSubmitted):
        addendum_of(an_order(), Locale.ENGLISH)
    with pytest.raises(OrderNotNumbered):
        addendum_of(submitted(number=None), Locale.ENGLISH)


@each_language
def test_it_is_archival_accessible_and_names_its_language_and_title(locale: Locale) -> None:
    pdf = addendum(locale)
    title = load_texts(TEXTS, locale)("title", number="1042")

    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in pdf.metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in pdf.metadata
    assert pdf.catalog["/MarkInfo"]["/Marked"].value is True
    assert pdf.catalog["/Lang"] == locale
    assert pdf.catalog["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert pdf.catalog["/OutputIntents"]
    assert pdf.reader.metadata is not None
    assert pdf.reader.metadata.title == title
    assert pdf.reader.metadata.author == "Nordic Resale AB"
    assert pdf.reader.metadata.creation_date == NOON


def test_every_font_is_embedded() -> None:
    fonts = addendum(company_name="שלום").fonts

    assert len(fonts) > 1
    assert all({"/FontFile2", "/FontFile3"} & font.keys() for font in fonts)


def test_its_structure_can_be_read_aloud() -> None:
    tags = addendum().tags

    assert tags[:2] == ["Document", "H1"]
    assert tags.count("H2") == 2
    assert (tags.count("Table"), tags.count("THead"), tags.count("TH")) == (1, 1, 5)
    assert (tags.count("TBody"), tags.count("TR"), tags.count("TD")) == (1, 1 + 3, 5 * 3)
    assert tags.count("LI") == 2


@each_language
def test_a_long_order_goes_on_over_pages_that_repeat_the_headings(locale: Locale) -> None:
    t = load_texts(TEXTS, locale)
    pages = addendum(locale, lines=lines(100)).pages

    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"{t('page')} {number} {t('of')} {len(pages)}" in page
        assert ("SKU-" in page) <= (t("line_cost") in page)
    text = "\n".join(pages)
    assert all(re.search(rf"\bSKU-{number}\b", text) for number in range(1, 101))
    assert text.count(t("ongoing_monthly_payment")) == 1


def test_one_line_makes_one_page() -> None:
    assert len(addendum(lines=lines(1)).pages) == 1


def test_another_process_makes_the_same_bytes() -> None:
    script = """
import hashlib, sys
from tests.unit.render_documents.test_addendum import addendum, lines
from shared.domain.locale import Locale
print(hashlib.sha256(addendum(Locale(sys.argv[1]), lines=lines(40)).content).hexdigest())
"""
    for locale in Locale:
        made = addendum(locale, lines=lines(40)).content
        command = [sys.executable, "-c", script, locale]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S603
        assert told.strip() == hashlib.sha256(made).hexdigest()


def test_a_submission_at_any_fraction_of_a_second_has_an_addendum() -> None:
    at = NOON.replace(microsecond=123_456)
    order = an_order().taken(OrderStep.SUBMIT, by=SELLER, at=at)

    metadata = Pdf(typeset(addendum_of(order, Locale.ENGLISH))).reader.metadata

    assert metadata is not None
    assert metadata.creation_date == NOON


def test_other_orders_make_other_bytes() -> None:
    later = replace(submitted(), decisions=(replace(submitted().decisions[0], at=NOON + timedelta(days=1)),))
    made = {typeset(addendum_of(one, Locale.ENGLISH)) for one in (submitted(), submitted(number=1043), later)}

    assert len(made) == 3


HOSTILE = [
    '#import "@preview/x" #read("/etc/passwd") #sys.inputs #panic()',
    "$x^2$ *bold* _it_ `raw` <label> @ref // no comment /* none */ \\ ~ -- ... [x] {y}",
    "quotes \" and ' and \\u{41} {number} %s {{ 7*7 }} </script>",
    "= Heading\n- list\n+ enum",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_ever_read_as_markup(text: str) -> None:
    pdf = addendum(msp=text, company_name=text, order_number=text, lines=(an_order_line(name=text, sku=text),))

    # It stands where it was put: the MSP, the company, both again beneath the title, the order number, name, SKU.
    assert pdf.letters.count(re.sub(r"\s", "", text)) == 7
    assert pdf.tags.count("H1") == 1
    assert pdf.tags.count("LI") == 2
    assert "root:" not in pdf.text


def test_a_very_long_word_is_broken_and_stays_whole() -> None:
    word = "Donaudampfschifffahrt" * 12
    pdf = addendum(company_name=word, lines=(an_order_line(name=word, quantity=1_000_000),))

    assert pdf.letters.count(word) == 3
    assert max(len(line) for page in pdf.pages for line in page.splitlines()) < 120


@pytest.mark.parametrize("text", ["שלום חברה", "شركة", "Ελληνικά", "Кириллица", "Łódź Őrség ß ₿ €"])
def test_other_scripts_are_shown(text: str) -> None:
    pdf = addendum(company_name=text)

    assert "stands for a sign" not in pdf.text
    assert set(text) - set(" ") <= set("".join(pdf.pages)) | set(map(chr, range(0x600, 0x6FF)))


def test_a_sign_that_no_font_has_is_marked_and_the_mark_explained() -> None:
    pdf = addendum(company_name="Kaffe \U0001f600 \U0001f468\u200d\U0001f469 中文\ue000\x07\u202e AB")

    assert "Kaffe \N{REPLACEMENT CHARACTER}" in pdf.text
    assert "stands for a sign that this document’s typeface does not have" in pdf.text
    assert "<pdfaid:part>2</pdfaid:part>" in pdf.metadata
    assert "stands for a sign" not in addendum().text


def test_what_typst_cannot_show_is_read_from_what_it_says() -> None:
    said = (
        'error: PDF/A-2a error: the text `"中"` could not be displayed\n'
        'error: PDF/A-2a error: the text `"\\u{200d}"` could not be displayed\n'
        'error: PDF/A-2a error: the PDF contains the codepoint `"\\u{e000}"`\n'
    )

    assert without_glyph(said) == {"中", "\u200d", "\ue000"}
    assert without_glyph("error: expected expression") == frozenset()


MARKS = [sign for sign in map(chr, range(0x300, 0x1F000)) if unicodedata.category(sign).startswith("M")]


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=st.text(st.characters(codec="utf-8"), min_size=1, max_size=80)
    | st.text(st.sampled_from([*"0a กA", *MARKS]), min_size=1, max_size=6)
)
@example(name="\u0610\u0900")
@example(name="0\u0e31")
def test_any_name_makes_a_readable_archival_file(name: str) -> None:
    pdf = addendum(company_name=name, lines=(an_order_line(name=name),))

    assert len(pdf.pages) >= 1
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in pdf.metadata


@pytest.mark.parametrize(
    ("money", "english", "swedish"),
    [
        (Money(1234567_89, "SEK"), "1,234,567.89 SEK", "1 234 567,89 SEK"),
        (Money(1234567, "JPY"), "1,234,567 JPY", "1 234 567 JPY"),
        (Money(1234567, "KWD"), "1,234.567 KWD", "1 234,567 KWD"),
        (Money(5, "EUR"), "0.05 EUR", "0,05 EUR"),
        (Money(10**20 + 1, "SEK"), "1,000,000,000,000,000,000.01 SEK", "1 000 000 000 000 000 000,01 SEK"),
    ],
)
def test_an_amount_has_the_digits_of_its_currency(money: Money, english: str, swedish: str) -> None:
    assert money_words(money, Locale.ENGLISH).replace("\xa0", " ") == english
    assert money_words(money, Locale.SWEDISH).replace("\xa0", " ") == swedish
