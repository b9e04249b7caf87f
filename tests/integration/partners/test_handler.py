"""Partners over the API, on the table of template.yaml."""

from typing import Any

import pytest

from functions.partners import handler
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.table import DynamoTable
from shared.adapters.dynamodb.users import DynamoUsers
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    OTHER_PARTNER_ID,
    PARTNER_ID,
    TENANT,
    a_customer,
    a_partner,
    a_product,
    a_shopper,
)
from tests.support.events import (
    DISTRIBUTOR_CLAIMS,
    MEMBER_CLAIMS,
    SELLER_CLAIMS,
    Context,
    answer_of,
    api_event,
)

NORDIC = {
    "name": "Nordic Resale AB",
    "tenant_name": "Nordic-Resale",
    "country": "SE",
    "currency": "SEK",
    "payment_method": "cash",
    "payment_token": False,
    "workspace_url": "https://workspace.example/nordic",
}
BACKUP = {
    "name": "Backup 100 GB",
    "billing": "monthly",
    "cost": {"amount": 9900, "currency": "SEK"},
    "provisioning": "automatic",
    "active": True,
}
PARTNER = f"/v1/distributor/partners/{PARTNER_ID}"
OTHER = f"/v1/distributor/partners/{OTHER_PARTNER_ID}"


@pytest.fixture(autouse=True)
def the_table(table: DynamoTable) -> DynamoTable:
    return table


@pytest.fixture
def partner(table: DynamoTable) -> None:
    DynamoPartners(table, TENANT).put(a_partner(), None)


def call(method: str, path: str, body: object = None, *, status: int, **more: Any) -> Any:
    response = handler.lambda_handler(api_event(method, path, body, **more), Context())
    assert response["statusCode"] == status, response["body"]
    return answer_of(response)


def distribute(method: str, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
    return call(method, path, body, status=status, claims=DISTRIBUTOR_CLAIMS, **more)


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer["errors"]}


def test_the_distributor_creates_a_partner_and_changes_it() -> None:
    created = distribute("PUT", PARTNER, NORDIC)

    assert created == NORDIC | {"id": PARTNER_ID, "tenant_name": "nordic-resale", "version": 1}
    assert distribute("PUT", PARTNER, NORDIC) == created
    changed = distribute("PUT", PARTNER, NORDIC | {"payment_method": "credit_card"})
    assert changed == created | {"payment_method": "credit_card", "version": 2}
    assert distribute("GET", PARTNER) == changed


def test_every_fault_of_a_partner_is_named_at_once() -> None:
    answer = distribute(
        "PUT",
        PARTNER,
        {"name": "", "tenant_name": "a.b", "country": "SE", "currency": "KR", "workspace_url": "http://w.example"},
        status=422,
    )

    assert set(faults(answer)) == {"name", "tenant_name", "currency", "payment_method", "workspace_url"}


@pytest.mark.parametrize("name", ["-a", "a-", "a b", "å", "", "a" * 64, "a_b", "a."])
def test_a_tenant_name_is_a_dns_label(name: str) -> None:
    assert list(faults(distribute("PUT", PARTNER, NORDIC | {"tenant_name": name}, status=422))) == ["tenant_name"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://", "https://u:p@w.example", "https://w.example/a\nb", "x"]
)
def test_a_workspace_is_a_web_address(url: str) -> None:
    assert list(faults(distribute("PUT", PARTNER, NORDIC | {"workspace_url": url}, status=422))) == ["workspace_url"]


def test_a_tenant_name_is_one_partners_until_it_is_given_up() -> None:
    distribute("PUT", PARTNER, NORDIC)

    assert distribute("PUT", OTHER, NORDIC, status=409)["code"] == "tenant_name_taken"
    distribute("PUT", PARTNER, NORDIC | {"tenant_name": "renamed"})
    assert distribute("PUT", OTHER, NORDIC)["tenant_name"] == "nordic-resale"


def test_a_tenant_name_that_storefront_users_sign_in_with_stays(table: DynamoTable, partner: None) -> None:
    users = DynamoUsers(table, TENANT, lambda: NOON)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    call("PATCH", "/v1/partner", {"tenant_name": "renamed"}, status=200)
    users.save(a_shopper(), None, users.circle(CUSTOMER_ID))

    refused = call("PATCH", "/v1/partner", {"tenant_name": "other"}, status=409)

    assert refused["code"] == "tenant_name_in_use"
    assert distribute("PUT", PARTNER, NORDIC, status=409)["code"] == "tenant_name_in_use"
    assert distribute("PUT", PARTNER, NORDIC | {"tenant_name": "Renamed", "name": "N"})["tenant_name"] == "renamed"


def test_a_stale_put_is_refused() -> None:
    distribute("PUT", PARTNER, NORDIC)
    distribute("PUT", PARTNER, NORDIC | {"name": "Nordic"}, headers={"if-match": '"1"'})

    stale = distribute("PUT", PARTNER, NORDIC, status=412, headers={"if-match": '"1"'})

    assert stale["code"] == "stale_version"


def test_unknown_and_impossible_partners() -> None:
    assert distribute("GET", PARTNER, status=404)["code"] == "not_found"
    assert distribute("GET", "/v1/distributor/partners/nobody", status=404)["code"] == "not_found"
    assert distribute("PUT", f"{PARTNER}/products/A", BACKUP, status=404)["code"] == "not_found"
    assert faults(distribute("PUT", "/v1/distributor/partners/nobody", NORDIC, status=422)) == {"partner_id": "ulid"}


