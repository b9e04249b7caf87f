"""The pages of agreements and confirmations, on the table of template.yaml."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from functions.send_confirmation import handler
from shared import wiring
from shared.adapters.dynamodb.confirmations import DynamoConfirmations, confirmation_write
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.outbox import DynamoOutbox
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.terms import DynamoTermsLibrary
from shared.domain.confirmation import Confirmation, Person, State
from shared.domain.evidence_reference import EvidenceReference
from shared.domain.locale import Locale
from shared.domain.message import MessageStep
from shared.domain.user import DateFormat, Role
from tests.support import seeds
from tests.support.builders import (
    A_PHONE,
    ANNA_ID,
    BO_ID,
    CONFIRMATION_ID,
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    OUTSIDER_ID,
    PARTNER_ID,
    QUOTE_ID,
    SELLER,
    TAIL,
    TENANT,
    TERMS,
    a_confirmation,
    a_quote,
    a_user,
    bo,
)
from tests.support.clock import SteppingClock
from tests.support.counting import counted
from tests.support.portal import Visitor, put_user

AGREEMENTS = f"/portal/customers/{CUSTOMER_ID}/agreements"
NEW = f"/portal/quotes/{QUOTE_ID}/confirmations/new"
SEND = f"/portal/quotes/{QUOTE_ID}/confirmations"
CONTACTS = f"/portal/quotes/{QUOTE_ID}/contacts"
ONE = f"/portal/confirmations/{CONFIRMATION_ID}"

SAM = a_user(role=Role.MEMBER)
EVA = {
    "first_name": "Eva",
    "last_name": "Ny",
    "email": "eva@bageri.example",
    "phone": "",
    "job_title": "",
    "language": "",
}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, clock: SteppingClock) -> None:
    seeds.put_reseller(table)
    put_user(table, SAM)


@pytest.fixture
def sam(table: DynamoTable) -> Visitor:
    return Visitor.signed_in(table, SAM, handler)


@pytest.fixture
def stranger(table: DynamoTable) -> Visitor:
    seeds.put_stranger(table)
    user = a_user(id="usr_01KASTRANGER0000000000001A", partner_id=OTHER_PARTNER_ID)
    put_user(table, user)
    return Visitor.signed_in(table, user, handler)


def put(table: DynamoTable, **changes: Any) -> Confirmation:
    """The quote's newest confirmation, as changed."""
    confirmation = a_confirmation(**changes)
    quotes = DynamoQuotes(table, TENANT, lambda: NOON)
    quote = quotes.get(QUOTE_ID)
    quotes.save(replace(quote, confirmation_id=confirmation.id, version=quote.version + 1), None)
    table.commit([confirmation_write(TENANT, confirmation, replaces=None)])
    return confirmation


def of_quote(table: DynamoTable) -> list[Confirmation]:
    confirmations = DynamoConfirmations(table, TENANT, lambda: NOON)
    return list(confirmations.of_quote(QUOTE_ID, limit=10, before=None).items)


def text(answer: dict[str, Any], status: int = 200) -> str:
    """What a reader sees, without the marks between."""
    assert answer["statusCode"] == status, answer["body"]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer["body"])).split())


def form_id(answer: dict[str, Any]) -> str:
    found = re.search(r'name="form_id" value="(\w+)"', answer["body"])
    assert found is not None
    return found[1]


def buttons(answer: dict[str, Any]) -> list[str]:
    return [unescape(words) for words in re.findall(r'<button type="submit"[^>]*>([^<]+)</button>', answer["body"])]


def test_the_agreements_list_the_quotes_with_their_totals(sam: Visitor) -> None:
    words = text(sam.get(AGREEMENTS))

    for said in (
        "Safe workplace",
        "Not sent",
        "Solution",
        "2027-01-21",
        "13,365.00 SEK",
        "7,654.00 SEK",
        "21,019.00 SEK",
    ):
        assert said in words, said
    assert "Send customer confirmation" in words


