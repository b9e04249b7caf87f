"""The portal's way into the distributor's workspace."""

from urllib.parse import parse_qs, urlsplit

import pytest

from functions.workspace_links import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.locale import Locale
from tests.support.account import create_workspace_key
from tests.support.builders import CUSTOMER_ID, NOON, TENANT, a_customer, a_partner, a_user
from tests.support.events import Context, page_event
from tests.support.portal import Visitor, put_user

WORKSPACE = "https://workspace.example/nordic"
PAGE = f"/portal/customers/{CUSTOMER_ID}/workspace"


@pytest.fixture(autouse=True)
def reseller(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    DynamoPartners(table, TENANT).put(a_partner(workspace_url=WORKSPACE), None)
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)
    create_workspace_key()
    monkeypatch.setattr(wiring, "now", lambda: NOON)


@pytest.fixture
def visitor(table: DynamoTable) -> Visitor:
    put_user(table, a_user())
    return Visitor.signed_in(table, a_user(), handler)


@pytest.mark.parametrize("target", ["services", "subscriptions", "assets"])
def test_a_quick_action_leads_straight_to_the_workspace(visitor: Visitor, target: str) -> None:
    answer = visitor.get(f"{PAGE}/{target}")

    assert answer["statusCode"] == 303
    address = urlsplit(answer["headers"]["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == WORKSPACE
    assert parse_qs(address.query).keys() == {"token"}
    assert answer["headers"]["Cache-Control"] == "no-store"
    assert answer["headers"]["Referrer-Policy"] == "same-origin"


def test_an_unknown_customer_and_an_unknown_target_lead_nowhere(visitor: Visitor) -> None:
    assert visitor.get(f"{PAGE}/payroll")["statusCode"] == 404
    assert visitor.get(f"{PAGE[:-11]}9/workspace/assets")["statusCode"] == 404


@pytest.mark.parametrize(("language", "words"), [(Locale.ENGLISH, "no workspace"), (Locale.SWEDISH, "ingen arbetsyta")])
def test_without_a_workspace_the_page_says_whom_to_ask(table: DynamoTable, language: Locale, words: str) -> None:
    previous = a_partner(workspace_url=WORKSPACE)
    DynamoPartners(table, TENANT).put(a_partner(workspace_url=None, version=2), previous)
    put_user(table, a_user(language=language))

    answer = Visitor.signed_in(table, a_user(language=language), handler).get(f"{PAGE}/assets")

    assert answer["statusCode"] == 409
    assert words in answer["body"]


def test_whoever_is_not_signed_in_is_asked_to() -> None:
    answer = handler.lambda_handler(page_event("GET", f"{PAGE}/assets"), Context())

    assert answer["statusCode"] == 303
    assert answer["headers"]["Location"].startswith("/portal/sign-in")
