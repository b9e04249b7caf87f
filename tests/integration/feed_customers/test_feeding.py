"""A distributor feeds a whole stock of accounts as fast as the API lets it (`make bench` feeds ten thousand)."""

import pytest

from benchmarks.feed import Feed, accounts, requests_a_second
from shared import wiring
from shared.adapters.dynamodb import keys
from tests.support.memory_dynamodb import PARTITION_WRITES

NUMBER = 300


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Feed:
    feed = Feed()
    monkeypatch.setattr(wiring, "_table", lambda: feed.table)
    monkeypatch.setattr(wiring, "now", feed.now)
    return feed


def test_a_run_meets_no_throttling_and_the_same_run_again_writes_nothing(feed: Feed) -> None:
    told = list(accounts(NUMBER, seed=1))

    first = feed.run(told)
    again = feed.run(told)

    assert (first.accounts, first.refused, first.requests_for_each) == (NUMBER, 0, 2)
    assert first.is_met
    assert (again.refused, again.hottest, again.table, again.requests_for_each) == (0, 0, 0, 2)


def test_no_partition_is_asked_for_more_than_it_gives_however_many_accounts_there_are(feed: Feed) -> None:
    """Each call writes few rows to any one partition, and the API lets in so many calls a second."""
    before = dict(feed.client.write_units)
    for external_id, body in accounts(50, seed=2):
        feed.run([(external_id, body)])

    of_a_call = {at: units for at, units in feed.client.write_units.items() if at not in before}
    assert max(of_a_call.values()) * requests_a_second() <= PARTITION_WRITES


def test_a_hot_partition_would_be_noticed(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "domain_claim", lambda tenant, domain: ("PARTNER#hot", f"DOMAIN#{domain}"))
    told = list(accounts(150, seed=3))
    for _, body in told:
        body["domains"] = [f"{number}.{body['email'][5:]}" for number in range(8)]

    assert feed.run(told).refused > 0
