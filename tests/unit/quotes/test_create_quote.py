"""Writing a quote: prices from the contract, every fault named."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.quotes.create_quote import CreateQuote, create_quote
from functions.quotes.price_lines import DraftLine
from shared.domain import ids
from shared.domain.errors import Invalid, NotFound
from shared.domain.money import Money
from shared.domain.once import AlreadyAnswered, Once
from shared.domain.product import Billing, Product
from shared.domain.quote import Quote, QuoteKind
from tests.support.builders import CUSTOMER_ID, NOON, QUOTE_ID, SELLER, a_customer, a_partner, a_product
from tests.support.clock import SteppingClock
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.products import FakeProducts
from tests.support.fakes.quotes import FakeQuotes


def a_draft(**changes: Any) -> DraftLine:
    draft = DraftLine(
        sku="BACKUP-100",
        description="Backup 100 GB",
        quantity=12,
        billing=Billing.MONTHLY,
        optional=False,
        unit_price=None,
    )
    return replace(draft, **changes)


def by_hand(**changes: Any) -> DraftLine:
    """A line of no product."""
    price = Money(7654_00, "SEK")
    return a_draft(sku=None, description="Work", quantity=1, billing=Billing.ONE_TIME, unit_price=price, **changes)


class Desk:
    """Where quotes are written: a customer, a contract."""

    def __init__(self, *products: Product, markup: str = "12.5") -> None:
        self.customers = FakeCustomers(a_customer(), partner=a_partner(markup_percent=Decimal(markup)))
        self.products = FakeProducts(*(products or (a_product(),)))
        self.quotes = FakeQuotes(customers=self.customers)
        self.clock = SteppingClock()

    def create(self, *lines: DraftLine, once: Once[Quote] | None = None, **changes: Any) -> Quote:
        command = CreateQuote(
            customer_id=CUSTOMER_ID,
            kind=QuoteKind.SOLUTION,
            title="Safe workplace",
            lines=lines,
            valid_until=NOON + timedelta(days=60),
            created_by=SELLER,
        )
        return create_quote(
            replace(command, **changes),
            quotes=self.quotes,
            customers=self.customers,
            products=self.products,
            now=self.clock,
            once=once,
        )

    def faults(self, *lines: DraftLine, **changes: Any) -> dict[str, str]:
        with pytest.raises(Invalid) as refused:
            self.create(*lines, **changes)
        assert self.quotes.saved == []
        return {error.field: error.code for error in refused.value.errors}


def test_a_product_is_quoted_at_its_selling_price() -> None:
    quote = Desk().create(a_draft())

    (line,) = quote.lines
    assert (line.unit_price, line.amount) == (Money(11138, "SEK"), Money(133656, "SEK"))
    assert (quote.currency, quote.revision, quote.version) == ("SEK", 1, 1)
    assert (quote.created_by, quote.created_at) == (SELLER.user_id, NOON + timedelta(milliseconds=1))


def test_a_price_that_is_given_holds() -> None:
    assert Desk().create(a_draft(unit_price=Money(100, "SEK"))).lines[0].unit_price == Money(100, "SEK")
    assert Desk().create(a_draft(unit_price=Money(0, "SEK"))).lines[0].unit_price == Money(0, "SEK")


@given(
    cost=st.integers(min_value=0, max_value=100_000_000_000),
    markup=st.decimals(min_value=0, max_value=1000, places=2),
    quantity=st.integers(min_value=1, max_value=1_000_000),
)
def test_selling_prices_are_rounded_half_up_per_unit(cost: int, markup: Decimal, quantity: int) -> None:
    product = a_product(cost=Money(cost, "SEK"))

    line = Desk(product, markup=str(markup)).create(a_draft(quantity=quantity)).lines[0]

    hundredths = int(markup * 100)
    assert line.unit_price.amount == (cost * (10_000 + hundredths) + 5_000) // 10_000
    assert line.amount.amount == line.unit_price.amount * quantity


def test_totals_leave_the_optional_lines_out() -> None:
    quote = Desk().create(a_draft(quantity=2), a_draft(quantity=1, optional=True), by_hand())

    assert quote.totals.monthly == Money(22276, "SEK")
    assert quote.totals.one_time == Money(765400, "SEK")
    assert quote.totals.first_payment == Money(787676, "SEK")


def test_lines_are_numbered() -> None:
    assert [line.id for line in Desk().create(a_draft(), by_hand(), a_draft()).lines] == ["1", "2", "3"]


def test_every_fault_is_named_at_once() -> None:
    desk = Desk(a_product(), a_product(sku="OLD", active=False), a_product(sku="EURO", cost=Money(1, "EUR")))

    faults = desk.faults(
        a_draft(sku="UNKNOWN"),
        a_draft(),
        a_draft(sku="OLD"),
        a_draft(sku="EURO"),
        a_draft(billing=Billing.ONE_TIME),
        a_draft(unit_price=Money(1, "EUR")),
        valid_until=NOON,
    )

    assert faults == {
        "lines.0.sku": "not_in_contract",
        "lines.2.sku": "not_in_contract",
        "lines.3.sku": "not_in_contract",
        "lines.4.billing": "billing_mismatch",
        "lines.5.unit_price.currency": "currency_mismatch",
        "valid_until": "not_in_future",
    }


def test_the_id_of_a_quote_leads_to_its_customer() -> None:
    desk = Desk()

    first, second = desk.create(by_hand()), desk.create(by_hand())

    assert first.id != second.id
    assert ids.tail(first.id) == ids.tail(second.id) == ids.tail(CUSTOMER_ID)


@pytest.mark.parametrize("customer_id", [CUSTOMER_ID[:-1] + "9", QUOTE_ID, "cus_1"])
def test_nobody_quotes_for_an_unknown_customer(customer_id: str) -> None:
    with pytest.raises(NotFound):
        Desk().create(by_hand(), customer_id=customer_id)


def test_a_repeated_request_creates_nothing_more() -> None:
    desk, once = Desk(), Once[Quote]("a-key", "a-fingerprint", lambda made: made.id)
    created = desk.create(by_hand(), once=once)

    with pytest.raises(AlreadyAnswered) as repeated:
        desk.create(by_hand(), once=once)

    assert repeated.value.answer == created.id
    assert desk.quotes.saved == [created]
