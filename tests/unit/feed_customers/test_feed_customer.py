"""What a call of the distributor's feed does to an account."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.feed_customers.carry_over import carry_over
from functions.feed_customers.feed_customer import FeedCustomer, feed_customer
from shared.domain.customer import Customer, CustomerStatus, DomainTaken
from shared.domain.distributor_record import DistributorRecord, SubscriptionStatus
from shared.domain.errors import Invalid, NotFound, Stale
from shared.domain.money import Money
from tests.support.builders import (
    a_customer,
    a_distributor_record,
    a_partner,
    a_subscription,
    an_asset,
)
from tests.support.clock import SteppingClock
from tests.support.fakes.customers import FakeCustomers
from tests.support.fakes.distributor_records import FakeDistributorRecords

BAKERY: dict[str, Any] = {"name": "Bageriet AB", "email": "info@bageri.example"}
CANCELED = SubscriptionStatus.CANCELED


class Feed:
    """A partner's accounts, as the distributor's calls reach them."""

    def __init__(self, *customers: Customer) -> None:
        self.customers = FakeCustomers(*customers, partner=a_partner())
        self.records = FakeDistributorRecords(self.customers)
        self._clock = SteppingClock()

    def tell(
        self, external_id: str = "D-1", expected_version: int | None = None, **told: Any
    ) -> tuple[Customer, DistributorRecord]:
        command = FeedCustomer(external_id=external_id, expected_version=expected_version, told=BAKERY | told)
        number = len(self.customers.customers)
        return feed_customer(
            command, records=self.records, now=self._clock, random_bytes=lambda count: bytes([number]) * count
        )

    def partner_edits(self, customer: Customer, **changes: Any) -> Customer:
        edited = replace(customer, version=customer.version + 1, **changes)
        self.customers.save(edited, customer)
        return edited


@pytest.fixture
def feed() -> Feed:
    return Feed()


def faults(refusal: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str]]:
    return [(error.field, error.code) for error in refusal.value.errors]


# --- Making ---------------------------------------------------------------------------------------------------------


def test_an_unknown_account_is_made_of_name_and_email(feed: Feed) -> None:
    customer, record = feed.tell()

    assert customer.external_id == record.external_id == "D-1"
    assert (customer.name, customer.email, customer.domains) == (
        "Bageriet AB",
        "info@bageri.example",
        ("bageri.example",),
    )
    assert (customer.phone, customer.address, customer.city, customer.country, customer.postcode) == ("",) * 5
    assert customer.monthly_run_rate == Money(0, "SEK")
    assert (customer.status, customer.is_transacting, customer.version) == (CustomerStatus.PROSPECT, False, 1)


def test_a_public_mail_provider_gives_no_domain(feed: Feed) -> None:
    assert feed.tell(email="bageriet@gmail.com")[0].domains == ()


def test_all_that_is_told_is_in_the_account(feed: Feed) -> None:
    told: dict[str, Any] = {
        "phone": "+46 90 12 34 56",
        "address": "Storgatan 1",
        "city": "Umeå",
        "country": "US",
        "state": "NY",
        "postcode": "903 26",
        "domains": ("a.example", "b.example"),
    }

    customer, record = feed.tell(**told)

    assert {name: getattr(customer, name) for name in told} == told
    assert {name: getattr(record, name) for name in told} == told


# --- Finding --------------------------------------------------------------------------------------------------------


def test_an_account_is_matched_by_the_distributor_s_id_whatever_else_changed(feed: Feed) -> None:
    made, _ = feed.tell()

    changed, _ = feed.tell(name="Konditoriet AB", email="info@konditori.example")

    assert (changed.id, changed.name, changed.version) == (made.id, "Konditoriet AB", 2)


def test_an_account_of_the_partner_s_is_matched_by_domain() -> None:
    feed = Feed(a_customer())

    customer, _ = feed.tell(city="Luleå")

    assert customer == a_customer(name="Bageriet AB", city="Luleå", external_id="D-1", version=2)
    assert feed.tell(name="Bagarn AB", email="x@else.example")[0].id == a_customer().id


def test_domains_that_are_told_match_before_the_email_s() -> None:
    feed = Feed(a_customer())

    customer, _ = feed.tell(email="office@group.example", domains=("group.example", "bageri.example"))

    assert customer.id == a_customer().id
    assert customer.domains == ("bageri.example", "group.example")


def test_an_account_that_belongs_to_another_id_keeps_its_domain(feed: Feed) -> None:
    feed.tell("D-1")

    with pytest.raises(DomainTaken):
        feed.tell("D-2")
    assert len(feed.customers.customers) == 1


def test_domains_of_two_accounts_match_neither() -> None:
    other = a_customer(id="cus_01KAAAAAAACVST0MER00000199", domains=("other.example",))
    feed = Feed(a_customer(), other)

    with pytest.raises(DomainTaken):
        feed.tell(domains=("bageri.example", "other.example"))
    assert feed.records.saves == 0


def test_a_known_account_does_not_take_another_s_domain(feed: Feed) -> None:
    feed.tell("D-1")
    feed.tell("D-2", email="x@other.example")

    with pytest.raises(DomainTaken):
        feed.tell("D-2", email="x@other.example", domains=("other.example", "bageri.example"))


def test_an_unknown_partner_is_refused() -> None:
    feed = Feed()
    feed.customers.partner = None

    with pytest.raises(NotFound):
        feed.tell()


# --- Repeating ------------------------------------------------------------------------------------------------------


def test_the_same_call_again_writes_nothing(feed: Feed) -> None:
    told: dict[str, Any] = {"subscriptions": (a_subscription(),), "assets": (an_asset(),), "city": "Umeå"}
    first = feed.tell(**told)

    assert feed.tell(**told) == first
    assert feed.records.saves == 1


def test_the_order_of_a_list_says_nothing(feed: Feed) -> None:
    one, two = a_subscription(id="a"), a_subscription(id="b")
    first = feed.tell(subscriptions=(two, one))

    assert feed.tell(subscriptions=(one, two)) == first
    assert feed.records.saves == 1


def test_the_same_call_again_leaves_what_the_partner_edited(feed: Feed) -> None:
    customer, _ = feed.tell(city="Umeå")
    edited = feed.partner_edits(customer, city="Luleå", domains=("partner.example",))

    assert feed.tell(city="Umeå")[0] == edited


def test_what_the_distributor_changes_is_carried_over_beside_the_partner_s_edits(feed: Feed) -> None:
    customer, _ = feed.tell(city="Umeå", phone="0901 2345")
    feed.partner_edits(customer, city="Luleå")

    changed, _ = feed.tell(city="Umeå", phone="0906 7890")

    assert (changed.city, changed.phone, changed.version) == ("Luleå", "0906 7890", 3)


def test_what_is_not_told_stays(feed: Feed) -> None:
    feed.tell(city="Umeå", subscriptions=(a_subscription(),), assets=(an_asset(),))

    customer, record = feed.tell(phone="0906 7890")

    assert (customer.city, customer.phone) == ("Umeå", "0906 7890")
    assert (record.subscriptions, record.assets) == ((a_subscription(),), (an_asset(),))


def test_a_state_does_not_outlive_its_country(feed: Feed) -> None:
    feed.tell(country="US", state="NY")

    assert feed.tell(country="US")[0].state == "NY"
    assert feed.tell(country="SE")[0].state is None


def test_a_stale_call_is_refused(feed: Feed) -> None:
    feed.tell()
    feed.tell(city="Umeå")

    with pytest.raises(Stale, match="now 2"):
        feed.tell(city="Luleå", expected_version=1)


# --- Domains --------------------------------------------------------------------------------------------------------


def test_a_domain_that_the_distributor_drops_goes_and_one_of_the_partner_s_stays(feed: Feed) -> None:
    customer, _ = feed.tell(domains=("a.example", "b.example"))
    feed.partner_edits(customer, domains=("a.example", "b.example", "partner.example"))

    changed, _ = feed.tell(domains=("b.example", "c.example"))

    assert changed.domains == ("b.example", "partner.example", "c.example")


def test_too_many_domains_in_all_are_refused(feed: Feed) -> None:
    customer, _ = feed.tell(domains=("a.example",))
    feed.partner_edits(customer, domains=("a.example", *(f"p{number}.example" for number in range(19))))

    with pytest.raises(Invalid) as refusal:
        feed.tell(domains=("a.example", "b.example"))
    assert faults(refusal) == [("domains", "too_long")]


DOMAINS = st.lists(st.sampled_from([f"{letter}.example" for letter in "abcdef"]), unique=True).map(tuple)


@given(account=DOMAINS, former=DOMAINS, now=DOMAINS)
def test_domains_follow_what_changed_and_nothing_else(
    account: tuple[str, ...], former: tuple[str, ...], now: tuple[str, ...]
) -> None:
    carried = carry_over(
        a_distributor_record(domains=now),
        a_distributor_record(domains=former),
        into=a_customer(domains=account),
        currency="SEK",
    ).domains

    assert len(carried) == len(set(carried))
    for domain in {*account, *former, *now}:
        dropped, added = domain in former and domain not in now, domain in now and domain not in former
        assert (domain in carried) == ((domain in account and not dropped) or added)


# --- Subscriptions and assets ---------------------------------------------------------------------------------------


def test_the_monthly_run_rate_is_the_sum_of_the_active_subscriptions(feed: Feed) -> None:
    active = [a_subscription(id=str(number), monthly_amount=Money(number * 100, "SEK")) for number in (1, 2, 3)]
    canceled = a_subscription(id="4", status=CANCELED, monthly_amount=Money(9900, "SEK"))

    customer, _ = feed.tell(subscriptions=(*active, canceled))

    assert customer.monthly_run_rate == Money(600, "SEK")
    assert (customer.is_transacting, customer.status) == (True, CustomerStatus.CUSTOMER)
    assert customer.row.monthly_run_rate == Money(600, "SEK")
    assert customer.row.is_transacting


def test_an_active_asset_is_transacting_without_a_run_rate(feed: Feed) -> None:
    customer, _ = feed.tell(assets=(an_asset(),))

    assert (customer.is_transacting, customer.monthly_run_rate) == (True, Money(0, "SEK"))


def test_who_lost_the_last_active_one_transacts_no_more_but_stays_a_customer(feed: Feed) -> None:
    feed.tell(subscriptions=(a_subscription(),), assets=(an_asset(),))

    customer, _ = feed.tell(subscriptions=(a_subscription(status=CANCELED),), assets=(an_asset(status="expired"),))

    assert (customer.is_transacting, customer.monthly_run_rate) == (False, Money(0, "SEK"))
    assert customer.status is CustomerStatus.CUSTOMER


def test_a_list_that_is_told_is_the_whole_list(feed: Feed) -> None:
    feed.tell(subscriptions=(a_subscription(id="a"), a_subscription(id="b")), assets=(an_asset(),))

    customer, record = feed.tell(subscriptions=(a_subscription(id="b"),), assets=())

    assert [one.id for one in record.subscriptions] == ["b"]
    assert record.assets == ()
    assert customer.monthly_run_rate == a_subscription().monthly_amount


def test_every_fault_of_the_lists_is_named(feed: Feed) -> None:
    euros = a_subscription(id="a", monthly_amount=Money(100, "EUR"))

    with pytest.raises(Invalid) as refusal:
        feed.tell(subscriptions=(a_subscription(id="a"), euros), assets=(an_asset(), an_asset()))
    assert faults(refusal) == [
        ("subscriptions.1.monthly_amount.currency", "currency_mismatch"),
        ("subscriptions.1.id", "repeated"),
        ("assets.1.id", "repeated"),
    ]
    assert feed.records.saves == 0


@pytest.mark.parametrize("external_id", ["", "-a", "a-", "a#b", "a b", "a/b", "å", "a" * 101])
def test_an_impossible_id_is_refused(feed: Feed, external_id: str) -> None:
    with pytest.raises(Invalid) as refusal:
        feed.tell(external_id)
    assert faults(refusal) == [("external_id", "external_id")]


@pytest.mark.parametrize("external_id", ["1", "D-1001", "urn:x:1", "a.b_c", "a" * 100])
def test_a_possible_id_is_taken(feed: Feed, external_id: str) -> None:
    assert feed.tell(external_id)[0].external_id == external_id