def test_partners_reach_no_route_of_the_distributor() -> None:
    for method, path, body in [
        ("PUT", PARTNER, NORDIC),
        ("GET", PARTNER, None),
        ("PUT", f"{PARTNER}/products/A", BACKUP),
    ]:
        assert call(method, path, body, status=403)["code"] == "forbidden"


def test_the_distributor_reaches_no_route_of_a_partner(partner: None) -> None:
    assert distribute("GET", "/v1/partner", status=403)["code"] == "forbidden"


def test_a_product_is_put_changed_and_taken_out(table: DynamoTable, partner: None) -> None:
    path = f"{PARTNER}/products/BACKUP-100"

    created = distribute("PUT", path, BACKUP)

    assert created == BACKUP | {"sku": "BACKUP-100", "version": 1}
    assert DynamoProducts(table, TENANT).find(frozenset({"BACKUP-100"})) == {"BACKUP-100": a_product()}
    taken_out = distribute("PUT", path, BACKUP | {"active": False}, headers={"if-match": '"1"'})
    assert taken_out == created | {"active": False, "version": 2}


def test_every_fault_of_a_product_is_named_at_once(partner: None) -> None:
    path = f"{PARTNER}/products/BACKUP-100"

    assert set(faults(distribute("PUT", path, {"cost": {"amount": 1.5}, "active": "yes"}, status=422))) == {
        "name",
        "billing",
        "cost.amount",
        "cost.currency",
        "provisioning",
        "active",
    }
    in_euro = BACKUP | {"cost": {"amount": 9900, "currency": "EUR"}}
    assert faults(distribute("PUT", path, in_euro, status=422)) == {"cost.currency": "currency_mismatch"}


def test_a_partner_sees_its_settings(partner: None) -> None:
    assert call("GET", "/v1/partner", status=200, claims=MEMBER_CLAIMS) == {
        "id": PARTNER_ID,
        "name": "Nordic Resale AB",
        "tenant_name": "nordic-resale",
        "country": "SE",
        "currency": "SEK",
        "locale": "en",
        "markup_percent": 12.5,
        "notification_email": None,
        "confirmation_validity_days": 30,
        "reminder_days": 5,
        "require_code": "when_not_addressee",
        "signing_provider": "builtin",
        "evidence_retention_years": 10,
        "logo": None,
        "payment_method": "cash",
        "payment_token": False,
        "order_approval_forced": False,
        "webhook_url": None,
        "version": 1,
    }


def test_an_admin_changes_every_setting(partner: None) -> None:
    settings = {
        "name": "Nordic",
        "tenant_name": "nordic",
        "country": "NO",
        "currency": "NOK",
        "locale": "sv",
        "markup_percent": 20.25,
        "notification_email": "sales@nordic.example",
        "confirmation_validity_days": 365,
        "reminder_days": 30,
        "require_code": "off",
        "signing_provider": "getaccept",
        "evidence_retention_years": 30,
    }

    changed = call("PATCH", "/v1/partner", settings, status=200, headers={"if-match": '"1"'})

    assert changed == call("GET", "/v1/partner", status=200)
    assert {name: changed[name] for name in settings} == settings
    cleared = call("PATCH", "/v1/partner", {"notification_email": None}, status=200)
    assert cleared == changed | {"notification_email": None, "version": 3}


def test_a_stale_edit_is_refused(partner: None) -> None:
    call("PATCH", "/v1/partner", {"name": "Nordic"}, status=200)

    assert (
        call("PATCH", "/v1/partner", {"name": "X"}, status=412, headers={"if-match": '"1"'})["code"] == "stale_version"
    )


def test_a_member_changes_nothing(partner: None) -> None:
    assert call("PATCH", "/v1/partner", {"name": "X"}, status=403, claims=MEMBER_CLAIMS)["code"] == "admin_only"


def test_the_name_of_another_tenant_is_refused(partner: None) -> None:
    distribute("PUT", OTHER, NORDIC | {"tenant_name": "taken"})

    assert call("PATCH", "/v1/partner", {"tenant_name": "TAKEN"}, status=409)["code"] == "tenant_name_taken"


@pytest.mark.parametrize(
    "body",
    [
        {"markup_percent": -1},
        {"markup_percent": 1000.01},
        {"markup_percent": 1.234},
        {"confirmation_validity_days": 0},
        {"confirmation_validity_days": 366},
        {"reminder_days": 0},
        {"reminder_days": 31},
        {"reminder_days": "5"},
        {"evidence_retention_years": 0},
        {"evidence_retention_years": 31},
        {"require_code": "sometimes"},
        {"locale": "de"},
        {"notification_email": "nobody"},
        {"payment_method": "cash"},
        {"payment_token": True},
        {"name": None},
    ],
)
def test_refuses_settings_out_of_bounds_and_those_of_the_distributor(partner: None, body: dict[str, Any]) -> None:
    assert list(faults(call("PATCH", "/v1/partner", body, status=422))) == list(body)


def test_a_user_of_a_partner_that_is_no_more_finds_nothing() -> None:
    assert call("GET", "/v1/partner", status=404, claims=SELLER_CLAIMS)["code"] == "not_found"
