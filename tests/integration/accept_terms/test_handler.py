"""The page behind an approval link, through the handler, on the table of template.yaml."""

import io
import json
import re
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from botocore.exceptions import ConnectTimeoutError

from functions.accept_terms import handler
from shared import wiring
from shared.adapters.dynamodb import keys
from shared.adapters.dynamodb.confirmations import DynamoConfirmations, confirmation_write
from shared.adapters.dynamodb.evidence import DynamoShownParts
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.quotes import DynamoQuotes
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.approval_code import code_of
from shared.domain.confirmation import Confirmation, State
from shared.domain.link import Link, Purpose, seal_link
from shared.domain.locale import Locale
from shared.domain.order import OrderStatus
from shared.domain.partner import CodePolicy
from shared.domain.quote import OrderOnAcceptance
from shared.domain.signing_keys import SigningKeys
from shared.evidence.canonical import sha256_of
from shared.markdown import to_html
from shared.observability import logger
from shared.terms_texts import TermsTexts
from shared.web.linked_pages import new_form_token
from tests.support import seeds
from tests.support.builders import (
    A_LOGO,
    ANNA_ID,
    BO_ID,
    CONFIRMATION_ID,
    KEYS,
    LOGO_PATH,
    NOON,
    OTHER_PARTNER_ID,
    OUTSIDER_ID,
    PARTNER_ID,
    QUOTE_ID,
    SELLER,
    TENANT,
    a_confirmation,
    a_contact,
    a_customer,
    a_partner,
    a_product,
    a_quote,
    bo,
)
from tests.support.counting import counted
from tests.support.events import Context, page_event

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

THREE_THINGS = {"terms_accepted": "yes", "authorized": "yes", "contact_id": ANNA_ID}


