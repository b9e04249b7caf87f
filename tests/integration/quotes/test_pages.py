"""The pages of quotes and of terms, on the table of template.yaml."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from functions.quotes import handler
from shared import wiring
from shared.adapters.dynamodb.confirmations import DynamoConfirmations, confirmation_write
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.confirmation import Confirmation, Person, State
from shared.domain.locale import Locale
from shared.domain.money import Money
from shared.domain.product import Billing
from shared.domain.quote import OrderOnAcceptance, Quote
from shared.domain.terms import TermsReference
from shared.domain.user import Role
from tests.support import seeds
from tests.support.builders import (
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    QUOTE_ID,
    TENANT,
    TERMS,
    a_confirmation,
    a_contact,
    a_product,
    a_quote,
    a_user,
)
from tests.support.clock import SteppingClock
from tests.support.portal import Visitor, put_user

NEW = f"/portal/customers/{CUSTOMER_ID}/quotes/new"
QUOTES = f"/portal/customers/{CUSTOMER_ID}/quotes"
QUOTE = f"/portal/quotes/{QUOTE_ID}"
TERMS_PAGE = "/portal/settings/terms"
NEW_TERMS = "/portal/settings/terms/new"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, clock: SteppingClock) -> None:
    seeds.put_reseller(table)
    products = DynamoProducts(table, TENANT)
    products.put(a_product(), None)
    products.put(
        a_product(sku="SETUP", name="Set-up", billing=Billing.ONE_TIME, cost=Money(1000_00, "SEK")),
        None,
    )


def signed_in(table: DynamoTable, **changes: Any) -> Visitor:
    user = a_user(**changes)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return signed_in(table)


@pytest.fixture
def sent(table: DynamoTable) -> Confirmation:
    """The quote has a confirmation out."""
    DynamoQuotes(table, TENANT, lambda: NOON).save(a_quote(confirmation_id=CONFIRMATION_ID, version=2), None)
    confirmation = a_confirmation()
    table.commit([confirmation_write(TENANT, confirmation, replaces=None)])
    return confirmation


def quotes(table: DynamoTable) -> list[Quote]:
    """Newest first."""
    found = DynamoQuotes(table, TENANT, lambda: NOON).of_customer(CUSTOMER_ID, limit=10, after=None)
    return [quote for quote, _ in found.items]


def newest(table: DynamoTable, locale: Locale) -> TermsReference | None:
    return DynamoTermsLibrary(table, TENANT, lambda: NOON).newest(locale)


def text(answer: dict[str, Any], status: int = 200) -> str:
    assert answer["statusCode"] == status, answer["body"]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer["body"])).split())


def fields(answer: dict[str, Any]) -> dict[str, str]:
    """The form as a browser would send it, without its buttons."""
    body = answer["body"].partition("<main")[2]
    found: dict[str, str] = {}
    for attributes in re.findall(r"<input ([^>]+)>", body):
        name = re.search(r'name="([^"]+)"', attributes)
        value = re.search(r'value="([^"]*)"', attributes)
        if name and ('type="checkbox"' not in attributes or " checked" in attributes):
            found[name[1]] = unescape(value[1]) if value else ""
    for name_of, options in re.findall(r'<select id="[^"]+" name="([^"]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name_of] = unescape(chosen[1]) if chosen else ""
    for name_of, typed in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', body, re.DOTALL):
        found[name_of] = unescape(typed).removeprefix("\n")
    return found


def a_form(answer: dict[str, Any], **changes: str) -> dict[str, str]:
    line = {"lines.0.sku": "BACKUP-100", "lines.0.quantity": "12"}
    return fields(answer) | {"heading": "Safe workplace", **line} | changes


def test_a_new_quote_needs_a_title_and_a_product_and_fills_in_the_rest(table: DynamoTable, sam: Visitor) -> None:
    answer = sam.post(QUOTES, a_form(sam.get(NEW), step="save"))

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, f"/portal/customers/{CUSTOMER_ID}#agreements")
    written = quotes(table)[0]
    assert (written.title, f"{written.valid_until:%Y-%m-%d}") == ("Safe workplace", "2026-12-22")
    (line,) = written.lines
    assert (line.description, line.quantity, line.unit_price) == ("Backup 100 GB", 12, Money(11138, "SEK"))


def test_a_second_press_of_the_button_writes_no_second_quote(table: DynamoTable, sam: Visitor) -> None:
    form = a_form(sam.get(NEW), step="save")

    answers = [sam.post(QUOTES, form) for _ in range(2)]

    assert [answer["statusCode"] for answer in answers] == [303, 303]
    assert len(quotes(table)) == 2


def test_a_chosen_product_fills_description_price_and_billing_and_the_totals_follow(sam: Visitor) -> None:
    answer = sam.post(QUOTES, a_form(sam.get(NEW), step="fill") | {"lines.0.sku": "SETUP", "lines.0.quantity": "2"})

    shown = fields(answer)
    assert (shown["lines.0.description"], shown["lines.0.unit_price"]) == ("Set-up", "1125.00")
    assert shown["lines.0.billing"] == "one_time"
    assert "2,250.00\N{NO-BREAK SPACE}SEK" in answer["body"]


def test_another_product_replaces_what_the_first_one_brought_and_keeps_what_was_typed(sam: Visitor) -> None:
    first = sam.post(QUOTES, a_form(sam.get(NEW), step="fill"))
    by_hand = fields(first) | {"lines.0.sku": "SETUP", "lines.0.description": "Set-up in the shop", "step": "fill"}

    shown = fields(sam.post(QUOTES, by_hand))

    assert shown["lines.0.description"] == "Set-up in the shop"
    assert shown["lines.0.unit_price"] == "1125.00"


def test_lines_are_added_and_removed_by_buttons_without_losing_what_was_typed(table: DynamoTable, sam: Visitor) -> None:
    added = sam.post(QUOTES, a_form(sam.get(NEW), step="add"))
    typed = fields(added) | {"lines.1.description": "Work", "lines.1.unit_price": "500", "lines.1.billing": "one_time"}
    more = sam.post(QUOTES, typed | {"step": "add"})
    fewer = sam.post(QUOTES, fields(more) | {"step": "remove.0"})

    assert fields(more)["lines.2.quantity"] == "1"
    assert fields(fewer)["lines.0.description"] == "Work"
    assert sam.post(QUOTES, fields(fewer) | {"step": "save"})["statusCode"] == 303
    assert [line.description for line in quotes(table)[0].lines] == ["Work"]


def test_the_last_line_cannot_be_lost(sam: Visitor) -> None:
    answer = sam.post(QUOTES, a_form(sam.get(NEW), step="remove.0"))

    assert "lines.0.quantity" in fields(answer)


def test_every_fault_is_named_beside_its_field_and_nothing_typed_is_lost(table: DynamoTable, sam: Visitor) -> None:
    wrong = {
        "heading": "",
        "valid_until": "2026-11-01",
        "permitted_users": "many",
        "lines.0.quantity": "0",
        "lines.0.unit_price": "free",
        "order_on_acceptance": "yes",
    }
    answer = sam.post(QUOTES, a_form(sam.get(NEW), step="save") | wrong)

    words = text(answer, 422)
    for said in (
        "Give the quote a title.",
        "Write a whole number from 1 to 1,000,000.",
        "Line 1: Write the quantity",
        "Line 1: Write the price",
        "exactly one of them",
        "Tick that the order is governed",
        "Tick that you are authorised",
    ):
        assert said in words, said
    assert "<title>Error: New quote" in answer["body"]
    assert fields(answer)["lines.0.unit_price"] == "free"
    assert len(quotes(table)) == 1


def test_a_day_that_has_passed_is_refused(sam: Visitor) -> None:
    assert "Choose a day that has not passed." in text(
        sam.post(QUOTES, a_form(sam.get(NEW), step="save", valid_until="2026-11-01")), 422
    )


def test_order_on_acceptance_is_kept_with_the_quote(table: DynamoTable, sam: Visitor) -> None:
    order = dict.fromkeys(("order_on_acceptance", "governed_by_master_agreement", "authorized_to_order"), "yes")
    sam.post(QUOTES, a_form(sam.get(NEW), step="save", order_number="PO-17", **order))

    assert quotes(table)[0].order_on_acceptance == OrderOnAcceptance(
        order_number="PO-17",
        order_number_not_required=False,
        governed_by_master_agreement=True,
        authorized_to_order=True,
    )


def test_a_quote_saved_as_it_was_changes_nothing(table: DynamoTable, sam: Visitor) -> None:
    before = quotes(table)

    answer = sam.post(QUOTE, fields(sam.get(QUOTE)) | {"step": "save"})

    assert answer["statusCode"] == 303
    assert quotes(table) == before


def test_a_change_raises_the_revision(table: DynamoTable, sam: Visitor) -> None:
    sam.post(QUOTE, fields(sam.get(QUOTE)) | {"lines.0.quantity": "15", "step": "save"})

    (changed,) = quotes(table)
    assert (changed.lines[0].quantity, changed.revision) == (15, 2)
    assert changed.valid_until == a_quote().valid_until


def test_a_change_that_would_void_a_confirmation_is_asked_about_first(
    table: DynamoTable, sam: Visitor, sent: Confirmation
) -> None:
    page = sam.get(QUOTE)
    form = fields(page) | {"lines.0.quantity": "15", "step": "save"}
    unasked = sam.post(QUOTE, form)
    untouched = DynamoConfirmations(table, TENANT, lambda: NOON).get(sent.id)
    agreed = sam.post(QUOTE, form | {"void": "yes"})

    assert "Anna Ek is being asked to confirm this quote" in text(page)
    assert "Save, and void the confirmation" in text(page)
    assert "Tick this box if the confirmation shall end" in text(unasked, 422)
    assert untouched.state is State.SENT
    assert agreed["statusCode"] == 303
    assert DynamoConfirmations(table, TENANT, lambda: NOON).get(sent.id).state is State.SUPERSEDED


def test_an_accepted_quote_says_what_a_change_costs(table: DynamoTable, sam: Visitor, sent: Confirmation) -> None:
    accepted = replace(sent, state=State.ACCEPTED, accepted_by=Person.of(a_contact()), decided_at=NOON, version=2)
    DynamoConfirmations(table, TENANT, lambda: NOON).save(accepted)

    assert "Anna Ek has accepted this quote" in text(sam.get(QUOTE))


def test_a_stale_edit_is_refused_and_what_was_typed_stays(table: DynamoTable, sam: Visitor) -> None:
    form = fields(sam.get(QUOTE)) | {"step": "save"}
    sam.post(QUOTE, form | {"heading": "First"})

    stale = sam.post(QUOTE, form | {"heading": "Second"})
    again = sam.post(QUOTE, fields(stale) | {"step": "save"})

    assert "Somebody else changed this quote in the meantime" in text(stale, 412)
    assert fields(stale)["heading"] == "Second"
    assert again["statusCode"] == 412
    assert quotes(table)[0].title == "First"


def test_a_product_that_left_the_contract_stays_on_a_line_that_stays(table: DynamoTable, sam: Visitor) -> None:
    products = DynamoProducts(table, TENANT)
    products.put(a_product(active=False, version=2), a_product())

    page = sam.get(QUOTE)
    answer = sam.post(QUOTE, fields(page) | {"heading": "New title", "step": "save"})

    assert "BACKUP-100 (no longer in your contract)" in text(page)
    assert answer["statusCode"] == 303
    assert quotes(table)[0].title == "New title"


def test_a_hundred_lines_can_be_sent(table: DynamoTable, sam: Visitor) -> None:
    form = a_form(sam.get(NEW), step="save")
    for number in range(100):
        form |= {f"lines.{number}.{name}": value for name, value in (("sku", "SETUP"), ("quantity", "1"), ("was", ""))}

    assert sam.post(QUOTES, form)["statusCode"] == 303
    assert len(quotes(table)[0].lines) == 100


def test_htmx_gets_the_lines_alone(sam: Visitor) -> None:
    answer = sam.post(QUOTES, a_form(sam.get(NEW), step="add"), hx_request="true", hx_target="lines")

    assert "<html" not in answer["body"]
    assert 'id="lines"' in answer["body"]


def test_swedes_write_swedish_amounts(table: DynamoTable) -> None:
    sven = signed_in(table, id="usr_01KASVEN0000000000000001AA", language=Locale.SWEDISH)
    page = sven.get(QUOTE)

    assert fields(page)["lines.0.unit_price"] == "1113,75"
    sven.post(QUOTE, fields(page) | {"lines.0.unit_price": "1 200,50", "step": "save"})
    assert quotes(table)[0].lines[0].unit_price == Money(120050, "SEK")


def test_terms_are_listed_and_read(sam: Visitor) -> None:
    listed = text(sam.get(TERMS_PAGE))
    answer = sam.get(f"{TERMS_PAGE}/en/1")

    assert "General terms English 1 Current" in listed
    assert "<strong>Delivery</strong> is made within ten days." in answer["body"]
    assert TERMS.sha256 in answer["body"]
    for unknown in ("en/2", "de/1", "en/x"):
        assert sam.get(f"{TERMS_PAGE}/{unknown}")["statusCode"] == 404


def test_a_new_version_begins_with_the_current_text_and_is_looked_at_before_it_is_published(
    table: DynamoTable, sam: Visitor
) -> None:
    form = fields(sam.get(NEW_TERMS))
    assert form["body_markdown"] == TERMS.body_markdown

    preview = sam.post(TERMS_PAGE, form | {"body_markdown": "# New\n\n<script>x</script> **mind**", "step": "preview"})
    assert "<strong>mind</strong>" in preview["body"]
    assert "<script>x" not in preview["body"]
    assert "Once published it can’t be changed" in text(preview)
    assert newest(table, Locale.ENGLISH) == TERMS.reference

    answers = [sam.post(TERMS_PAGE, fields(preview) | {"step": "publish"}) for _ in range(2)]
    published = newest(table, Locale.ENGLISH)
    assert [answer["headers"]["Location"] for answer in answers] == [TERMS_PAGE, TERMS_PAGE]
    assert published is not None
    assert published.version == 2
    assert "Published: General terms, version 2." in text(sam.get(TERMS_PAGE))
    assert DynamoTermsLibrary(table, TENANT, lambda: NOON).version(Locale.ENGLISH, 2).body_markdown == (
        "# New\n\n<script>x</script> **mind**"
    )


def test_from_the_preview_one_can_go_on_writing(sam: Visitor) -> None:
    typed = {"heading": "Terms", "locale": "sv", "body_markdown": "\nBörja om"}
    preview = sam.post(TERMS_PAGE, typed | {"step": "preview"})

    assert fields(sam.post(TERMS_PAGE, fields(preview) | {"step": "edit"}))["body_markdown"] == "Börja om"


def test_faults_of_terms_are_named_and_the_text_stays(sam: Visitor) -> None:
    answer = sam.post(TERMS_PAGE, {"heading": " ", "locale": "de", "body_markdown": "x\x00y", "step": "publish"})

    words = text(answer, 422)
    for said in ("Choose a language.", "characters that can’t be shown"):
        assert said in words, said


def test_members_read_terms_and_write_none(table: DynamoTable) -> None:
    member = signed_in(table, id="usr_01KAMEMBER0000000000001AAA", role=Role.MEMBER)

    assert "Write" not in text(member.get(f"{TERMS_PAGE}/en/1"))
    assert "Only administrators can do this" in text(member.get(NEW_TERMS), 403)
    form = {"heading": "Mine", "locale": "en", "body_markdown": "x", "step": "publish"}
    assert member.post(TERMS_PAGE, form)["statusCode"] == 403
    assert newest(table, Locale.ENGLISH) == TERMS.reference


def test_a_stranger_finds_no_quote(table: DynamoTable) -> None:
    seeds.put_stranger(table)
    stranger = signed_in(table, id="usr_01KASTRANGER0000000000001A", partner_id=OTHER_PARTNER_ID)

    for page in (NEW, QUOTE, f"{TERMS_PAGE}/en/1"):
        assert stranger.get(page)["statusCode"] == 404, page
    for path in (QUOTES, QUOTE):
        assert stranger.post(path, {"heading": "Mine", "step": "save"})["statusCode"] == 404, path
    assert "No terms yet" in text(stranger.get(TERMS_PAGE))
