"""The schedule and the sweep fill the queue (D3, F1)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.poll_status import poll_accounts as module
from functions.poll_status.poll_accounts import poll_accounts
from functions.poll_status.sweep_documents import sweep_documents
from shared.domain.partner import SigningProvider
from shared.domain.signing import ProviderUnavailable
from shared.domain.signing_account import SigningAccount
from shared.domain.tenant import Tenant
from tests.support.builders import NOON, TENANT
from tests.support.fakes.digital_documents import FakeDueAccounts, FakeDueDocuments, FakeSigningAccounts
from tests.support.fakes.signing_queue import FakeSigningQueue
from tests.unit.poll_status.world import GETACCEPT, MINUTE, World, document_id

WELL = SigningAccount(provider=GETACCEPT)
FAILED = WELL.failed(ProviderUnavailable("Down.", 600), now=NOON, jitter=0)


def tenants(count: int) -> list[Tenant]:
    return [Tenant(f"par_{number:03d}") for number in range(count)]


def some(count: int, account: SigningAccount = WELL) -> FakeDueAccounts:
    return FakeDueAccounts({tenant: FakeSigningAccounts(account) for tenant in tenants(count)})


def poll(
    accounts: FakeDueAccounts,
    queue: FakeSigningQueue,
    *,
    at: datetime = NOON,
    failed_only: bool = False,
    pages: int = 1000,
    after: dict[str, str] | None = None,
) -> int:
    """There is time for so many pages."""
    left = iter([True] * pages)
    return poll_accounts(
        range(2),
        accounts=accounts,
        queue=queue,
        now=lambda: at,
        failed_only=failed_only,
        is_time_left=lambda: next(left, False),
        after=after,
    )


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGE", 2)


def test_every_account_that_is_due_is_queued_once() -> None:
    queue = FakeSigningQueue()

    assert poll(some(5), queue) == 5
    assert [(tenant, provider) for tenant, provider, _ in queue.accounts] == [(one, GETACCEPT) for one in tenants(5)]
    assert queue.shards == []


def test_a_run_that_is_delivered_twice_wishes_the_same_and_a_later_one_another() -> None:
    queue = FakeSigningQueue()
    for at in (NOON, NOON + timedelta(milliseconds=900), NOON + timedelta(seconds=1)):
        poll(some(1), queue, at=at)

    first, repeated, later = (once for *_, once in queue.accounts)
    assert first == repeated != later


def test_an_account_in_its_pause_waits_and_comes_by_itself_afterwards() -> None:
    queue = FakeSigningQueue()

    assert poll(some(1, FAILED), queue, at=NOON + 9 * MINUTE) == 0
    assert poll(some(1), queue, failed_only=True) == 0
    assert poll(some(1, FAILED), queue, at=NOON + 10 * MINUTE, failed_only=True) == 1
    assert poll(some(1, replace(FAILED, is_watched=False)), queue, at=NOON + 10 * MINUTE) == 0


def test_what_cannot_be_queued_is_left_for_the_next_run() -> None:
    queue = FakeSigningQueue()
    queue.most = 1

    assert poll(some(5), queue) == 3
    queue.available = False
    assert poll(some(5), queue) == 0


def test_what_there_is_no_time_for_is_left_to_tasks_of_their_own() -> None:
    queue, accounts = FakeSigningQueue(), some(5)

    assert poll(accounts, queue, pages=2) == 4
    assert queue.shards == [(0, False, {"start": "4"}), (1, False, None)]
    (_, failed_only, after), _ = queue.shards
    assert poll(accounts, queue, failed_only=failed_only, after=after) == 1
    assert len({tenant for tenant, *_ in queue.accounts}) == 5


def test_where_not_even_that_can_be_queued_the_next_run_does_all() -> None:
    queue = FakeSigningQueue()
    queue.available = False

    assert poll(some(5), queue, pages=0) == 0


def test_the_sweep_finds_documents_that_wait_to_be_handed_over_and_signed_ones_to_be_kept() -> None:
    world = World()
    world.put_out(1, 2)
    world.happen("signed", 1)
    world.visit()
    world.send(3)
    queue = FakeSigningQueue()

    swept = sweep_documents(documents=FakeDueDocuments({TENANT: world.documents}), queue=queue, now=world.now)

    assert swept == 2
    assert [(tenant, provider, one) for tenant, provider, one, _ in queue.documents] == [
        (TENANT, SigningProvider.GETACCEPT, document_id(1)),
        (TENANT, SigningProvider.GETACCEPT, document_id(3)),
    ]


def test_a_document_that_cannot_be_queued_is_left_for_the_next_sweep() -> None:
    world = World()
    world.send(1)
    queue = FakeSigningQueue()
    queue.available = False

    assert sweep_documents(documents=FakeDueDocuments({TENANT: world.documents}), queue=queue, now=world.now) == 0