class Clock:
    def __init__(self) -> None:
        self.at = NOON + timedelta(minutes=1)

    def __call__(self) -> Any:
        return self.at

    def wait(self, **time: float) -> None:
        self.at += timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def sent(table: DynamoTable, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A confirmation that was sent to Anna; a process that has shown no terms yet."""
    monkeypatch.setattr(handler, "terms_texts", TermsTexts(wiring.terms, to_html))
    seeds.put_reseller(table)
    table.commit([confirmation_write(TENANT, a_confirmation(), replaces=None)])


def become(table: DynamoTable, **changes: Any) -> None:
    confirmation = replace(a_confirmation(), version=2, **changes)
    table.commit([confirmation_write(TENANT, confirmation, replaces=1)])


def stored(table: DynamoTable) -> Confirmation:
    return DynamoConfirmations(table, TENANT, lambda: NOON).get(CONFIRMATION_ID)


def path(*, number: int = 1, keys: SigningKeys = KEYS, **changes: Any) -> str:
    whole: dict[str, Any] = {
        "purpose": Purpose.APPROVE,
        "partner_id": PARTNER_ID,
        "object_id": CONFIRMATION_ID,
        "number": number,
    }
    return f"/approve/{seal_link(Link(**(whole | changes)), keys)}"


def call(method: str, address: str, form: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return handler.lambda_handler(page_event(method, address, form, **more), Context())


def hidden(page: dict[str, Any]) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page["body"]))


def submit(clock: Clock, fields: dict[str, str], *, address: str | None = None) -> dict[str, Any]:
    """As a person does: open the page, take some time, press a button."""
    address = address or path()
    form = hidden(call("GET", address))
    clock.wait(seconds=20)
    return call("POST", address, form | fields)


def test_showing_the_page_is_one_read_and_the_first_view_one_write_more() -> None:
    call("GET", path(), headers={"user-agent": "Googlebot/2.1"})  # the terms are read once for a process

    with counted(wiring._table()._client) as first:
        call("GET", path())
    with counted(wiring._table()._client) as second:
        call("GET", path())

    assert first == {"BatchGetItem": 1, "TransactWriteItems": 1}
    assert second == {"BatchGetItem": 1}


def test_accepting_is_one_read_and_one_transaction_and_repeating_it_one_read(clock: Clock, table: DynamoTable) -> None:
    page = call("GET", path())["body"]
    wiring.shown_parts().keep(TENANT, sha256_of(terms_in(page)), terms_in(page))  # once for a process
    form = hidden(call("GET", path())) | THREE_THINGS | {"decision": "accept"}
    clock.wait(seconds=20)

    with counted(wiring._table()._client) as once:
        first = call("POST", path(), form)
    accepted = stored(table)
    with counted(wiring._table()._client) as twice:
        second = call("POST", path(), form)

    assert once == {"BatchGetItem": 1, "TransactWriteItems": 1}
    assert twice == {"BatchGetItem": 1}
    assert (first["statusCode"], second["statusCode"]) == (303, 303)
    assert stored(table) == accepted


def test_the_evidence_holds_word_for_word_what_the_page_showed(clock: Clock, table: DynamoTable) -> None:
    page = call("GET", path())["body"]

    submit(clock, THREE_THINGS | {"decision": "accept"})

    reference = stored(table).evidence
    assert reference is not None
    evidence = wiring.evidence_records(TENANT).get(reference.record_id)
    assert evidence.record.reference == reference
    document = evidence.record.content["facts"]["document"]
    summary, terms = document["parts"]
    kept = wiring.shown_parts().get(TENANT, terms["sha256"])
    assert f"{summary['content']}\n{kept.decode()}\n" in page
    assert document["sha256"] == sha256_of(summary["content"].encode() + kept)
    assert (summary["sha256"], summary["size"]) == (
        sha256_of(summary["content"].encode()),
        len(summary["content"].encode()),
    )
    assert (terms["sha256"], terms["size"]) == (sha256_of(kept), len(kept))
    for statement in evidence.record.content["facts"]["statements"]:
        assert statement["text"].replace("{customer}", a_customer().name) in unescape(page)
    assert a_customer().name not in evidence.record.stored.decode()


def test_the_evidence_itself_names_nobody_and_no_device(clock: Clock, table: DynamoTable) -> None:
    DynamoPartners(table, TENANT).put(a_partner(require_code=CodePolicy.OFF, version=2), a_partner())
    submit(clock, THREE_THINGS | {"contact_id": BO_ID, "decision": "accept"})

    reference = stored(table).evidence
    assert reference is not None
    evidence = wiring.evidence_records(TENANT).get(reference.record_id)
    written, disclosed = evidence.record.stored.decode(), str([one.value for one in evidence.disclosures])
    for value in (a_contact().name, a_contact().email, bo().name, bo().email, SELLER.name, "192.0.2.7", "Mozilla"):
        assert value not in written
        assert value in disclosed


def test_terms_that_another_process_has_kept_are_not_kept_again(clock: Clock, table: DynamoTable) -> None:
    terms = terms_in(call("GET", path())["body"])
    key = keys.shown_part(TENANT, sha256_of(terms))
    DynamoShownParts(table).keep(TENANT, sha256_of(terms), terms)
    kept = table.get(key)

    response = submit(clock, THREE_THINGS | {"decision": "accept"})

    assert response["statusCode"] == 303
    assert (stored(table).state, table.get(key)) == (State.ACCEPTED, kept)


def test_what_is_decided_otherwise_or_not_at_all_has_no_evidence_of_an_acceptance(
    clock: Clock, table: DynamoTable
) -> None:
    submit(clock, {"decision": "accept"})
    assert stored(table).evidence is None

    submit(clock, {"decision": "decline", "reason": "Too dear."})

    assert (stored(table).state, stored(table).evidence) == (State.DECLINED, None)


def terms_in(page: str) -> bytes:
    """The part of it that shows the terms, as it stands."""
    (found,) = re.findall(r'<section id="terms".*?</section>(?=\s*<section id="answer")', page, re.DOTALL)
    return str(found).encode()


def test_accepting_leads_to_the_record(clock: Clock, table: DynamoTable) -> None:
    response = submit(clock, THREE_THINGS | {"decision": "accept"})
    record = call("GET", response["headers"]["Location"])

    assert (response["statusCode"], response["headers"]["Location"], response["body"]) == (303, path(), "")
    assert stored(table).state is State.ACCEPTED
    assert record["statusCode"] == 200
    assert "<dialog open" in record["body"]
    assert 'datetime="2026-11-22T12:01:20Z"' in record["body"]


def test_every_answer_carries_the_strict_headers(clock: Clock) -> None:
    answers = [
        call("GET", path()),
        call("HEAD", path()),
        submit(clock, {}),
        submit(clock, THREE_THINGS | {"decision": "accept"}),
        call("GET", path(number=2)),
        call("GET", "/approve/x"),
    ]

    for answer in answers:
        headers = answer["headers"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"].startswith("noindex")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Strict-Transport-Security"] == "max-age=31536000"
        assert headers["Content-Security-Policy"] == (
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        )


@pytest.mark.parametrize("fields", [{}, {"decision": "accept"}, {"decision": "sign"}])
def test_everything_that_is_missing_is_named_beside_its_field(
    fields: dict[str, str], clock: Clock, table: DynamoTable
) -> None:
    page = submit(clock, fields)

    assert page["statusCode"] == 422
    assert "<title>Error: " in page["body"]
    for name in ("terms_accepted", "authorized", "contact_id"):
        assert f'href="#{name}"' in page["body"]
        assert f'id="{name}_fault"' in page["body"]
        assert re.search(rf'id="{name}"[^>]* aria-invalid="true" aria-describedby="{name}_fault"', page["body"])
    assert ("Press one of the buttons" in page["body"]) is (fields.get("decision") != "accept")
    assert stored(table).state is State.VIEWED


def test_what_was_typed_stays(clock: Clock) -> None:
    typed = {"terms_accepted": "yes", "contact_id": BO_ID, "reason": 'Not <b>"this"</b>', "decision": "accept"}

    page = submit(clock, typed)["body"]

    assert re.search(r'name="terms_accepted" value="yes" checked', page)
    assert not re.search(r'name="authorized" value="yes" checked', page)
    assert f'<option value="{BO_ID}" selected>' in page
    assert "Not &lt;b&gt;&#34;this&#34;&lt;/b&gt;</textarea>" in page


def test_a_corrected_form_needs_no_second_wait(clock: Clock) -> None:
    page = submit(clock, {"decision": "accept"})

    corrected = call("POST", path(), hidden(page) | THREE_THINGS | {"decision": "accept"})

    assert corrected["statusCode"] == 303


def test_a_form_of_less_than_three_seconds_asks_to_press_once_more(clock: Clock, table: DynamoTable) -> None:
    form = hidden(call("GET", path())) | THREE_THINGS | {"decision": "accept"}
    clock.wait(seconds=2.9)

    young = call("POST", path(), form)
    clock.wait(seconds=0.2)
    again = call("POST", path(), hidden(young) | THREE_THINGS | {"decision": "accept"})

    assert young["statusCode"] == 422
    assert "Press the button once more" in young["body"]
    assert re.search(r'name="authorized" value="yes" checked', young["body"])
    assert again["statusCode"] == 303
    assert stored(table).state is State.ACCEPTED


@pytest.mark.parametrize("decision", ["accept", "decline", "request_change"])
@pytest.mark.parametrize("token", ["none", "forged", "of another page", "of yesterday"])
def test_a_form_that_is_not_ours_decides_nothing_and_is_asked_again(
    token: str, decision: str, clock: Clock, table: DynamoTable
) -> None:
    fields = THREE_THINGS | {"decision": decision, "reason": "Because"}
    if token == "forged":
        fields["form_token"] = "A" * 44
    elif token == "of another page":
        fields |= hidden(call("GET", path()))
        fields["form_token"] = new_form_token("another")
    elif token == "of yesterday":
        fields |= hidden(call("GET", path()))
        clock.wait(hours=24, seconds=1)
    clock.wait(seconds=20)

    page = call("POST", path(), fields)
    before = stored(table).state
    clock.wait(seconds=20)
    again = call("POST", path(), fields | hidden(page))

    assert (page["statusCode"], again["statusCode"]) == (422, 303)
    assert before in {State.SENT, State.VIEWED}


def test_the_code_step(clock: Clock, table: DynamoTable) -> None:
    fields = THREE_THINGS | {"contact_id": BO_ID, "decision": "accept"}

    asked = submit(clock, fields)
    wrong = call("POST", path(), hidden(asked) | fields | {"code": "12"})
    right = call("POST", path(), hidden(wrong) | fields | {"code": code_of(CONFIRMATION_ID, 1, KEYS)})

    assert (asked["statusCode"], wrong["statusCode"], right["statusCode"]) == (422, 422, 303)
    assert re.search(r'name="code"[^>]*inputmode="numeric" autocomplete="one-time-code"[^>]* autofocus', asked["body"])
    assert "<title>Enter the code" in asked["body"]
    assert "Tries left: 4" in wrong["body"]
    assert 'name="code" value="12"' in wrong["body"]
    assert stored(table).code_checked is True


def test_a_fourth_code_within_the_hour_is_told_when_to_come_back(clock: Clock, table: DynamoTable) -> None:
    fields = THREE_THINGS | {"contact_id": BO_ID}
    page = submit(clock, fields | {"decision": "accept"})
    for _ in range(3):
        page = call("POST", path(), hidden(page) | fields | {"new_code": "yes"})

    assert (page["statusCode"], page["headers"]["Retry-After"]) == (429, "3601")
    assert "You can get a new one in 60 minutes" in page["body"]
    assert f'<option value="{BO_ID}" selected>' in page["body"]
    assert len(stored(table).codes_sent_at) == 3


@pytest.mark.parametrize(
    ("decision", "words"), [("decline", "You have declined"), ("request_change", "You have asked for a change")]
)
def test_declining_and_asking_for_a_change_show_what_was_recorded(decision: str, words: str, clock: Clock) -> None:
    response = submit(clock, {"decision": decision, "reason": "First line\r\n<second>"})
    record = call("GET", response["headers"]["Location"])

    assert (response["statusCode"], record["statusCode"]) == (303, 200)
    assert words in record["body"]
    assert "First line\n&lt;second&gt;" in record["body"]


@pytest.mark.parametrize(
    ("decision", "words"), [("decline", "Write why you decline"), ("request_change", "Write what")]
)
def test_a_reason_is_required(decision: str, words: str, clock: Clock, table: DynamoTable) -> None:
    page = submit(clock, {"decision": decision, "reason": "  "})

    assert page["statusCode"] == 422
    assert words in page["body"]
    assert 'href="#reason"' in page["body"]
    assert stored(table).state is State.VIEWED


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"link_number": 2}, "There is a newer link"),
        ({"state": State.REVOKED, "reason": "A secret reason"}, "This request has been withdrawn"),
        ({"state": State.SUPERSEDED}, "This proposal has been replaced"),
        ({"state": State.EXPIRED}, "The time to answer has run out"),
        ({"expires_at": NOON}, "The time to answer has run out"),
    ],
)
def test_a_closed_link_says_so_and_nothing_else(changes: dict[str, Any], words: str, table: DynamoTable) -> None:
    become(table, **changes)
    before = stored(table)

    shown = call("GET", path())
    answered = call("POST", path(), THREE_THINGS | {"decision": "accept"})

    for page in (shown, answered):
        assert page["statusCode"] == 410
        assert words in page["body"]
        for secret in ("Backup", "General terms", "Safe workplace", "A secret reason", "<form"):
            assert secret not in page["body"]
    assert stored(table) == before


def test_whatever_leads_nowhere_gets_the_same_bytes(table: DynamoTable) -> None:
    token = path().removeprefix("/approve/")
    nowhere = {
        "unknown": "/approve/unknown",
        "damaged": f"/approve/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        "cut off": f"/approve/{token[:-4]}",
        "with more at its end": f"/approve/{token}AAAA",
        "odd characters": "/approve/%C3%A5%00%20..",
        "sealed with another key": path(keys=SigningKeys({1: b"another key"})),
        "sealed with an unknown key": path(keys=SigningKeys({7: b"a test key"})),
        "of another partner": path(partner_id=OTHER_PARTNER_ID),
        "of an unknown confirmation": path(object_id=a_quote().id.replace("quo_", "cnf_")),
        "of a link that was never made": path(number=2),
    }
    asked = [
        call(method, address, {"decision": "accept"} if method == "POST" else None, query=query)
        for address in nowhere.values()
        for method in ("GET", "POST")
        for query in ({}, {"lang": "sv"})
    ]

    assert {answer["statusCode"] for answer in asked} == {404}
    assert len({answer["body"] for answer in asked}) == 1
    assert len({json.dumps(answer["headers"], sort_keys=True) for answer in asked}) == 1


def test_a_link_made_before_the_key_was_changed_still_opens(
    table: DynamoTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    rotated = SigningKeys({1: b"a test key", 2: b"a newer key"})
    monkeypatch.setattr(wiring, "signing_keys", lambda: rotated)

    assert call("GET", path())["statusCode"] == 200


def test_the_page_speaks_the_language_of_the_contact_and_can_be_switched(clock: Clock, table: DynamoTable) -> None:
    become(table, locale=Locale.SWEDISH)

    own, switched, odd = (call("GET", path(), query=query) for query in ({}, {"lang": "en"}, {"lang": "xx"}))

    assert '<html lang="sv">' in own["body"]
    assert '<a href="?lang=en"' in own["body"]
    assert '<html lang="en">' in switched["body"]
    assert '<a href="?lang=sv"' in switched["body"]
    assert '<html lang="sv">' in odd["body"]
    assert (own["headers"]["Content-Language"], switched["headers"]["Content-Language"]) == ("sv", "en")


def test_the_partner_is_shown_by_its_logo_and_else_by_its_name(table: DynamoTable) -> None:
    assert '<p class="brand">Nordic Resale AB</p>' in call("GET", path())["body"]
    DynamoPartners(table, TENANT).put(a_partner(logo=A_LOGO, version=2), a_partner())

    shown = f'<p class="brand"><img class="logo" src="{LOGO_PATH}" alt="Nordic Resale AB" width="160" height="40"></p>'

    assert shown in call("GET", path())["body"]


def test_terms_in_another_language_say_so(table: DynamoTable) -> None:
    become(table, locale=Locale.SWEDISH)

    page = call("GET", path())["body"]

    assert "De är skrivna på engelska." in page
    assert '<div class="terms" lang="en">' in page


def test_the_language_chosen_stays_through_the_answer(clock: Clock) -> None:
    form = hidden(call("GET", path(), query={"lang": "sv"}))
    clock.wait(seconds=20)

    faulty = call("POST", path(), form | {"decision": "accept"})
    accepted = call("POST", path(), hidden(faulty) | THREE_THINGS | {"decision": "accept"})

    assert "<title>Fel: " in faulty["body"]
    assert accepted["headers"]["Location"] == f"{path()}?lang=sv"


def test_the_list_holds_the_names_of_people_in_the_domain_and_nothing_else_about_anybody() -> None:
    page = unescape(call("GET", path())["body"])

    assert re.findall(r'<option value="(\w*)"( selected)?>([^<]+)', page) == [
        ("", "", "Choose your name"),
        (ANNA_ID, "", "Anna Ek"),
        (BO_ID, "", "Bo Berg"),
    ]
    for contact in (a_contact(), bo()):
        assert contact.email not in page
        assert str(contact.phone) not in page
        assert str(contact.job_title) not in page
    assert OUTSIDER_ID not in page


def test_nothing_is_ticked_or_chosen_beforehand() -> None:
    page = call("GET", path())["body"]

    assert " checked" not in page
    assert " selected" not in page


def test_no_amount_of_the_quote_is_in_any_page(clock: Clock) -> None:
    pages = [call("GET", path()), submit(clock, {}), submit(clock, THREE_THINGS | {"decision": "accept"})]
    pages.append(call("GET", path()))
    totals = a_quote().totals
    money = [line.unit_price for line in a_quote().lines] + [line.amount for line in a_quote().lines]
    money += [totals.monthly, totals.one_time, totals.first_payment]

    for page in pages:
        digits = re.sub(r"[\s.,\u00a0]", "", re.sub(r'value="[^"]*"|/approve/\S*', "", page["body"]))
        for one in money:
            assert str(one.amount) not in digits
            assert str(one.amount // 100) not in digits
        assert "SEK" not in page["body"]


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_only_forms_are_taken(content_type: str, table: DynamoTable) -> None:
    event = page_event("POST", path(), THREE_THINGS | {"decision": "accept"})
    event["headers"]["content-type"] = content_type

    assert handler.lambda_handler(event, Context())["statusCode"] == 415
    assert stored(table) == a_confirmation()


def test_a_body_has_a_limit() -> None:
    assert call("POST", path(), {"reason": "x" * 256 * 1024})["statusCode"] == 413


def test_an_acceptance_that_orders_leaves_a_numbered_order_behind(clock: Clock, table: DynamoTable) -> None:
    wish = OrderOnAcceptance(
        order_number=None, order_number_not_required=True, governed_by_master_agreement=True, authorized_to_order=True
    )
    quotes = DynamoQuotes(table, TENANT, clock)
    quotes.save(a_quote(order_on_acceptance=wish, version=2), None)
    DynamoProducts(table, TENANT).put(a_product(), None)
    become(table, places_order=True)

    assert submit(clock, THREE_THINGS | {"decision": "accept"})["statusCode"] == 303

    order_id = quotes.get(QUOTE_ID).order_id
    assert order_id is not None
    order = wiring.orders(TENANT).get(order_id)
    assert (order.number, order.status, order.order_number_not_required) == (1, OrderStatus.EXECUTED, True)
    assert stored(table).state is State.ACCEPTED


@pytest.mark.parametrize("body", [b"\xff\xfe", b"reason=%ff", urlencode({str(n): "x" for n in range(200)}).encode()])
def test_a_body_that_is_no_form_is_refused(body: bytes, table: DynamoTable) -> None:
    event = page_event("POST", path(), {})
    event["body"] = b64encode(body).decode()

    assert handler.lambda_handler(event, Context())["statusCode"] == 400
    assert stored(table) == a_confirmation()


def test_the_log_has_the_route_and_never_the_address_or_a_person(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    submit(clock, {"decision": "decline"})
    submit(clock, THREE_THINGS | {"decision": "accept"})
    call("GET", "/approve/unknown")

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["route"], line["status"]) for line in lines] == [
        ("GET /approve/{token}", 200),
        ("POST /approve/{token}", 422),
        ("GET /approve/{token}", 200),
        ("POST /approve/{token}", 303),
        ("GET /approve/{token}", 404),
    ]
    text = json.dumps(lines)
    for secret in (path(), path().removeprefix("/approve/"), "Anna", "Ek", "bageri", "192.0.2.7", "Mozilla"):
        assert secret not in text


def test_a_table_that_does_not_answer_asks_to_come_back(dynamodb: "DynamoDBClient") -> None:
    def refuse(**_: Any) -> None:
        raise ConnectTimeoutError(endpoint_url="https://dynamodb")

    wiring._table()._client.meta.events.register_first("before-send.dynamodb", refuse)

    answer = call("GET", path())

    assert (answer["statusCode"], answer["headers"]["Retry-After"]) == (503, "5")


def test_terms_that_are_not_the_ones_sent_are_never_shown(table: DynamoTable) -> None:
    become(table, terms=replace(a_confirmation().terms, sha256="0" * 64))

    answer = call("GET", path())

    assert answer["statusCode"] == 500
    assert "Delivery" not in answer["body"]
