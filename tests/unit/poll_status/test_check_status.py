"""Somebody wants to know now (D3, D5, D10)."""

import pytest

from functions.poll_status.check_status import StatusNotChecked
from shared.domain.digital_document import DocumentStatus, Source
from shared.domain.errors import NotFound, TooManyRequests
from shared.domain.signing import ProviderUnavailable
from tests.unit.poll_status.world import DOWN, MINUTE, World

SENT, VIEWED, SIGNED, UNKNOWN = (
    DocumentStatus.SENT,
    DocumentStatus.VIEWED,
    DocumentStatus.SIGNED,
    DocumentStatus.UNKNOWN,
)


@pytest.fixture
def world() -> World:
    world = World()
    world.put_out()
    return world


def test_the_status_is_read_back_and_who_asked_is_kept(world: World) -> None:
    world.happen("viewed")

    followed = world.check()

    entry = followed.document.history[-1]
    assert followed.moved
    assert (entry.status, entry.source, entry.by) == (VIEWED, Source.CHECK, "Sam Seller")
    assert world.document() == followed.document


def test_when_it_was_checked_is_kept_even_where_nothing_is_new(world: World) -> None:
    world.at += MINUTE

    followed = world.check()

    assert not followed.moved
    assert followed.watched.checked_at == world.document().checked_at == world.at
    assert len(world.document().history) == 2


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "not-handed-over"])
def test_what_is_closed_or_on_its_way_is_answered_as_it_is(closed: bool) -> None:
    world = World()
    if closed:
        world.put_out()
        world.happen("declined")
        world.visit()
    else:
        world.send()
    calls = world.provider.calls.total()
    world.checks.left = 0

    assert world.check().document == world.document()
    assert world.provider.calls.total() == calls


def test_what_is_unknown_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        world.check(99)


def test_a_provider_that_cannot_be_asked_leaves_the_last_status_with_the_refusal(world: World) -> None:
    world.visit()
    checked_at = world.at
    world.at += MINUTE
    world.provider.fail("status", DOWN)

    with pytest.raises(StatusNotChecked, match="It can't answer now") as refusal:
        world.check()

    last = refusal.value.last
    assert (last.document, last.checked_at) == (world.document(), checked_at)
    assert last.account == world.account
    assert last.account.last_error is not None
    assert (last.account.failures, world.status()) == (1, SENT)


def test_while_the_provider_is_left_alone_nobody_asks_it(world: World) -> None:
    world.provider.fail("status", ProviderUnavailable("Too often.", 600))
    with pytest.raises(StatusNotChecked):
        world.check()
    calls = world.provider.calls.total()

    with pytest.raises(StatusNotChecked, match="Too often"):
        world.check()

    assert world.provider.calls.total() == calls


def test_a_large_account_that_is_read_in_parts_is_left_alone_meanwhile(world: World) -> None:
    world.put_out(2)
    world.provider.most = 1
    world.visit()

    with pytest.raises(StatusNotChecked, match="patience"):
        world.check()


def test_once_it_answers_again_it_is_asked_as_before(world: World) -> None:
    world.provider.fail("status", DOWN)
    with pytest.raises(StatusNotChecked):
        world.check()
    world.at += MINUTE

    followed = world.check()

    account = world.account
    assert (account.failures, account.retry_at, account.last_error) == (0, None, None)
    assert followed.watched.account == account


def test_users_ask_so_often_and_no_oftener(world: World) -> None:
    world.checks.left = 1
    world.check()
    calls = world.provider.calls.total()

    with pytest.raises(TooManyRequests):
        world.check()
    assert world.provider.calls.total() == calls


def test_what_the_provider_has_lost_is_not_closed_for_that(world: World) -> None:
    world.provider.held.clear()

    followed = world.check()

    assert (followed.is_unknown_word, followed.document.provider_status) == (True, "not_found")
    assert not world.check().moved


def test_what_is_found_signed_is_left_for_the_queue_to_keep(world: World) -> None:
    world.happen("signed")

    document = world.check().document

    assert (document.status, document.due_at, document.signed_file) == (SIGNED, world.at, None)
    assert len(world.notices()) == 2


def test_the_poll_that_was_quicker_leaves_nothing_new(world: World) -> None:
    """Between the answer and what is written, a visit has told of the same."""
    world.happen("signed")

    def visit() -> None:
        world.documents.before_write = lambda: None
        world.visit()

    world.documents.before_write = visit
    followed = world.check()

    assert not followed.moved
    assert followed.document.status is SIGNED
    assert len(world.notices()) == 2
