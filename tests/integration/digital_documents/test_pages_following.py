"""The pages that show digital documents, and what is done about them there, on the table of template.yaml."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.digital_documents import handler
from functions.poll_status import handler as poll
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.channel import Channel
from shared.domain.digital_document import Choices, DocumentStatus, SignedFile
from shared.domain.envelope import EnvelopeEvent, EnvelopeState
from shared.domain.locale import Locale
from shared.domain.partner import SigningProvider
from shared.domain.signing import CredentialsRefused, ProviderUnavailable
from shared.ports import Watched
from tests.integration.digital_documents.world import fail_account, put_out, the_document, told
from tests.support import seeds
from tests.support.account import create_signing_queue
from tests.support.builders import CUSTOMER_ID, OTHER_PARTNER_ID, QUOTE_ID, TENANT, a_quote, a_user
from tests.support.clock import SteppingClock
from tests.support.orders import put_contract, put_submitted
from tests.support.pages import leads_to, words
from tests.support.portal import Visitor, put_user
from tests.support.signing import (
    DOCUMENT_ID,
    UPSELL_ID,
    a_document,
    a_recipient,
    an_option,
    an_upsell,
    handed_over,
    put_document,
)

LIST = "/portal/digital-documents"
PAGE = f"{LIST}/{DOCUMENT_ID}"
QUOTE = f"/portal/quotes/{QUOTE_ID}"


@pytest.fixture(autouse=True)
def clock(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    seeds.put_reseller(table)
    create_signing_queue()
    return clock


def signed_in(table: DynamoTable, at: Any = handler, **changes: Any) -> Visitor:
    user = a_user(**changes)
    put_user(table, user)
    return Visitor.signed_in(table, user, at)


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return signed_in(table)


@pytest.fixture
def checking(table: DynamoTable) -> Visitor:
    return signed_in(table, poll)


def in_envelope(event: EnvelopeEvent) -> None:
    """What the customer does on our own page."""
    envelopes = wiring.envelopes(TENANT)
    envelope = envelopes.read(DOCUMENT_ID).envelope
    envelopes.save(envelope.moved(event, now=wiring.now()))


# --- The list -----------------------------------------------------------------------------------------------------


def test_an_empty_list_says_what_it_is_for(sam: Visitor) -> None:
    assert "Nothing has been sent to be signed yet" in words(sam.get(LIST))


def test_each_document_stands_in_the_list_with_its_status(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)

    page = words(sam.get(LIST))

    assert "Safe workplace Digital quote Bageriet på Hörnet AB Anna Ek Sent" in page


def test_the_list_is_filtered_by_status_and_counts_each(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)

    sent, signed = sam.get(LIST, {"status": "sent"}), sam.get(LIST, {"status": "signed"})

    assert "All 1 Draft 0 Sent 1 Viewed 0 Signed 0 Declined 0 Cancelled 0 Expired 0" in words(sent)
    assert "Safe workplace" in words(sent)
    assert "None has the status Signed" in words(signed)
    assert 'href="/portal/digital-documents?status=sent" aria-current="page"' in sent["body"]


def test_there_is_no_other_status(sam: Visitor) -> None:
    words(sam.get(LIST, {"status": "lost"}), 404)


def test_a_long_list_has_pages(table: DynamoTable, sam: Visitor) -> None:
    for number in range(26):
        told(put_out(table, a_document(id=f"{DOCUMENT_ID[:12]}{number:02d}{DOCUMENT_ID[14:]}")), DocumentStatus.EXPIRED)

    first = sam.get(LIST)
    address = first["body"].partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    query = dict(pair.split("=") for pair in address.partition("?")[2].split("&"))
    second = sam.get(LIST, query)

    assert first["body"].count('data-label="Document"') == 25
    assert second["body"].count('data-label="Document"') == 1
    assert "First page" in words(second)


# --- The document -------------------------------------------------------------------------------------------------


def test_its_page_says_all_that_is_known(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)

    page = words(sam.get(PAGE))

    for said in (
        "Digital quote to Anna Ek Sent",
        "2026-11-22",
        "by Sam Seller, by email",
        "Last checked Not checked yet",
        f"Document id {DOCUMENT_ID}",
        "anna.ek@bageri.example",
        "Revision 1",
        "General terms, version 1",
        "Backup 100 GB monthly 12 1,113.75 SEK 13,365.00 SEK",
        "Totals as sent Per month 13,365.00 SEK One-time 7,654.00 SEK First payment 21,019.00 SEK",
        "Check status",
        "Remind Anna Ek",
        "Record attempt",
        "Cancel digital quote",
    ):
        assert said in page, said
    assert "Totals as signed" not in page


def test_a_number_is_written_as_it_is_read(table: DynamoTable, sam: Visitor) -> None:
    put_out(table, a_document(recipient=a_recipient(channel=Channel.SMS, address="+46701234567")))

    page = words(sam.get(PAGE))

    assert "+46 70 123 45 67" in page
    assert "by Sam Seller, by text message" in page


def test_a_new_draft_looks_again_by_itself_for_a_while(table: DynamoTable, sam: Visitor, clock: SteppingClock) -> None:
    put_document(table)
    looks = 'hx-trigger="load delay:3s"'

    assert looks in sam.get(PAGE)["body"]
    assert "None yet: it is on its way to the provider" in words(sam.get(PAGE))
    clock.at += timedelta(minutes=3)
    assert looks not in sam.get(PAGE)["body"]


def test_what_was_chosen_while_signing_is_shown_with_the_totals_as_signed(table: DynamoTable, sam: Visitor) -> None:
    options = (an_option(id="3"), an_option(id="4", description="Training"))
    document = put_out(table, a_document(lines=(*a_quote().lines, *options)))
    told(document, DocumentStatus.SIGNED, choices=Choices(options=("3",)))

    page = words(sam.get(PAGE))

    assert "Monitoring around the clock Chosen" in page
    assert "Training Not chosen" in page
    assert "Totals as sent Per month 13,365.00 SEK" in page
    assert "Totals as signed Per month 13,465.00 SEK" in page
    assert "Check status" not in page
    assert "Cancel digital quote" not in page


def test_the_signed_file_is_a_link_away(table: DynamoTable, sam: Visitor) -> None:
    told(put_out(table), DocumentStatus.SIGNED)
    documents = wiring.digital_documents(TENANT)
    watched = documents.watched(DOCUMENT_ID)
    filed = watched.document.filed(SignedFile(name="Safe workplace.pdf", key="signed/x.pdf", sha256="0" * 64))
    documents.save(Watched(filed, watched.account))

    assert f"/portal/customers/{CUSTOMER_ID}/attachments/signed-{DOCUMENT_ID}" in sam.get(PAGE)["body"]


def test_a_decline_shows_its_reason(table: DynamoTable, sam: Visitor) -> None:
    told(put_out(table), DocumentStatus.DECLINED, reason="Too dear.\nAsk in May.")

    assert "Reason Too dear. Ask in May." in words(sam.get(PAGE))


def test_an_upsell_shows_its_jobs_their_decisions_and_the_warning(table: DynamoTable, sam: Visitor) -> None:
    put_contract(table)
    put_submitted()
    upsell = put_out(table, an_upsell())
    page = f"{LIST}/{UPSELL_ID}"

    before = words(sam.get(page))
    told(upsell, DocumentStatus.SIGNED, choices=Choices(accepted_jobs=("2",)))
    after = words(sam.get(page))

    assert "comes to 28 % of the price agreed" in before
    assert "New oven door Not decided" in before
    assert "New oven door Declined" in after
    assert "Wiring Accepted" in after


def test_a_word_that_we_dont_know_is_told_as_it_is(table: DynamoTable, sam: Visitor) -> None:
    told(put_out(table), DocumentStatus.UNKNOWN, raw="in_review")

    assert "In the words of our own signing page: in_review" in words(sam.get(PAGE))


def test_a_document_at_getaccept_leads_to_its_page_there(table: DynamoTable, sam: Visitor) -> None:
    document = handed_over(a_document(provider=SigningProvider.GETACCEPT))
    put_document(table, replace(document, provider_document_id="ga17", version=1))

    page = sam.get(PAGE)

    assert (
        'href="https://app.getaccept.com/document/view/ga17" target="_blank" rel="noopener noreferrer"' in page["body"]
    )
    assert "ga17 at GetAccept" in words(page)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ProviderUnavailable("timed out"), "The status could not be fetched from our own signing page"),
        (CredentialsRefused("401"), "our own signing page doesn’t accept your company’s sign-in"),
    ],
)
def test_why_nothing_was_heard_is_said_in_words(
    table: DynamoTable, sam: Visitor, error: ProviderUnavailable, said: str
) -> None:
    put_out(table)
    fail_account(error)

    page = words(sam.get(PAGE))

    assert said in page
    assert "Until then the last known status stands: Sent." in page
    assert ("To Settings" in page) is isinstance(error, CredentialsRefused)


def test_a_strangers_document_is_not_there(table: DynamoTable) -> None:
    put_out(table)
    seeds.put_stranger(table)
    stranger = signed_in(table, partner_id=OTHER_PARTNER_ID)

    for path in (PAGE, f"{PAGE}/cancel", f"{PAGE}/remind", f"{PAGE}/attempts"):
        words(stranger.get(path), 404)
    words(stranger.post(f"{PAGE}/cancel", {}), 404)
    assert the_document(DOCUMENT_ID).is_out


def test_in_swedish(table: DynamoTable) -> None:
    put_out(table)
    sven = signed_in(table, language=Locale.SWEDISH)

    assert "Digital offert till Anna Ek Skickad" in words(sven.get(PAGE))
    assert "Alla 1 Utkast 0 Skickad 1 Sedd 0 Undertecknad 0 Avvisad 0 Makulerad 0" in words(sven.get(LIST))


# --- Check status -------------------------------------------------------------------------------------------------


def test_checking_reads_back_and_leads_back_to_where_it_was_asked(table: DynamoTable, checking: Visitor) -> None:
    put_out(table)
    in_envelope(EnvelopeEvent.VIEW)

    to = leads_to(checking.post(f"{PAGE}/check", {"back": QUOTE}))

    assert to == QUOTE
    assert the_document(DOCUMENT_ID).status is DocumentStatus.VIEWED
    assert "Checked just now. Digital status: Viewed." in flash_of(checking)


def test_htmx_follows_it_to_put_the_part_in_place(table: DynamoTable, checking: Visitor) -> None:
    put_out(table)
    answer = checking.post(f"{PAGE}/check", {"back": QUOTE}, hx_request="true", hx_target="signing")

    assert leads_to(answer) == QUOTE
    shown = shown_to(checking).get(PAGE, hx_request="true", hx_target="signing")
    assert 'data-announce="Checked just now. Digital status: Sent."' in shown["body"]
    assert "<html" not in shown["body"]


def test_it_leads_nowhere_else(table: DynamoTable, checking: Visitor) -> None:
    put_out(table)

    assert leads_to(checking.post(f"{PAGE}/check", {"back": "https://evil.example/"})) == PAGE


def test_what_is_on_its_way_has_nothing_to_check(table: DynamoTable, checking: Visitor) -> None:
    put_document(table)

    checking.post(f"{PAGE}/check")

    assert "It is still on its way to the provider" in flash_of(checking)


def test_checking_too_often_is_told_in_words(table: DynamoTable, checking: Visitor) -> None:
    put_out(table)
    for _ in range(20):
        checking.post(f"{PAGE}/check")

    assert leads_to(checking.post(f"{PAGE}/check")) == PAGE
    assert "checked very often within a minute" in flash_of(checking)


def test_a_provider_that_cant_be_asked_is_told_in_words(table: DynamoTable, checking: Visitor) -> None:
    put_out(table)
    fail_account(ProviderUnavailable("timed out"))

    assert leads_to(checking.post(f"{PAGE}/check")) == PAGE
    page = words(shown_to(checking).get(PAGE))
    assert "The provider could not be asked just now." in page
    assert "The status could not be fetched from" in page


def test_a_strangers_document_cant_be_checked(table: DynamoTable) -> None:
    put_out(table)
    seeds.put_stranger(table)

    words(signed_in(table, poll, partner_id=OTHER_PARTNER_ID).post(f"{PAGE}/check"), 404)


def shown_to(visitor: Visitor) -> Visitor:
    """The same browser, at the pages that show documents."""
    return replace(visitor, handler=handler)


def flash_of(visitor: Visitor) -> str:
    return words(shown_to(visitor).get(PAGE))


# --- Reminding, cancelling, attempts ------------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["cancel", "remind", "attempts"])
def test_each_asks_first(table: DynamoTable, sam: Visitor, action: str) -> None:
    put_out(table)

    asked = sam.get(f"{PAGE}/{action}", {"back": QUOTE})

    assert "Anna Ek" in words(asked)
    assert f'name="back" value="{QUOTE}"' in asked["body"]
    assert the_document(DOCUMENT_ID).status is DocumentStatus.SENT


def test_cancelling_kills_the_link_and_leads_back(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)

    assert leads_to(sam.post(f"{PAGE}/cancel", {"back": QUOTE})) == QUOTE

    assert the_document(DOCUMENT_ID).status is DocumentStatus.CANCELED
    assert wiring.envelopes(TENANT).read(DOCUMENT_ID).envelope.state is EnvelopeState.CANCELED
    assert "The link that Anna Ek got is dead." in words(sam.get(PAGE))


def test_cancelling_what_was_signed_meanwhile_says_so(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)
    in_envelope(EnvelopeEvent.SIGN)

    assert leads_to(sam.post(f"{PAGE}/cancel", {"back": QUOTE})) == PAGE

    assert the_document(DOCUMENT_ID).status is DocumentStatus.SIGNED
    assert "its digital status is Signed" in words(sam.get(PAGE))


def test_there_is_nothing_to_ask_about_what_is_closed(table: DynamoTable, sam: Visitor) -> None:
    told(put_out(table), DocumentStatus.EXPIRED)

    assert leads_to(sam.get(f"{PAGE}/cancel")) == PAGE


def test_a_reminder_goes_out_and_tells_the_status(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)

    assert leads_to(sam.post(f"{PAGE}/remind", {"back": QUOTE})) == QUOTE

    assert "The reminder to Anna Ek is on its way. Digital status: Sent." in words(sam.get(PAGE))
    assert wiring.envelopes(TENANT).read(DOCUMENT_ID).envelope.reminders == 1


def test_what_is_on_its_way_cant_be_reminded_of(table: DynamoTable, sam: Visitor) -> None:
    put_document(table)

    assert "Remind Anna Ek" not in words(sam.get(PAGE))
    assert "It is still on its way to our own signing page" in words(sam.post(f"{PAGE}/remind"), 409)


@pytest.mark.parametrize(("action", "said"), [("cancel", "Nothing was cancelled"), ("remind", "No reminder was sent")])
def test_a_provider_that_doesnt_answer_leaves_everything_as_it_was(
    table: DynamoTable, sam: Visitor, monkeypatch: pytest.MonkeyPatch, action: str, said: str
) -> None:
    put_out(table)
    monkeypatch.setattr(wiring, "signing_services", lambda tenant: lambda provider: Silent())

    refused = words(sam.post(f"{PAGE}/{action}", {"back": QUOTE}), 503)

    assert said in refused
    assert "There is no answer from our own signing page" in refused
    assert the_document(DOCUMENT_ID).status is DocumentStatus.SENT


class Silent:
    """A provider that doesn't answer."""

    def cancel(self, document: Any) -> None:
        raise ProviderUnavailable("timed out")

    remind = cancel


def test_an_attempt_is_kept_with_who_made_it(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)
    words(sam.get(f"{PAGE}/attempts"))
    form = dict(sam.hidden) | {"channel": "phone", "note": "No answer.\nCalls back at two."}

    assert leads_to(sam.post(f"{PAGE}/attempts", form)) == PAGE
    assert leads_to(sam.post(f"{PAGE}/attempts", form)) == PAGE

    (attempt,) = the_document(DOCUMENT_ID).attempts
    assert (attempt.note, attempt.by.name) == ("No answer.\nCalls back at two.", "Sam Seller")
    page = words(sam.get(PAGE))
    assert "Sam Seller called No answer. Calls back at two." in page
    assert "Attempts to reach the customer 1, the last on" in page


def test_an_attempt_needs_a_note(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)

    refused = sam.post(f"{PAGE}/attempts", {"channel": "sms", "note": " "})

    assert "Write what came of it." in words(refused, 422)
    assert '<option value="sms" selected>' in refused["body"]


def test_nothing_else_can_be_done(table: DynamoTable, sam: Visitor) -> None:
    put_out(table)

    words(sam.get(f"{PAGE}/sign"), 404)
    words(sam.post(f"{PAGE}/sign"), 404)
