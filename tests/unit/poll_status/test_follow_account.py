"""A visit to a provider's account: what has changed follows, what hasn't costs nothing (D3, D4, D10)."""

from datetime import timedelta

import pytest

from functions.poll_status import follow_account as module
from functions.poll_status.follow_account import Visit
from shared.domain.digital_document import DocumentStatus, Source
from shared.domain.errors import Unavailable
from shared.domain.signing import CredentialsRefused, ProviderUnavailable
from shared.domain.signing_account import LONGEST_BACK_OFF, QUIET
from tests.support.builders import NOON
from tests.unit.poll_status.world import DOWN, MINUTE, World, document_id

SENT, VIEWED, SIGNED, UNKNOWN = (
    DocumentStatus.SENT,
    DocumentStatus.VIEWED,
    DocumentStatus.SIGNED,
    DocumentStatus.UNKNOWN,
)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def world() -> World:
    """Three documents are out."""
    world = World()
    world.put_out(1, 2, 3)
    return world


def test_what_changed_follows_and_the_rest_stays(world: World) -> None:
    world.happen("viewed", 2)
    world.happen("signed", 3)

    visited = world.visit()

    assert (visited.visit, visited.out) == (Visit.READ, 3)
    assert [one.document.id for one in visited.followed] == [document_id(2), document_id(3)]
    assert [world.status(number) for number in (1, 2, 3)] == [SENT, VIEWED, SIGNED]
    entry = world.document(2).history[-1]
    assert (entry.status, entry.raw, entry.source) == (VIEWED, "viewed", Source.SCHEDULE)


@pytest.mark.parametrize("tells_all", [False, True])
def test_what_has_not_changed_is_neither_read_nor_written(world: World, tells_all: bool) -> None:
    world.provider.tells_all = tells_all
    reads, writes, of_account = world.documents.reads, world.documents.writes, world.accounts.writes

    for _ in range(3):
        assert world.visit().followed == ()

    assert (world.documents.reads, world.documents.writes) == (reads, writes)
    assert world.accounts.writes == of_account + 3


def test_when_all_were_last_checked_is_kept_once_for_all_of_them(world: World) -> None:
    world.at += HALF_AN_HOUR
    world.visit()

    assert world.account.checked_at == NOON + HALF_AN_HOUR
    assert world.documents.watched(document_id(1)).checked_at == NOON + HALF_AN_HOUR


def test_a_closing_is_told_of_once_to_each_who_must_know(world: World) -> None:
    world.happen("declined", 1, reason="Too dear")
    for _ in range(2):
        world.visit()

    assert world.document().reason == "Too dear"
    assert world.notices() == [
        "document_declined_notice to office@reseller.example",
        "document_declined_notice to sam@reseller.example",
    ]


def test_a_word_that_we_do_not_know_is_kept_and_told_of_once(world: World) -> None:
    world.happen("in orbit")

    first, second = world.visit(), world.visit()

    assert [one.is_unknown_word for one in first.followed] == [True]
    assert second.followed == ()
    document = world.document()
    assert (document.status, document.provider_status, document.known) == (UNKNOWN, "in orbit", SENT)


def test_after_an_unknown_word_any_that_is_not_behind_takes_its_place(world: World) -> None:
    world.happen("in orbit")
    world.visit()
    world.happen("sent")

    assert [one.document.status for one in world.visit().followed] == [SENT]


def test_what_the_provider_tells_of_others_is_none_of_our_business(world: World) -> None:
    world.happen("signed", 2)
    world.documents.documents.pop(document_id(2))

    assert world.visit().followed == ()


def test_before_anything_is_handed_over_nobody_is_asked_and_nothing_is_called_checked() -> None:
    world = World()
    world.send()
    before = world.account

    assert world.visit().visit is Visit.WAITING
    assert world.provider.calls == {}
    assert world.account == before


def test_an_account_with_nothing_out_is_not_asked_and_after_a_while_not_even_visited(world: World) -> None:
    for number in (1, 2, 3):
        world.happen("declined", number)
    world.visit()
    calls = world.provider.calls["changes"]

    assert world.visit().visit is Visit.RESTED
    assert world.account.is_watched
    world.at += QUIET
    world.visit()
    assert not world.account.is_watched
    assert world.provider.calls["changes"] == calls
    world.send(4)
    assert (world.account.is_watched, world.account.quiet_since) == (True, None)


def test_who_sends_while_the_account_goes_to_rest_is_followed(world: World) -> None:
    """It was read that nothing is out; before that is noted, something is."""
    for number in (1, 2, 3):
        world.happen("declined", number)
    world.visit()
    world.visit()
    world.at += QUIET

    def send_meanwhile() -> None:
        world.accounts.before_write = lambda: None
        world.send(4)

    world.accounts.before_write = send_meanwhile
    world.visit()

    assert world.account.is_watched


def test_a_provider_that_fails_leaves_the_statuses_and_is_left_alone_for_a_while(world: World) -> None:
    world.visit()
    world.at += HALF_AN_HOUR
    world.provider.fail("changes", DOWN)

    visited = world.visit()

    assert (visited.visit, visited.error) == (Visit.FAILED, DOWN)
    assert world.status() is SENT
    account = world.account
    assert (account.failures, account.retry_at, account.checked_at) == (1, world.at + MINUTE, NOON)
    assert account.last_error is not None
    assert (account.last_error.code, account.last_error.detail) == ("provider_unavailable", str(DOWN))
    assert world.visit().visit is Visit.PAUSED
    world.at += MINUTE
    assert world.visit().visit is Visit.READ
    assert (world.account.failures, world.account.last_error, world.account.retry_at) == (0, None, None)