def test_a_customer_without_quotes_is_offered_the_first(table: DynamoTable, sam: Visitor) -> None:
    empty = replace(DynamoCustomers(table, TENANT, lambda: NOON).get(CUSTOMER_ID), id="cus_01KAAAAAAACVST0MER00000002")
    DynamoCustomers(table, TENANT, lambda: NOON).add(replace(empty, domains=()), None)

    answer = sam.get(f"/portal/customers/{empty.id}/agreements")

    assert "No quotes yet" in text(answer)
    assert f'href="/portal/customers/{empty.id}/quotes/new"' in answer["body"]


def test_a_confirmation_tells_its_whole_story_under_its_quote(table: DynamoTable, sam: Visitor) -> None:
    sent = put(table)
    viewed = sent.viewed(now=NOON + timedelta(hours=1), origin=A_PHONE)
    accepted = viewed.accepted(Person.of(bo()), now=NOON + timedelta(hours=2), origin=A_PHONE)
    for version in (viewed, accepted):
        DynamoConfirmations(table, TENANT, lambda: NOON).save(version)

    words = text(sam.get(AGREEMENTS))

    for said in (
        "Confirmation to Anna Ek",
        "by Sam Seller",
        "Accepted by Bo Berg",
        "Accepted by somebody else",
        "Opened by the customer",
        "Terms accepted, by Bo Berg",
        "0 of 3 sent",
    ):
        assert said in words, said
    assert "Send customer confirmation" not in words


def test_what_was_accepted_leads_to_its_certificate_and_to_where_that_is_checked(
    table: DynamoTable, sam: Visitor
) -> None:
    sent = put(table)
    first = EvidenceReference(record_id="evd_1", record_hash="ab" * 32, sequence=1)
    accepted = replace(sent.accepted(Person.of(bo()), now=NOON, origin=A_PHONE), evidence=first)
    DynamoConfirmations(table, TENANT, lambda: NOON).save(accepted)

    for page in (AGREEMENTS, f"/portal/confirmations/{sent.id}"):
        body = sam.get(page)["body"]
        assert '<a href="/portal/evidence/evd_1/certificate">Certificate (PDF)</a>' in body
        assert '<a href="/verify/evd_1">Verify it</a>' in body


def test_a_bounce_is_shown_with_its_reason_where_it_was_sent_from(table: DynamoTable, sam: Visitor) -> None:
    sam.post(SEND, {"form_id": "1", "contact_id": ANNA_ID})
    (sent,) = of_quote(table)
    outbox = DynamoOutbox(table)
    ((_, message_id),) = outbox.due(NOON + timedelta(days=1), 10)
    message = outbox.get(PARTNER_ID, message_id)
    outbox.save(message.moved(MessageStep.BOUNCE, NOON, "Permanent/NoEmail 5.1.1"))

    for page in (AGREEMENTS, f"/portal/confirmations/{sent.id}"):
        words = text(sam.get(page))
        assert "Bounced" in words
        assert "Permanent/NoEmail 5.1.1" in words
        assert "Check the address on the contact, then resend." in words


def test_earlier_confirmations_stand_under_the_newest(table: DynamoTable, sam: Visitor) -> None:
    put(table, state=State.REVOKED, reason="Wrong price", decided_at=NOON)
    put(table, id=f"cnf_01KAAAAAAE{TAIL}")

    body = sam.get(AGREEMENTS)["body"]

    states = re.findall(r'<summary><span class="badge \w+">(\w+)</span>', body.replace("\n", ""))
    assert states == ["Sent", "Revoked"]
    assert "Wrong price" in body


def test_the_page_asks_for_few_rows_however_much_it_shows(table: DynamoTable, sam: Visitor) -> None:
    put(table)
    client = wiring._table()._client
    with counted(client) as counts:
        sam.get(AGREEMENTS)

    assert counts == {"BatchGetItem": 3, "Query": 2, "GetItem": 1}


