"""The RFI over the API, on the table of template.yaml."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.request_information import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.message import Message, MessageKind
from shared.domain.order import OrderStatus, PlacedBy, RfiStatus
from tests.support import seeds
from tests.support.answers import ANSWERS
from tests.support.builders import CUSTOMER_ID, ORDER_ID, PARTNER_ID, TENANT, a_contact
from tests.support.clock import SteppingClock
from tests.support.counting import counted
from tests.support.events import Context, answer_of, api_event
from tests.support.inquiries import put_order, stored, submit_order

RFI = f"/v1/orders/{ORDER_ID}/rfi"
CONTACTS = ("technical_contact", "delegated_access_contact", "emergency_contact")
HOSTED: dict[str, Any] = {"mail_server": "microsoft_365", "on_premise_security": "none"}


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> SteppingClock:
    clock = SteppingClock()
    monkeypatch.setattr(wiring, "now", clock)
    return clock


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, clock: SteppingClock) -> None:
    seeds.put_reseller(table)


@pytest.fixture
def asked() -> None:
    submit_order()


def call(method: str, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def put(status: int = 200, *, version: int | None = None, **answers: Any) -> Any:
    headers = {"if-match": f'"{version}"'} if version else {}
    return call("PUT", RFI, answers, status=status, headers=headers)


def submit(body: object = None, status: int = 200, **more: Any) -> Any:
    return call("POST", f"{RFI}/submit", body, status=status, **more)


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer["errors"]}


@pytest.mark.usefixtures("asked")
def test_an_untouched_one_knows_the_company_and_nothing_else() -> None:
    rfi = call("GET", RFI)

    assert rfi["company"] == {
        "name": "Bageriet på Hörnet AB",
        "domain": "bageri.example",
        "address": "Storgatan 1, 903 26 Umeå",
        "country": "SE",
    }
    assert (rfi["status"], rfi["version"], rfi["submitted_at"], rfi["submitted_by"]) == ("incomplete", 1, None, None)
    assert rfi["technical_contact"] == {"first_name": None, "last_name": None, "email": None, "mobile": None}
    assert (rfi["mail_server"], rfi["outbound_addresses"]) == (None, [])


@pytest.mark.usefixtures("asked")
def test_it_is_saved_half_way_in_any_parts() -> None:
    put(technical_contact=ANSWERS["technical_contact"])
    put(technical_contact={"mobile": None}, mail_server="other")
    rfi = put(outbound_addresses=["192.0.2.10"])

    assert rfi == call("GET", RFI)
    assert rfi["version"] == 4
    assert rfi["technical_contact"] == ANSWERS["technical_contact"] | {"mobile": None}
    assert (rfi["mail_server"], rfi["outbound_addresses"]) == ("other", ["192.0.2.10"])


@pytest.mark.usefixtures("asked")
def test_all_of_it_comes_back_as_it_was_sent() -> None:
    put(**ANSWERS)

    rfi = call("GET", RFI)
    assert {name: rfi[name] for name in ANSWERS} == ANSWERS


@pytest.mark.usefixtures("asked")
def test_saving_the_same_again_changes_nothing() -> None:
    first = put(**ANSWERS)

    assert put(**ANSWERS) == first


@pytest.mark.usefixtures("asked")
def test_null_takes_answers_back() -> None:
    put(**ANSWERS)

    rfi = put(technical_contact=None, email_domains=None, mail_server=None)

    assert rfi["technical_contact"] == {"first_name": None, "last_name": None, "email": None, "mobile": None}
    assert (rfi["email_domains"], rfi["mail_server"]) == ([], None)
    assert rfi["outbound_addresses"] == ANSWERS["outbound_addresses"]


@pytest.mark.usefixtures("asked")
def test_numbers_are_of_the_partner_s_country_and_names_are_kept_in_ascii() -> None:
    rfi = put(
        technical_contact={"mobile": "070-174 06 05"},
        email_domains=["Räksmörgås.SE", "xn--rksmrgs-5wao1o.se"],
        mail_server="other",
        outbound_addresses=["2001:DB8:0:0::1", " 192.0.2.7/32"],
    )

    assert rfi["technical_contact"]["mobile"] == "+46701740605"
    assert rfi["email_domains"] == ["xn--rksmrgs-5wao1o.se"]
    assert rfi["outbound_addresses"] == ["2001:db8::1", "192.0.2.7"]


@pytest.mark.usefixtures("asked")
def test_everything_that_is_wrong_is_named_at_once_and_nothing_is_saved() -> None:
    answer = put(
        422,
        technical_contact={"first_name": "Tove", "email": "tove", "mobile": "12"},
        mail_server="exchange_on_premises",
        outbound_addresses=["192.0.2.1", "192.0.2.1/28", "127.0.0.1"],
        smart_hosts=["mail.example", "not a host"],
        archive_solution="cellar",
        email_domains=["a_b.example"],
    )

    assert faults(answer) == {
        "technical_contact.email": "email",
        "technical_contact.mobile": "phone",
        "outbound_addresses.1": "network",
        "outbound_addresses.2": "address_unusable",
        "archive_solution": "enum",
        "smart_hosts.1": "domain_name",
        "email_domains.0": "domain_name",
    }
    assert call("GET", RFI)["version"] == 1


@pytest.mark.usefixtures("asked")
def test_what_nobody_asks_for_is_refused() -> None:
    assert faults(put(422, company={"name": "Mine"})) == {"company": "extra_forbidden"}
    assert faults(put(422, technical_contact={"fax": "1"})) == {"technical_contact.fax": "extra_forbidden"}


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("mail_server", ["microsoft_365", "google_workspace"])
def test_addresses_are_refused_where_the_mail_server_is_somebody_else_s(mail_server: str) -> None:
    addresses = {name: ANSWERS[name] for name in ("outbound_addresses", "inbound_addresses")}
    wrong = dict.fromkeys(addresses, "not_applicable")

    assert faults(put(422, mail_server=mail_server, **addresses)) == wrong
    put(mail_server=mail_server)
    assert faults(put(422, **addresses)) == wrong


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("security", ["none", "firewall"])
def test_smart_hosts_are_refused_without_a_gateway(security: str) -> None:
    answer = put(422, on_premise_security=security, smart_hosts=["mail.example"])

    assert faults(answer) == {"smart_hosts": "not_applicable"}


@pytest.mark.usefixtures("asked")
def test_earlier_answers_that_a_new_choice_no_longer_asks_for_go() -> None:
    put(**ANSWERS)

    rfi = put(**HOSTED)

    assert (rfi["outbound_addresses"], rfi["inbound_addresses"], rfi["smart_hosts"]) == ([], [], [])


@pytest.mark.usefixtures("asked")
def test_a_stale_change_is_refused() -> None:
    put(version=1, mail_server="other")

    assert put(412, version=1, mail_server="microsoft_365")["code"] == "stale_version"
    assert submit(status=412, headers={"if-match": '"1"'})["code"] == "stale_version"
    assert put(version=2, mail_server="microsoft_365")["version"] == 3


@pytest.mark.usefixtures("asked")
def test_submitting_an_empty_one_names_all_that_is_required() -> None:
    required = {
        *(f"{contact}.{name}" for contact in CONTACTS for name in ("first_name", "last_name", "email")),
        "technical_contact.mobile",
        "emergency_contact.mobile",
        "partner_administrator_email",
        "mail_server",
        "archive_solution",
        "on_premise_security",
        "email_domains",
    }

    assert faults(submit(status=422)) == dict.fromkeys(required, "missing")
    assert faults(submit({"mail_server": "other", "on_premise_security": "gateway"}, 422)) == dict.fromkeys(
        required - {"mail_server", "on_premise_security"} | {"outbound_addresses", "inbound_addresses", "smart_hosts"},
        "missing",
    )


@pytest.mark.usefixtures("asked")
def test_what_is_wrong_is_not_missing_as_well() -> None:
    put(**ANSWERS)

    answer = submit({"technical_contact": {"email": "x"}, "outbound_addresses": ["x"], "email_domains": []}, 422)

    assert faults(answer) == {
        "technical_contact.email": "email",
        "outbound_addresses.0": "address",
        "email_domains": "missing",
    }


@pytest.mark.usefixtures("asked")
def test_submitting_completes_the_order_s_rfi(table: DynamoTable) -> None:
    put(**ANSWERS)
    orders = wiring.orders(TENANT)
    assert [one.id for one in orders.underway(limit=10, after=None).items] == [ORDER_ID]

    with counted(wiring._table()._client) as requests:
        rfi = submit()

    assert requests == {"BatchGetItem": 1, "TransactWriteItems": 1}
    assert (rfi["status"], rfi["submitted_by"]) == ("complete", "Sam Seller")
    assert {name: rfi[name] for name in ANSWERS} == ANSWERS
    order = orders.get(ORDER_ID)
    assert (order.status, order.rfi_status) == (OrderStatus.EXECUTED, RfiStatus.COMPLETE)
    assert orders.underway(limit=10, after=None).items == ()
    assert stored().due_at is None


@pytest.mark.usefixtures("asked")
def test_one_body_can_be_submitted_whole() -> None:
    body = {name: answer for name, answer in ANSWERS.items() if name not in {"outbound_addresses", "inbound_addresses"}}

    rfi = submit({**body, "mail_server": "google_workspace"})

    assert (rfi["status"], rfi["mail_server"], rfi["version"]) == ("complete", "google_workspace", 2)


@pytest.mark.usefixtures("asked")
def test_it_is_submitted_once() -> None:
    put(**ANSWERS)
    first = submit()

    assert submit(status=409)["code"] == "rfi_already_submitted"
    assert put(409, mail_server="other")["code"] == "rfi_already_submitted"
    assert put(409, version=1, mail_server="other")["code"] == "rfi_already_submitted"
    assert call("GET", RFI) == first


def test_a_draft_asks_for_nothing_yet() -> None:
    put_order()

    for method, path, body in (("GET", RFI, None), ("PUT", RFI, {}), ("POST", f"{RFI}/submit", None)):
        assert call(method, path, body, status=409)["code"] == "order_not_submitted"


def test_an_order_of_the_storefront_asks_for_nothing_at_all() -> None:
    put_order(placed_by=PlacedBy.END_CUSTOMER, status=OrderStatus.PENDING_RESELLER_APPROVAL)

    for method, path, body in (("GET", RFI, None), ("PUT", RFI, {}), ("POST", f"{RFI}/submit", None)):
        assert call(method, path, body, status=409)["code"] == "rfi_not_applicable"


def sweep() -> dict[str, int]:
    swept: dict[str, int] = handler.lambda_handler({"sweep": "rfis"}, Context())
    return swept


def reminders(table: DynamoTable) -> list[Message]:
    rows = table._client.scan(TableName=table._name)["Items"]
    found = [row["pk"]["S"].split("#")[2] for row in rows if row["pk"]["S"].startswith(f"OUTBOX#{PARTNER_ID}#")]
    messages = [wiring.outbox().get(PARTNER_ID, message_id) for message_id in sorted(found)]
    return [message for message in messages if message.kind is MessageKind.RFI_REMINDER]


@pytest.mark.usefixtures("asked")
def test_the_lead_is_reminded_three_times(clock: SteppingClock, table: DynamoTable) -> None:
    assert sweep() == {"reminded": 0, "put_off": 0, "failed": 0}
    for count in (1, 2, 3):
        clock.at += timedelta(days=5)
        assert sweep()["reminded"] == 1
        assert sweep()["reminded"] == 0
        assert len(reminders(table)) == count
    clock.at += timedelta(days=365)

    assert sweep() == {"reminded": 0, "put_off": 0, "failed": 0}
    assert {(one.to_address, one.about) for one in reminders(table)} == {("anna.ek@bageri.example", ORDER_ID)}


@pytest.mark.usefixtures("asked")
def test_nobody_is_reminded_of_what_is_complete(clock: SteppingClock, table: DynamoTable) -> None:
    submit(ANSWERS)
    clock.at += timedelta(days=5)

    assert sweep() == {"reminded": 0, "put_off": 0, "failed": 0}
    assert reminders(table) == []


@pytest.mark.usefixtures("asked")
def test_without_a_lead_the_reminder_waits_for_the_next_one(clock: SteppingClock, table: DynamoTable) -> None:
    customers = DynamoCustomers(table, TENANT, clock)
    before = customers.get(CUSTOMER_ID)
    nobody = tuple(replace(contact, roles=()) for contact in before.contacts)
    without = replace(before, contacts=nobody, version=before.version + 1)
    customers.save(without, before)
    clock.at += timedelta(days=5)
    assert sweep() == {"reminded": 0, "put_off": 1, "failed": 0}
    assert sweep() == {"reminded": 0, "put_off": 0, "failed": 0}

    customers.save(without.with_contact(a_contact()), without)
    clock.at += timedelta(days=5)

    assert sweep()["reminded"] == 1
    assert len(reminders(table)) == 1