def test_each_failure_makes_the_pause_longer_up_to_an_hour(world: World) -> None:
    world.provider.fail("changes", DOWN, times=10)
    pauses = []
    for _ in range(10):
        world.visit()
        assert world.account.retry_at is not None
        pauses.append(world.account.retry_at - world.at)
        world.at = world.account.retry_at

    assert pauses == [MINUTE * minutes for minutes in (1, 2, 4, 8, 16, 32, 60, 60, 60, 60)]


def test_those_that_failed_together_do_not_come_back_together(world: World) -> None:
    world.provider.fail("changes", DOWN)
    world.jitter = b"\x00"
    world.visit()

    assert world.account.retry_at == world.at + MINUTE / 2


@pytest.mark.parametrize(
    ("said", "pause"), [(600, 10 * MINUTE), (5, MINUTE), (100_000, LONGEST_BACK_OFF)], ids=["later", "soon", "never"]
)
def test_the_provider_may_ask_for_patience(world: World, said: int, pause: timedelta) -> None:
    world.provider.fail("changes", ProviderUnavailable("Too often.", said))
    world.visit()

    assert world.account.retry_at == world.at + pause


def test_refused_credentials_wait_for_a_person(world: World) -> None:
    world.provider.fail("changes", CredentialsRefused("It refuses the password."))
    world.visit()

    account = world.account
    assert account.retry_at == world.at + LONGEST_BACK_OFF
    assert account.last_error is not None
    assert account.last_error.code == "credentials_refused"
    world.accounts.save(account.reset())
    assert world.visit().visit is Visit.READ


def test_what_was_told_before_the_provider_failed_is_kept() -> None:
    world = World()
    world.put_out(*range(1, 151))
    for number in (1, 150):
        world.happen("viewed", number)
    world.visit()
    for number in (2, 149):
        world.happen("viewed", number)
    world.provider.fail("changes", DOWN, times=0)
    calls = iter([None, DOWN])

    def fail_the_second(call: str) -> None:
        if call == "changes" and (error := next(calls, None)):
            raise error

    world.provider.before_answer = fail_the_second
    visited = world.visit()

    assert (visited.visit, [one.document.id for one in visited.followed]) == (Visit.FAILED, [document_id(2)])
    assert world.status(149) is SENT
    world.at += MINUTE
    assert [one.document.id for one in world.visit().followed] == [document_id(149)]


def test_a_visit_that_gets_no_further_goes_on_where_it_stopped() -> None:
    world = World()
    world.put_out(*range(1, 6))
    for number in range(1, 6):
        world.happen("viewed", number)
    world.provider.most = 3

    first = world.visit()

    assert (first.visit, len(first.followed)) == (Visit.BROKEN_OFF, 3)
    assert world.account.retry_at == world.at + module.NEXT_VISIT
    assert world.visit().visit is Visit.PAUSED
    world.at += module.NEXT_VISIT
    second = world.visit()
    assert (second.visit, len(second.followed)) == (Visit.READ, 2)


def test_a_visit_ends_in_time_and_goes_on_later() -> None:
    world = World()
    world.put_out(*range(1, 151))
    for number in (1, 150):
        world.happen("viewed", number)

    visited = world.visit(is_time_left=lambda: False)

    assert (visited.visit, [one.document.id for one in visited.followed]) == (Visit.BROKEN_OFF, [document_id(1)])
    world.at += module.NEXT_VISIT
    assert [one.document.id for one in world.visit().followed] == [document_id(150)]


def test_two_visits_that_overlap_tell_of_each_step_once(world: World) -> None:
    world.happen("signed")
    overlapped = False

    def overlap() -> None:
        nonlocal overlapped
        if not overlapped:
            overlapped = True
            assert len(world.visit().followed) == 1

    world.documents.before_write = overlap
    assert world.visit().followed == ()
    assert world.status() is SIGNED
    assert len(world.notices()) == 2


def test_a_visit_that_dies_before_it_notes_how_far_it_came_is_repeated_without_harm(world: World) -> None:
    world.happen("signed")

    def die() -> None:
        raise Unavailable("The table can't be reached now.")

    world.accounts.before_write = die
    with pytest.raises(Unavailable):
        world.visit()
    world.accounts.before_write = lambda: None
    notices = world.notices()

    assert world.visit().followed == ()
    assert world.status() is SIGNED
    assert world.notices() == notices


@pytest.mark.parametrize("jump", [-timedelta(hours=1), timedelta(days=1)], ids=["back-an-hour", "on-a-day"])
def test_a_clock_that_jumps_hides_nothing(world: World, jump: timedelta) -> None:
    world.visit()
    world.at += jump
    world.happen("viewed", 1)
    assert len(world.visit().followed) == 1
    world.provider.fail("changes", DOWN)
    world.visit()
    world.at += HALF_AN_HOUR - jump
    world.happen("viewed", 2)

    assert len(world.visit().followed) == 1