def test_outsiders_are_shown_and_cannot_be_chosen(sam: Visitor) -> None:
    answer = sam.get(NEW)

    outsider = re.search(rf'<input[^>]+value="{OUTSIDER_ID}"[^>]*>', answer["body"])
    assert outsider is not None
    assert " disabled" in outsider[0]
    assert "Can’t be chosen: the address is not at bageri.example" in text(answer)
    assert buttons(answer)[-2:] == ["Send confirmation", "Add the contact"]


def test_a_contact_outside_the_domains_is_refused_by_the_server_too(table: DynamoTable, sam: Visitor) -> None:
    answer = sam.post(SEND, {"form_id": "1", "contact_id": OUTSIDER_ID})

    assert "in none of the customer’s domains" in text(answer, 422)
    assert of_quote(table) == []


def test_choosing_names_the_person_on_the_button_and_the_terms_that_go(table: DynamoTable, sam: Visitor) -> None:
    swedish = replace(TERMS, locale=Locale.SWEDISH, title="Allmänna villkor")
    DynamoTermsLibrary(table, TENANT, lambda: NOON).add(swedish, None)

    anna, berg = (sam.get(NEW, {"contact_id": contact}) for contact in (ANNA_ID, BO_ID))

    assert "Send confirmation to Anna Ek" in buttons(anna)
    assert "Terms: General terms, version 1, in English." in text(anna)
    assert "Send confirmation to Bo Berg" in buttons(berg)
    assert "Terms: Allmänna villkor, version 1, in Swedish." in text(berg)


def test_sending_goes_back_to_the_record_and_says_to_whom(table: DynamoTable, sam: Visitor) -> None:
    answer = sam.post(SEND, {"form_id": form_id(sam.get(NEW)), "contact_id": ANNA_ID})

    assert (answer["statusCode"], answer["headers"]["Location"]) == (303, f"/portal/customers/{CUSTOMER_ID}#agreements")
    (sent,) = of_quote(table)
    assert (sent.addressee.name, sent.sent_by) == ("Anna Ek", SELLER)
    assert "The confirmation is on its way to Anna Ek." in text(sam.get(AGREEMENTS))


def test_a_second_press_of_the_button_sends_nothing_more(table: DynamoTable, sam: Visitor) -> None:
    form = {"form_id": form_id(sam.get(NEW)), "contact_id": ANNA_ID}

    answers = [sam.post(SEND, form) for _ in range(2)]

    assert [answer["statusCode"] for answer in answers] == [303, 303]
    assert len(of_quote(table)) == 1


def test_nobody_chosen_is_said_beside_the_choice(table: DynamoTable, sam: Visitor) -> None:
    answer = sam.post(SEND, {"form_id": "1"})

    assert "Choose who shall confirm." in text(answer, 422)
    assert "<title>Error:" in answer["body"]
    assert of_quote(table) == []


def test_a_pending_one_is_replaced_only_once_the_page_said_so(table: DynamoTable, sam: Visitor) -> None:
    put(table)

    unaware = sam.post(SEND, {"form_id": "1", "contact_id": BO_ID})
    page = sam.get(NEW, {"contact_id": BO_ID})
    aware = sam.post(SEND, {"form_id": "2", "contact_id": BO_ID, "replace": "yes"})

    for answer, status in ((unaware, 409), (page, 200)):
        assert "Anna Ek can no longer answer" in text(answer, status).replace("and Anna", "Anna")
        assert "Replace, and send confirmation to Bo Berg" in buttons(answer)
    assert aware["statusCode"] == 303
    assert [one.state for one in of_quote(table)] == [State.SENT, State.SUPERSEDED]


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda table: put(table, state=State.ACCEPTED), "The customer has already accepted this quote"),
        (
            lambda table: DynamoQuotes(table, TENANT, lambda: NOON).save(
                a_quote(valid_until=NOON - timedelta(days=1), version=2), None
            ),
            "The quote has expired",
        ),
    ],
    ids=["accepted", "expired"],
)
def test_what_cannot_be_sent_says_why(prepare: Any, words: str, table: DynamoTable, sam: Visitor) -> None:
    prepare(table)

    assert words in text(sam.get(NEW), 409)
    assert words in text(sam.post(SEND, {"form_id": "1", "contact_id": ANNA_ID}), 409)


