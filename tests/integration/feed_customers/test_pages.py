"""What the distributor's records hold of a customer, on the pages of the portal."""

import re
from html import unescape
from typing import Any

import pytest

from functions.feed_customers import handler
from shared import wiring
from shared.adapters.dynamodb.customers import DynamoCustomers
from shared.adapters.dynamodb.distributor_records import DynamoDistributorRecords
from shared.adapters.dynamodb.partners import DynamoPartners
from shared.adapters.dynamodb.products import DynamoProducts
from shared.adapters.dynamodb.table import DynamoTable
from shared.domain.distributor_record import DistributorRecord, SubscriptionStatus
from shared.domain.locale import Locale
from shared.domain.money import Money
from tests.support.builders import (
    CUSTOMER_ID,
    NOON,
    TENANT,
    a_customer,
    a_distributor_record,
    a_partner,
    a_product,
    a_subscription,
    a_user,
    an_asset,
)
from tests.support.portal import Visitor, put_user

RECORD = f"/portal/customers/{CUSTOMER_ID}"


@pytest.fixture(autouse=True)
def partner(table: DynamoTable, monkeypatch: pytest.MonkeyPatch) -> None:
    DynamoPartners(table, TENANT).put(a_partner(), None)
    monkeypatch.setattr(wiring, "now", lambda: NOON)


@pytest.fixture
def visitor(table: DynamoTable) -> Visitor:
    put_user(table, a_user())
    return Visitor.signed_in(table, a_user(), handler)


def fed(table: DynamoTable, record: DistributorRecord) -> None:
    customer = a_customer(monthly_run_rate=record.monthly_run_rate("SEK"))
    customers = DynamoCustomers(table, TENANT, lambda: NOON)
    DynamoDistributorRecords(table, TENANT, customers).save(customer, record, None)


def seen(answer: dict[str, Any]) -> str:
    """The words of a page."""
    assert answer["statusCode"] == 200, answer["body"]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer["body"])))


def test_subscriptions_are_told_with_product_amount_and_state(table: DynamoTable, visitor: Visitor) -> None:
    DynamoProducts(table, TENANT).put(a_product(), None)
    canceled = a_subscription(
        id="sub-2", sku="OLD", status=SubscriptionStatus.CANCELED, monthly_amount=Money(100, "SEK")
    )
    fed(table, a_distributor_record(subscriptions=(a_subscription(), canceled)))

    words = seen(visitor.get(f"{RECORD}/subscriptions"))

    assert "Subscriptions of Bageriet på Hörnet AB" in words
    assert "Monthly run rate: 1,336.50 SEK" in words
    assert "Backup 100 GB BACKUP-100 Active 12 1,336.50 SEK" in words
    assert "OLD OLD Canceled 12 1.00 SEK" in words


def test_assets_are_told_with_the_distributor_s_own_word_where_we_have_none(
    table: DynamoTable, visitor: Visitor
) -> None:
    fed(table, a_distributor_record(assets=(an_asset(), an_asset(id="ast-2", name="<b>Room</b>", status="on_hold"))))

    answer = visitor.get(f"{RECORD}/assets")

    assert "Office licence Licence Active 5" in seen(answer)
    assert "<b>Room</b> Licence on_hold 5" in seen(answer)
    assert "<b>Room</b>" not in answer["body"]


@pytest.mark.parametrize("section", ["subscriptions", "assets"])
def test_the_record_takes_the_section_and_nothing_around_it(table: DynamoTable, visitor: Visitor, section: str) -> None:
    fed(table, a_distributor_record())

    answer = visitor.get(f"{RECORD}/{section}", hx_request="true")

    assert "<html" not in answer["body"]
    assert answer["body"].count(f'<section id="{section}"') == 1


@pytest.mark.parametrize("section", ["subscriptions", "assets"])
def test_an_account_that_was_never_fed_says_that_nothing_need_be_done(
    table: DynamoTable, visitor: Visitor, section: str
) -> None:
    DynamoCustomers(table, TENANT, lambda: NOON).add(a_customer(), None)

    assert "appear here by themselves" in seen(visitor.get(f"{RECORD}/{section}"))


def test_the_words_are_swedish_for_whoever_speaks_it(table: DynamoTable) -> None:
    fed(table, a_distributor_record())
    swede = a_user(language=Locale.SWEDISH)
    put_user(table, swede)
    visitor = Visitor.signed_in(table, swede, handler)

    assert "Månadsintäkt: 1 336,50 SEK" in seen(visitor.get(f"{RECORD}/subscriptions")).replace("\xa0", " ")
    assert "Office licence Licens Aktiv 5" in seen(visitor.get(f"{RECORD}/assets"))


def test_a_long_list_goes_on_over_the_page(table: DynamoTable, visitor: Visitor) -> None:
    many = tuple(an_asset(id=f"ast-{number:02d}", name=f"Asset {number}") for number in range(30))
    fed(table, a_distributor_record(assets=many))

    first = visitor.get(f"{RECORD}/assets")
    [cursor] = re.findall(r'href="[^"]*/assets\?cursor=([^"]+)"', first["body"])
    second = visitor.get(f"{RECORD}/assets", {"cursor": cursor})

    assert ("Asset 24 " in seen(first), "Asset 25 " in seen(first)) == (True, False)
    assert ("Asset 24 " in seen(second), "Asset 29 " in seen(second)) == (False, True)
    assert visitor.get(f"{RECORD}/subscriptions", {"cursor": cursor})["statusCode"] == 400


def test_another_s_customer_is_not_there(visitor: Visitor) -> None:
    assert visitor.get(f"{RECORD}/assets")["statusCode"] == 404
