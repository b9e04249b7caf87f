"""Customer accounts and contacts over the API, on the table of template.yaml."""

from dataclasses import replace
from typing import Any

import pytest

from functions.customers import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.partner import PaymentMethod
from shared.domain.tenant import Tenant
from tests.support.builders import CUSTOMER_ID, NOON, OTHER_PARTNER_ID, TENANT, a_customer, a_partner
from tests.support.clock import SteppingClock
from tests.support.counting import counted
from tests.support.events import MEMBER_CLAIMS, STRANGER_CLAIMS, Context, answer_of, api_event

ACME = {
    "name": "Acme AB",
    "email": "info@acme.example",
    "phone": "+46 90 12 34 56",
    "address": "Storgatan 1",
    "city": "Umeå",
    "country": "SE",
    "postcode": "903 26",
}
EVA = {"first_name": "Eva", "last_name": "Ny", "email": "eva@acme.example"}


@pytest.fixture(autouse=True)
def partners(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two partners, and time that goes on."""
    monkeypatch.setattr(wiring, "now", SteppingClock())
    DynamoPartners(table, TENANT).put(a_partner(), None)
    stranger = a_partner(id=OTHER_PARTNER_ID, tenant_name="stranger", currency="EUR")
    DynamoPartners(table, Tenant(OTHER_PARTNER_ID)).put(stranger, None)


def call(method: str, path: str, body: object = None, *, status: int, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def create(status: int = 201, **changes: Any) -> Any:
    return call("POST", "/v1/customers", ACME | changes, status=status)


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer["errors"]}


def test_a_created_account_is_answered_whole() -> None:
    created = create()

    assert created == ACME | {
        "id": created["id"],
        "state": None,
        "domains": ["acme.example"],
        "monthly_run_rate": {"amount": 0, "currency": "SEK"},
        "storefront_access": False,
        "status": "prospect",
        "active": True,
        "external_id": None,
        "order_approval": {"required": True, "forced": False},
        "version": 1,
    }
    assert created["id"].startswith("cus_")
    assert call("GET", f"/v1/customers/{created['id']}", status=200) == created


def test_a_fed_account_shows_the_distributor_s_own_id(table: DynamoTable) -> None:
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(external_id="D-1001"), None)

    assert call("GET", f"/v1/customers/{CUSTOMER_ID}", status=200)["external_id"] == "D-1001"


def test_members_do_the_daily_work() -> None:
    assert call("POST", "/v1/customers", ACME, status=201, claims=MEMBER_CLAIMS)["name"] == "Acme AB"


def test_every_missing_field_is_named_at_once() -> None:
    answer = call("POST", "/v1/customers", {"country": "US"}, status=422)

    assert faults(answer) == dict.fromkeys(
        ["name", "email", "phone", "address", "city", "state", "postcode"], "missing"
    )
    assert answer["code"] == "invalid"


def test_every_wrong_field_is_named_at_once() -> None:
    answer = create(422, email="info", phone="x" * 9, country="UK", domains=["ok.example", "no"], colour="red")

    assert faults(answer) == {
        "email": "email",
        "phone": "phone",
        "country": "country",
        "domains.1": "domain_name",
        "colour": "extra_forbidden",
    }


@pytest.mark.parametrize("country", ["US", "CA", "AU"])
def test_a_country_with_states_needs_one(country: str) -> None:
    assert faults(create(422, country=country)) == {"state": "missing"}
    assert create(country=country, state="QLD")["state"] == "QLD"


def test_a_mailbox_that_anybody_can_have_gives_no_domain() -> None:
    created = create(email="acme.ab@gmail.com")

    assert created["domains"] == []
    assert create(name="Another", email="another@gmail.com")["domains"] == []


def test_a_domain_used_twice_is_refused_but_not_across_partners() -> None:
    create()

    assert create(409, name="Acme 2")["code"] == "domain_taken"
    assert create(409, name="Acme 2", email="x@other.example", domains=["ACME.example"])["code"] == "domain_taken"
    other = call("POST", "/v1/customers", ACME, status=201, claims=STRANGER_CLAIMS)
    assert other["monthly_run_rate"]["currency"] == "EUR"


def test_a_repeated_request_gives_the_first_answer_again() -> None:
    headers = {"idempotency-key": "0123456789"}
    first = call("POST", "/v1/customers", ACME, status=201, headers=headers)

    assert call("POST", "/v1/customers", ACME, status=201, headers=headers) == first
    reused = call("POST", "/v1/customers", ACME | {"name": "Other"}, status=422, headers=headers)
    assert reused["code"] == "idempotency_key_reused"
    assert len(call("GET", "/v1/customers", status=200)["items"]) == 1


def test_the_list_shows_the_grid() -> None:
    created = create()

    listed = call("GET", "/v1/customers", status=200)

    names = ("id", "name", "phone", "city", "email", "monthly_run_rate", "storefront_access", "status", "active")
    assert listed == {"items": [{name: created[name] for name in (*names, "version")}], "next_cursor": None}


def test_the_list_is_paged_by_name_in_one_query_a_page() -> None:
    for number, name in enumerate(["Zeta", "Östra", "acme", "Beta", "Ängel"]):
        create(name=name, email=f"info@c{number}.example")

    first = call("GET", "/v1/customers", status=200, query={"limit": "3"})
    with counted(wiring._table()._client) as counts:
        second = call("GET", "/v1/customers", status=200, query={"limit": "3", "cursor": first["next_cursor"]})

    assert [row["name"] for row in first["items"] + second["items"]] == ["acme", "Ängel", "Beta", "Östra", "Zeta"]
    assert (second["next_cursor"], counts) == (None, {"Query": 1})


@pytest.mark.parametrize(("status", "count"), [("prospect", 1), ("customer", 0)])
def test_the_list_can_be_of_a_status(status: str, count: int) -> None:
    create()

    assert len(call("GET", "/v1/customers", status=200, query={"status": status})["items"]) == count


def test_a_cursor_is_good_for_its_own_list_alone() -> None:
    for number in range(3):
        create(name=f"C{number}", email=f"info@c{number}.example")
    cursor = call("GET", "/v1/customers", status=200, query={"limit": "1"})["next_cursor"]

    def refused(**more: Any) -> str:
        code: str = call("GET", "/v1/customers", status=400, **more)["code"]
        return code

    assert refused(query={"cursor": cursor, "status": "prospect"}) == "invalid_cursor"
    assert refused(query={"cursor": cursor}, claims=STRANGER_CLAIMS) == "invalid_cursor"
    assert refused(query={"cursor": cursor[:-8] + "AAAAAAAA"}) == "invalid_cursor"


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "101"}, {"status": "lost"}, {"colour": "red"}])
def test_a_query_that_we_do_not_know_is_refused(query: dict[str, str]) -> None:
    assert list(faults(call("GET", "/v1/customers", status=422, query=query))) == list(query)


def test_a_change_keeps_what_was_not_sent() -> None:
    created = create()

    changed = call("PATCH", f"/v1/customers/{created['id']}", {"city": "Luleå", "state": "BD"}, status=200)

    assert changed == created | {"city": "Luleå", "state": "BD", "version": 2}
    assert call("GET", "/v1/customers", status=200)["items"][0]["city"] == "Luleå"


def test_a_stale_edit_is_refused() -> None:
    path = f"/v1/customers/{create()['id']}"
    call("PATCH", path, {"city": "Luleå"}, status=200, headers={"if-match": '"1"'})

    refused = call("PATCH", path, {"city": "Kiruna"}, status=412, headers={"if-match": '"1"'})

    assert refused["code"] == "stale_version"
    assert call("GET", path, status=200)["city"] == "Luleå"


@pytest.mark.parametrize("body", [{"name": None}, {"domains": None}, {"country": None}, {"status": "customer"}])
def test_what_must_be_there_cannot_be_taken_away(body: dict[str, Any]) -> None:
    path = f"/v1/customers/{create()['id']}"

    assert list(faults(call("PATCH", path, body, status=422))) == list(body)


def test_a_changed_domain_frees_the_old_one() -> None:
    path = f"/v1/customers/{create()['id']}"

    call("PATCH", path, {"domains": ["acme.test", "ACME.test"]}, status=200)

    assert call("GET", path, status=200)["domains"] == ["acme.test"]
    assert create(name="Another")["domains"] == ["acme.example"]
    assert call("PATCH", path, {"domains": ["acme.example"]}, status=409)["code"] == "domain_taken"


def test_paying_by_credit_card_forces_order_approval(table: DynamoTable) -> None:
    path = f"/v1/customers/{create()['id']}"
    by_card = a_partner(payment_method=PaymentMethod.CREDIT_CARD, version=2)
    DynamoPartners(table, TENANT).put(by_card, a_partner())

    assert call("GET", path, status=200)["order_approval"] == {"required": True, "forced": True}


def test_a_record_is_one_read() -> None:
    path = f"/v1/customers/{create()['id']}"

    with counted(wiring._table()._client) as counts:
        call("GET", path, status=200)

    assert counts == {"BatchGetItem": 1}


def test_contacts_are_added_listed_and_changed() -> None:
    path = f"/v1/customers/{create()['id']}/contacts"

    eva = call("POST", path, EVA | {"roles": ["implementation_lead"], "language": "sv"}, status=201)
    olle = call("POST", path, EVA | {"first_name": "Olle", "email": "olle@mail.example"}, status=201)

    assert eva == EVA | {
        "id": eva["id"],
        "phone": None,
        "job_title": None,
        "language": "sv",
        "roles": ["implementation_lead"],
        "in_domain": True,
        "version": 1,
    }
    assert (olle["in_domain"], olle["language"]) == (False, None)
    assert call("GET", path, status=200) == {"items": [eva, olle], "next_cursor": None}
    moved = call("PATCH", f"{path}/{olle['id']}", {"email": "olle@acme.example"}, status=200)
    assert moved == olle | {"email": "olle@acme.example", "in_domain": True, "version": 2}


def test_contacts_are_paged() -> None:
    path = f"/v1/customers/{create()['id']}/contacts"
    for number in range(3):
        call("POST", path, EVA | {"email": f"eva{number}@acme.example"}, status=201)

    first = call("GET", path, status=200, query={"limit": "2"})
    second = call("GET", path, status=200, query={"limit": "2", "cursor": first["next_cursor"]})

    emails = [contact["email"] for contact in first["items"] + second["items"]]
    assert emails == [f"eva{number}@acme.example" for number in range(3)]
    assert second["next_cursor"] is None


def test_every_fault_of_a_contact_is_named_at_once() -> None:
    path = f"/v1/customers/{create()['id']}/contacts"

    answer = call("POST", path, {"email": "eva@", "language": "de", "roles": ["Lead!"], "phone": "1"}, status=422)

    assert set(faults(answer)) == {"first_name", "last_name", "email", "language", "roles.0", "phone"}


def test_a_repeated_contact_is_added_once() -> None:
    path, headers = f"/v1/customers/{create()['id']}/contacts", {"idempotency-key": "0123456789"}
    first = call("POST", path, EVA, status=201, headers=headers)

    assert call("POST", path, EVA, status=201, headers=headers) == first
    assert faults(call("POST", path, EVA, status=422)) == {"email": "email_taken"}
    assert call("GET", path, status=200)["items"] == [first]


def test_a_contacts_change_makes_the_accounts_version_stale_but_not_the_other_contacts() -> None:
    record = f"/v1/customers/{create()['id']}"
    eva = call("POST", f"{record}/contacts", EVA, status=201)
    call("POST", f"{record}/contacts", EVA | {"email": "per@acme.example"}, status=201)

    call("PATCH", f"{record}/contacts/{eva['id']}", {"job_title": "CFO"}, status=200, headers={"if-match": '"1"'})

    call("PATCH", record, {"city": "Luleå"}, status=412, headers={"if-match": '"1"'})
    version = call("GET", record, status=200)["version"]
    assert call("GET", "/v1/customers", status=200)["items"][0]["version"] == version


@pytest.mark.parametrize(
    ("method", "suffix", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", {"city": "Luleå"}),
        ("GET", "/contacts", None),
        ("POST", "/contacts", EVA),
        ("PATCH", "/contacts/con_01KAAAAAAECVST0MER00000001", {"job_title": "CEO"}),
    ],
)
def test_somebody_elses_account_is_answered_as_an_unknown_one(method: str, suffix: str, body: Any) -> None:
    own = create()["id"]

    foreign = call(method, f"/v1/customers/{own}{suffix}", body, status=404, claims=STRANGER_CLAIMS)
    unknown = call(method, f"/v1/customers/{CUSTOMER_ID}{suffix}", body, status=404)

    assert foreign == unknown


# --- Search (B3) ------------------------------------------------------------------------------------------------


def found(*, status: int = 200, **query: str) -> Any:
    return call("GET", "/v1/customers", status=status, query=query)


def names_of(answer: Any) -> list[str]:
    return [row["name"] for row in answer["items"]]


def test_accounts_are_found_by_beginnings_of_words() -> None:
    create(name="Bageriet på Hörnet AB", email="info@bageri.example")
    create(name="Acme AB")

    assert names_of(found(q="HORN")) == names_of(found(q="bageri info")) == ["Bageriet på Hörnet AB"]
    for everything in ("ume", "", "--", "4690"):
        assert names_of(found(q=everything)) == ["Acme AB", "Bageriet på Hörnet AB"]
    assert names_of(found(q="eriet")) == names_of(found(q="acme bageri")) == []


def test_a_search_is_paged_by_cursors_of_its_own() -> None:
    for number in range(5):
        create(name=f"Acme {number}", email=f"info@acme{number}.example")

    first = found(q="acme", limit="3")
    second = found(q="acme", limit="3", cursor=first["next_cursor"])

    assert sorted(names_of(first) + names_of(second)) == [f"Acme {number}" for number in range(5)]
    assert second["next_cursor"] is None
    assert found(status=400, q="acm", limit="3", cursor=first["next_cursor"])["code"] == "invalid_cursor"
    assert found(status=400, limit="3", cursor=first["next_cursor"])["code"] == "invalid_cursor"


def test_a_search_of_a_stranger_finds_nothing_of_mine() -> None:
    create(name="Acme AB")

    assert call("GET", "/v1/customers", status=200, query={"q": "acme"}, claims=STRANGER_CLAIMS)["items"] == []


# --- Order approval (B7) ----------------------------------------------------------------------------------------


def pays_by(table: DynamoTable, method: PaymentMethod) -> None:
    partners = DynamoPartners(table, TENANT)
    previous = partners.get()
    partners.put(replace(previous, payment_method=method, version=previous.version + 1), previous)


def test_order_approval_is_switched_on_the_version_that_was_read() -> None:
    created = create()
    path = f"/v1/customers/{created['id']}/order-approval"

    switched = call("PUT", path, {"required": False}, status=200, headers={"if-match": '"1"'})

    assert switched["order_approval"] == {"required": False, "forced": False}
    assert switched["version"] == 2
    assert call("PUT", path, {"required": True}, status=412, headers={"if-match": '"1"'})["code"] == "stale_version"
    assert call("PUT", path, {"required": False}, status=200) == switched
    assert call("GET", f"/v1/customers/{created['id']}", status=200) == switched


def test_a_credit_card_forces_order_approval_and_the_earlier_choice_returns(table: DynamoTable) -> None:
    created = create()
    path = f"/v1/customers/{created['id']}/order-approval"
    call("PUT", path, {"required": False}, status=200)

    pays_by(table, PaymentMethod.CREDIT_CARD)
    forced = call("GET", f"/v1/customers/{created['id']}", status=200)["order_approval"]
    refused = call("PUT", path, {"required": False}, status=409)
    pays_by(table, PaymentMethod.DEPOSIT)

    assert forced == {"required": True, "forced": True}
    assert refused["code"] == "order_approval_forced"
    again = call("GET", f"/v1/customers/{created['id']}", status=200)["order_approval"]
    assert again == {"required": False, "forced": False}


@pytest.mark.parametrize("body", [{}, {"required": "yes"}, {"required": None}])
def test_order_approval_is_a_yes_or_a_no(body: dict[str, Any]) -> None:
    assert call("PUT", f"/v1/customers/{create()['id']}/order-approval", body, status=422)["code"] == "invalid"