def test_a_missing_contact_is_added_without_leaving_the_dialog(table: DynamoTable, sam: Visitor) -> None:
    answer = sam.post(CONTACTS, {"form_id": "1", **EVA}, hx_request="true", hx_target="dialog")

    assert "<dialog" in answer["body"]
    assert "Eva Ny was added to the contacts." in text(answer)
    assert "Send confirmation to Eva Ny" in buttons(answer)


def test_without_javascript_the_page_comes_back_with_the_new_contact_chosen(sam: Visitor) -> None:
    answer = sam.post(CONTACTS, {"form_id": "1", **EVA, "implementation_lead": "yes"})
    again = sam.post(CONTACTS, {"form_id": "1", **EVA, "implementation_lead": "yes"})

    path, _, query = answer["headers"]["Location"].partition("?contact_id=")
    assert answer["statusCode"] == 303
    assert again["headers"]["Location"] == answer["headers"]["Location"]
    assert "Send confirmation to Eva Ny" in buttons(sam.get(path, {"contact_id": query}))


def test_faults_of_a_new_contact_are_all_named_and_nothing_typed_is_lost(sam: Visitor) -> None:
    typed = {"form_id": "1", **EVA, "first_name": "", "email": "eva@", "phone": "12", "job_title": "Baker"}

    answer = sam.post(CONTACTS, typed)

    words = text(answer, 422)
    for said in ("Fill in the first name.", "Write an email address", "Write a phone number"):
        assert said in words, said
    assert 'value="Baker"' in answer["body"]
    assert 'add-contact" open' in answer["body"]


def test_resending_asks_first_then_makes_a_new_link(table: DynamoTable, sam: Visitor) -> None:
    put(table)

    asked = sam.get(f"{ONE}/resend")
    answer = sam.post(f"{ONE}/resend", {"version": "1"})

    assert "The link in the earlier email stops working." in text(asked)
    assert "Resend to Anna Ek" in buttons(asked)
    assert answer["headers"]["Location"] == ONE
    assert of_quote(table)[0].link_number == 2
    assert "Sent again with a new link" in text(sam.get(ONE))


def test_revoking_needs_a_reason_and_keeps_it(table: DynamoTable, sam: Visitor) -> None:
    put(table)

    without = sam.post(f"{ONE}/revoke", {"version": "1", "reason": " "})
    answer = sam.post(f"{ONE}/revoke", {"version": "1", "reason": "Wrong price"})

    assert "Write why you revoke it." in text(without, 422)
    assert answer["statusCode"] == 303
    words = text(sam.get(ONE))
    assert "Revoked. The link that Anna Ek got is dead." in words
    assert "Wrong price" in words


@pytest.mark.parametrize("action", ["resend", "revoke"])
def test_what_changed_since_the_page_was_made_is_not_acted_on(action: str, table: DynamoTable, sam: Visitor) -> None:
    sent = put(table)
    DynamoConfirmations(table, TENANT, lambda: NOON).save(sent.viewed(now=NOON, origin=A_PHONE))

    answer = sam.post(f"{ONE}/{action}", {"version": "1", "reason": "Wrong price"})

    assert "Somebody else changed this in the meantime" in text(answer, 412)
    assert of_quote(table)[0].state is State.VIEWED


@pytest.mark.parametrize("action", ["resend", "revoke"])
def test_a_closed_one_is_not_acted_on(action: str, table: DynamoTable, sam: Visitor) -> None:
    put(table, state=State.DECLINED, reason="No", decided_at=NOON)

    assert "This confirmation is no longer open" in text(sam.get(f"{ONE}/{action}"), 409)
    assert "Resend" not in text(sam.get(ONE))


