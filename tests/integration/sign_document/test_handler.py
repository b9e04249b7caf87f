"""The page behind a signing link, through the handler, on the table of template.yaml."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError

from functions.sign_document import handler
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.sqs_signing import queued_task
from shared.domain.channel import Channel
from shared.domain.digital_document import Choices, DigitalDocument, DocumentKind
from shared.domain.envelope import Envelope, EnvelopeEvent, EnvelopeState
from shared.domain.link import Purpose
from shared.domain.locale import Locale
from shared.domain.message import MessageKind
from shared.domain.partner import SigningProvider
from shared.domain.signing_keys import SigningKeys
from shared.domain.signing_messages import signed_copy
from shared.evidence.canonical import sha256_of
from shared.markdown import to_html
from shared.terms_texts import TermsTexts
from tests.support import seeds
from tests.support.account import ENVIRONMENT
from tests.support.builders import (
    CONFIRMATION_ID,
    KEYS,
    NOON,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    TAIL,
    TENANT,
)
from tests.support.counting import counted
from tests.support.events import Context, page_event
from tests.support.orders import put_contract, put_submitted
from tests.support.signing import (
    DOCUMENT_ID,
    UPSELL_ID,
    a_document,
    a_recipient,
    an_envelope,
    an_option,
    an_upsell,
    handed_over,
    put_document,
    put_envelope,
    signing_path,
)

MINUTE = timedelta(minutes=1)
SIGN = {"decision": "sign"}


class Clock:
    def __init__(self) -> None:
        self.at = NOON + MINUTE

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
def account(table: DynamoTable, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """A partner with a quote and an order, a queue for the poll; a process that has shown no terms yet."""
    monkeypatch.setattr(handler, "terms_texts", TermsTexts(wiring.terms, to_html))
    seeds.put_reseller(table)
    put_contract(table)
    put_submitted()
    name = ENVIRONMENT["SIGNING_QUEUE"].rpartition("/")[2]
    boto3.client("sqs").create_queue(QueueName=name, Attributes={"FifoQueue": "true"})


@pytest.fixture
def send(table: DynamoTable) -> Callable[..., DigitalDocument]:
    """A document that is out, its mail handed over; as it is, or with an envelope that went on."""

    def send(document: DigitalDocument | None = None, envelope: Envelope | None = None) -> DigitalDocument:
        out = handed_over(document or a_document())
        put_document(table, out)
        put_envelope(table, out, envelope)
        return out

    return send


def stored(document_id: str = DOCUMENT_ID) -> Envelope:
    return wiring.envelopes(TENANT).read(document_id).envelope


def tasks() -> list[Any]:
    """What the poll was asked for."""
    client = boto3.client("sqs")
    found = client.receive_message(QueueUrl=ENVIRONMENT["SIGNING_QUEUE"], MaxNumberOfMessages=10).get("Messages", [])
    return [queued_task({"body": one["Body"]}) for one in found]


def call(method: str, address: str, form: Any = None, **more: Any) -> dict[str, Any]:
    event = page_event(method, address, {} if form is not None else None, **more)
    if form is not None:
        event["body"] = b64encode(urlencode(form, doseq=True).encode()).decode()
    return handler.lambda_handler(event, Context())


def hidden(page: dict[str, Any]) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page["body"]))


def submit(clock: Clock, fields: dict[str, Any], *, address: str | None = None) -> dict[str, Any]:
    """As a person does: open the page, take some time, press a button."""
    address = address or signing_path()
    form = hidden(call("GET", address))
    clock.wait(seconds=20)
    return call("POST", address, form | fields)


def words(page: dict[str, Any]) -> str:
    """What is read on it."""
    text = re.sub(r"<[^>]+>", " ", page["body"].partition("<body>")[2])
    return " ".join(unescape(text).split())


# --- The page ---------------------------------------------------------------------------------------------------


def test_it_says_what_is_to_be_signed_by_whom_until_when_and_at_which_price(send: Any) -> None:
    send()

    page = call("GET", signing_path())
    text = words(page)

    assert page["statusCode"] == 200
    for said in (
        "Quote “Safe workplace”",
        "Nordic Resale AB asks you to sign this quote.",
        "From Nordic Resale AB Sam Seller",
        "To Bageriet på Hörnet AB Anna Ek",
        "Sign by 22 December 2026 at 12:00 UTC",
        "Per month Backup 100 GB 12 at 1,113.75 SEK each 13,365.00 SEK",
        "Paid once Installation on site 1 at 7,654.00 SEK each 7,654.00 SEK",
        "Total per month 13,365.00 SEK",
        "Total paid once 7,654.00 SEK",
        "First payment (first month and what is paid once) 21,019.00 SEK",
        "General terms, version 1",
        "Notice is three months.",
        "I have read this quote and its terms, and I sign it for Bageriet på Hörnet AB.",
        "Why do you decline?",
    ):
        assert said in text, said
    assert '<input type="checkbox" id="agreed" name="decision" value="sign">' in page["body"]


def test_options_stand_apart_unticked_and_out_of_the_totals(send: Any) -> None:
    send(a_document(lines=(*a_document().lines, an_option())))

    page = call("GET", signing_path())

    assert '<input type="checkbox" name="options" value="3">' in page["body"]
    assert "Monitoring around the clock 2 at 50.00 SEK each 100.00 SEK per month" in words(page)
    assert "The totals above are without options" in words(page)
    assert "Total per month 13,365.00 SEK" in words(page)


def test_an_upsell_asks_about_each_job_and_presumes_no_answer(send: Any) -> None:
    send(an_upsell())

    page = call("GET", signing_path(UPSELL_ID))

    assert page["body"].count('type="radio"') == 4
    assert "checked" not in page["body"]
    assert "Additional work “New oven door, Wiring”" in words(page)
    assert "Wiring 3 at 400.00 SEK each 1,200.00 SEK, paid once" in words(page)
    assert "Accepted as a whole it comes to 2,450.00 SEK" in words(page)
    assert "Order 1 " in words(page)
    assert 'id="terms"' not in page["body"]
    assert 'id="products"' not in page["body"]


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (DocumentKind.QUICK_QUOTE, "Quote “Safe workplace”"),
        (DocumentKind.ORDER_CONFIRMATION, "Order confirmation “Safe workplace”"),
    ],
)
def test_each_kind_has_its_name(kind: DocumentKind, title: str, send: Any) -> None:
    send(a_document(kind=kind, terms=None))

    assert title in words(call("GET", signing_path()))


def test_showing_it_is_one_read_and_the_first_view_one_write_more(send: Any) -> None:
    send()
    call("GET", signing_path(), headers={"user-agent": "Googlebot/2.1"})  # the terms are read once for a process

    with counted(wiring._table()._client) as first:
        call("GET", signing_path())
    with counted(wiring._table()._client) as second:
        call("GET", signing_path())

    assert first == {"BatchGetItem": 1, "TransactWriteItems": 1}
    assert second == {"BatchGetItem": 1}


def test_the_first_view_has_the_poll_read_it_back(send: Any) -> None:
    document = send()

    for _ in range(2):
        call("GET", signing_path())

    (task,) = tasks()
    assert (task.tenant, task.provider, task.document_id) == (TENANT, SigningProvider.BUILTIN, document.id)
    assert stored().history[-1].origin is not None
    assert stored().history[-1].origin.ip == "192.0.2.7"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("method", "headers"), [("HEAD", {}), ("GET", {"user-agent": ""}), ("GET", {"sec-purpose": "prefetch"})]
)
def test_what_is_no_visit_is_noted_once_and_changes_no_state(method: str, headers: dict[str, str], send: Any) -> None:
    send()
    before = stored()

    for _ in range(2):
        assert call(method, signing_path(), headers=headers)["statusCode"] == 200
    noted = stored()
    assert noted.history[-1].event is EnvelopeEvent.SCAN
    assert replace(noted, history=before.history, version=before.version) == before
    assert (noted.version, tasks()) == (before.version + 1, [])


# --- Signing ----------------------------------------------------------------------------------------------------


def test_signing_is_one_read_and_one_transaction_and_repeating_it_one_read(send: Any, clock: Clock) -> None:
    send()
    terms = terms_in(call("GET", signing_path()))
    wiring.shown_parts().keep(TENANT, sha256_of(terms), terms)  # once for a process
    form = hidden(call("GET", signing_path())) | SIGN
    clock.wait(seconds=20)

    with counted(wiring._table()._client) as once:
        first = call("POST", signing_path(), form)
    signed = stored()
    with counted(wiring._table()._client) as twice:
        second = call("POST", signing_path(), form)

    assert once == {"BatchGetItem": 1, "TransactWriteItems": 1}
    assert twice == {"BatchGetItem": 1}
    assert (first["statusCode"], second["statusCode"]) == (303, 303)
    assert stored() == signed


def terms_in(page: dict[str, Any]) -> bytes:
    """The part of it that shows the terms, as it stands."""
    (found,) = re.findall(r'<section id="terms".*?</section>(?=\s*<section id="answer")', page["body"], re.DOTALL)
    return str(found).encode()


def test_the_evidence_holds_word_for_word_what_the_page_showed(send: Any, clock: Clock) -> None:
    document = send(a_document(lines=(*a_document().lines, an_option())))
    page = call("GET", signing_path())["body"]

    submit(clock, SIGN | {"options": ["3"]})

    reference = stored().evidence
    assert reference is not None
    evidence = wiring.evidence_records(TENANT).get(reference.record_id)
    assert evidence.record.reference == reference
    facts = evidence.record.content["facts"]
    summary, choices, terms = facts["document"]["parts"]
    kept = wiring.shown_parts().get(TENANT, terms["sha256"])
    assert f"{summary['content']}\n{choices['content']}\n{kept.decode()}\n" in page
    assert facts["document"]["sha256"] == sha256_of((summary["content"] + choices["content"]).encode() + kept)
    assert 'name="options" value="3">' in choices["content"], "as it was before it was ticked"
    (statement,) = facts["statements"]
    assert statement["text"].replace("{customer}", document.customer_name) in unescape(page)
    assert facts["agreed"]["options"] == ["3"]
    assert f'<button type="submit" id="sign">{facts["button"]}</button>' in page


def test_the_evidence_of_jobs_alone_shows_no_products_and_no_terms(send: Any, clock: Clock) -> None:
    send(an_upsell())

    submit(clock, SIGN | {"job_1": "decline", "job_2": "accept"}, address=signing_path(UPSELL_ID))

    reference = stored(UPSELL_ID).evidence
    assert reference is not None
    facts = wiring.evidence_records(TENANT).get(reference.record_id).record.content["facts"]
    assert [part["name"] for part in facts["document"]["parts"]] == ["choices"]
    assert [(job["id"], job["decision"]) for job in facts["agreed"]["jobs"]] == [("1", "declined"), ("2", "accepted")]


def test_what_is_decided_otherwise_or_not_at_all_has_no_evidence_of_a_signature(send: Any, clock: Clock) -> None:
    send()
    submit(clock, {})
    assert stored().evidence is None

    submit(clock, {"decision": "decline", "reason": "Too dear."})

    assert (stored().state, stored().evidence) == (EnvelopeState.DECLINED, None)


def test_signing_leads_to_the_record_and_sends_a_copy(send: Any, clock: Clock) -> None:
    document = send()

    response = submit(clock, SIGN)
    record = call("GET", response["headers"]["Location"])

    assert (response["statusCode"], response["headers"]["Location"], response["body"]) == (303, signing_path(), "")
    assert record["statusCode"] == 200
    assert "<dialog open" in record["body"]
    assert 'datetime="2026-11-22T12:01:20Z"' in record["body"]
    assert "A copy of what was signed is on its way by email to Anna Ek." in words(record)
    copy = wiring.outbox().get(PARTNER_ID, signed_copy(document, PARTNER_ID, NOON).id)
    assert (copy.kind, copy.to_address) == (MessageKind.SIGNED_COPY, "anna.ek@bageri.example")
    assert [task.document_id for task in tasks()] == [document.id, document.id]


def test_who_was_reached_by_text_is_told_where_the_record_is(send: Any, clock: Clock) -> None:
    send(a_document(recipient=a_recipient(channel=Channel.SMS, address="+46701234567")))

    record = call("GET", submit(clock, SIGN)["headers"]["Location"])

    assert "A text is on its way to Anna Ek." in words(record)
    assert "+4670" not in record["body"]


def test_chosen_options_stand_in_the_record_with_the_totals_as_signed(send: Any, clock: Clock) -> None:
    send(a_document(lines=(*a_document().lines, an_option(), an_option(id="4", description="Phone support"))))

    record = call("GET", submit(clock, SIGN | {"options": ["4"]})["headers"]["Location"])
    text = words(record)

    assert stored().choices == Choices(options=("4",))
    assert "Phone support option 2 at 50.00 SEK each 100.00 SEK" in text
    assert "Total per month 13,465.00 SEK" in text
    assert "Options not chosen Monitoring around the clock" in text


def test_decisions_on_jobs_stand_in_the_record(send: Any, clock: Clock) -> None:
    send(an_upsell())

    answer = submit(clock, SIGN | {"job_1": "decline", "job_2": "accept"}, address=signing_path(UPSELL_ID))
    text = words(call("GET", answer["headers"]["Location"]))

    assert stored(UPSELL_ID).choices == Choices(accepted_jobs=("2",))
    assert "New oven door declined 1 at 1,250.00 SEK each –" in text
    assert "Wiring accepted 3 at 400.00 SEK each 1,200.00 SEK" in text
    assert "Total of what was accepted 1,200.00 SEK" in text


def test_a_poll_that_can_not_be_told_costs_no_signature(
    send: Any, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    send()
    client = wiring.signing_queue()._client

    def fail(**_: Any) -> None:
        raise ConnectTimeoutError(endpoint_url="https://sqs.example")

    client.meta.events.register_first("before-call.sqs.SendMessage", fail)
    answer = submit(clock, SIGN)
    client.meta.events.unregister("before-call.sqs.SendMessage", fail)

    assert (answer["statusCode"], stored().state) == (303, EnvelopeState.SIGNED)
    assert "hint lost" in [record.message for record in caplog.records]


# --- Faults -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fields", [{}, {"decision": ""}, {"decision": "accept"}])
def test_a_form_that_says_nothing_is_asked_again(fields: dict[str, str], send: Any, clock: Clock) -> None:
    send()

    page = submit(clock, fields)

    assert page["statusCode"] == 422
    assert "<title>Error: Sign: " in page["body"]
    assert '<a href="#agreed">' in page["body"]
    assert re.search(r'id="agreed"[^>]* aria-invalid="true" aria-describedby="decision_fault"', page["body"])
    assert stored().state is EnvelopeState.VIEWED


def test_every_job_without_an_answer_is_named_beside_it(send: Any, clock: Clock) -> None:
    send(an_upsell())

    page = submit(clock, {"job_2": "accept"}, address=signing_path(UPSELL_ID))

    assert page["statusCode"] == 422
    assert '<a href="#job_1_accept">Accept or decline: New oven door</a>' in page["body"]
    assert 'id="job_1_fault"' in page["body"]
    assert 'id="job_2_fault"' not in page["body"]
    assert 'id="job_2_accept" name="job_2" value="accept" checked' in page["body"]
    assert 'id="decision_fault"' in page["body"]


def test_what_was_ticked_and_typed_stays(send: Any, clock: Clock) -> None:
    send(a_document(lines=(*a_document().lines, an_option())))

    page = submit(clock, {"options": ["3"], "decision": "decline", "reason": " "})
    again = submit(clock, {"options": ["3", "9"], "decision": "sign", "reason": 'Not <b>"this"</b>'})

    assert (page["statusCode"], again["statusCode"]) == (422, 422)
    assert "Write why you decline." in page["body"]
    assert '<a href="#reason">' in page["body"]
    assert 'name="options" value="3" checked' in page["body"]
    assert 'name="decision" value="sign" checked' in again["body"]
    assert "Not &lt;b&gt;&#34;this&#34;&lt;/b&gt;</textarea>" in again["body"]
    assert "Choose among the options on this page." in again["body"]


def test_a_form_of_less_than_three_seconds_asks_to_press_once_more(send: Any, clock: Clock) -> None:
    send()
    form = hidden(call("GET", signing_path())) | SIGN
    clock.wait(seconds=2.9)

    young = call("POST", signing_path(), form)
    clock.wait(seconds=0.2)
    again = call("POST", signing_path(), hidden(young) | SIGN)

    assert young["statusCode"] == 422
    assert "Press the button once more" in young["body"]
    assert 'name="decision" value="sign" checked' in young["body"]
    assert (again["statusCode"], stored().state) == (303, EnvelopeState.SIGNED)


@pytest.mark.parametrize("fields", [SIGN, {"decision": "decline", "reason": "Too dear"}])
@pytest.mark.parametrize("token", ["", "A" * 44])
def test_a_form_that_is_not_ours_decides_nothing(fields: dict[str, str], token: str, send: Any, clock: Clock) -> None:
    send()
    call("GET", signing_path())

    page = call("POST", signing_path(), fields | {"form_token": token})
    before = stored().state
    clock.wait(seconds=20)
    again = call("POST", signing_path(), fields | hidden(page))

    assert (page["statusCode"], before, again["statusCode"]) == (422, EnvelopeState.VIEWED, 303)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"{}", "application/json", 415),
        (b"decision=\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"options=%d" % number for number in range(201)), "application/x-www-form-urlencoded", 400),
        (b"reason=" + b"x" * 300_000, "application/x-www-form-urlencoded", 413),
    ],
)
def test_what_is_no_form_is_refused(body: bytes, content_type: str, status: int, send: Any) -> None:
    send()
    event = page_event("POST", signing_path(), {}, headers={})
    event["headers"]["content-type"] = content_type
    event["body"] = b64encode(body).decode()

    assert handler.lambda_handler(event, Context())["statusCode"] == status
    assert stored().state is EnvelopeState.SENT


# --- Declining, and what is closed ------------------------------------------------------------------------------


def test_declining_shows_what_was_recorded(send: Any, clock: Clock) -> None:
    document = send()

    response = submit(clock, {"decision": "decline", "reason": "First line\r\n<second>"})
    record = call("GET", response["headers"]["Location"])

    assert (response["statusCode"], record["statusCode"]) == (303, 200)
    assert "You have declined" in record["body"]
    assert "First line\n&lt;second&gt;" in record["body"]
    assert (stored().state, stored().reason) == (EnvelopeState.DECLINED, "First line\n<second>")
    assert tasks()[-1].document_id == document.id


@pytest.mark.parametrize(
    ("event", "title"),
    [
        (EnvelopeEvent.CANCEL, "There is nothing to sign any more"),
        (EnvelopeEvent.FAIL, "This link has been closed"),
        (EnvelopeEvent.EXPIRE, "The time to sign has run out"),
    ],
)
def test_a_closed_link_says_so_and_nothing_else(event: EnvelopeEvent, title: str, send: Any) -> None:
    send(envelope=an_envelope().moved(event, now=NOON))
    before = stored()

    for page in (call("GET", signing_path()), call("POST", signing_path(), SIGN)):
        assert page["statusCode"] == 410
        assert title in words(page)
        for secret in ("Backup", "General terms", "SEK", "<form"):
            assert secret not in page["body"]
    assert (stored(), tasks()) == (before, [])


def test_a_link_dies_with_its_time_before_any_sweep_has_seen_it(send: Any, clock: Clock) -> None:
    document = send()
    clock.at = document.expires_at

    assert call("GET", signing_path())["statusCode"] == 410
    assert stored().state is EnvelopeState.SENT


def test_a_sweep_closes_it_and_tells_the_poll(send: Any, clock: Clock) -> None:
    document = send()
    clock.at = document.expires_at

    swept = handler.lambda_handler({"sweep": "envelopes"}, Context())

    assert swept == {"expired": 1, "failed": 0}
    assert stored().state is EnvelopeState.EXPIRED
    assert [task.document_id for task in tasks()] == [document.id]


def test_whatever_leads_nowhere_gets_the_same_bytes(send: Any) -> None:
    send()
    token = signing_path().removeprefix("/sign/")
    nowhere = {
        "unknown": "/sign/unknown",
        "damaged": f"/sign/{token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        "cut off": f"/sign/{token[:-4]}",
        "of another partner": signing_path(partner_id=OTHER_PARTNER_ID),
        "of an unknown document": signing_path(f"doc_01KAAAAAAZ{TAIL}"),
        "of another purpose": signing_path(CONFIRMATION_ID, purpose=Purpose.APPROVE),
        "of a link that was never made": signing_path(number=2),
    }
    asked = [
        call(method, address, SIGN if method == "POST" else None)
        for address in nowhere.values()
        for method in ("GET", "POST")
    ]

    assert {answer["statusCode"] for answer in asked} == {404}
    assert len({answer["body"] for answer in asked}) == 1
    assert len({json.dumps(answer["headers"], sort_keys=True) for answer in asked}) == 1


def test_a_document_that_was_not_handed_over_has_no_page(table: DynamoTable) -> None:
    put_document(table)

    assert call("GET", signing_path())["statusCode"] == 404


# --- Language, headers, log -------------------------------------------------------------------------------------


def test_it_speaks_the_recipient_s_language_and_can_be_switched(send: Any, clock: Clock) -> None:
    send(a_document(recipient=a_recipient(locale=Locale.SWEDISH)))

    own, switched, odd = (call("GET", signing_path(), query=query) for query in ({}, {"lang": "en"}, {"lang": "xx"}))

    for page in (own, odd):
        assert '<html lang="sv">' in page["body"]
        assert "13 365,00 SEK" in words(page)
        assert '<a href="?lang=en"' in page["body"]
    assert '<html lang="en">' in switched["body"]
    assert '<div class="terms">' in switched["body"]
    assert '<div class="terms" lang="en">' in own["body"]
    clock.wait(seconds=20)
    answer = call("POST", signing_path(), hidden(switched) | SIGN)
    assert answer["headers"]["Location"] == f"{signing_path()}?lang=en"


def test_every_answer_carries_the_strict_headers(send: Any, clock: Clock) -> None:
    send()
    answers = [
        call("GET", signing_path()),
        call("HEAD", signing_path()),
        submit(clock, {}),
        submit(clock, SIGN),
        call("GET", signing_path(number=2)),
    ]

    for answer in answers:
        headers = answer["headers"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self';")


def test_texts_of_partners_are_never_markup(send: Any, clock: Clock) -> None:
    text = '<script>alert("x")</script>{{ 7*7 }}'
    send(
        a_document(
            title=text,
            partner_name=text,
            customer_name=text,
            recipient=a_recipient(name=text),
            lines=(an_option(description=text),),
        )
    )

    open_page = call("GET", signing_path())
    record = call("GET", submit(clock, SIGN)["headers"]["Location"])

    for page in (open_page, record):
        assert "<script" not in page["body"]
        assert "{{ 7*7 }}" in words(page)


def test_the_log_names_the_document_and_nobody(send: Any, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    document = send()

    submit(clock, {"decision": "decline", "reason": ""})
    submit(clock, SIGN)

    lines = [vars(record) for record in caplog.records if record.message == "request"]
    assert [line["standing"] for line in lines] == ["open", "open", "open", "signed"]
    assert lines[1]["faults"] == ["reason:reason_missing"]
    assert {line["document_id"] for line in lines} == {document.id}
    for secret in (signing_path().removeprefix("/sign/"), "Anna", "bageri", "192.0.2.7"):
        assert secret not in str(lines)


def test_a_link_made_before_the_key_was_changed_still_opens(send: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    send()
    rotated = SigningKeys({1: b"a test key", 2: b"a newer key"})
    monkeypatch.setattr(wiring, "signing_keys", lambda: rotated)

    assert KEYS.newest == 1
    assert call("GET", signing_path())["statusCode"] == 200
