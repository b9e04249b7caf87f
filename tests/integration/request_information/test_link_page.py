"""The page behind the emailed link, through the handler, on the table of template.yaml."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from functions.request_information import handler
from shared import wiring
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.link import Purpose
from shared.domain.order import RfiStatus
from shared.domain.signing_keys import SigningKeys
from tests.support import seeds
from tests.support.account import TABLE_NAME
from tests.support.answers import ANSWERS, typed
from tests.support.builders import ORDER_ID, OTHER_PARTNER_ID, TENANT
from tests.support.clock import SteppingClock
from tests.support.counting import counted
from tests.support.events import Context, answer_of, api_event, page_event
from tests.support.inquiries import path, stored, submit_order

SAVE, SUBMIT = {"decision": "save"}, {"decision": "submit"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def asked(table: DynamoTable, clock: SteppingClock) -> None:
    seeds.put_reseller(table)
    submit_order()


def call(method: str, address: str, form: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    return handler.lambda_handler(page_event(method, address, form, **more), Context())


def hidden(page: dict[str, Any]) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page["body"]))


def fill_in(clock: SteppingClock, fields: dict[str, str], **query: str) -> dict[str, Any]:
    """As a person does: open the page, take some time, press a button."""
    form = hidden(call("GET", path(), query=query))
    clock.at += timedelta(seconds=20)
    return call("POST", path(), form | fields)


def words(page: dict[str, Any]) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page["body"]))


def faulty(page: dict[str, Any]) -> list[str]:
    """The fields with a fault beside them, which the summary leads to."""
    beside = re.findall(r'<p class="fault" id="([\w.]+)_fault">', page["body"])
    led_to = re.findall(r'<li><a href="#([\w.]+)">', page["body"])
    assert [name for name in dict.fromkeys(led_to) if name != "buttons"] == beside
    return beside


def rows(table: DynamoTable) -> list[str]:
    return sorted(map(repr, table._client.scan(TableName=TABLE_NAME)["Items"]))


def test_the_form_has_a_field_for_each_question_and_the_company_locked() -> None:
    page = call("GET", path())

    assert page["statusCode"] == 200
    for name in typed(ANSWERS):
        assert f'name="{name}"' in page["body"], name
    for known in ("Bageriet på Hörnet AB", "bageri.example", "Storgatan 1, 903 26 Umeå", "Sweden"):
        assert known in words(page)
    assert "Only if" in words(page)
    assert "<script" not in page["body"]


def test_looking_is_one_read_and_changes_nothing(table: DynamoTable) -> None:
    before = rows(table)

    with counted(wiring._table()._client) as requests:
        call("GET", path())
    head = call("HEAD", path())

    assert requests == {"BatchGetItem": 1}
    assert (head["statusCode"], head["body"]) == (200, "")
    assert rows(table) == before


def test_the_page_lets_nothing_in_and_tells_nobody() -> None:
    headers = call("GET", path())["headers"]

    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Robots-Tag"] == "noindex, nofollow"


def test_it_is_saved_half_way_and_found_again(clock: SteppingClock) -> None:
    saved = fill_in(
        clock, SAVE | {"technical_contact.first_name": "Tove", "email_domains": "bageri.example\r\nbrod.se"}
    )

    assert (saved["statusCode"], saved["headers"]["Location"]) == (303, f"{path()}?saved=yes")
    assert stored().answers == {
        "technical_contact.first_name": "Tove",
        "email_domains": ("bageri.example", "brod.se"),
    }
    page = call("GET", path(), query={"saved": "yes"})
    assert 'name="technical_contact.first_name" value="Tove"' in page["body"]
    assert ">bageri.example\nbrod.se</textarea>" in page["body"]
    assert 'class="notice done" role="status"' in page["body"]


def test_an_emptied_field_takes_its_answer_back(clock: SteppingClock) -> None:
    fill_in(clock, SAVE | typed(ANSWERS))
    fill_in(clock, SAVE | {"technical_contact.mobile": " ", "email_domains": "\r\n"})

    assert not {"technical_contact.mobile", "email_domains"} & stored().answers.keys()
    assert stored().answers["technical_contact.email"] == "tove@bageri.example"


def test_what_was_submitted_is_shown_by_the_same_link(clock: SteppingClock) -> None:
    submitted = fill_in(clock, SUBMIT | typed(ANSWERS))

    assert (submitted["statusCode"], submitted["headers"]["Location"]) == (303, path())
    assert stored().is_submitted
    assert wiring.orders(TENANT).get(ORDER_ID).rfi_status is RfiStatus.COMPLETE
    record = call("GET", path())
    assert record["statusCode"] == 200
    assert "<form" not in record["body"]
    for answer in ("Tove", "+46701740605", "admin@reseller.example", "192.0.2.16/28", "Exchange on your own premises"):
        assert answer in words(record), answer
    rfi = answer_of(handler.lambda_handler(api_event("GET", f"/v1/orders/{ORDER_ID}/rfi"), Context()))
    assert {name: rfi[name] for name in ANSWERS} == ANSWERS
    assert rfi["submitted_by"] is None


def test_submitting_twice_changes_nothing(clock: SteppingClock) -> None:
    form = hidden(call("GET", path())) | SUBMIT | typed(ANSWERS)
    clock.at += timedelta(seconds=20)
    call("POST", path(), form)
    first = stored()

    again = call("POST", path(), form | {"technical_contact.first_name": "Eve"})

    assert (again["statusCode"], again["headers"]["Location"]) == (303, path())
    assert stored() == first


def test_submitting_an_empty_form_marks_what_is_missing(clock: SteppingClock) -> None:
    page = fill_in(clock, SUBMIT | dict.fromkeys(typed(ANSWERS), ""))

    assert page["statusCode"] == 422
    conditional = {"outbound_addresses", "inbound_addresses", "smart_hosts"}
    assert set(faulty(page)) == set(typed(ANSWERS)) - conditional
    assert "<title>Error: " in page["body"]
    assert stored().answers == {}


def test_what_was_typed_stays_beside_what_is_wrong_with_it(clock: SteppingClock) -> None:
    wrong = {
        "technical_contact.mobile": "<b>12</b>",
        "mail_server": "exchange_on_premises",
        "outbound_addresses": "192.0.2.1\r\n<i>",
        "smart_hosts": "mail.example",
        "on_premise_security": "none",
    }

    page = fill_in(clock, SAVE | wrong)

    assert page["statusCode"] == 422
    assert faulty(page) == ["technical_contact.mobile", "outbound_addresses", "smart_hosts"]
    assert 'value="&lt;b&gt;12&lt;/b&gt;"' in page["body"]
    assert "&lt;i&gt;: This is not an IP address" in page["body"]
    assert ">mail.example</textarea>" in page["body"]
    assert '<option value="exchange_on_premises" selected>' in page["body"]
    assert stored().answers == {}


def test_a_form_sent_at_once_is_to_be_sent_once_more(clock: SteppingClock) -> None:
    form = hidden(call("GET", path())) | SUBMIT | typed(ANSWERS)

    page = call("POST", path(), form)
    assert page["statusCode"] == 422
    assert 'value="tove@bageri.example"' in page["body"]
    assert not stored().answers
    clock.at += timedelta(seconds=3)

    assert call("POST", path(), hidden(page) | SUBMIT | typed(ANSWERS))["statusCode"] == 303


def test_a_form_of_nobody_s_making_is_refused(clock: SteppingClock) -> None:
    clock.at += timedelta(seconds=20)

    page = call("POST", path(), {"form_token": "made up"} | SUBMIT | typed(ANSWERS))

    assert page["statusCode"] == 422
    assert not stored().answers


def test_without_a_button_nothing_is_submitted(clock: SteppingClock) -> None:
    assert fill_in(clock, typed(ANSWERS))["statusCode"] == 303
    assert not stored().is_submitted


def test_two_who_fill_it_in_at_once_see_each_other_s_answers(clock: SteppingClock) -> None:
    mine = hidden(call("GET", path()))
    fill_in(clock, SAVE | {"technical_contact.first_name": "Tove", "mail_server": "other"})

    page = call("POST", path(), mine | SAVE | {"technical_contact.first_name": "Eve", "mail_server": ""})

    assert page["statusCode"] == 412
    assert faulty(page) == ["technical_contact.first_name"]
    assert "Now saved: Tove." in words(page)
    assert '<option value="other" selected>' in page["body"]
    assert stored().answers["technical_contact.first_name"] == "Tove"
    again = call("POST", path(), hidden(page) | SAVE | {"technical_contact.first_name": "Eve"})
    assert again["statusCode"] == 303
    assert stored().answers == {"technical_contact.first_name": "Eve", "mail_server": "other"}


def test_a_second_click_on_save_is_no_conflict(clock: SteppingClock) -> None:
    form = hidden(call("GET", path())) | SAVE | {"mail_server": "other"}
    clock.at += timedelta(seconds=20)

    assert [call("POST", path(), form)["statusCode"] for _ in range(2)] == [303, 303]
    assert stored().version == 2


def test_the_page_speaks_the_other_language_too(clock: SteppingClock) -> None:
    page = call("GET", path(), query={"lang": "sv"})

    assert page["headers"]["Content-Language"] == "sv"
    assert '<html lang="sv">' in page["body"]
    saved = fill_in(clock, SAVE | {"mail_server": "other"}, lang="sv")
    assert saved["headers"]["Location"] == f"{path()}?lang=sv&saved=yes"
    refused = fill_in(clock, SUBMIT, lang="sv")
    assert "<title>Fel: " in refused["body"]
    assert "Fill" not in words(refused)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": 2},
        {"number": 0},
        {"partner_id": OTHER_PARTNER_ID},
        {"object_id": f"{ORDER_ID[:-1]}Z"},
        {"purpose": Purpose.ACTIVATE},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_link_that_leads_nowhere_gets_the_one_page(changes: dict[str, Any], table: DynamoTable) -> None:
    before = rows(table)
    nonsense = call("GET", "/rfi/nonsense")

    for method, form in (("GET", None), ("HEAD", None), ("POST", SUBMIT | typed(ANSWERS))):
        answer = call(method, path(**changes), form)
        assert answer["statusCode"] == 404
        assert answer["body"] == ("" if method == "HEAD" else nonsense["body"])
    assert rows(table) == before


def test_a_link_sealed_with_a_key_of_somebody_else_s_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wiring, "signing_keys", lambda: SigningKeys({1: b"another key"}))

    assert call("GET", path())["statusCode"] == 404
