"""What a day may bring: a provider that is down, or slow, tasks handed out twice, clocks that jump (D10)."""

from datetime import timedelta

import pytest

from shared.domain.digital_document import DocumentStatus
from shared.domain.signing import CredentialsRefused, ProviderUnavailable
from tests.support.builders import NOON
from tests.unit.poll_status.day import Day
from tests.unit.poll_status.world import DOWN, MINUTE, World, document_id

SENT, SIGNED, DRAFT = DocumentStatus.SENT, DocumentStatus.SIGNED, DocumentStatus.DRAFT
CALLS = ("send", "changes", "status", "cancel", "download")
A_DAY = timedelta(days=1)


def down(world: World, error: ProviderUnavailable = DOWN) -> None:
    for call in CALLS:
        world.provider.fail(call, error, times=float("inf"))


def out(*numbers: int) -> World:
    world = World()
    world.put_out(*numbers)
    return world


def everything_has_arrived(world: World) -> None:
    """As it is true at the provider, each once."""
    documents = world.documents.documents.values()
    assert len(world.provider.held) == len(documents)
    for document in documents:
        held = world.provider.of(document.id)
        assert document.status is held.status
        closings = [entry for entry in document.history if entry.status not in {DRAFT, SENT, DocumentStatus.VIEWED}]
        assert len(closings) == (document.status is SIGNED)
        assert (document.signed_file is not None) == (document.status is SIGNED)
        assert document.due_at is None
    signed = sum(document.status is SIGNED for document in documents)
    assert len(world.documents.messages) == 2 * signed


@pytest.mark.parametrize(
    "error",
    [DOWN, ProviderUnavailable("Too often.", 90), CredentialsRefused("It refuses the password.")],
    ids=["down", "asks-for-patience", "refuses"],
)
def test_a_provider_that_is_down_for_a_day_is_asked_ever_less_and_then_everything_arrives(
    error: ProviderUnavailable,
) -> None:
    world = out(1, 2, 3, 4, 5)
    day = Day(world)
    day.tick()
    checked_at = world.account.checked_at
    down(world, error)
    calls = world.provider.calls.total()
    for number in (6, 7):
        world.send(number)
    for number in (1, 2):
        world.happen("signed", number)

    day.pass_by(A_DAY)

    assert world.provider.calls.total() - calls <= 40
    assert {world.status(number) for number in range(1, 6)} == {SENT}
    account = world.account
    assert account.checked_at == checked_at
    assert account.last_error is not None
    assert (account.last_error.code, account.last_error.detail) == (error.code, str(error))
    assert account.last_error.at >= day.at - timedelta(minutes=70)

    world.provider.recover()
    day.pass_by(timedelta(minutes=75))
    everything_has_arrived(world)
    assert world.account.last_error is None
    assert world.provider.calls["download"] == 2


def test_one_slow_account_delays_none_of_a_hundred_others() -> None:
    slow = out(*range(1, 501))
    slow.provider.before_answer = lambda call: take(slow, 60)
    worlds = [out(1) for _ in range(100)]
    for world in worlds:
        world.provider.before_answer = lambda call, world=world: take(world, 1)  # type: ignore[misc]
        world.happen("signed")
    day = Day(slow, *worlds)

    day.tick()

    for world in worlds:
        assert world.status() is SIGNED
        assert world.account.checked_at is not None
        assert world.account.checked_at - NOON <= timedelta(seconds=20)
    assert slow.account.checked_at is None
    assert slow.account.retry_at is not None
    assert slow.account.retry_at - NOON >= timedelta(seconds=95)


def take(world: World, seconds: int) -> None:
    world.at += timedelta(seconds=seconds)


def test_a_slow_account_is_read_to_its_end_by_the_next_visits() -> None:
    slow = out(*range(1, 501))
    slow.provider.before_answer = lambda call: take(slow, 60)
    slow.happen("viewed", 500)
    day = Day(slow)

    day.tick()
    assert (slow.status(500), slow.account.checked_at) == (SENT, None)
    day.pass_by(25 * MINUTE)

    assert slow.status(500) is DocumentStatus.VIEWED
    assert slow.account.checked_at is not None


@pytest.mark.parametrize("times", [1, 2, 3])
def test_tasks_that_are_handed_out_again_do_no_more(times: int) -> None:
    world = World()
    for number in range(1, 4):
        world.send(number)
    day = Day(world, times=times)
    day.tick()
    world.happen("viewed", 1)
    day.pass_by(30 * MINUTE)
    world.happen("signed", 1)
    world.happen("signed", 2)

    day.pass_by(60 * MINUTE)

    everything_has_arrived(world)
    assert [entry.status for entry in world.document(1).history] == [DRAFT, SENT, DocumentStatus.VIEWED, SIGNED]


@pytest.mark.parametrize("call", CALLS)
def test_a_lost_answer_does_nothing_twice(call: str) -> None:
    world = World()
    for number in range(1, 4):
        world.send(number)
    world.provider.fail(call, DOWN, times=2, after_doing=True)
    day = Day(world)
    day.pass_by(30 * MINUTE)
    world.happen("signed", 2)
    day.pass_by(40 * MINUTE)
    if call in {"cancel", "status"}:
        with pytest.raises(ProviderUnavailable):
            world.cancel(3)
        with pytest.raises(ProviderUnavailable):
            world.cancel(3)
        assert world.cancel(3).document.status is DocumentStatus.CANCELED
    day.pass_by(60 * MINUTE)

    assert world.provider.faults_left == 0
    assert len(world.provider.held) == 3
    assert world.status(2) is SIGNED
    assert len(world.notices(2)) == 2
    assert world.provider.of(document_id(3)).status is world.status(3)


@pytest.mark.parametrize(
    "jumps",
    [(-timedelta(hours=1),), (A_DAY,), (A_DAY, -A_DAY), (-timedelta(hours=1), A_DAY)],
    ids=["back-an-hour", "on-a-day", "on-and-back", "back-and-on"],
)
@pytest.mark.parametrize("fails", [False, True], ids=["well", "while-the-provider-fails"])
def test_clocks_that_jump_lose_nothing_and_do_nothing_twice(jumps: tuple[timedelta, ...], fails: bool) -> None:
    world = out(1, 2, 3)
    day = Day(world)
    day.pass_by(30 * MINUTE)
    for number, jump in enumerate(jumps, 1):
        day.clock += jump
        if fails:
            down(world)
        world.happen("signed", number)
        day.pass_by(10 * MINUTE)
        world.provider.recover()
    if len(jumps) == 2:
        day.clock = timedelta(0)

    day.pass_by(2 * timedelta(hours=1))

    everything_has_arrived(world)
    assert [world.status(number) is SIGNED for number in (1, 2)] == [True, len(jumps) == 2]


def test_an_account_that_lies_idle_all_day_costs_nothing_after_a_while() -> None:
    world = out(1)
    world.happen("signed")
    day = Day(world)
    day.pass_by(timedelta(hours=2))
    calls, writes = world.provider.calls.total(), world.accounts.writes

    day.pass_by(A_DAY)

    assert (world.provider.calls.total(), world.accounts.writes) == (calls, writes)
    world.at = day.at
    world.put_out(2)
    world.happen("signed", 2)
    day.pass_by(35 * MINUTE)
    everything_has_arrived(world)