def test_the_list_shows_what_waits_and_leads_to_the_rest(table: DynamoTable, sam: Visitor) -> None:
    put(table)
    put(table, id=f"cnf_01KAAAAAAE{TAIL}", state=State.ACCEPTED, accepted_by=Person.of(bo()), decided_at=NOON)

    waiting, accepted, everything = (
        sam.get("/portal/confirmations", query) for query in (None, {"state": "accepted"}, {"state": "all"})
    )

    rows = [answer["body"].count("<tr>") - 1 for answer in (waiting, accepted, everything)]
    assert rows == [1, 1, 2]
    assert "Bageriet på Hörnet AB" in text(waiting)
    assert "By another person" in text(accepted)
    assert text(sam.get("/portal/confirmations", {"state": "lost"}), 404)


def test_counts_lead_to_what_they_count(table: DynamoTable, sam: Visitor) -> None:
    put(table)
    put(table, id=f"cnf_01KAAAAAAE{TAIL}", state=State.VIEWED)
    put(table, id=f"cnf_01KAAAAAAF{TAIL}", state=State.DECLINED, reason="No", decided_at=NOON)

    answer = sam.get("/portal/confirmation-counts", {"state": "waiting"})

    counts = dict(re.findall(r'state=(\w+)"[^>]*>[^<]+ <strong>(\S+)</strong>', answer["body"]))
    assert counts == {
        "waiting": "2",
        "accepted": "0",
        "declined": "1",
        "expired": "0",
        "revoked": "0",
        "superseded": "0",
    }


def test_the_list_is_paged(table: DynamoTable, sam: Visitor) -> None:
    for number in range(26):
        table.commit([confirmation_write(TENANT, a_confirmation(id=f"cnf_01KAAAAB{number:02}{TAIL}"), replaces=None)])

    first = sam.get("/portal/confirmations")
    cursor = re.search(r"cursor=([\w-]+)", first["body"])
    assert cursor is not None
    second = sam.get("/portal/confirmations", {"state": "waiting", "cursor": cursor[1]})

    assert [answer["body"].count("<tr>") - 1 for answer in (first, second)] == [25, 1]
    assert "First page" in text(second)


def test_everything_is_said_in_swedish_too(table: DynamoTable) -> None:
    user = a_user(id="usr_01KASVEN0000000000000001AA", language=Locale.SWEDISH, date_format=DateFormat.DAY_FIRST)
    put_user(table, user)
    sven = Visitor.signed_in(table, user, handler)
    put(table)

    words = text(sven.get(AGREEMENTS))

    assert "Skicka kundbekräftelse" in words
    assert "13 365,00 SEK".replace(" ", "\N{NO-BREAK SPACE}") in sven.get(AGREEMENTS)["body"]
    assert "21/01/2027" in words
    for page in (NEW, ONE, f"{ONE}/resend", f"{ONE}/revoke", "/portal/confirmations", "/portal/confirmation-counts"):
        assert '<html lang="sv">' in sven.get(page)["body"], page


def test_a_stranger_finds_nothing(table: DynamoTable, stranger: Visitor) -> None:
    put(table)

    for page in (AGREEMENTS, NEW, ONE, f"{ONE}/resend", f"{ONE}/revoke"):
        assert stranger.get(page)["statusCode"] == 404, page
    for path in (SEND, CONTACTS, f"{ONE}/resend", f"{ONE}/revoke"):
        form = {"form_id": "1", "contact_id": ANNA_ID, "reason": "Mine now", **EVA}
        assert stranger.post(path, form)["statusCode"] == 404, path
    assert "Safe workplace" not in text(stranger.get("/portal/confirmations", {"state": "all"}))
    assert [one.version for one in of_quote(table)] == [1]


def test_nobody_acts_without_signing_in(table: DynamoTable, sam: Visitor) -> None:
    put(table)
    sam.cookies.clear()

    answer = sam.post(f"{ONE}/revoke", {"reason": "Wrong price"})

    assert answer["headers"]["Location"].startswith("/portal/sign-in")
    assert of_quote(table)[0].state is State.SENT
